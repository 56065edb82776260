/** Turns of what accounts bring. */
const OF_REVENUE = 'p.mrr_minor <> p.mrr_before OR p.paused_mrr_minor <> p.paused_before';
/** The number of the interval between the bounds in $2, ascending, that an instant is in. */
const numberOf = (instant: string): string => `width_bucket(${instant}, $2::timestamptz[])`;
const WITHIN_BOUNDS = `p.from_at >= ($2::timestamptz[])[1] AND p.from_at < ($2::timestamptz[])[cardinality($2::timestamptz[])]`;

/** What an account brought just before the interval, as its first turn `p` there tells, and whether it is the last one. */
const PLACE_AMONG_TURNS = `first_value(p.mrr_before) OVER account AS mrr_start, lead(p.from_at) OVER account IS NULL AS is_last`;

/** The turns of revenue in the interval `bound`. */
export const TRANSITIONS = `SELECT p.*, ${PLACE_AMONG_TURNS}
       FROM account_period p
       WHERE p.workspace_id = $1 AND p.from_at >= bound.from_at AND p.from_at < bound.to_at AND (${OF_REVENUE})
       WINDOW account AS (PARTITION BY p.account_id ORDER BY p.from_at)`;

/**
 * The turns of revenue between the bounds of accounts that had the type $3 just before the interval of the turn. All
 * intervals are joined at once: one by one, the periods of the type would be read for each.
 */
export const TRANSITIONS_OF_TYPE = `SELECT p.*, ${numberOf('p.from_at')} AS number, ${PLACE_AMONG_TURNS}
     FROM account_period p
     JOIN account_period s ON s.workspace_id = $1 AND s.type = $3::text AND s.account_id = p.account_id
       AND s.from_at < ($2::timestamptz[])[${numberOf('p.from_at')}]
       AND s.to_at >= ($2::timestamptz[])[${numberOf('p.from_at')}]
       AND s.to_at >= ($2::timestamptz[])[1]
     WHERE p.workspace_id = $1 AND ${WITHIN_BOUNDS} AND (${OF_REVENUE})
     WINDOW account AS (PARTITION BY ${numberOf('p.from_at')}, p.account_id ORDER BY p.from_at)`;

/**
 * By how much, from one interval to the next, that changes what accounts of the type $3 bring just before it, and how
 * many pay: before the first one all that there is, then as accounts come to be of the type, cease to be, or turn.
 */
export const CHANGES_OF_START = `SELECT number, sum(change.mrr_minor) AS mrr_minor, sum(change.accounts) AS accounts
     FROM (
       SELECT 1 AS number, s.mrr_minor, (s.mrr_minor > 0)::int AS accounts
       FROM account_period s
       WHERE s.workspace_id = $1 AND s.type = $3::text
         AND s.from_at < ($2::timestamptz[])[1] AND s.to_at >= ($2::timestamptz[])[1]
       UNION ALL
       SELECT ${numberOf('p.from_at')} + 1,
              CASE WHEN p.type = $3::text THEN p.mrr_minor ELSE 0 END
                - CASE WHEN p.type_before = $3::text THEN p.mrr_before ELSE 0 END,
              CASE WHEN p.type = $3::text THEN (p.mrr_minor > 0)::int ELSE 0 END
                - CASE WHEN p.type_before = $3::text THEN (p.mrr_before > 0)::int ELSE 0 END
       FROM account_period p
       WHERE p.workspace_id = $1 AND ${WITHIN_BOUNDS} AND (p.mrr_minor <> p.mrr_before OR p.type <> p.type_before)
     ) change
     GROUP BY number`;

/** The intervals between the bounds in $2, ascending. */
export const INTERVALS = `unnest(($2::timestamptz[])[:cardinality($2::timestamptz[]) - 1], ($2::timestamptz[])[2:])
     WITH ORDINALITY AS bound (from_at, to_at, number)`;

/** How many accounts more pay after the turns `p`. */
export const ACCOUNTS_CHANGE = `count(*) FILTER (WHERE p.mrr_before = 0 AND p.mrr_minor > 0)
       - count(*) FILTER (WHERE p.mrr_before > 0 AND p.mrr_minor = 0)`;

/** What all accounts bring just before the first of the bounds in $2, and how many pay: all turns before it add up to that. */
export const FIRST_START = `SELECT coalesce(sum(p.mrr_minor - p.mrr_before), 0) AS mrr_minor, ${ACCOUNTS_CHANGE} AS accounts
     FROM account_period p
     WHERE p.workspace_id = $1 AND p.from_at < ($2::timestamptz[])[1] AND p.mrr_minor <> p.mrr_before`;
/** The intervals before one, whose changes are those of its start. */
export const EARLIER = 'earlier AS (ORDER BY bound.number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)';
