import { deriveAgain } from '../../src/derivation/derive-again.service.js';
import { account, phase, plan, record, subscription, type ImportRecords } from '../support/records.js';
import type { TestServer, TestWorkspace } from '../support/server.js';

/** Returns records of accounts, by externalId, that pay a price each month from the beginning of 2024 on. */
export const accountsPaying = (prices: Record<string, string>, currencyCode = 'USD'): ImportRecords => ({
  plans: [plan('basic', 1)],
  accounts: Object.keys(prices).map((externalId) => account(externalId)),
  subscriptions: Object.entries(prices).map(([externalId, amount]) =>
    subscription(externalId, externalId, [phase('2024-01-01', null, { unitPrice: { amount, currencyCode } })]),
  ),
});

export const recordAccounts = (workspace: TestWorkspace, prices: Record<string, string>, currencyCode?: string) =>
  record(workspace, accountsPaying(prices, currencyCode));

/** Takes the prices of accounts for prices in another currency, in minor units, and derives the accounts again. */
export async function denominate(
  { database: { dataSource } }: TestServer,
  workspace: TestWorkspace,
  externalIds: readonly string[],
  currencyCode: string,
): Promise<void> {
  const accounts = `(SELECT id FROM account WHERE workspace_id = $1 AND external_id = ANY ($2))`;
  const values = [workspace.id, externalIds];
  await dataSource.query(
    `UPDATE subscription_phase SET currency_code = $3 WHERE workspace_id = $1 AND account_id IN ${accounts}`,
    [...values, currencyCode],
  );
  await dataSource.query(
    `UPDATE account_now SET continuous_at = NULL WHERE workspace_id = $1 AND account_id IN ${accounts}`,
    values,
  );
  await deriveAgain(workspace.scope(), () => undefined);
}
