import type { RelationshipType } from '../classification/timeline.js';
import { statementOverAll } from '../database/statement.js';

export const countAtRiskAndReady = statementOverAll<{ falling: number; upsell: number }>(
  'countAtRiskAndReady',
  `SELECT count(*) FILTER (WHERE n.client_until < $2::timestamptz) AS falling,
          count(*) FILTER (WHERE p.rank < $3::int) AS upsell
   FROM account_now n LEFT JOIN plan p ON p.workspace_id = $1 AND p.id = n.plan_id
   WHERE n.workspace_id = $1 AND n.type = 'CLIENT'`,
);

export interface EffortRow {
  type: RelationshipType;
  effortMinutes: number;
  /** The empty text is the workspace's. */
  currencyCode: string;
  /** In minor units of the currency. */
  mrrMinor: number;
}

/** Sums the time spent on interactions in ($2, $3] and the current revenue, by the current type and currency of the accounts. */
export const sumEffort = statementOverAll<EffortRow>(
  'sumEffort',
  `SELECT n.type, coalesce(n.currency_code, '') AS "currencyCode", coalesce(sum(spent.minutes), 0)::bigint AS "effortMinutes",
          sum(coalesce(n.native_mrr_minor, n.mrr_minor))::bigint AS "mrrMinor"
   FROM account_now n
   LEFT JOIN (
     SELECT i.account_id, sum(i.effort_minutes) AS minutes FROM interaction i
     WHERE i.workspace_id = $1 AND i.occurred_at > $2::timestamptz AND i.occurred_at <= $3::timestamptz
     GROUP BY i.account_id
   ) spent ON spent.account_id = n.account_id
   WHERE n.workspace_id = $1
   GROUP BY n.type, n.currency_code`,
);
