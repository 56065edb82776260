/**
 * Random histories, policies and plans for property tests. Uniform randomness hardly ever hits an edge, so every
 * instant is built from an existing one (or from an awkward date) and a shift that matters to the rules: months, a
 * window, a gap, and a millisecond to either side.
 */
import fc from 'fast-check';
import { FACT_NAMES, factOf, type FactName, type FactUnit } from '../../src/classification/facts.js';
import {
  toHistory,
  type BillingIntervalMonths,
  type History,
  type Initiative,
  type Interaction,
  type InteractionKind,
  type RecordedPhase,
  type PhaseStatus,
} from '../../src/classification/history.js';
import type { Comparison } from '../../src/classification/amount.js';
import type { Criterion, Policy } from '../../src/classification/policy.js';
import { topRankOf, type Rules } from '../../src/classification/timeline.js';
import { oracleHistory, type OracleHistory, type OracleRules, type PlanOffer } from '../classification/oracle.js';
import {
  anchors,
  at,
  changed,
  GAP_DAYS,
  Instants,
  LAST,
  milliseconds,
  moments,
  TIME_ZONES,
  WINDOW_DAYS,
  type Shift,
} from './instants.js';
import { sell, soldSpecs, RATES, type SoldSpec } from './sold-histories.js';
import { clockOf, zoneOf } from './zones.js';

export { at, DAY, GAP_DAYS } from './instants.js';

/** Whether to search for failures with many cases, other ones each time. */
export const IS_LONG_RUN = process.env.CLIENTELE_TEST_RUNS !== undefined;
/** How many cases each property tries. CLIENTELE_TEST_RUNS raises it for a long run. */
export const TEST_RUNS = Number(process.env.CLIENTELE_TEST_RUNS ?? 30);
// Otherwise the same cases each time, so that a change is not refused for a failure that it did not cause.
if (!IS_LONG_RUN) fc.configureGlobal({ seed: 20_251_201 });
/** Half a second per case, so that only a hanging test times out. */
const PROPERTY_TIMEOUT_MS = Math.max(60_000, TEST_RUNS * 500);

/** Tests a property with `share` times TEST_RUNS cases: below 1 for expensive cases, above 1 for cheap ones. */
export function testProperty<T>(title: string, property: fc.IProperty<T>, share = 1): void {
  test(title, () => fc.assert(property, { numRuns: Math.ceil(TEST_RUNS * share) }), PROPERTY_TIMEOUT_MS);
}

const tallies = new Map<string, number>();
/** Counts comparisons, so that a long run can report how much it tried. */
export const tally = (what: string, count = 1): void => void tallies.set(what, (tallies.get(what) ?? 0) + count);
/** Reports the counts, only in long runs. */
export function reportTallies(): void {
  if (!IS_LONG_RUN) return;
  for (const [what, count] of tallies) process.stderr.write(`${count.toLocaleString('en')} ${what}\n`);
}

// --------------------------------------------------------------------------------------------------- subscriptions

const terms = fc.record({
  status: changed<PhaseStatus>('ACTIVE', 'ACTIVE', 'ACTIVE', 'PAST_DUE', 'PAUSED', 'PAUSED', 'TRIALING', 'TRIALING'),
  planRank: changed(0, 1, 2, 3, 4),
  quantity: changed(1, 1, 2, 3, 5, 10, 25),
  // Billed yearly, 6, 18 and 30 minor units are 0.5, 1.5 and 2.5 per month, which tests rounding.
  unitPriceMinor: changed(0, 0, 0, 1, 2, 6, 6, 7, 99, 4_900, 12_345, 9_999_999_999),
  intervalMonths: changed<BillingIntervalMonths>(1, 1, 3, 12, 12),
  termMonths: changed(0, 0, 1, 3, 12, 24, 36),
  tailored: changed(true, false),
});
type Terms = { [K in keyof typeof FIRST_TERMS]: (typeof FIRST_TERMS)[K] };
const FIRST_TERMS = {
  status: 'ACTIVE' as PhaseStatus,
  planRank: 1,
  quantity: 2,
  unitPriceMinor: 4_900,
  intervalMonths: 1 as BillingIntervalMonths,
  termMonths: 0,
  tailored: false,
};

