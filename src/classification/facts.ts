import type { Amount } from './amount.js';
import { Fraction } from 'fraction.js';
import { billingLength, itemCount, seatsOf } from './billing.js';
import { addDays, type Instant, type Zone } from './calendar.js';
import { daysSince, monthsCovered, monthsSince, type Growing } from './counting.js';
import {
  billedPhases,
  currentRun,
  highestInForce,
  mapInForce,
  paidPhases,
  sumInForce,
  type History,
  type Interaction,
  type Phase,
  type Run,
} from './history.js';
import { renewalsIn, renewalsOf } from './renewal-count.js';
import { convertedRevenueMinor } from './revenue.js';
import { cycleIntervalsOf, type CycleInterval } from './subscription.js';
import { combineSteps, mapSteps, startingWith, sumOfSpans, type Steps } from './steps.js';
import { asPercent, counted, howMany, inTheLast, inWords } from './words.js';

/** The three ways in which a client differs from a customer: the service, the commitment, and the length of time. */
export type Dimension = 'SERVICE' | 'RELATIONSHIP' | 'LENGTH_OF_TIME';
export type FactUnit = 'MONTHS' | 'DAYS' | 'COUNT' | 'BOOLEAN' | 'RANK' | 'SHARE' | 'SENTIMENT' | 'WORKSPACE_CURRENCY';

/** The parameters under which a fact is computed. */
export interface FactTerms {
  windowDays: number | null;
  gapDays: number;
  /** The rank of the highest plan on offer; Infinity if there is none. */
  topRank: Steps<number>;
  /** Minor units in one unit of the workspace's currency: 100 for USD. */
  minorPerMajor: number;
  /** The exchange rates of the policy: see `Policy.exchangeRates`. */
  exchangeRates?: Readonly<Record<string, string>>;
  /** The time zone in which months and days are counted. */
  zone: Zone;
}

export interface Fact {
  unit: FactUnit;
  dimension: Dimension;
  /** Whether a criterion may restrict it to the last `windowDays` days. */
  windowed: boolean;
  /** A description of what the fact measures, understandable without context. */
  description: string;
  /** Its value at every instant. */
  amounts: (history: History, terms: FactTerms) => Steps<Amount>;
  /** Whether it counts an interaction; absent for facts of subscriptions. */
  counts?: (interaction: Interaction) => boolean;
  /** A value as the start of a sentence, in lower case. For a BOOLEAN, the phrase for 1 must fit after "should be". */
  phrase: (observed: number, windowDays: number | null) => string;
}

/** Sums the events in (t - windowDays, t]: an event counts from its instant until just before `windowDays` later. */
const sumInWindow = (events: readonly { at: Instant; weight: number }[], windowDays: number | null): Steps<number> =>
  sumOfSpans(
    events.map(({ at, weight }) => ({
      from: at,
      to: windowDays === null ? Infinity : addDays(at, windowDays),
      weight,
    })),
  );

type Counts = (interaction: Interaction) => boolean;

/** Sums `worth` over the interactions in the window. */
const sumInteractions =
  (worth: (interaction: Interaction) => number) =>
  ({ interactions }: History, { windowDays }: FactTerms): Steps<number> =>
    sumInWindow(
      interactions.map((interaction) => ({ at: interaction.at, weight: worth(interaction) })),
      windowDays,
    );

/** Counts the matching interactions in the window. */
const countInWindow = (counts: Counts): ReturnType<typeof sumInteractions> =>
  sumInteractions((interaction) => (counts(interaction) ? 1 : 0));

/** Returns a fact of the current run; 0 without a run. */
const ofCurrentRun = (history: History, { gapDays, zone }: FactTerms, of: (run: Run) => Amount): Steps<Amount> =>
  mapSteps(currentRun(history, gapDays, zone), (run) => (run ? of(run) : 0));

/** Counts the completed cycles of the intervals that start in a run. */
const cyclesIn = (run: Run, intervals: readonly CycleInterval[]): Growing => ({
  kind: 'PERIODS',
  stretches: intervals.filter(({ from }) => run.from <= from && from < run.to),
  onlyRenewed: false,
});

