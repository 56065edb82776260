import type { Instant, Zone } from '../classification/calendar.js';
import type { RelationshipType } from '../classification/timeline.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { monthsBetween } from './days.js';
import type { MetricInterval } from './metric-interval.js';
import { sumRetention, sumRetentionOfType, type RetentionRow } from './retention.sql.js';

/** Months per interval. Days and weeks are based on an average year of 365.25 days. */
const MONTHS: Record<Exclude<MetricInterval, 'WHOLE'>, number> = {
  DAY: 12 / 365.25,
  WEEK: 84 / 365.25,
  MONTH: 1,
  QUARTER: 3,
  YEAR: 12,
};

const MILLIONTHS = 1_000_000;

/** Divides and rounds half to even. */
function divideHalfEven(a: bigint, b: bigint): number {
  const [floor, rest] = [a / b, (a % b) * 2n];
  const isUp = rest > b || (rest === b && floor % 2n === 1n);
  return Number(isUp ? floor + 1n : floor);
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** The retention of the accounts kept just before an interval. Amounts are in minor units. */
export class Retention {
  constructor(
    readonly from: Instant,
    readonly to: Instant,
    private readonly months: number,
    private readonly row: RetentionRow,
    private readonly now: Instant,
  ) {}

  get accounts(): number {
    return this.row.accounts;
  }

  get churnedAccounts(): number {
    return this.row.churned;
  }

  get logoChurn(): number | null {
    return ratio(this.row.churned, this.row.accounts);
  }

  get grossRevenueRetention(): number | null {
    return ratio(this.row.start - this.row.lost, this.row.start);
  }

  get netRevenueRetention(): number | null {
    return ratio(this.row.start + this.row.keptChange, this.row.start);
  }

  get quickRatio(): number | null {
    const { expansion, reactivation, resume, contraction, churn, pause } = this.row;
    return ratio(this.row.new + expansion + reactivation + resume, contraction + churn + pause);
  }

  get averageRevenueMinor(): number | null {
    const { start, accounts } = this.row;
    return accounts === 0 ? null : divideHalfEven(BigInt(start), BigInt(accounts));
  }

  /** Average revenue per account and month, times the months that an account stays at this churn rate. */
  get lifetimeValueMinor(): number | null {
    if (this.lifetimeValueReason !== null) return null;
    return Math.round((this.row.start / this.row.churned) * this.months);
  }

  get lifetimeValueReason(): string | null {
    if (this.to > this.now) return 'The interval has not ended, so its churn is not known yet.';
    if (this.row.accounts === 0) return 'No account paid when the interval started, so none could leave.';
    if (this.row.churned === 0) {
      return 'No account left in the interval, so the lifetime at this churn rate is infinite. Use longer intervals or `retentionProjection`.';
    }
    return null;
  }

  /** The cost of acquiring as many accounts as stayed, less the cost of keeping them. */
  savingMinor(acquisitionCostMinor: number, costRatio: number): number {
    const scaled = BigInt(Math.round(costRatio * MILLIONTHS));
    const kept = BigInt(this.row.accounts - this.row.churned);
    return divideHalfEven(kept * BigInt(acquisitionCostMinor) * (scaled - BigInt(MILLIONTHS)), scaled);
  }
}

/** Returns the retention in each interval between bounds, of all accounts or of those of one type. */
export async function retentionBetween(
  sql: Sql,
  bounds: readonly Instant[],
  interval: MetricInterval,
  type: RelationshipType | null,
  zone: Zone,
  now: Instant,
): Promise<Retention[]> {
  const timestamps = bounds.map(toTimestamp);
  const rows = await (type === null
    ? sql.run(sumRetention, timestamps)
    : sql.run(sumRetentionOfType, timestamps, type));
  return rows.map((row, i) => {
    const [from, to] = [bounds[i]!, bounds[i + 1]!];
    const months = interval === 'WHOLE' ? monthsBetween(from, to, zone) : MONTHS[interval];
    return new Retention(from, to, months, row, now);
  });
}
