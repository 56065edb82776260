import type { RelationshipType } from '../classification/timeline.js';
import { statement } from '../database/statement.js';

export interface TypeCountRow {
  type: RelationshipType;
  accounts: number;
  mrrMinor: number;
}

/** The periods that contain $2, by type: those of each type that end after it are one range of an index. */
export const countByType = statement<TypeCountRow>(
  'countByType',
  `SELECT type, count(*) AS accounts, sum(mrr_minor)::bigint AS "mrrMinor"
   FROM account_period
   WHERE workspace_id = $1
     AND type IN ('PROSPECT', 'TRIAL', 'CUSTOMER', 'CLIENT', 'FORMER_CUSTOMER', 'FORMER_CLIENT')
     AND to_at > $2::timestamptz AND from_at <= $2::timestamptz
   GROUP BY type`,
);

export const countAttention = statement<{ clientsWithoutSuccessManager: number; borderline: number }>(
  'countAttention',
  `SELECT count(*) FILTER (WHERE type = 'CLIENT' AND success_manager_id IS NULL) AS "clientsWithoutSuccessManager",
          count(*) FILTER (WHERE is_borderline) AS borderline
   FROM account_now WHERE workspace_id = $1`,
);
