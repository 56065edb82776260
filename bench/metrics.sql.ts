/*
 * Hand-written equivalents of the statements behind the metrics of the API: the fastest known statement for exactly one
 * question, with months in UTC. $1 is the workspace. If there are several variants, the fastest one counts.
 */

const SUMS = `
  sum(mrr_minor - mrr_before)::bigint AS change,
  coalesce(sum(CASE WHEN first_paid_at = from_at THEN mrr_minor END), 0)::bigint AS new,
  coalesce(sum(CASE WHEN NOT paying_before AND first_paid_at < from_at THEN mrr_minor END), 0)::bigint
    AS reactivation,
  coalesce(sum(CASE WHEN mrr_minor > mrr_before AND first_paid_at < from_at
    THEN least(mrr_minor - mrr_before, greatest(paused_before - paused_mrr_minor, 0)) END), 0)::bigint AS resume,
  coalesce(sum(CASE WHEN mrr_minor > mrr_before AND paying_before AND first_paid_at < from_at THEN mrr_minor - mrr_before
    - least(mrr_minor - mrr_before, greatest(paused_before - paused_mrr_minor, 0)) END), 0)::bigint AS expansion,
  coalesce(sum(CASE WHEN mrr_minor < mrr_before
    THEN least(mrr_before - mrr_minor, greatest(paused_mrr_minor - paused_before, 0)) END), 0)::bigint AS pause,
  coalesce(sum(CASE WHEN paying_since IS NULL THEN mrr_before END), 0)::bigint AS churn,
  coalesce(sum(CASE WHEN mrr_minor < mrr_before AND paying_since IS NOT NULL THEN mrr_before - mrr_minor
    - least(mrr_before - mrr_minor, greatest(paused_mrr_minor - paused_before, 0)) END), 0)::bigint AS contraction`;
const MOVED = `workspace_id = $1 AND from_at >= $2 AND from_at < $3 AND mrr_minor <> mrr_before`;
const CHANGED = `workspace_id = $1 AND from_at >= $2 AND from_at < $3
      AND (mrr_minor <> mrr_before OR paused_mrr_minor <> paused_before OR type <> type_before)`;
const MONTHS = `generate_series($2::timestamptz, $3::timestamptz - interval '1 month', interval '1 month') AS month`;

/** Revenue movements per month in [$2, $3). */
export const MOVEMENTS = {
  'month by month': `SELECT moved.*, (first.mrr_minor + coalesce(sum(change) OVER (
      ORDER BY month ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))::bigint AS start
    FROM (
      SELECT sum(mrr_minor) AS mrr_minor FROM account_period
      WHERE workspace_id = $1 AND from_at < $2 AND to_at >= $2 AND mrr_minor > 0
    ) first CROSS JOIN ${MONTHS} CROSS JOIN LATERAL (
      SELECT ${SUMS} FROM account_period WHERE ${MOVED.replace('$2', 'month').replace('$3', `month + interval '1 month'`)}
    ) moved ORDER BY month`,
};

/** The same for accounts that had the type $4 at the start of the month. */
export const MOVEMENTS_OF_TYPE = {
  'their periods joined': `SELECT ${SUMS.replaceAll(/\b(mrr_minor|mrr_before|paused_before|paused_mrr_minor|first_paid_at|from_at|paying_before|paying_since)\b/g, 'p.$1')}
    FROM account_period p JOIN account_period s ON s.workspace_id = $1 AND s.type = $4 AND s.account_id = p.account_id
      AND s.from_at < date_trunc('month', p.from_at) AND s.to_at >= date_trunc('month', p.from_at)
      AND s.to_at >= $2 AND s.from_at < $3
    WHERE p.workspace_id = $1 AND p.from_at >= $2 AND p.from_at < $3 AND p.mrr_minor <> p.mrr_before
    GROUP BY date_trunc('month', p.from_at) ORDER BY date_trunc('month', p.from_at)`,
  'the first change of each month': `SELECT ${SUMS} FROM (
      SELECT *, date_trunc('month', from_at) AS month, first_value(type_before) OVER (
        PARTITION BY date_trunc('month', from_at), account_id ORDER BY from_at) AS was
      FROM account_period WHERE ${CHANGED}
    ) p WHERE was = $4 GROUP BY month ORDER BY month`,
};

const KEPT = `
  count(*) FILTER (WHERE is_last AND was_kept AND paying_since IS NULL) AS churned,
  coalesce(sum(mrr_minor - started) FILTER (WHERE is_last AND started > 0), 0)::bigint AS "keptChange",
  coalesce(sum(started - mrr_minor) FILTER (WHERE is_last AND started > mrr_minor), 0)::bigint AS lost`;