const isAnything: Counts = () => true;
const isOnboarding: Counts = ({ kind }) => kind === 'ONBOARDING';
const isPersonalized: Counts = ({ personalized }) => personalized;
const isAdvocacy: Counts = ({ kind }) => kind === 'ADVOCACY';
const isInitiatedByUs: Counts = ({ initiative }) => initiative === 'US';
const hasSentiment: Counts = ({ sentimentHundredths }) => sentimentHundredths !== null;
const sentimentOf = ({ sentimentHundredths }: Interaction): number => sentimentHundredths ?? 0;
const hasKnownInitiative: Counts = ({ initiative }) => initiative !== 'UNKNOWN';

/** Returns, for each instant, the seats of the phases in force. */
const seatsInForce = (phases: readonly Phase[]): Steps<number> =>
  phases.some(({ sold }) => sold)
    ? mapInForce(phases, (inForce) =>
        inForce.reduce((sum, phase) => sum.add(seatsOf(phase)), new Fraction(0)).valueOf(),
      )
    : sumInForce(phases, ({ quantity }) => quantity);

/**
 * Returns the instants at which subscriptions, items, seats or plan ranks rose and none of the four fell. The phases of one
 * subscription never overlap, so the sums over phases are sums over subscriptions.
 */
function expansions(history: History): Instant[] {
  const paid = paidPhases(history);
  const measured = [sumInForce(paid, () => 1), seatsInForce(paid), sumInForce(paid, (p) => p.planRank)];
  // Otherwise every subscription is one item.
  if (paid.some(({ sold }) => sold)) measured.push(sumInForce(paid, itemCount));
  const sizes = combineSteps(measured, (size) => [...size]);
  return sizes.starts.filter((_, i) => {
    const [before, now] = [sizes.values[i - 1], sizes.values[i]!];
    return before && before[0]! > 0 && now.every((n, k) => n >= before[k]!) && now.some((n, k) => n > before[k]!);
  });
}

/**
 * Every fact that a criterion can use. To add a fact, add an entry here: the GraphQL enum, its documentation, evidence and
 * sentences are derived from it.
 */
