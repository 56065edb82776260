/** Turns of what accounts bring. */
export const OF_REVENUE = 'p.mrr_minor <> p.mrr_before OR p.paused_mrr_minor <> p.paused_before';
/** Turns of what they bring, or of what they are. */
export const OF_REVENUE_OR_TYPE = `${OF_REVENUE} OR p.type <> p.type_before`;

/**
 * The turns in the interval `bound` of one kind, each with what its account was and brought just before the interval,
 * as its first turn there tells, and whether it is the last one.
 */
export const turnsIn = (kind: string): string => `SELECT p.*, first_value(p.type_before) OVER account AS type_start,
              first_value(p.mrr_before) OVER account AS mrr_start, lead(p.from_at) OVER account IS NULL AS is_last
       FROM account_period p
       WHERE p.workspace_id = $1 AND p.from_at >= bound.from_at AND p.from_at < bound.to_at AND (${kind})
       WINDOW account AS (PARTITION BY p.account_id ORDER BY p.from_at)`;

/** By how much a turn `p` changes what accounts of the type $3 add up to, each being worth `now`, and `before` it. */
export const changeOfType = (now: string, before: string): string =>
  `coalesce(sum(${now}) FILTER (WHERE p.type = $3::text), 0)
    - coalesce(sum(${before}) FILTER (WHERE p.type_before = $3::text), 0)`;

/** The intervals between the bounds in $2, ascending. */
export const INTERVALS = `unnest(($2::timestamptz[])[:cardinality($2::timestamptz[]) - 1], ($2::timestamptz[])[2:])
     WITH ORDINALITY AS bound (from_at, to_at, number)`;
/** The same after one of all that was before them: what changed in it adds up to what they start with. */
export const INTERVALS_AND_PAST = `unnest('-infinity'::timestamptz || ($2::timestamptz[])[:cardinality($2::timestamptz[]) - 1], $2::timestamptz[])
     WITH ORDINALITY AS bound (from_at, to_at, number)`;

/** Accounts of the type $3 just before the first of the bounds in $2. */
export const OF_TYPE_AT_FIRST = `account_period s
     WHERE s.workspace_id = $1 AND s.type = $3::text
       AND s.from_at < ($2::timestamptz[])[1] AND s.to_at >= ($2::timestamptz[])[1]`;
