import DataLoader from 'dataloader';
import { indexBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { PageRequest, PlacedRow } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { dueAccountsRefreshed } from '../relationships/relationship.loaders.js';
import {
  countAccounts,
  selectAccountPage,
  type AccountConditions,
  type AccountOrderField,
} from './account-page.sql.js';
import { selectAccountsByExternalId, selectAccountsById } from './account.sql.js';
import { Account } from './account.type.js';

export const accountById = ({ scope }: RequestContext): DataLoader<string, Account | null> =>
  new DataLoader(async (ids) => {
    const rows = indexBy(await scope.run(selectAccountsById, ids), ({ id }) => id);
    return ids.map((id) => {
      const row = rows.get(id);
      return row ? new Account(row) : null;
    });
  });

export const accountByExternalId = (context: RequestContext): DataLoader<string, Account | null> =>
  new DataLoader(async (externalIds) => {
    const rows = await context.scope.run(selectAccountsByExternalId, externalIds);
    const accounts = indexBy(
      rows.map((row) => new Account(row)),
      ({ externalId }) => externalId!,
    );
    // Whoever asks for one of them by id later in the request has it already.
    for (const account of accounts.values()) context.the(accountById).prime(account.uuid, account);
    return externalIds.map((externalId) => accounts.get(externalId) ?? null);
  });

export async function accountPage(
  context: RequestContext,
  conditions: AccountConditions,
  field: AccountOrderField,
  isDescending: boolean,
  { beyond, isBackward, limit }: PageRequest,
): Promise<PlacedRow<Account>[]> {
  await context.the(dueAccountsRefreshed);
  const place = beyond && ([field === 'CREATED_AT' ? toTimestamp(Number(beyond[0])) : beyond[0], beyond[1]] as const);
  const { statement, values } = selectAccountPage(conditions, field, isDescending !== isBackward, place, limit + 1);
  const rows = await context.scope.run(statement, ...values);
  return rows.map(({ place, ...row }) => {
    const account = new Account(row);
    context.the(accountById).prime(row.id, account);
    return { node: account, place: [place, row.id] };
  });
}

export async function accountCount(context: RequestContext, conditions: AccountConditions): Promise<number> {
  await context.the(dueAccountsRefreshed);
  const { statement, values } = countAccounts(conditions);
  const [row] = await context.scope.run(statement, ...values);
  return row!.count;
}
