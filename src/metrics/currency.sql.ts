import {
  ACCOUNTS_DIFFERENCE,
  ACCOUNTS_DIFFERENCE_OF_TYPE,
  CHANGES_OF_CURRENCIES,
  IS_KEPT,
  MRR_OF_TYPE,
  MRR_OF_TYPE_BEFORE,
  numberOf,
  WAS_KEPT,
  WITHIN_BOUNDS,
} from './transition.sql.js';

/*
 * How statements sum over accounts with several currencies: groups of periods `p` in one currency, at one exchange rate, add up
 * integers, so that each sum is converted once. Periods in which two currencies meet are rare; they are set apart, and each is
 * converted alone. The workspace's own currency is the empty text.
 */

/**
 * Whether the period `p` has amounts in another currency than just before. Where no currency is stored, there are either no
 * amounts, or they are in the workspace's currency.
 */
export const IS_EXCHANGED = `(p.currency_code IS DISTINCT FROM p.currency_before
       AND (p.currency_code IS NOT NULL OR p.mrr_minor + p.paused_mrr_minor > 0)
       AND (p.currency_before IS NOT NULL OR p.mrr_before + p.paused_before > 0))`;

/** The currency of a period `p` that is not exchanged. */
export const CURRENCY = `coalesce(p.currency_code, p.currency_before, '')`;

/** The columns of a period `p` that is set apart. */
export const APART = `coalesce(p.currency_code, '') AS "currencyCode", coalesce(p.currency_before, '') AS "currencyBefore",
       p.mrr_minor AS mrr, p.mrr_before AS "mrrBefore", p.paused_mrr_minor AS paused, p.paused_before AS "pausedBefore",
       p.first_paid_at = p.from_at AS "isFirst", ${IS_KEPT} AS "isKept", ${WAS_KEPT} AS "wasKept"`;

/** A period with its amounts in minor units of two currencies. */
export interface ApartPeriod {
  currencyCode: string;
  currencyBefore: string;
  mrr: number;
  mrrBefore: number;
  paused: number;
  pausedBefore: number;
  /** Whether it brings the first revenue of the account; null if there has been none. */
  isFirst: boolean | null;
  isKept: boolean;
  wasKept: boolean;
}

/** What accounts gained in one currency and gave up in another, in minor units: a change of the state before an interval. */
export interface StartRow {
  /** The number of the interval, from 1. */
  number: number;
  currencyCode: string;
  mrr: number;
  currencyBefore: string;
  mrrBefore: number;
  /** The change of the number of kept accounts. */
  accounts: number;
}

const startColumns = (number: string, mrr: string, mrrBefore: string, accounts: string): string =>
  `${number} AS number, coalesce(p.currency_code, '') AS "currencyCode", coalesce(p.currency_before, '') AS "currencyBefore",
            sum(${mrr}) AS mrr, sum(${mrrBefore}) AS "mrrBefore", sum(${accounts}) AS accounts`;

/** Selects the state of all accounts just before the first bound in $2: the sum of all earlier changes. */
export const FIRST_START_BY_CURRENCY = `SELECT ${startColumns('1', 'p.mrr_minor', 'p.mrr_before', ACCOUNTS_DIFFERENCE)}
     FROM account_period p
     WHERE p.workspace_id = $1 AND p.from_at < ($2::timestamptz[])[1] AND (${CHANGES_OF_CURRENCIES})
     GROUP BY 2, 3`;

/** Selects the state just before each interval, of accounts of the type $3, as changes from interval to interval. */
export const CHANGES_OF_START_BY_CURRENCY = `SELECT ${startColumns('1', 'p.mrr_minor', '0', `(${IS_KEPT})::int`)}
     FROM account_period p
     WHERE p.workspace_id = $1 AND p.type = $3::text
       AND p.from_at < ($2::timestamptz[])[1] AND p.to_at >= ($2::timestamptz[])[1]
     GROUP BY 2, 3
     UNION ALL
     SELECT ${startColumns(`${numberOf('p.from_at')} + 1`, MRR_OF_TYPE, MRR_OF_TYPE_BEFORE, ACCOUNTS_DIFFERENCE_OF_TYPE)}
     FROM account_period p
     WHERE p.workspace_id = $1 AND ${WITHIN_BOUNDS} AND (${CHANGES_OF_CURRENCIES} OR p.type <> p.type_before)
     GROUP BY 1, 2, 3`;

/** Selects one row whose columns are the rows of queries, as JSON. */
export const rowsOf = (queries: Readonly<Record<string, string>>): string => {
  const columns = Object.entries(queries).map(
    ([name, query]) => `coalesce((SELECT json_agg(${name}_row) FROM (${query}) ${name}_row), '[]') AS ${name}`,
  );
  return `SELECT ${columns.join(',\n   ')}`;
};
