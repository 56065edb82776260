import { statement } from './statement.js';

/**
 * A parameter that PostgreSQL plans for without looking at its value. So it keeps the plan, where one made for the value
 * would be no better, and takes twice as long to make as to carry out.
 */
export const opaqueParameter = (parameter: string): string => `(SELECT ${parameter})`;

/**
 * Begins a transaction that records something. Its statements name rows by their ids, for which one plan does: to make
 * it anew would take longer than to carry it out.
 */
export const USE_GENERIC_PLANS = 'SET LOCAL plan_cache_mode = force_generic_plan';

/**
 * The same for a transaction that records so much that tables grow under it, as long as statistics do not say that they
 * are large already: a plan kept from when a table was empty, those of foreign keys too, reads all of it once it is
 * full, until statistics catch up a minute later. Importing 20,000 records took five times as long.
 */
export const planForMany = statement(
  'planForMany',
  `SELECT set_config('plan_cache_mode',
                     CASE WHEN min(c.reltuples) < 10000 THEN 'force_custom_plan' ELSE 'force_generic_plan' END, true)
         FROM pg_class c WHERE c.oid IN ('account'::regclass, 'interaction'::regclass) AND $1::uuid IS NOT NULL`,
);
