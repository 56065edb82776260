/** The term of a phase in months. Default: its billing interval. */
const TERM = 'coalesce(nullif(f.term_months, 0), f.interval_months)';

/** Returns the calendar months between two instants, accurate to one month. An average month has 2,629,746 s. */
const monthsBetween = (from: string, to: string): string => `date_part('epoch', ${to} - ${from}) / 2629746`;

/**
 * Returns common table expressions up to `term_end`: the ends in [`from`, `until`) of terms agreed for longer than a
 * billing interval, with whether the subscription continues and the revenue of one term. `from` and `until` are SQL
 * expressions. An end belongs to the phase just before it. The n-th end is n terms after the start of the run of
 * adjacent paid phases with the same term; other changes do not restart the count. Phases are read only of
 * subscriptions that have a phase within the range that meets `condition`.
 */
export const termEnds = (from: string, until: string, condition = ''): string => `agreed AS (
     SELECT DISTINCT f.subscription_id FROM subscription_phase f
     WHERE f.workspace_id = $1 AND f.term_months > 0 AND f.from_at < ${until} AND f.to_at >= ${from} ${condition}
   ), paid AS (
     SELECT f.*, max(f.from_at) FILTER (WHERE f.starts) OVER (PARTITION BY f.subscription_id ORDER BY f.from_at) AS started_at
     FROM (
       SELECT f.subscription_id, f.account_id, f.from_at, f.to_at, f.quantity, f.unit_price_minor, f.interval_months,
              f.term_months, ${TERM} AS months,
              (lag(f.to_at) OVER subscription = f.from_at AND lag(${TERM}) OVER subscription = ${TERM}) IS NOT TRUE AS starts,
              coalesce(lead(f.from_at) OVER subscription = f.to_at, false) AS is_continued
       FROM agreed JOIN subscription_phase f ON f.workspace_id = $1 AND f.subscription_id = agreed.subscription_id
       WHERE f.status <> 'TRIALING' AND f.unit_price_minor > 0 AND f.from_at < f.to_at
       WINDOW subscription AS (PARTITION BY f.subscription_id ORDER BY f.from_at)
     ) f
   ), counted AS (
     SELECT paid.*, (paid.started_at AT TIME ZONE 'UTC' + make_interval(months => paid.months * generate_series(
         greatest(1, floor((${monthsBetween('paid.started_at', `greatest(paid.from_at, ${from})`)} - 1) / paid.months)::int),
         ceil((${monthsBetween('paid.started_at', `least(paid.to_at, ${until})`)} + 1) / paid.months)::int
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

/** Joins the type of the account of `ended` just before the end, or at `now` if the end is in the future. */
export const typeAtEnd = (now: string): string => `CROSS JOIN LATERAL (
     SELECT p.type FROM account_period p
     WHERE p.workspace_id = $1 AND p.account_id = ended.account_id
       AND p.from_at <= least(ended.end_at - interval '1 millisecond', ${now})
     ORDER BY p.from_at DESC LIMIT 1
   ) at_end`;
