import type { Instant } from '../classification/calendar.js';
import type { BillingIntervalMonths } from '../classification/history.js';
import type { RelationshipType } from '../classification/timeline.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { selectLifetimes, selectLifetimesOfType } from './projection.sql.js';
import { fitRetention, type FittedRetention } from './shifted-beta-geometric.service.js';

export interface CohortRange {
  from: Instant;
  until: Instant;
  asOf: Instant;
  intervalMonths: BillingIntervalMonths;
  type: RelationshipType | null;
}

/** Fits a retention model to the observed lifetimes of a cohort. */
export async function projectRetention(
  sql: Sql,
  { from, until, asOf, intervalMonths, type }: CohortRange,
): Promise<FittedRetention> {
  const values = [toTimestamp(from), toTimestamp(until), toTimestamp(asOf), intervalMonths];
  return fitRetention(
    await (type === null ? sql.run(selectLifetimes, ...values) : sql.run(selectLifetimesOfType, ...values, type)),
  );
}
