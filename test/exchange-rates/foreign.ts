import { account, phase, plan, record, subscription } from '../support/records.js';
import type { TestServer, TestWorkspace } from '../support/server.js';

/** Records accounts, by externalId, that pay a price each month from the beginning of 2024 on. */
export const recordAccounts = (workspace: TestWorkspace, prices: Record<string, string>, currencyCode = 'USD') =>
  record(workspace, {
    plans: [plan('basic', 1)],
    accounts: Object.keys(prices).map((externalId) => account(externalId)),
    subscriptions: Object.entries(prices).map(([externalId, amount]) =>
      subscription(externalId, externalId, [phase('2024-01-01', null, { unitPrice: { amount, currencyCode } })]),
    ),
  });

/**
 * Puts the stored amounts of accounts into another currency, as a writer does that has converted them with a rate of
 * long ago.
 */
export async function denominate(
  { database: { dataSource } }: TestServer,
  { id }: TestWorkspace,
  externalIds: readonly string[],
  currencyCode: string,
): Promise<void> {
  const accounts = `(SELECT id FROM account WHERE workspace_id = $1 AND external_id = ANY ($2))`;
  const values = [id, externalIds, currencyCode];
  await dataSource.query(
    `UPDATE account_now SET currency_code = $3, native_mrr_minor = mrr_minor, rates_revision = 0
     WHERE workspace_id = $1 AND account_id IN ${accounts}`,
    values,
  );
  await dataSource.query(
    `UPDATE account_period SET currency_code = $3 WHERE workspace_id = $1 AND account_id IN ${accounts} AND mrr_minor > 0`,
    values,
  );
  await dataSource.query(
    `UPDATE subscription_phase SET currency_code = $3 WHERE workspace_id = $1 AND account_id IN ${accounts}`,
    values,
  );
}
