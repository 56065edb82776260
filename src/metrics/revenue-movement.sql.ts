import { statementOverAll } from '../database/statement.js';
import {
  APART,
  CHANGES_OF_START_BY_CURRENCY,
  CURRENCY,
  FIRST_START_BY_CURRENCY,
  rowsOf,
  IS_EXCHANGED,
  type ApartPeriod,
  type StartRow,
} from './currency.sql.js';
import { MOVEMENT_SUMS, MOVEMENTS, type MovementKind, type MovementSums } from './movement-sums.sql.js';
import {
  changesOfType,
  CHANGES_OF_START,
  EARLIER,
  FIRST_START,
  INTERVALS,
  numberOf,
  TRANSITIONS_OF_TYPE,
  WITHIN_BOUNDS,
} from './transition.sql.js';

export interface MovementRow extends MovementSums {
  /** Revenue just before the interval. */
  start: number;
}

/**
 * Sums the revenue movements in each interval between the ascending bounds in $2. Each interval is one range of a covering
 * index; a single GROUP BY over all intervals would have to sort the rows.
 */
export const sumMovements = statementOverAll<MovementRow>(
  'sumMovements',
  `SELECT (first.mrr_minor + coalesce(sum(movement.change) OVER earlier, 0))::bigint AS start, movement.*
   FROM (${FIRST_START}) first
   CROSS JOIN ${INTERVALS}
   CROSS JOIN LATERAL (
     SELECT ${MOVEMENT_SUMS}
     FROM account_period p
     WHERE p.workspace_id = $1 AND p.from_at >= bound.from_at AND p.from_at < bound.to_at
       AND p.mrr_minor <> p.mrr_before
   ) movement
   WINDOW ${EARLIER}
   ORDER BY bound.number`,
);

/** Sums the same for accounts that had the type $3 just before the interval started. */
export const sumMovementsOfType = statementOverAll<MovementRow>(
  'sumMovementsOfType',
  `WITH start AS (${CHANGES_OF_START}),
   movement AS (
     SELECT bound.number, ${MOVEMENT_SUMS}
     FROM ${INTERVALS} LEFT JOIN (${TRANSITIONS_OF_TYPE}) p USING (number)
     GROUP BY bound.number
   )
   SELECT coalesce(sum(start.mrr_minor) OVER (ORDER BY number), 0)::bigint AS start, movement.*
   FROM movement LEFT JOIN start USING (number)
   ORDER BY number`,
);

/** Movements in an interval of accounts in one currency. */
export interface CurrencyMovements extends Record<MovementKind, string> {
  /** The number of the interval, from 1. */
  number: number;
  currencyCode: string;
  /** In minor units of the currency. The other amounts are exact, in minor units of the workspace's. */
  change: number;
  /** Whether there was a rate for the currency. */
  isRated: boolean;
}

export interface MovementsByCurrencyRow {
  moved: CurrencyMovements[];
  /** The periods in which two currencies meet. They are in no sum. */
  apart: (ApartPeriod & { piece: number })[];
  starts: StartRow[];
}

/**
 * Converts the movements of `pieces`, in which no exchange rate changes. `first` is the first of four parameters: the number of
 * the interval of each piece, and for each currency and piece the currency, the piece and the factor.
 */
const converted = (
  pieces: string,
  first: number,
): string => `SELECT ($${first}::int[])[piece] AS number, "currencyCode", bool_and(factor IS NOT NULL) AS "isRated",
            sum(change)::bigint AS change, ${MOVEMENTS.map((kind) => `sum(${kind} * factor)::text AS ${kind}`).join(', ')}
     FROM (
       SELECT piece.*, CASE WHEN piece."currencyCode" = '' THEN 1 ELSE rate.factor END AS factor
       FROM (${pieces}) piece
       LEFT JOIN unnest($${first + 1}::text[], $${first + 2}::int[], $${first + 3}::numeric[]) AS rate (currency_code, piece, factor)
         ON rate.currency_code = piece."currencyCode" AND rate.piece = piece.piece
     ) rated
     GROUP BY 1, 2`;

/**
 * Sums the movements by currency, in each piece between the ascending bounds in $2. Reading one range of the index for each
 * piece, even if that is each day, takes less than grouping by the number of the piece: PostgreSQL knows from the columns
 * of currencies that there are few groups in each, so that it does not sort.
 */
export const sumMovementsByCurrency = statementOverAll<MovementsByCurrencyRow>(
  'sumMovementsByCurrency',
  rowsOf({
    moved: converted(
      `SELECT bound.number AS piece, movement.*
     FROM ${INTERVALS}
     CROSS JOIN LATERAL (
       SELECT ${CURRENCY} AS "currencyCode", ${MOVEMENT_SUMS}
       FROM account_period p
       WHERE p.workspace_id = $1 AND p.from_at >= bound.from_at AND p.from_at < bound.to_at
         AND p.mrr_minor <> p.mrr_before AND NOT ${IS_EXCHANGED}
       GROUP BY 1
     ) movement`,
      3,
    ),
    apart: `SELECT ${numberOf('p.from_at')} AS piece, ${APART}
     FROM account_period p
     WHERE p.workspace_id = $1 AND ${WITHIN_BOUNDS} AND ${IS_EXCHANGED}`,
    starts: FIRST_START_BY_CURRENCY,
  }),
);

const pieceOf = 'width_bucket(p.from_at, $4::timestamptz[])';
/** Sums the same for accounts that had the type $3 just before the interval started; $4 has the bounds of the pieces. */
export const sumMovementsOfTypeByCurrency = statementOverAll<MovementsByCurrencyRow>(
  'sumMovementsOfTypeByCurrency',
  rowsOf({
    moved: converted(
      `SELECT ${pieceOf} AS piece, ${CURRENCY} AS "currencyCode", ${MOVEMENT_SUMS}
     FROM (${changesOfType(`p.mrr_minor <> p.mrr_before AND NOT ${IS_EXCHANGED}`)}) p
     GROUP BY 1, 2`,
      5,
    ),
    apart: `SELECT ${pieceOf} AS piece, ${APART} FROM (${changesOfType(IS_EXCHANGED)}) p`,
    starts: CHANGES_OF_START_BY_CURRENCY,
  }),
);