/** The length of a phase: a shift, or up to an existing instant. */
const lengths: fc.Arbitrary<Shift | { until: number }> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      months: fc.constantFrom(1, 1, 2, 3, 6, 11, 12, 12, 24, 36),
      days: fc.constant(0),
      ms: milliseconds,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      months: fc.constant(0),
      days: fc.constantFrom(1, 7, 14, 28, 30, 31, 32, 92, 93, 365),
      ms: milliseconds,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ months: fc.constant(0), days: fc.constant(0), ms: fc.constantFrom(1, 2) }),
  },
  { weight: 2, arbitrary: fc.record({ until: fc.nat(50) }) },
);
const gaps: fc.Arbitrary<Shift> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ months: 0, days: 0, ms: 0 }) },
  {
    weight: 4,
    arbitrary: fc.record({
      months: fc.constant(0),
      days: fc.constantFrom(0, 0, 1, 1, 7, 30, 31, 32, 92, 93),
      ms: fc.constantFrom(-1, 0, 1, 1_000),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ months: 7, days: 0, ms: 0 }) },
);

const subscriptions = fc.record({
  start: moments,
  phases: fc.array(fc.record({ length: lengths, gap: gaps, terms }), { minLength: 1, maxLength: 5 }),
  isOpenEnded: fc.boolean(),
});
type SubscriptionSpec = typeof subscriptions extends fc.Arbitrary<infer S> ? S : never;

function phasesOf(subscriptionId: string, spec: SubscriptionSpec, instants: Instants): RecordedPhase[] {
  const phases: RecordedPhase[] = [];
  let from = instants.take(spec.start);
  let current: Terms = FIRST_TERMS;
  for (const { length, gap, terms } of spec.phases) {
    const earliest = phases.at(-1)?.to;
    if (earliest !== undefined) from = Math.max(earliest, instants.after(earliest, gap));
    if (from >= LAST) break;
    const changes = Object.entries(terms).filter(([, value]) => value !== null);
    current = { ...current, ...(Object.fromEntries(changes) as Partial<Terms>) };
    const until =
      'until' in length ? instants.known[length.until % instants.known.length]! : instants.after(from, length);
    const to = Math.max(until, from + 1);
    phases.push({ subscriptionId, from, to, ...current });
  }
  const last = phases.at(-1);
  if (last && (spec.isOpenEnded || last.to >= LAST)) last.to = Infinity;
  for (const phase of phases) {
    instants.add(phase.from);
    instants.add(phase.to);
  }
  return phases;
}

// ---------------------------------------------------------------------------------------------------- interactions

const interactions = fc.record({
  moment: moments,
  kind: fc.constantFrom<InteractionKind[]>(
    ...(['PURCHASE', 'PURCHASE', 'PURCHASE', 'PURCHASE', 'ADVOCACY', 'ADVOCACY', 'ONBOARDING', 'SUPPORT'] as const),
    ...(['TRAINING', 'MEETING', 'CALL', 'EMAIL', 'BUSINESS_REVIEW', 'FEEDBACK', 'USAGE', 'OTHER'] as const),
  ),
  personalized: fc.boolean(),
  initiative: fc.constantFrom<Initiative[]>('US', 'US', 'THEM', 'UNKNOWN'),
  sentimentHundredths: fc.option(fc.constantFrom(-100, -50, -33, 0, 1, 25, 50, 100), { freq: 4 }),
});

// -------------------------------------------------------------------------------------------------------- policies

const THRESHOLDS: Record<FactUnit, readonly number[]> = {
  MONTHS: [0, 1, 2, 3, 6, 11, 12, 13, 24, 25, 0.5, 11.5],
  DAYS: [0, 1, 29, 30, 90, 365, 0.5],
  COUNT: [0, 1, 1, 2, 3, 4, 6, 1.5],
  BOOLEAN: [0, 1, 1, 1],
  RANK: [0, 1, 2, 3, 4],
  SHARE: [0, 0.25, 0.3, 0.333333, 0.5, 0.5, 0.6, 0.666667, 1],
  SENTIMENT: [-1, -0.5, -0.25, 0, 0.01, 0.33, 0.5, 1],
  WORKSPACE_CURRENCY: [0, 0.01, 49, 98, 99.5, 490, 1_028.75, 12_345, 833.33, 10_000],
};
const thresholdsOf = (name: FactName): readonly number[] => THRESHOLDS[factOf(name).unit];

