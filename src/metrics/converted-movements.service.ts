import type { Fraction } from 'fraction.js';
import { roundHalfEven } from '../classification/rounding.js';
import { ConvertedSum } from './conversion.service.js';
import type { ApartPeriod } from './currency.sql.js';
import { MOVEMENTS, type MovementKind } from './movement-sums.sql.js';

const positive = (amount: bigint): bigint => (amount > 0n ? amount : 0n);
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Adds up revenue movements in several currencies, exactly. */
export class ConvertedMovements {
  private readonly sums = Object.fromEntries(MOVEMENTS.map((kind) => [kind, new ConvertedSum()])) as Record<
    MovementKind,
    ConvertedSum
  >;

  /** Adds sums in minor units, each times `factor`. */
  add(amounts: Record<MovementKind, number | string>, factor: Fraction): void {
    for (const kind of MOVEMENTS) this.sums[kind].add(amounts[kind], factor);
  }

  /** Adds the movements of a period with amounts in two currencies, as `MOVEMENT_SUMS` defines them. */
  addApart(
    { currencyCode, currencyBefore, mrr, mrrBefore, paused, pausedBefore, isFirst, isKept, wasKept }: ApartPeriod,
    factorOf: (currencyCode: string) => Fraction,
  ): void {
    const [after, before] = [factorOf(currencyCode), factorOf(currencyBefore)];
    const add = (kind: MovementKind, numerator: bigint): void =>
      this.sums[kind].addRatio(numerator, after.d * before.d);
    const converted = (minor: number): bigint => BigInt(minor) * after.n * before.d;
    const convertedBefore = (minor: number): bigint => BigInt(minor) * before.n * after.d;
    const gain = converted(mrr) - convertedBefore(mrrBefore);
    const unpaused = convertedBefore(pausedBefore) - converted(paused);
    if (isFirst) {
      add('new', gain);
      return;
    }
    const resumed = least(positive(gain), positive(unpaused));
    const suspended = least(positive(-gain), positive(-unpaused));
    add('resume', resumed);
    add(wasKept ? 'expansion' : 'reactivation', positive(gain) - resumed);
    add('pause', suspended);
    add(isKept ? 'contraction' : 'churn', positive(-gain) - suspended);
  }

  /** Returns a sum in minor units of the workspace's currency. */
  of(kind: MovementKind): Fraction {
    return this.sums[kind].total;
  }

  /** Returns the sums, each rounded once. */
  get rounded(): Record<MovementKind, number> {
    return Object.fromEntries(MOVEMENTS.map((kind) => [kind, roundHalfEven(this.of(kind))])) as Record<
      MovementKind,
      number
    >;
  }
}
