import { statement } from '../src/database/statement.js';
import type { Transition } from '../src/simulation/run.service.js';

/**
 * Classifies all accounts at $2 under the draft of this benchmark, which is hard-coded. It computes the facts of the
 * registry in set-based SQL.
 */
export const classifyByHand = statement<Omit<Transition, 'mrrMinor'> & { mrr: number }>(
  'classifyByHand',
  `
WITH paid AS (
  SELECT f.account_id, f.from_at, f.to_at, f.quantity, f.term_months, f.tailored, p.rank
  FROM subscription_phase f JOIN plan p ON p.workspace_id = f.workspace_id AND p.id = f.plan_id
  WHERE f.workspace_id = $1 AND f.status <> 'TRIALING' AND f.unit_price_minor > 0 AND f.from_at <= $2::timestamptz
), linked AS (
  SELECT *, max(to_at) OVER (PARTITION BY account_id ORDER BY from_at, to_at
                             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
  FROM paid
), subscribed AS (
  SELECT account_id,
         max(from_at) FILTER (WHERE reached IS NULL OR from_at > reached + interval '31 days') AS run_from,
         max(rank) FILTER (WHERE to_at > $2) AS rank,
         max(term_months) FILTER (WHERE to_at > $2) AS term_months,
         bool_or(tailored) FILTER (WHERE to_at > $2) AS tailored
  FROM linked GROUP BY account_id HAVING bool_or(to_at > $2)
), grown AS (
  SELECT DISTINCT account_id FROM (
    SELECT e.account_id, e.from_at
    FROM (SELECT DISTINCT account_id, from_at FROM paid WHERE from_at > $2::timestamptz - interval '730 days') e
    JOIN paid p ON p.account_id = e.account_id AND p.from_at <= e.from_at AND p.to_at >= e.from_at
    GROUP BY e.account_id, e.from_at
    HAVING bool_or(p.from_at < e.from_at)
       AND (count(*) FILTER (WHERE p.to_at > e.from_at) >= count(*) FILTER (WHERE p.from_at < e.from_at))
       AND coalesce(sum(p.quantity) FILTER (WHERE p.to_at > e.from_at), 0) >= sum(p.quantity) FILTER (WHERE p.from_at < e.from_at)
       AND coalesce(sum(p.rank) FILTER (WHERE p.to_at > e.from_at), 0) >= sum(p.rank) FILTER (WHERE p.from_at < e.from_at)
       AND (count(*) FILTER (WHERE p.to_at > e.from_at) > count(*) FILTER (WHERE p.from_at < e.from_at)
         OR coalesce(sum(p.quantity) FILTER (WHERE p.to_at > e.from_at), 0) > sum(p.quantity) FILTER (WHERE p.from_at < e.from_at)
         OR coalesce(sum(p.rank) FILTER (WHERE p.to_at > e.from_at), 0) > sum(p.rank) FILTER (WHERE p.from_at < e.from_at))
  ) x
), contact AS (
  SELECT account_id,
         count(*) FILTER (WHERE personalized AND occurred_at > $2::timestamptz - interval '365 days') AS personalized,
         count(*) FILTER (WHERE initiative = 'US' AND occurred_at > $2::timestamptz - interval '365 days') AS ours,
         count(*) FILTER (WHERE initiative <> 'UNKNOWN' AND occurred_at > $2::timestamptz - interval '365 days') AS known,
         bool_or(kind = 'ADVOCACY') AS advocated,
         bool_or(kind = 'PURCHASE' AND occurred_at > $2::timestamptz - interval '60 days') AS bought
  FROM interaction
  WHERE workspace_id = $1 AND occurred_at > $2::timestamptz - interval '730 days' AND occurred_at <= $2::timestamptz
  GROUP BY account_id
), trial AS (
  SELECT DISTINCT account_id FROM subscription_phase
  WHERE workspace_id = $1 AND status = 'TRIALING' AND from_at <= $2::timestamptz AND to_at > $2::timestamptz
), top AS (
  SELECT max(rank) AS rank FROM plan
  WHERE workspace_id = $1 AND offered_from <= $2::timestamptz AND offered_until > $2::timestamptz
), judged AS (
  SELECT n.account_id, n.type AS type_now, n.mrr_minor,
    CASE
      WHEN s.account_id IS NOT NULL THEN
        CASE WHEN s.run_from + interval '9 months' <= $2::timestamptz
          AND 3 + 3 * (s.run_from + interval '24 months' <= $2::timestamptz)::int + 3 * (s.rank >= top.rank)::int
            + (s.term_months >= 12)::int + 2 * s.tailored::int + 3 * (coalesce(c.personalized, 0) >= 2)::int
            + (coalesce(c.ours, 0) * 2 >= coalesce(c.known, 0) AND coalesce(c.known, 0) > 0)::int
            + (g.account_id IS NOT NULL)::int + coalesce(c.advocated, false)::int >= 0.45 * 18
          THEN 'CLIENT' ELSE 'CUSTOMER' END
      WHEN c.bought THEN 'CUSTOMER'
      WHEN t.account_id IS NOT NULL THEN 'TRIAL'
      WHEN n.type IN ('PROSPECT', 'FORMER_CUSTOMER', 'FORMER_CLIENT') THEN n.type
      WHEN n.from_at < $2::timestamptz THEN 'FORMER_' || n.type
      ELSE 'UNKNOWN'
    END AS type_then
  FROM account_period n
  CROSS JOIN top
  LEFT JOIN subscribed s ON s.account_id = n.account_id
  LEFT JOIN contact c ON c.account_id = n.account_id
  LEFT JOIN grown g ON g.account_id = n.account_id
  LEFT JOIN trial t ON t.account_id = n.account_id
  WHERE n.workspace_id = $1 AND n.from_at <= $2::timestamptz AND n.to_at > $2::timestamptz
)
SELECT type_now AS "from", type_then AS "to", count(*)::int AS accounts, sum(mrr_minor)::float8 AS mrr FROM judged GROUP BY 1, 2 ORDER BY 1, 2`,
);