const criteria: fc.Arbitrary<Criterion> = fc.constantFrom(...FACT_NAMES).chain((fact) =>
  fc.record({
    fact: fc.constant(fact),
    comparison: fc.constantFrom<Comparison[]>('AT_LEAST', 'AT_LEAST', 'AT_LEAST', 'AT_MOST'),
    threshold: fc.constantFrom(...thresholdsOf(fact)),
    windowDays: factOf(fact).windowed ? fc.option(fc.constantFrom(...WINDOW_DAYS), { freq: 4 }) : fc.constant(null),
    weight: fc.constantFrom(0.1, 0.2, 0.3, 0.7, 1, 1, 2, 3, 5, 2.5, 0.333333, 0.000001),
    required: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  }),
);

/** Rounds to 6 decimals, without binary rounding noise. */
const decimal = (value: number): number => Number(value.toFixed(6));

/** Some policies require exactly the combined weight of a few criteria, if that is a finite decimal. */
const scoredCriteria: fc.Arbitrary<Pick<Policy, 'criteria' | 'clientScore'>> = fc
  .record({
    criteria: fc.oneof(
      { weight: 4, arbitrary: fc.array(criteria, { minLength: 1, maxLength: 5 }) },
      { weight: 1, arbitrary: fc.array(criteria, { minLength: 1, maxLength: 16 }) },
    ),
    clientScore: fc.constantFrom(0, 0.1, 0.3, 0.333333, 0.5, 0.5, 0.6, 0.666667, 0.75, 1),
    counted: fc.option(fc.nat(65_535), { freq: 2 }),
  })
  .map(({ criteria, clientScore, counted }) => {
    if (counted === null) return { criteria, clientScore };
    const sum = (all: readonly Criterion[]): number => decimal(all.reduce((total, { weight }) => total + weight, 0));
    const round = [1, 2, 5, 10, 20, 50, 100].find((total) => total > sum(criteria.slice(1)))!;
    const filled = [{ ...criteria[0]!, weight: decimal(round - sum(criteria.slice(1))) }, ...criteria.slice(1)];
    const part = filled.filter((_, i) => (counted & (1 << i)) !== 0);
    return { criteria: filled, clientScore: Number((sum(part) / round).toFixed(8)) };
  });

const PURCHASE_DAYS = [0, 1, 30, 90];

/** A policy in force from the beginning. */
export const policies: fc.Arbitrary<Policy> = fc
  .record({
    scored: scoredCriteria,
    gapDays: fc.constantFrom(...GAP_DAYS),
    purchaseDays: fc.constantFrom(...PURCHASE_DAYS),
  })
  .map(({ scored, ...rest }) => ({
    version: 1,
    name: 'Made up',
    ...scored,
    ...rest,
    effectiveFrom: -Infinity,
    exchangeRates: RATES,
  }));

const laterPolicies = fc.record({
  policy: policies,
  effectiveFrom: fc.oneof({ weight: 8, arbitrary: moments }, { weight: 1, arbitrary: fc.constant(null) }),
});

const plans = fc.record({
  rank: fc.nat(4),
  offeredFrom: fc.option(moments, { freq: 2 }),
  offeredUntil: fc.option(moments, { freq: 2 }),
});

// ----------------------------------------------------------------------------------------------------------- cases

/** Formats the instants of a counterexample as dates. */
const withDates = (key: string, value: unknown): unknown =>
  typeof value === 'number' && /^(from|to|at|effectiveFrom|offered.*|\d+)$/.test(key) ? written(value) : value;

/** The records of an account, in the order in which they were recorded, and the rules that apply to it. */
export interface Case {
  timeZone: string;
  phases: RecordedPhase[];
  interactions: Interaction[];
  policies: Policy[];
  plans: PlanOffer[];
  minorPerMajor: number;
  /** Further instants to check. */
  instants: number[];
}

