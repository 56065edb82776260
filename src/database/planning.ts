import { statement } from './statement.js';

/**
 * Hides the value of a parameter from the planner, so that PostgreSQL caches the plan. Use it if planning takes longer
 * than execution and the value would not lead to a better plan.
 */
export const opaqueParameter = (parameter: string): string => `(SELECT ${parameter})`;

/**
 * Precedes the statements of a writing transaction. They look rows up by id, so a generic plan is good enough, and
 * planning would take longer than execution.
 */
export const USE_GENERIC_PLANS = 'SET LOCAL plan_cache_mode = force_generic_plan';

/**
 * Switches a transaction that inserts many rows to custom plans while statistics show small tables. A plan cached when
 * a table was empty, including those of foreign key checks, scans the whole table once it is full, until statistics
 * catch up a minute later: importing 20,000 records took five times as long.
 */
export const planForMany = statement(
  'planForMany',
  `SELECT set_config('plan_cache_mode',
                     CASE WHEN min(c.reltuples) < 10000 THEN 'force_custom_plan' ELSE 'force_generic_plan' END, true)
         FROM pg_class c WHERE c.oid IN ('account'::regclass, 'interaction'::regclass) AND $1::uuid IS NOT NULL`,
);
