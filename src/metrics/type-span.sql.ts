/**
 * The periods of the type $3 by the bounds in $2, ascending, that they are just before: from the `first`-th up to and
 * with the `last`-th one. Each is read once, however many bounds there are.
 */
export const SPANS_OF_TYPE = `span AS (
     SELECT width_bucket(t.from_at, $2::timestamptz[]) + 1 AS first, width_bucket(t.to_at, $2::timestamptz[]) AS last,
            t.mrr_minor
     FROM account_period t
     WHERE t.workspace_id = $1 AND t.type = $3::text AND t.to_at >= ($2::timestamptz[])[1]
       AND t.from_at < ($2::timestamptz[])[cardinality($2::timestamptz[])]
   )`;

/** By how much, from one bound to the next, that changes which the spans add up to just before them. */
export const changeOfStart = (worth: string): string => `
     SELECT edge.interval, sum(edge.change)::bigint AS change
     FROM span CROSS JOIN LATERAL (VALUES (span.first, ${worth}), (span.last + 1, -${worth})) AS edge (interval, change)
     WHERE span.first <= span.last
     GROUP BY edge.interval`;