/** Returns the same records in the order given by the numbers. */
export const inOrderOf = <T>(items: readonly T[], order: readonly number[]): T[] =>
  items
    .map((item, i) => ({ item, key: order[i % order.length] ?? 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);

/** A random order, for `inOrderOf`. */
export const orders = fc.array(fc.nat(20), { minLength: 7, maxLength: 7 });

const casesOf = (timeZones: readonly string[], sold: fc.Arbitrary<SoldSpec | null>): fc.Arbitrary<Case> =>
  fc
    .record({
      timeZone: fc.constantFrom(...timeZones),
      anchor: anchors,
      subscriptions: fc.array(subscriptions, { maxLength: 3 }),
      interactions: fc.array(interactions, { maxLength: 8 }),
      firstPolicy: policies,
      laterPolicies: fc.array(laterPolicies, { maxLength: 3 }),
      plans: fc.array(plans, { maxLength: 4 }),
      minorPerMajor: fc.constantFrom(1, 100, 100, 100, 1000),
      instants: fc.array(moments, { maxLength: 8 }),
      order: orders,
      sold,
    })
    .map((spec) => {
      const instants = new Instants(spec.anchor, clockOf(spec.timeZone));
      const phases = spec.subscriptions.flatMap((subscription, i) => phasesOf(`s${i + 1}`, subscription, instants));
      const contacts = spec.interactions.map(({ moment, ...rest }, i): Interaction => ({
        id: `i${i + 1}`,
        at: instants.take(moment),
        ...rest,
      }));
      const later = spec.laterPolicies.map(({ policy, effectiveFrom }, i) => ({
        ...policy,
        version: i + 2,
        effectiveFrom: effectiveFrom ? instants.take(effectiveFrom) : -Infinity,
      }));
      const made: Case = {
        timeZone: spec.timeZone,
        phases: inOrderOf(phases, spec.order),
        interactions: inOrderOf(contacts, spec.order),
        policies: inOrderOf([spec.firstPolicy, ...later], spec.order),
        plans: spec.plans.map(({ rank, offeredFrom, offeredUntil }) => ({
          rank,
          offeredFrom: offeredFrom ? instants.take(offeredFrom) : -Infinity,
          offeredUntil: offeredUntil ? instants.take(offeredUntil) : Infinity,
        })),
        minorPerMajor: spec.minorPerMajor,
        instants: spec.instants.map((moment) => instants.take(moment)),
      };
      if (spec.sold) sell(made, spec.sold, instants);
      return Object.assign(made, { [fc.toStringMethod]: () => JSON.stringify(made, withDates, 1) });
    });

/** Accounts whose phases each sell one item, in the workspace's currency and without discounts. */
export const casesIn = (...timeZones: string[]): fc.Arbitrary<Case> => casesOf(timeZones, fc.constant(null));
export const simpleCases = casesIn(...TIME_ZONES);
/** Accounts with items, billing periods, decimals, discounts, currencies and refunds. */
export const soldCasesIn = (...timeZones: string[]): fc.Arbitrary<Case> => casesOf(timeZones, soldSpecs);
export const soldCases = soldCasesIn(...TIME_ZONES);
export const cases = fc.oneof(simpleCases, soldCases);

export const historyOf = ({ phases, interactions, timeZone }: Case): History =>
  toHistory(phases, interactions, zoneOf(timeZone));
export const oracleHistoryOf = ({ phases, interactions, timeZone }: Case): OracleHistory =>
  oracleHistory(phases, interactions, clockOf(timeZone));
export const oracleRulesOf = ({ policies, plans, minorPerMajor }: Case): OracleRules => ({
  policies,
  plans,
  minorPerMajor,
});
export const rulesOf = ({ policies, plans, minorPerMajor, timeZone }: Case): Rules => ({
  policies,
  topRank: topRankOf(plans),
  minorPerMajor,
  zone: zoneOf(timeZone),
});

/** Formats an instant as "2024-02-29T00:00:00.000Z", "always" or "never". */
export const written = (instant: number): string =>
  Number.isFinite(instant) && Math.abs(instant) <= 8.64e15
    ? new Date(instant).toISOString()
    : instant < 0
      ? 'always'
      : 'never';

// -------------------------------------------------------------------------------------------------------- examples

let subscriptionsMade = 0;
/** Default: a monthly subscription to the starter plan. */
export const phase = (from: string, to: string | null, changes: Partial<RecordedPhase> = {}): RecordedPhase => ({
  subscriptionId: `by hand ${++subscriptionsMade}`,
  from: at(from),
  to: to === null ? Infinity : at(to),
  status: 'ACTIVE',
  planRank: 1,
  quantity: 1,
  unitPriceMinor: 4_900,
  intervalMonths: 1,
  termMonths: 0,
  tailored: false,
  ...changes,
});

let interactionsMade = 0;
/** Default: an ordinary support ticket. */
export const interaction = (on: string, changes: Partial<Interaction> = {}): Interaction => ({
  id: `by hand ${++interactionsMade}`,
  at: at(on),
  kind: 'SUPPORT',
  personalized: false,
  initiative: 'THEM',
  sentimentHundredths: null,
  ...changes,
});
