import { wholeMonthsBetween, type Instant, type Zone } from '../classification/calendar.js';
import type { BillingIntervalMonths } from '../classification/history.js';
import type { RelationshipType } from '../classification/timeline.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { selectLifetimes, selectLifetimesOfType, type LifetimeRow } from './projection.sql.js';
import { fitRetention, type FittedRetention, type Lifetimes } from './shifted-beta-geometric.service.js';
import { isLost } from './survival.js';

export interface CohortRange {
  from: Instant;
  until: Instant;
  asOf: Instant;
  intervalMonths: BillingIntervalMonths;
  type: RelationshipType | null;
}

/** Fits a retention model to the observed lifetimes of a cohort. */
export async function projectRetention(sql: Sql, range: CohortRange, zone: Zone): Promise<FittedRetention> {
  const { from, until, asOf, intervalMonths, type } = range;
  const values = [toTimestamp(from), toTimestamp(until), toTimestamp(asOf), intervalMonths];
  const rows = await (type === null
    ? sql.run(selectLifetimes, ...values)
    : sql.run(selectLifetimesOfType, ...values, type));
  return fitRetention(rows.map((row) => lifetimeOf(row, range, zone)));
}

/** Counts the lifetime of accounts in whole periods of the workspace's calendar. */
function lifetimeOf(
  { enteredAt, leftAt, accounts, gapDays }: LifetimeRow,
  { asOf, intervalMonths }: CohortRange,
  zone: Zone,
): Lifetimes {
  const periodsUntil = (at: Instant): number => Math.floor(wholeMonthsBetween(enteredAt, at, zone) / intervalMonths);
  const hasLeft = leftAt !== null && isLost(leftAt, { asOf, gapDays, zone });
  // An account that leaves exactly when a period ends leaves at the end of that period.
  return { left: hasLeft ? periodsUntil(leftAt - 1) + 1 : null, periods: periodsUntil(asOf), accounts };
}
