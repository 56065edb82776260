import { Fraction } from 'fraction.js';
import type { Instant } from '../classification/calendar.js';
import { roundHalfEven } from '../classification/rounding.js';
import type { RelationshipType } from '../classification/timeline.js';
import { groupBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import type { ExchangeRates } from '../money/exchange-rates.js';
import { factorAt, factorsOfPieces, justBefore, piecesOf, revenueOfIntervals, toChange } from './conversion.service.js';
import { ConvertedMovements } from './converted-movements.service.js';
import type { MovementKind } from './movement-sums.sql.js';
import {
  sumMovements,
  sumMovementsByCurrency,
  sumMovementsOfType,
  sumMovementsOfTypeByCurrency,
  type CurrencyMovements,
} from './revenue-movement.sql.js';

const ONE = new Fraction(1);

/** The revenue movements in one interval, in minor units of the workspace's currency. */
export interface Movement extends Record<MovementKind, number> {
  from: Instant;
  to: Instant;
  start: number;
  /** What changes of exchange rates add to the revenue, and what rounding does. May be negative. */
  exchange: number;
  end: number;
}

/** Returns the movements in each interval between ascending bounds, of all accounts or of those with a type at its start. */
export async function movementsBetween(
  sql: Sql,
  bounds: readonly Instant[],
  type: RelationshipType | null,
  rates: ExchangeRates,
): Promise<Movement[]> {
  if (rates.currencyCodes.length > 0) return movementsAcrossCurrencies(sql, bounds, type, rates);
  const timestamps = bounds.map(toTimestamp);
  const rows = await (type === null
    ? sql.run(sumMovements, timestamps)
    : sql.run(sumMovementsOfType, timestamps, type));
  return rows.map(({ change, ...row }, i) => ({
    ...row,
    from: bounds[i]!,
    to: bounds[i + 1]!,
    exchange: 0,
    end: row.start + change,
  }));
}

async function movementsAcrossCurrencies(
  sql: Sql,
  bounds: readonly Instant[],
  type: RelationshipType | null,
  rates: ExchangeRates,
): Promise<Movement[]> {
  const pieces = piecesOf(bounds, rates);
  const numbers = numbersWithin(bounds, pieces);
  const parameters = [numbers, ...factorsOfPieces(rates, pieces)];
  const [row] = await (type === null
    ? sql.run(sumMovementsByCurrency, pieces.map(toTimestamp), ...parameters)
    : sql.run(sumMovementsOfTypeByCurrency, bounds.map(toTimestamp), type, pieces.map(toTimestamp), ...parameters));
  const apart = row!.apart.map((period) => ({ ...period, number: numbers[period.piece - 1]! }));
  const [movedOf, apartOf] = [groupBy(row!.moved, ({ number }) => number), groupBy(apart, ({ number }) => number)];
  const changes = [...row!.moved.map(toChange), ...apart];
  return revenueOfIntervals(bounds.length - 1, row!.starts, changes, type === null).map((revenue, i) => {
    const [from, to] = [bounds[i]!, bounds[i + 1]!];
    const sums = new ConvertedMovements();
    for (const moved of movedOf.get(i + 1) ?? []) sums.add(rated(moved), ONE);
    for (const period of apartOf.get(i + 1) ?? []) {
      sums.addApart(period, (code) => factorAt(rates, code, pieces[period.piece - 1]!));
    }
    const { rounded } = sums;
    const start = roundHalfEven(revenue.start.at(rates, justBefore(from)));
    const end = roundHalfEven(revenue.end.at(rates, justBefore(to)));
    const gains = rounded.new + rounded.expansion + rounded.reactivation + rounded.resume;
    const losses = rounded.contraction + rounded.churn + rounded.pause;
    return { from, to, start, ...rounded, exchange: end - start - gains + losses, end };
  });
}

/** Fails if there was no rate: the first one of a currency, and a subscription in it, may have been recorded just now. */
function rated(moved: CurrencyMovements): CurrencyMovements {
  if (moved.isRated) return moved;
  throw new Error(`Expected an exchange rate for ${moved.currencyCode}; none was recorded when the rates were loaded.`);
}

/** Returns the number, from 1, of the interval between `bounds` in which each piece begins. */
function numbersWithin(bounds: readonly Instant[], pieces: readonly Instant[]): number[] {
  let number = 0;
  return pieces.map((at) => (at === bounds[number] ? ++number : number));
}
