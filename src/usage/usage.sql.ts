import { statement } from '../database/statement.js';
import { NEXT_UPDATED_AT, Table, type RowOf } from '../database/table.js';
import { UsageRecordEntity } from './usage-record.entity.js';

export const USAGE = new Table(UsageRecordEntity);

export type UsageRow = Omit<RowOf<UsageRecordEntity>, 'workspaceId'>;

const COLUMNS = USAGE.select('u', ['workspaceId']);

export const selectUsageById = statement<UsageRow>(
  'selectUsageById',
  `SELECT ${COLUMNS} FROM usage_record u WHERE u.workspace_id = $1 AND u.id = $2::uuid`,
);

/** Locks records for a change, in the order of their externalIds. */
export const lockUsage = statement<UsageRow>(
  'lockUsage',
  `SELECT ${COLUMNS} FROM usage_record u WHERE u.workspace_id = $1 AND u.external_id = ANY ($2::text[])
   ORDER BY u.external_id FOR NO KEY UPDATE`,
);

export const insertUsage = statement(
  'insertUsage',
  USAGE.insertRecords({ updatedAt: '$3::timestamptz' }, { orderBy: 'externalId' }),
);

export const updateUsage = statement(
  'updateUsage',
  USAGE.updateRecords(['accountId', 'externalId'], { updatedAt: NEXT_UPDATED_AT }),
);

export interface UsageSumRow {
  accountId: string;
  currencyCode: string | null;
  amountMinor: number;
}

/** Sums what each of the accounts $2 was charged in [$3, $4), by currency. */
export const sumUsage = statement<UsageSumRow>(
  'sumUsage',
  `SELECT account_id AS "accountId", currency_code AS "currencyCode", sum(amount_minor)::bigint AS "amountMinor"
   FROM usage_record
   WHERE workspace_id = $1 AND account_id = ANY ($2::uuid[]) AND used_at >= $3::timestamptz AND used_at < $4::timestamptz
   GROUP BY 1, 2`,
);
