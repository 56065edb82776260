import { statementOverAll } from '../database/statement.js';
import {
  APART,
  CHANGES_OF_START_BY_CURRENCY,
  CURRENCY,
  FIRST_START_BY_CURRENCY,
  IS_EXCHANGED,
  rowsOf,
  type ApartPeriod,
  type StartRow,
} from './currency.sql.js';
import { MOVEMENT_SUMS, type MovementSums } from './movement-sums.sql.js';
import {
  ACCOUNTS_CHANGE,
  CHANGES_OF_START,
  EARLIER,
  FIRST_START,
  INTERVALS,
  TRANSITIONS,
  TRANSITIONS_OF_CURRENCIES,
  TRANSITIONS_OF_TYPE,
  TRANSITIONS_OF_TYPE_AND_CURRENCIES,
} from './transition.sql.js';

export interface RetentionRow extends MovementSums {
  /** Revenue just before the interval. */
  start: number;
  /** Accounts kept just before the interval: those with a paid phase in force, paused ones included. */
  accounts: number;
  /** Number of those accounts that are not kept at the end of the interval. */
  churned: number;
  /** The change, over the interval, of the revenue of the accounts that brought revenue just before it. */
  keptChange: number;
  /** The revenue lost from those accounts that bring less at the end of the interval. */
  lost: number;
}

/** The retention of accounts from their changes `p`. */
const RETENTION_SUMS = `${MOVEMENT_SUMS},
  count(*) FILTER (WHERE p.is_last AND p.was_kept AND NOT p.is_kept) AS churned,
  coalesce(sum(p.mrr_minor - p.mrr_start) FILTER (WHERE p.is_last AND p.mrr_start > 0), 0)::bigint AS "keptChange",
  coalesce(sum(p.mrr_start - p.mrr_minor) FILTER (WHERE p.is_last AND p.mrr_start > p.mrr_minor), 0)::bigint AS lost`;

/**
 * Computes, for each interval between the ascending bounds in $2, the retention of the accounts kept just before it.
 * Accounts that did not change are in none of the rows read; they count with their state at the start.
 */
export const sumRetention = statementOverAll<RetentionRow>(
  'sumRetention',
  `SELECT (first.mrr_minor + coalesce(sum(changed.change) OVER earlier, 0))::bigint AS start,
          (first.accounts + coalesce(sum(changed."accountsChange") OVER earlier, 0))::bigint AS accounts, changed.*
   FROM (${FIRST_START}) first
   CROSS JOIN ${INTERVALS}
   CROSS JOIN LATERAL (
     SELECT ${RETENTION_SUMS}, ${ACCOUNTS_CHANGE} AS "accountsChange"
     FROM (${TRANSITIONS}) p
   ) changed
   WINDOW ${EARLIER}
   ORDER BY bound.number`,
);

/** Computes the same for accounts that had the type $3 just before the interval started. */
export const sumRetentionOfType = statementOverAll<RetentionRow>(
  'sumRetentionOfType',
  `WITH start AS (${CHANGES_OF_START}),
   changed AS (
     SELECT bound.number, ${RETENTION_SUMS}
     FROM ${INTERVALS} LEFT JOIN (${TRANSITIONS_OF_TYPE}) p USING (number)
     GROUP BY bound.number
   )
   SELECT coalesce(sum(start.mrr_minor) OVER known, 0)::bigint AS start,
          coalesce(sum(start.accounts) OVER known, 0)::bigint AS accounts, changed.*
   FROM changed LEFT JOIN start USING (number)
   WINDOW known AS (ORDER BY number)
   ORDER BY number`,
);

/** The retention of accounts in one currency in an interval, in minor units of it. */
export interface RetentionGroup extends MovementSums, Pick<RetentionRow, 'churned' | 'keptChange' | 'lost'> {
  /** The number of the interval, from 1. */
  number: number;
  currencyCode: string;
  accountsChange: number;
  /** If not null, these changes count instead of the amounts. */
  apart: ApartChange[] | null;
}

/** A change of an account that has amounts in several currencies. */
export interface ApartChange extends ApartPeriod {
  /** The revenue of the account just before the interval. */
  mrrStart: number;
  currencyStart: string;
  /** Whether its revenue here is that at the end of the interval. */
  isLast: boolean;
}

export interface RetentionByCurrencyRow {
  groups: RetentionGroup[];
  starts: StartRow[];
}

/** Whether a change `p` has amounts in another currency than just before, or than at the start that it is compared with. */
const IS_APART = `(${IS_EXCHANGED} OR (p.is_last AND p.mrr_start > 0 AND coalesce(p.currency_start, '') <> ${CURRENCY}))`;
const retentionGroups = (
  number: string,
): string => `SELECT ${number} AS number, ${CURRENCY} AS "currencyCode", ${RETENTION_SUMS},
         ${ACCOUNTS_CHANGE} AS "accountsChange",
         json_agg((SELECT to_json(one) FROM (SELECT ${APART}, p.mrr_start AS "mrrStart",
           coalesce(p.currency_start, '') AS "currencyStart", p.is_last AS "isLast") one)) FILTER (WHERE ${IS_APART}) AS apart`;

/** Computes the retention of all accounts by currency. */
export const sumRetentionByCurrency = statementOverAll<RetentionByCurrencyRow>(
  'sumRetentionByCurrency',
  rowsOf({
    groups: `SELECT changed.*
     FROM ${INTERVALS}
     CROSS JOIN LATERAL (
       ${retentionGroups('bound.number')}
       FROM (${TRANSITIONS_OF_CURRENCIES}) p
       GROUP BY 2, ${IS_APART}
     ) changed`,
    starts: FIRST_START_BY_CURRENCY,
  }),
);

/** Computes the same for accounts that had the type $3 just before the interval started. */
export const sumRetentionOfTypeByCurrency = statementOverAll<RetentionByCurrencyRow>(
  'sumRetentionOfTypeByCurrency',
  rowsOf({
    groups: `${retentionGroups('p.number')}
     FROM (${TRANSITIONS_OF_TYPE_AND_CURRENCIES}) p
     GROUP BY 1, 2, ${IS_APART}`,
    starts: CHANGES_OF_START_BY_CURRENCY,
  }),
);
