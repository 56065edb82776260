/** The term of a phase in months; without one, its billing interval. */
const TERM = 'coalesce(nullif(f.term_months, 0), f.interval_months)';

/** Calendar months from one instant to another, of which the average has 2,629,746 s: at most one more or less. */
const monthsBetween = (from: string, to: string): string => `date_part('epoch', ${to} - ${from}) / 2629746`;

/**
 * The ends in [`from`, `until`) of terms agreed for longer than a billing interval alone, as expressions of instants:
 * when, whether the subscription goes on, and what one term of it brings. An end belongs to the phase just before it.
 * The n-th is n terms after the stretch of touching paid phases of the same term began: terms are counted from there,
 * through other changes. All phases are read of subscriptions alone that have one which `condition` and the range admit.
 */
export const termEnds = (from: string, until: string, condition = ''): string => `agreed AS (
     SELECT DISTINCT f.subscription_id FROM subscription_phase f
     WHERE f.workspace_id = $1 AND f.term_months > 0 AND f.from_at < ${until} AND f.to_at >= ${from} ${condition}
   ), paid AS (
     SELECT f.*, max(f.from_at) FILTER (WHERE f.begins) OVER (PARTITION BY f.subscription_id ORDER BY f.from_at) AS begun_at
     FROM (
       SELECT f.subscription_id, f.account_id, f.from_at, f.to_at, f.quantity, f.unit_price_minor, f.interval_months,
              f.term_months, ${TERM} AS months,
              (lag(f.to_at) OVER subscription = f.from_at AND lag(${TERM}) OVER subscription = ${TERM}) IS NOT TRUE AS begins,
              coalesce(lead(f.from_at) OVER subscription = f.to_at, false) AS is_continued
       FROM agreed JOIN subscription_phase f ON f.workspace_id = $1 AND f.subscription_id = agreed.subscription_id
       WHERE f.status <> 'TRIALING' AND f.unit_price_minor > 0
       WINDOW subscription AS (PARTITION BY f.subscription_id ORDER BY f.from_at)
     ) f
   ), counted AS (
     SELECT paid.*, (paid.begun_at AT TIME ZONE 'UTC' + make_interval(months => paid.months * generate_series(
         greatest(1, floor((${monthsBetween('paid.begun_at', `greatest(paid.from_at, ${from})`)} - 1) / paid.months)::int),
         ceil((${monthsBetween('paid.begun_at', `least(paid.to_at, ${until})`)} + 1) / paid.months)::int
       ))) AT TIME ZONE 'UTC' AS end_at
     FROM paid
     WHERE paid.term_months > 0 AND paid.from_at < ${until} AND paid.to_at >= ${from}
   ), term_end AS (
     SELECT counted.subscription_id, counted.account_id, counted.term_months, counted.end_at,
            counted.end_at < counted.to_at OR counted.is_continued AS goes_on,
            round(counted.quantity * counted.unit_price_minor * counted.term_months::numeric / counted.interval_months)::bigint
              AS amount_minor,
            round(counted.quantity * counted.unit_price_minor / counted.interval_months::numeric)::bigint AS mrr_minor
     FROM counted
     WHERE counted.end_at > counted.from_at AND counted.end_at <= counted.to_at
       AND counted.end_at >= ${from} AND counted.end_at < ${until}
   )`;

/** The type of the account `ended` is about: just before the end, or at the instant `now` where that is to come. */
export const typeAtEnd = (now: string): string => `CROSS JOIN LATERAL (
     SELECT p.type FROM account_period p
     WHERE p.workspace_id = $1 AND p.account_id = ended.account_id
       AND p.from_at <= least(ended.end_at - interval '1 millisecond', ${now})
     ORDER BY p.from_at DESC LIMIT 1
   ) standing`;
