import { afterInText, rowsToRead, type PageRequest, type SortedNode } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import type { AdmittedNames } from '../graphql/filters.js';
import { countMembers, selectMemberPage } from './member.sql.js';
import { Member } from './member.type.js';

const valuesOf = ({ oneOf, from, until }: AdmittedNames) => [oneOf, from, until] as const;

export async function memberPage(
  context: RequestContext,
  names: AdmittedNames,
  page: PageRequest,
): Promise<SortedNode<Member>[]> {
  const values = [...valuesOf(names), ...afterInText(page), rowsToRead(page, context)];
  const rows = await context.scope.run(selectMemberPage(page.isBackward), ...values);
  return rows.map(({ nameFolded, ...row }) => ({ node: new Member(row), sortKey: [nameFolded, row.id] }));
}

export async function memberCount({ scope }: RequestContext, names: AdmittedNames): Promise<number> {
  const [row] = await scope.run(countMembers, ...valuesOf(names));
  return row!.count;
}
