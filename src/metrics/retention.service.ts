import { Fraction } from 'fraction.js';
import type { Instant, Zone } from '../classification/calendar.js';
import { roundHalfEven } from '../classification/rounding.js';
import type { RelationshipType } from '../classification/timeline.js';
import { groupBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import type { ExchangeRates } from '../money/exchange-rates.js';
import {
  ConvertedSum,
  factorAt,
  justBefore,
  revenueOfIntervals,
  toChange,
  type Exchange,
} from './conversion.service.js';
import { ConvertedMovements } from './converted-movements.service.js';
import { monthsBetween } from './days.js';
import type { MetricInterval } from './metric-interval.js';
import { MOVEMENTS, type MovementKind } from './movement-sums.sql.js';
import {
  sumRetention,
  sumRetentionByCurrency,
  sumRetentionOfType,
  sumRetentionOfTypeByCurrency,
  type RetentionGroup,
  type RetentionRow,
} from './retention.sql.js';

/** Months per interval. Days and weeks are based on an average year of 365.25 days. */
const MONTHS: Record<Exclude<MetricInterval, 'WHOLE'>, number> = {
  DAY: 12 / 365.25,
  WEEK: 84 / 365.25,
  MONTH: 1,
  QUARTER: 3,
  YEAR: 12,
};

const MILLIONTHS = 1_000_000;

const ratio = (part: Fraction | number, whole: Fraction | number): number | null =>
  new Fraction(whole).equals(0) ? null : new Fraction(part).div(whole).valueOf();

/** The figures of one interval. Amounts are exact, in minor units at the exchange rates just before the interval. */
export type RetentionFigures = Record<MovementKind | 'start' | 'keptChange' | 'lost', Fraction> &
  Pick<RetentionRow, 'accounts' | 'churned'>;

/** The retention of the accounts kept just before an interval. Amounts are in minor units. */
export class Retention {
  constructor(
    readonly from: Instant,
    readonly to: Instant,
    private readonly months: number,
    private readonly row: RetentionFigures,
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
    return ratio(this.row.start.sub(this.row.lost), this.row.start);
  }

  get netRevenueRetention(): number | null {
    return ratio(this.row.start.add(this.row.keptChange), this.row.start);
  }

  get quickRatio(): number | null {
    const { expansion, reactivation, resume, contraction, churn, pause } = this.row;
    return ratio(this.row.new.add(expansion).add(reactivation).add(resume), contraction.add(churn).add(pause));
  }

  get averageRevenueMinor(): number | null {
    const { start, accounts } = this.row;
    return accounts === 0 ? null : roundHalfEven(start.div(accounts));
  }

  /** Average revenue per account and month, times the months that an account stays at this churn rate. */
  get lifetimeValueMinor(): number | null {
    if (this.lifetimeValueReason !== null) return null;
    return Math.round(this.row.start.div(this.row.churned).valueOf() * this.months);
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
    const costs = new Fraction(Math.round(costRatio * MILLIONTHS), MILLIONTHS);
    const kept = this.row.accounts - this.row.churned;
    return roundHalfEven(costs.sub(1).div(costs).mul(kept).mul(acquisitionCostMinor));
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
  rates: ExchangeRates,
): Promise<Retention[]> {
  const read = rates.currencyCodes.length > 0 ? figuresAcrossCurrencies : figuresInOneCurrency;
  return (await read(sql, bounds, type, rates)).map((figures, i) => {
    const [from, to] = [bounds[i]!, bounds[i + 1]!];
    const months = interval === 'WHOLE' ? monthsBetween(from, to, zone) : MONTHS[interval];
    return new Retention(from, to, months, figures, now);
  });
}

async function figuresInOneCurrency(
  sql: Sql,
  bounds: readonly Instant[],
  type: RelationshipType | null,
): Promise<RetentionFigures[]> {
  const timestamps = bounds.map(toTimestamp);
  const rows = await (type === null
    ? sql.run(sumRetention, timestamps)
    : sql.run(sumRetentionOfType, timestamps, type));
  return rows.map(({ accounts, churned, start, keptChange, lost, ...moved }) => {
    const amounts = Object.entries({ start, keptChange, lost, ...moved });
    const exact = Object.fromEntries(amounts.map(([name, minor]) => [name, new Fraction(minor)]));
    return { accounts, churned, ...exact } as RetentionFigures;
  });
}

async function figuresAcrossCurrencies(
  sql: Sql,
  bounds: readonly Instant[],
  type: RelationshipType | null,
  rates: ExchangeRates,
): Promise<RetentionFigures[]> {
  const timestamps = bounds.map(toTimestamp);
  const [row] = await (type === null
    ? sql.run(sumRetentionByCurrency, timestamps)
    : sql.run(sumRetentionOfTypeByCurrency, timestamps, type));
  const { groups, starts } = row!;
  const changes = groups.flatMap((group): Exchange[] =>
    group.apart === null ? [toChange(group)] : group.apart.map((one) => ({ ...one, number: group.number })),
  );
  const [groupsOf, startsOf] = [groupBy(groups, ({ number }) => number), groupBy(starts, ({ number }) => number)];
  const isCarried = type === null;
  let accounts = 0;
  return revenueOfIntervals(bounds.length - 1, starts, changes, isCarried).map(({ start }, i) => {
    const at = justBefore(bounds[i]!);
    const ofInterval = groupsOf.get(i + 1) ?? [];
    accounts += sum(startsOf.get(i + 1) ?? [], (one) => one.accounts);
    const figures = convertedFigures(ofInterval, (code) => factorAt(rates, code, at));
    const churned = sum(ofInterval, (group) => group.churned);
    const result = { accounts, churned, start: start.at(rates, at), ...figures };
    if (isCarried) accounts += sum(ofInterval, (group) => group.accountsChange);
    return result;
  });
}

const sum = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);

/** Converts the figures of one interval. */
function convertedFigures(
  groups: readonly RetentionGroup[],
  factorOf: (currencyCode: string) => Fraction,
): Record<MovementKind | 'keptChange' | 'lost', Fraction> {
  const [movements, keptChange, lost] = [new ConvertedMovements(), new ConvertedSum(), new ConvertedSum()];
  for (const { currencyCode, apart, ...sums } of groups) {
    const factor = factorOf(currencyCode);
    if (apart === null) {
      movements.add(sums, factor);
      keptChange.add(sums.keptChange, factor);
      lost.add(sums.lost, factor);
      continue;
    }
    for (const change of apart) {
      movements.addApart(change, factorOf);
      if (!change.isLast || change.mrrStart === 0) continue;
      const start = factorOf(change.currencyStart).mul(change.mrrStart);
      const end = factorOf(change.currencyCode).mul(change.mrr);
      keptChange.add(1, end);
      keptChange.add(-1, start);
      if (start.gt(end)) {
        lost.add(1, start);
        lost.add(-1, end);
      }
    }
  }
  const moved = Object.fromEntries(MOVEMENTS.map((kind) => [kind, movements.of(kind)])) as Record<
    MovementKind,
    Fraction
  >;
  return { ...moved, keptChange: keptChange.total, lost: lost.total };
}
