import DataLoader from 'dataloader';
import { indexBy } from '../database/grouping.js';
import type { RequestContext } from '../graphql/context.js';
import type { ChangedRecord } from '../idempotency/change-record.service.js';
import {
  selectAccountByExternalId,
  selectAccountById,
  selectAccountsByExternalId,
  selectAccountsById,
  type AccountRow,
} from './account.sql.js';
import { Account } from './account.type.js';

import { loaderById } from '../graphql/loader.js';

export const accountById = loaderById(selectAccountsById, (row) => new Account(row), selectAccountById);

/** Makes the account that a mutation changed, and serves it to the other fields of the response. */
export function changedAccount(context: RequestContext, { record, isDeleted }: ChangedRecord<AccountRow>): Account {
  const account = new Account(record, null, null, isDeleted);
  context.the(accountById).prime(account.uuid, account);
  return account;
}

export const accountByExternalId = (context: RequestContext): DataLoader<string, Account | null> =>
  new DataLoader(async (externalIds) => {
    const { scope } = context;
    const rows = await (externalIds.length === 1
      ? scope.run(selectAccountByExternalId, externalIds[0])
      : scope.run(selectAccountsByExternalId, externalIds));
    const accounts = indexBy(
      rows.map((row) => new Account(row)),
      ({ externalId }) => externalId!,
    );
    // Serves later lookups by id in the same request.
    for (const account of accounts.values()) context.the(accountById).prime(account.uuid, account);
    return externalIds.map((externalId) => accounts.get(externalId) ?? null);
  });
