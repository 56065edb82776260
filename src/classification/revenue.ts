import { Fraction } from 'fraction.js';
import { currencyOf, monthlyAmounts, type MonthlyAmounts } from './billing.js';
import { isBilled, mapInForce, paidPhases, sumInForce, type History, type Phase } from './history.js';
import { roundHalfEven } from './rounding.js';
import { mapSteps, type Steps } from './steps.js';

/**
 * Amounts in another currency than the workspace's are kept in ten-thousandths of its minor unit. They are rounded to minor
 * units once, when they have been converted: EUR 100.00 a year are USD 9.17 a month at 1.10, not 9.16.
 */
export const PARTS_PER_MINOR = 10_000;

/** Returns how finely amounts in a currency are kept; null stands for the workspace's. */
export const partsPerMinor = (currencyCode: string | null): number => (currencyCode === null ? 1 : PARTS_PER_MINOR);

/**
 * The recurring revenue of an account per month, in minor units of the workspace's currency or in `PARTS_PER_MINOR` of another
 * one. Each figure adds up exact amounts and is rounded half to even once.
 */
export interface Revenue {
  /** Net of discounts, of phases that are paid and neither paused nor granted. */
  mrrMinor: number;
  /** The same before any discount. */
  listMrrMinor: number;
  /** What paused phases would bring, and what discounts take off for a limited time. */
  pausedMrrMinor: number;
  /** null for the workspace's currency, and if nothing is paid. */
  currencyCode: string | null;
  /** Minor units in one unit of the currency; null if nothing is paid. */
  minorPerMajor: number | null;
}

/** Returns twelfths of the minor unit per month, so that monthly, quarterly and yearly prices add up exactly. */
const monthlyTwelfths = (phase: Phase): number => (phase.unitPriceMinor * phase.quantity * 12) / phase.intervalMonths;

/** Returns a twelfth of an integer, rounded half to even. */
export function twelfthHalfEven(twelfths: number): number {
  const whole = Math.floor(twelfths / 12);
  const rest = twelfths - whole * 12;
  return rest > 6 || (rest === 6 && whole % 2 !== 0) ? whole + 1 : whole;
}

const isSimple = ({ sold }: Phase): boolean => !sold;

/** The revenue of phases that their own fields describe. */
const simpleRevenue = (phases: readonly Phase[]): Steps<number> =>
  mapSteps(sumInForce(phases, monthlyTwelfths), twelfthHalfEven);

/** Returns, for each instant, the monthly recurring revenue of the billed phases in force, as `Revenue` has it. */
export const monthlyRevenueMinor = (billed: readonly Phase[]): Steps<number> =>
  billed.every(isSimple) ? simpleRevenue(billed) : mapSteps(revenueOf(billed), ({ mrrMinor }) => mrrMinor);

/** Returns, for each instant, the revenue of the paid phases in force. */
export const revenueOf = (paid: readonly Phase[]): Steps<Revenue> => mapInForce(paid, revenueInForce);

function revenueInForce(inForce: readonly Phase[]): Revenue {
  const phases = inOneCurrency(inForce);
  const currencyCode = phases[0] ? currencyOf(phases[0]) : null;
  const roundedSum = (some: readonly Phase[], amount: keyof MonthlyAmounts): number =>
    roundHalfEven(sumOf(some, amount).mul(partsPerMinor(currencyCode)));
  const billed = phases.filter(isBilled);
  const paused = phases.filter((phase) => !isBilled(phase));
  const mrrMinor = roundedSum(billed, 'net');
  return {
    mrrMinor,
    listMrrMinor: roundedSum(billed, 'list'),
    // A difference of rounded figures, so that a loss of MRR to a discount is exactly the gain of paused revenue.
    pausedMrrMinor: roundedSum(paused, 'lasting') + roundedSum(billed, 'lasting') - mrrMinor,
    currencyCode,
    minorPerMajor: phases[0]?.sold?.minorPerMajor ?? null,
  };
}

/**
 * Returns the phases in the currency of the billed phase that started last, or of the paid one if none is billed. Recorded
 * phases in two currencies do not overlap; only the rules of continuity extend one into the other.
 */
function inOneCurrency(phases: readonly Phase[]): readonly Phase[] {
  const [latest] = phases.toSorted(
    (a, b) =>
      Number(isBilled(b)) - Number(isBilled(a)) || b.from - a.from || (a.subscriptionId < b.subscriptionId ? -1 : 1),
  );
  return latest ? phases.filter((phase) => currencyOf(phase) === currencyOf(latest)) : [];
}

const sumOf = (phases: readonly Phase[], amount: keyof MonthlyAmounts): Fraction =>
  phases.reduce((sum, phase) => sum.add(monthlyAmounts(phase)[amount]), new Fraction(0));

/** The revenue of an account over all of time, as its relationship shows it. */
export interface RevenueSteps {
  mrrMinor: Steps<number>;
  pausedMrrMinor: Steps<number>;
  /** null if it is the workspace's throughout. */
  currencyCode: Steps<string | null> | null;
}

export function revenueSteps(history: History): RevenueSteps {
  const paid = paidPhases(history);
  if (paid.every(isSimple)) {
    return {
      mrrMinor: simpleRevenue(paid.filter(isBilled)),
      pausedMrrMinor: simpleRevenue(paid.filter((phase) => !isBilled(phase))),
      currencyCode: null,
    };
  }
  const revenue = revenueOf(paid);
  return {
    mrrMinor: mapSteps(revenue, ({ mrrMinor }) => mrrMinor),
    pausedMrrMinor: mapSteps(revenue, ({ pausedMrrMinor }) => pausedMrrMinor),
    currencyCode: paid.some((phase) => currencyOf(phase) !== null)
      ? mapSteps(revenue, ({ currencyCode }) => currencyCode)
      : null,
  };
}

/**
 * Returns, for each instant, the monthly recurring revenue of the billed phases in force in minor units of the workspace's
 * currency, rounded once they are converted.
 */
export function convertedRevenueMinor(
  billed: readonly Phase[],
  minorPerMajor: number,
  exchangeRates: Readonly<Record<string, string>>,
): Steps<number> {
  if (billed.every(isSimple)) return simpleRevenue(billed);
  return mapSteps(revenueOf(billed), (revenue) => {
    const { mrrMinor, currencyCode } = revenue;
    if (currencyCode === null) return mrrMinor;
    const rate = exchangeRates[currencyCode];
    if (rate === undefined)
      throw new Error(`Expected the policy to have an exchange rate for ${currencyCode}; got none.`);
    return roundHalfEven(
      new Fraction(rate)
        .mul(mrrMinor)
        .mul(minorPerMajor)
        .div(revenue.minorPerMajor! * PARTS_PER_MINOR),
    );
  });
}
