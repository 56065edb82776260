import DataLoader from 'dataloader';
import { indexBy } from '../database/grouping.js';
import type { RequestContext } from '../graphql/context.js';
import { selectMembersById } from './member.sql.js';
import { Member } from './member.type.js';

export const memberById = ({ scope }: RequestContext): DataLoader<string, Member | null> =>
  new DataLoader(async (ids) => {
    const rows = indexBy(await scope.run(selectMembersById, ids), ({ id }) => id);
    return ids.map((id) => {
      const row = rows.get(id);
      return row ? new Member(row) : null;
    });
  });