const changesByMonth = (condition: string): string => `
  SELECT *, date_trunc('month', from_at) AS month, first_value(mrr_before) OVER account AS started, first_value(paying_before) OVER account AS was_kept,
         first_value(type_before) OVER account AS was, lead(from_at) OVER account IS NULL AS is_last
  FROM account_period WHERE ${condition}
  WINDOW account AS (PARTITION BY date_trunc('month', from_at), account_id ORDER BY from_at)`;
const KEPT_CHANGED = CHANGED.replace('type <> type_before', '(paying_since IS NULL) = paying_before');

export const RETENTION = {
  'one pass': `SELECT ${KEPT}, ${SUMS} FROM (${changesByMonth(KEPT_CHANGED)}) p GROUP BY month ORDER BY month`,
  'month by month': `SELECT kept.* FROM ${MONTHS} CROSS JOIN LATERAL (
      SELECT ${KEPT}, ${SUMS} FROM (
        SELECT *, first_value(mrr_before) OVER account AS started, first_value(paying_before) OVER account AS was_kept, lead(from_at) OVER account IS NULL AS is_last
        FROM account_period
        WHERE ${KEPT_CHANGED.replace('$2', 'month').replace('$3', `month + interval '1 month'`)}
        WINDOW account AS (PARTITION BY account_id ORDER BY from_at)
      ) p
    ) kept ORDER BY month`,
};
export const RETENTION_OF_TYPE = {
  'one pass': `SELECT ${KEPT}, ${SUMS} FROM (${changesByMonth(CHANGED)}) p WHERE was = $4 GROUP BY month ORDER BY month`,
};

/** The first $5 items of the worklist from now ($2) to $3; $4 is the rank of the highest plan. */
export const WORKLIST = {
  'kind by kind': `WITH work AS (
      (SELECT account_id, 2 AS kind, mrr_minor FROM account_now
       WHERE workspace_id = $1 AND type = 'CLIENT' AND success_manager_id IS NULL
       ORDER BY mrr_minor DESC, account_id DESC LIMIT $5)
      UNION ALL
      (SELECT account_id, 0, mrr_minor FROM account_now n
       WHERE workspace_id = $1 AND type IN ('CUSTOMER', 'CLIENT') AND mrr_minor > 0 AND (client_until < $3 OR (
         SELECT count(*) >= 4 AND max(occurred_at) + 2 * greatest(
                  (max(occurred_at) - min(occurred_at)) / nullif(count(*) - 1, 0), interval '1 day') < $2
         FROM interaction i
         WHERE i.workspace_id = $1 AND i.account_id = n.account_id AND kind NOT IN ('USAGE', 'PURCHASE')
           AND occurred_at > $2::timestamptz - interval '365 days' AND occurred_at <= $2))
       ORDER BY mrr_minor DESC, account_id DESC LIMIT $5)
      UNION ALL
      (SELECT account_id, 3, mrr_minor FROM account_now WHERE workspace_id = $1 AND type = 'CUSTOMER' AND is_borderline
       ORDER BY mrr_minor DESC, account_id DESC LIMIT $5)
      UNION ALL
      (SELECT account_id, 4, mrr_minor FROM account_now WHERE workspace_id = $1 AND type = 'CLIENT'
         AND plan_id IN (SELECT id FROM plan WHERE workspace_id = $1 AND rank < $4)
       ORDER BY mrr_minor DESC, account_id DESC LIMIT $5)
      UNION ALL
      SELECT account_id, 1, sum(mrr_minor)::bigint FROM (
        SELECT DISTINCT ON (subscription_id) * FROM account_renewal
        WHERE workspace_id = $1 AND decided_from > $2 ORDER BY subscription_id, at
      ) first WHERE at < $3 AND NOT is_canceled GROUP BY account_id
    )
    SELECT account_id AS "accountId", kind, mrr_minor AS "mrrMinor" FROM work
    ORDER BY mrr_minor * 8 + 7 - kind DESC, account_id DESC LIMIT $5`,
};

/** Current accounts by type, with those that need attention before $2; $3 is the rank of the highest plan. */
export const CLIENT_BASE = {
  'one pass': `SELECT type, count(*) AS accounts, sum(mrr_minor)::bigint AS "mrrMinor",
      count(*) FILTER (WHERE type = 'CLIENT' AND success_manager_id IS NULL) AS unmanaged,
      count(*) FILTER (WHERE is_borderline) AS borderline,
      count(*) FILTER (WHERE type = 'CLIENT' AND client_until < $2) AS falling,
      count(*) FILTER (WHERE type = 'CLIENT' AND plan.rank < $3) AS upsell
    FROM account_now LEFT JOIN plan ON plan.workspace_id = $1 AND plan.id = account_now.plan_id
    WHERE account_now.workspace_id = $1 GROUP BY type ORDER BY type`,
};
