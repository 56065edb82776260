/** Whether an account is kept in the period `p`: a paid phase is in force, paused ones included. */
export const IS_KEPT = 'p.paying_since IS NOT NULL';
/**
 * Whether it was kept just before. Rows of servers of an earlier version do not say so; their revenue does, unless it
 * rounds to zero.
 */
export const WAS_KEPT = 'coalesce(p.paying_before, p.mrr_before + p.paused_before > 0)';
/** Periods at which revenue changes, or an account starts or stops being kept. The index for metrics contains them. */
const CHANGES = `p.mrr_minor <> p.mrr_before OR p.paused_mrr_minor <> p.paused_before
       OR p.paying_before <> (${IS_KEPT})`;
/** The same if there are several currencies, in which equal amounts differ. */
export const CHANGES_OF_CURRENCIES = `${CHANGES} OR p.currency_code IS DISTINCT FROM p.currency_before`;
/** Of these, the periods at which an account starts or stops being kept. */
export const CHANGES_KEPT = `(${CHANGES}) AND (${IS_KEPT}) <> ${WAS_KEPT}`;
/** The number, from 1, of the interval between the ascending bounds in $2 that contains an instant. */
export const numberOf = (instant: string): string => `width_bucket(${instant}, $2::timestamptz[])`;
export const WITHIN_BOUNDS = `p.from_at >= ($2::timestamptz[])[1] AND p.from_at < ($2::timestamptz[])[cardinality($2::timestamptz[])]`;

/**
 * The state of an account just before the interval, from its first change `p` there, and whether `p` is its last one,
 * which gives its state at the end.
 */
const START_AND_LAST = `first_value(p.mrr_before) OVER account AS mrr_start,
         first_value(${WAS_KEPT}) OVER account AS was_kept, ${IS_KEPT} AS is_kept,
         lead(p.from_at) OVER account IS NULL AS is_last`;

const WITH_CURRENCY = `${START_AND_LAST}, first_value(p.currency_before) OVER account AS currency_start`;

const transitions = (columns: string, changes: string): string => `SELECT p.*, ${columns}
       FROM account_period p
       WHERE p.workspace_id = $1 AND p.from_at >= bound.from_at AND p.from_at < bound.to_at AND (${changes})
       WINDOW account AS (PARTITION BY p.account_id ORDER BY p.from_at)`;
/** The changes in the interval `bound`. */
export const TRANSITIONS = transitions(START_AND_LAST, CHANGES);
export const TRANSITIONS_OF_CURRENCIES = transitions(WITH_CURRENCY, CHANGES_OF_CURRENCIES);

/**
 * The changes between the bounds, of accounts that had the type $3 just before the interval of the change. All
 * intervals are joined at once; joining them one by one would read the periods of the type again for each interval.
 */
export const changesOfType = (
  changes: string,
  columns = 'p.*',
): string => `SELECT ${columns}, ${numberOf('p.from_at')} AS number
     FROM account_period p
     JOIN account_period s ON s.workspace_id = $1 AND s.type = $3::text AND s.account_id = p.account_id
       AND s.from_at < ($2::timestamptz[])[${numberOf('p.from_at')}]
       AND s.to_at >= ($2::timestamptz[])[${numberOf('p.from_at')}]
       AND s.to_at >= ($2::timestamptz[])[1]
     WHERE p.workspace_id = $1 AND ${WITHIN_BOUNDS} AND (${changes})`;
const transitionsOfType = (columns: string, changes: string): string => `${changesOfType(changes, `p.*, ${columns}`)}
     WINDOW account AS (PARTITION BY ${numberOf('p.from_at')}, p.account_id ORDER BY p.from_at)`;
export const TRANSITIONS_OF_TYPE = transitionsOfType(START_AND_LAST, CHANGES);
export const TRANSITIONS_OF_TYPE_AND_CURRENCIES = transitionsOfType(WITH_CURRENCY, CHANGES_OF_CURRENCIES);

/** The revenue of the accounts of the type $3 in the period `p`, and just before it. */
export const MRR_OF_TYPE = 'CASE WHEN p.type = $3::text THEN p.mrr_minor ELSE 0 END';
export const MRR_OF_TYPE_BEFORE = 'CASE WHEN p.type_before = $3::text THEN p.mrr_before ELSE 0 END';
/** The change in the number of kept accounts, and in that of those of the type $3. */
export const ACCOUNTS_DIFFERENCE = `(${IS_KEPT})::int - (${WAS_KEPT})::int`;
export const ACCOUNTS_DIFFERENCE_OF_TYPE = `CASE WHEN p.type = $3::text THEN (${IS_KEPT})::int ELSE 0 END
                - CASE WHEN p.type_before = $3::text THEN (${WAS_KEPT})::int ELSE 0 END`;

/**
 * The start revenue of each interval (the revenue just before it, of accounts of the type $3) as changes from interval
 * to interval, and likewise the number of kept accounts. Interval 1 has the full amounts. Later intervals have the
 * changes caused by accounts that gain the type, lose it, or change. A running sum gives the state just before each
 * interval.
 */
export const CHANGES_OF_START = `SELECT number, sum(change.mrr_minor) AS mrr_minor, sum(change.accounts) AS accounts
     FROM (
       SELECT 1 AS number, s.mrr_minor, (s.paying_since IS NOT NULL)::int AS accounts
       FROM account_period s
       WHERE s.workspace_id = $1 AND s.type = $3::text
         AND s.from_at < ($2::timestamptz[])[1] AND s.to_at >= ($2::timestamptz[])[1]
       UNION ALL
       SELECT ${numberOf('p.from_at')} + 1, ${MRR_OF_TYPE} - ${MRR_OF_TYPE_BEFORE}, ${ACCOUNTS_DIFFERENCE_OF_TYPE}
       FROM account_period p
       WHERE p.workspace_id = $1 AND ${WITHIN_BOUNDS} AND (${CHANGES} OR p.type <> p.type_before)
     ) change
     GROUP BY number`;

/** The intervals between the ascending bounds in $2. */
export const INTERVALS = `unnest(($2::timestamptz[])[:cardinality($2::timestamptz[]) - 1], ($2::timestamptz[])[2:])
     WITH ORDINALITY AS bound (from_at, to_at, number)`;

/** The change in the number of kept accounts caused by the changes `p`. */
export const ACCOUNTS_CHANGE = `coalesce(sum(${ACCOUNTS_DIFFERENCE}), 0)`;

/** The revenue of all accounts just before the first bound in $2, and how many are kept: the sum of all earlier changes. */
export const FIRST_START = `SELECT coalesce(sum(p.mrr_minor - p.mrr_before), 0) AS mrr_minor, ${ACCOUNTS_CHANGE} AS accounts
     FROM account_period p
     WHERE p.workspace_id = $1 AND p.from_at < ($2::timestamptz[])[1] AND (${CHANGES})`;
/** The window of all intervals before the current one; the sum of their changes gives the start of the current one. */
export const EARLIER = 'earlier AS (ORDER BY bound.number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)';