export const FACTS = {
  TENURE_MONTHS: {
    unit: 'MONTHS',
    dimension: 'LENGTH_OF_TIME',
    windowed: false,
    description:
      "Whole calendar months of continuous payment up to the instant, in the workspace's time zone. Paused time, time granted for free and gaps of up to the policy's `gapDays` days count too.",
    amounts: (history, terms) => ofCurrentRun(history, terms, (run) => monthsSince(run.from)),
    phrase: (months) =>
      months === 0 ? 'no full month of continuous payment' : `paid continuously for ${counted(months, 'month')}`,
  },
  LIFETIME_PAID_MONTHS: {
    unit: 'MONTHS',
    dimension: 'LENGTH_OF_TIME',
    windowed: false,
    description:
      'Whole months of all paid time that was neither paused nor granted for free, regardless of interruptions. Overlapping subscriptions count once.',
    amounts: (history, { zone }) => monthsCovered(billedPhases(history), zone),
    phrase: (months) =>
      months === 0 ? 'no full month paid in total' : `paid for ${counted(months, 'month')} in total`,
  },
  COMPLETED_BILLING_CYCLES: {
    unit: 'COUNT',
    dimension: 'LENGTH_OF_TIME',
    windowed: false,
    description:
      'Billing periods of the BASE item completed since continuous payment started, summed over subscriptions. A pause, a free period or a change of the billing period restarts the current one.',
    amounts: (history, terms) => {
      const intervals = cycleIntervalsOf(billedPhases(history), billingLength);
      return ofCurrentRun(history, terms, (run) => cyclesIn(run, intervals));
    },
    phrase: (count) => howMany(count, 'completed billing cycle'),
  },
  TOP_TIER: {
    unit: 'BOOLEAN',
    dimension: 'SERVICE',
    windowed: false,
    description: '1 while a paid subscription is on the highest-ranked plan on offer at the instant; 0 if none is.',
    amounts: (history, { topRank }) =>
      // Rank 0 is also the value without a phase in force; adding 1 tells the two apart.
      combineSteps([highestInForce(paidPhases(history), (phase) => phase.planRank + 1), topRank], ([rank, top]) =>
        rank > 0 && rank - 1 >= top ? 1 : 0,
      ),
    phrase: (is) => (is ? 'on the top tier' : 'not on the top tier'),
  },
  PLAN_RANK: {
    unit: 'RANK',
    dimension: 'SERVICE',
    windowed: false,
    description: 'The rank of the highest plan with a paid subscription in force; 0 if there is none.',
    amounts: (history) => highestInForce(paidPhases(history), (phase) => phase.planRank),
    phrase: (rank) => `plan rank ${inWords(rank)}`,
  },
  TAILORED: {
    unit: 'BOOLEAN',
    dimension: 'SERVICE',
    windowed: false,
    description: '1 while a paid subscription has terms or a toolset made only for this account; 0 if none has.',
    amounts: (history) => highestInForce(paidPhases(history), (phase) => (phase.tailored ? 1 : 0)),
    phrase: (is) => (is ? 'on tailored terms' : 'not on tailored terms'),
  },
  PAST_DUE: {
    unit: 'BOOLEAN',
    dimension: 'RELATIONSHIP',
    windowed: false,
    description: '1 while the payment of a paid subscription is overdue; 0 otherwise.',
    amounts: (history) => highestInForce(paidPhases(history), (phase) => (phase.status === 'PAST_DUE' ? 1 : 0)),
    phrase: (is) => (is ? 'past due' : 'not past due'),
  },
  PERSONALIZED_INTERACTIONS: {
    unit: 'COUNT',
    dimension: 'SERVICE',
    windowed: true,
    description: 'Interactions in which a person gave this account something that not every account gets.',
    counts: isPersonalized,
    amounts: countInWindow(isPersonalized),
    phrase: (count, windowDays) => `${howMany(count, 'personalized interaction')}${inTheLast(windowDays)}`,
  },
  ONBOARDED: {
    unit: 'BOOLEAN',
    dimension: 'SERVICE',
    windowed: false,
    description: '1 from the first `ONBOARDING` interaction on; 0 before.',
    counts: isOnboarding,
    amounts: ({ interactions }) => startingWith(0).add(interactions.find(isOnboarding)?.at ?? Infinity, 1),
    phrase: (is) => (is ? 'onboarded' : 'not onboarded'),
  },
  SEATS: {
    unit: 'COUNT',
    dimension: 'SERVICE',
    windowed: false,
    description: 'Quantity of the items that count as seats, summed over paid subscriptions in force.',
    amounts: (history) => seatsInForce(paidPhases(history)),
    phrase: (count) => howMany(count, 'seat'),
  },
  MONTHLY_RECURRING_REVENUE: {
    unit: 'WORKSPACE_CURRENCY',
    dimension: 'SERVICE',
    windowed: false,
    description:
      "Recurring revenue per month of paid subscriptions that are neither paused nor granted for free, less discounts, in the workspace's currency. A year counts as 12 months, 52 weeks or 365 days. Other currencies are converted at the exchange rates of the policy (`Policy.exchangeRates`), which never change.",
    amounts: (history, { minorPerMajor, exchangeRates = {} }) =>
      mapSteps(
        convertedRevenueMinor(billedPhases(history), minorPerMajor, exchangeRates),
        (minor) => minor / minorPerMajor,
      ),
    phrase: (revenue) => `monthly recurring revenue of ${inWords(revenue)}`,
  },
  TERM_MONTHS: {
    unit: 'MONTHS',
    dimension: 'RELATIONSHIP',
    windowed: false,
    description: 'The longest commitment of the paid subscriptions in force, in months; 0 if there is none.',
    amounts: (history) => highestInForce(paidPhases(history), (phase) => phase.termMonths),
    phrase: (months) => (months === 0 ? 'no term commitment' : `committed for ${counted(months, 'month')}`),
  },
  RENEWALS: {
    unit: 'COUNT',
    dimension: 'RELATIONSHIP',
    windowed: false,
    description:
      "Renewals since continuous payment started: ends of terms (of billing periods for subscriptions without a term) at or after which the subscription was active, without a gap or after one of at most the policy's `gapDays` days, or was replaced by another one that started at most `gapDays` days before or after. A term that is replaced early counts only if at most `gapDays` days and less than half of it remained.",
    amounts: (history, terms) => {
      const renewals = renewalsOf(history, terms.gapDays, terms.zone);
      return ofCurrentRun(history, terms, (run) => renewalsIn(run, renewals));
    },
    phrase: (count) => howMany(count, 'renewal'),
  },
  EXPANSIONS: {
    unit: 'COUNT',
    dimension: 'RELATIONSHIP',
    windowed: true,
    description:
      'Instants at which a paying account expanded: the number of its subscriptions, items or seats, or the sum of the highest plan rank of each of its subscriptions, rose, and none of these four fell.',
    amounts: (history, { windowDays }) =>
      sumInWindow(
        expansions(history).map((at) => ({ at, weight: 1 })),
        windowDays,
      ),
    phrase: (count, windowDays) => `${howMany(count, 'expansion')}${inTheLast(windowDays)}`,
  },
  INTERACTIONS: {
    unit: 'COUNT',
    dimension: 'RELATIONSHIP',
    windowed: true,
    description: 'Interactions of every kind except refunds, which no fact counts.',
    counts: isAnything,
    amounts: countInWindow(isAnything),
    phrase: (count, windowDays) => `${howMany(count, 'interaction')}${inTheLast(windowDays)}`,
  },
  DAYS_SINCE_LAST_INTERACTION: {
    unit: 'DAYS',
    dimension: 'RELATIONSHIP',
    windowed: false,
    description: 'Whole days since the last interaction of any kind other than a refund; infinite if there was none.',
    counts: isAnything,
    amounts: ({ interactions }) =>
      interactions.reduce((steps, { at }) => steps.add(at, daysSince(at)), startingWith<Amount>(Infinity)),
    phrase: (days) =>
      days === Infinity
        ? 'no interactions yet'
        : `last interaction ${days === 0 ? 'less than a day' : counted(days, 'day')} ago`,
  },
  ADVOCACY: {
    unit: 'COUNT',
    dimension: 'RELATIONSHIP',
    windowed: true,
    description: 'Referrals, reviews and testimonials that the account gave.',
    counts: isAdvocacy,
    amounts: countInWindow(isAdvocacy),
    phrase: (count, windowDays) =>
      `${howMany(count, 'referral, review or testimonial', 'referrals, reviews or testimonials')}${inTheLast(windowDays)}`,
  },
  AVERAGE_SENTIMENT: {
    unit: 'SENTIMENT',
    dimension: 'RELATIONSHIP',
    windowed: true,
    description: 'Mean sentiment of the interactions that have one, -1 to 1; 0 if none has.',
    counts: hasSentiment,
    amounts: (history, terms) =>
      combineSteps(
        [sumInteractions(sentimentOf)(history, terms), countInWindow(hasSentiment)(history, terms)],
        ([hundredths, count]) => (count === 0 ? 0 : hundredths / (count * 100)),
      ),
    phrase: (mean, windowDays) => `average sentiment of ${inWords(mean)}${inTheLast(windowDays)}`,
  },
  PROACTIVE_SHARE: {
    unit: 'SHARE',
    dimension: 'RELATIONSHIP',
    windowed: true,
    description:
      'Share of interactions that we initiated, 0 to 1, among those whose initiator is known; 0 if there are none.',
    counts: hasKnownInitiative,
    amounts: (history, terms) =>
      combineSteps(
        [countInWindow(isInitiatedByUs)(history, terms), countInWindow(hasKnownInitiative)(history, terms)],
        ([ours, known]) => (known === 0 ? 0 : ours / known),
      ),
    phrase: (share, windowDays) => `${asPercent(share)} of interactions initiated by us${inTheLast(windowDays)}`,
  },
} satisfies Record<string, Fact>;

export type FactName = keyof typeof FACTS;
export const FACT_NAMES = Object.keys(FACTS) as FactName[];

/** Returns the registry entry of a fact, typed as `Fact`. */
export const factOf = (name: FactName): Fact => FACTS[name];
