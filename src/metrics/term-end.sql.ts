/**
 * The paid phases of subscriptions that `condition` admits, each with where the stretch of touching phases of the same
 * term began that it is part of: its terms are counted from there, through other changes.
 */
const paidPhases = (condition: string): string => `paid AS (
     SELECT f.*, max(f.from_at) FILTER (WHERE f.begins) OVER (PARTITION BY f.subscription_id ORDER BY f.from_at) AS begun_at
     FROM (
       SELECT f.subscription_id, f.account_id, f.from_at, f.to_at, f.quantity, f.unit_price_minor, f.interval_months,
              f.term_months, coalesce(nullif(f.term_months, 0), f.interval_months) AS months,
              (lag(f.to_at) OVER subscription = f.from_at
                AND lag(coalesce(nullif(f.term_months, 0), f.interval_months)) OVER subscription
                  = coalesce(nullif(f.term_months, 0), f.interval_months)) IS NOT TRUE AS begins,
              coalesce(lead(f.from_at) OVER subscription = f.to_at, false) AS is_continued
       FROM subscription_phase f
       WHERE f.workspace_id = $1 AND f.status <> 'TRIALING' AND f.unit_price_minor > 0 ${condition}
       WINDOW subscription AS (PARTITION BY f.subscription_id ORDER BY f.from_at)
     ) f
   )`;

/** Calendar months from one instant to another, give or take one. */
const monthsBetween = (from: string, to: string): string =>
  `((extract(year FROM ${to}) - extract(year FROM ${from})) * 12 + extract(month FROM ${to}) - extract(month FROM ${from}))`;

/**
 * The ends in [`from`, `until`) of terms agreed for longer than a billing interval alone, as expressions of instants:
 * when, whether the subscription goes on, and what one term of it brings. An end belongs to the phase just before it.
 * The n-th is n terms after the first one began, as calendars count.
 */
export const termEnds = (from: string, until: string, condition = ''): string => `${paidPhases(condition)},
   term_end AS (
     SELECT paid.subscription_id, paid.account_id, paid.term_months, term.end_at,
            term.end_at < paid.to_at OR paid.is_continued AS goes_on,
            round(paid.quantity * paid.unit_price_minor * paid.term_months::numeric / paid.interval_months)::bigint
              AS amount_minor,
            round(paid.quantity * paid.unit_price_minor / paid.interval_months::numeric)::bigint AS mrr_minor
     FROM paid
     CROSS JOIN LATERAL (
       SELECT (paid.begun_at AT TIME ZONE 'UTC' + make_interval(months => number * paid.months)) AT TIME ZONE 'UTC' AS end_at
       FROM generate_series(
         greatest(1, (${monthsBetween('paid.begun_at', `greatest(paid.from_at, ${from})`)} / paid.months)::int - 1),
         (${monthsBetween('paid.begun_at', `least(paid.to_at, ${until})`)} / paid.months)::int + 1) AS number
     ) term
     WHERE paid.term_months > 0 AND paid.from_at < ${until} AND paid.to_at >= ${from}
       AND term.end_at > paid.from_at AND term.end_at <= paid.to_at
       AND term.end_at >= ${from} AND term.end_at < ${until}
   )`;

/** The type of the account \`ended\` is about: just before the end, or at the instant \`now\` where that is to come. */
export const typeAtEnd = (now: string): string => `CROSS JOIN LATERAL (
     SELECT p.type FROM account_period p
     WHERE p.workspace_id = $1 AND p.account_id = ended.account_id
       AND p.from_at <= least(ended.end_at - interval '1 millisecond', ${now})
     ORDER BY p.from_at DESC LIMIT 1
   ) standing`;
