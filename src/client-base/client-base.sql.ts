import type { RelationshipType } from '../classification/timeline.js';
import { statementOverAll } from '../database/statement.js';

export interface TypeCountRow {
  type: RelationshipType;
  accounts: number;
  mrrMinor: number;
}

/** The periods that contain $2, by type: those of each type that end after it are one range of an index. */
export const countByType = statementOverAll<TypeCountRow>(
  'countByType',
  `SELECT type, count(*) AS accounts, sum(mrr_minor)::bigint AS "mrrMinor"
   FROM account_period
   WHERE workspace_id = $1
     AND type IN ('PROSPECT', 'TRIAL', 'CUSTOMER', 'CLIENT', 'FORMER_CUSTOMER', 'FORMER_CLIENT')
     AND to_at > $2::timestamptz AND from_at <= $2::timestamptz
   GROUP BY type`,
);

export interface TypeCountSpanRow extends TypeCountRow {
  /** The instants from the `first`-th up to, not including, the `beyond`-th one, counted from 0. */
  first: number;
  beyond: number;
}

/**
 * Periods by type and by which of the instants in $2, ascending, they contain; $3 and $4 are the first and the last
 * one. Each period is read once, however many instants there are: its bounds are each put between two of them, and as
 * instants are whole milliseconds, those before a bound are those up to a millisecond before it.
 */
export const countByTypeAndSpan = statementOverAll<TypeCountSpanRow>(
  'countByTypeAndSpan',
  `SELECT span.first, span.beyond, span.type, count(*) AS accounts, sum(span.mrr_minor)::bigint AS "mrrMinor"
   FROM (
     SELECT p.type, p.mrr_minor,
            width_bucket(p.from_at - interval '1 millisecond', $2::timestamptz[]) AS first,
            width_bucket(p.to_at - interval '1 millisecond', $2::timestamptz[]) AS beyond
     FROM account_period p
     WHERE p.workspace_id = $1
       AND p.type IN ('PROSPECT', 'TRIAL', 'CUSTOMER', 'CLIENT', 'FORMER_CUSTOMER', 'FORMER_CLIENT')
       AND p.to_at > $3::timestamptz AND p.from_at <= $4::timestamptz
   ) span
   WHERE span.first < span.beyond
   GROUP BY span.first, span.beyond, span.type`,
);

export const countAttention = statementOverAll<{ clientsWithoutSuccessManager: number; borderline: number }>(
  'countAttention',
  `SELECT count(*) FILTER (WHERE type = 'CLIENT' AND success_manager_id IS NULL) AS "clientsWithoutSuccessManager",
          count(*) FILTER (WHERE is_borderline) AS borderline
   FROM account_now WHERE workspace_id = $1`,
);
