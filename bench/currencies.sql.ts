/*
 * Statements that copy a base into another workspace, with its accounts in five currencies. $1 is the workspace of the base,
 * $2 the other one.
 */

/** Every fifth account stays in the workspace's currency, and of the others, one in a hundred changes its currency once. */
const CURRENCY = (instant: string): string => `(ARRAY[NULL, 'EUR', 'GBP', 'JPY', 'CHF'])[1 + (
  get_byte(uuid_send(p.account_id), 15) % 5 + (get_byte(uuid_send(p.account_id), 14) < 3 AND ${instant} >= '2024-06-15')::int) % 5]`;

const columnsOf = (table: string): string => `(SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
  WHERE attrelid = '${table}'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'workspace_id')`;

/** Selects the columns of the copied tables, other than the workspace. */
export const SELECT_COLUMNS = `SELECT ${columnsOf('account')} AS account, ${columnsOf('account_period')} AS period`;

export const copyAccounts = (columns: string): string => `
  INSERT INTO account (workspace_id, ${columns})
  SELECT $2::uuid, ${columns.replace('success_manager_id', 'NULL')} FROM account p WHERE workspace_id = $1::uuid`;

/** Amounts in another currency are kept in ten-thousandths of a minor unit. */
const kept = (amount: string, currency: string): string =>
  `${amount} * CASE WHEN ${currency} IS NULL THEN 1 ELSE 10000 END`;

export const copyPeriods = (columns: string): string => `
  INSERT INTO account_period (workspace_id, ${columns})
  SELECT $2::uuid, ${columns
    .replace(/\b(?:paused_)?mrr_minor\b/g, (amount) => kept(amount, CURRENCY('p.from_at')))
    .replace(/\b(?:mrr|paused)_before\b/g, (amount) => kept(amount, CURRENCY("p.from_at - interval '300 days'")))
    .replace('currency_code', `CASE WHEN mrr_minor + paused_mrr_minor > 0 THEN ${CURRENCY('p.from_at')} END`)
    .replace(
      'currency_before',
      `CASE WHEN mrr_before + paused_before > 0 THEN ${CURRENCY("p.from_at - interval '300 days'")} END`,
    )}
  FROM account_period p WHERE workspace_id = $1::uuid`;

/** A rate for each currency and each day of eleven years. $1 is the workspace. */
export const INSERT_RATES = `
  INSERT INTO exchange_rate (workspace_id, currency_code, from_day, rate, updated_at)
  SELECT $1::uuid, code, day::date, round((middle * (1 + 0.2 * sin(extract(epoch FROM day) / 1e7)
           + 0.02 * (hashtextextended(code || day::text, 0) & 1023) / 1024))::numeric, digits), now()
  FROM (VALUES ('EUR', 1.1, 6), ('GBP', 1.3, 6), ('JPY', 0.0067, 10), ('CHF', 1.15, 6)) currency (code, middle, digits),
       generate_series('2016-01-01'::timestamptz, '2026-12-31', interval '1 day') day`;
