import type { Amount } from './amount.js';
import { addDays, type Instant } from './calendar.js';
import { daysSince, monthsCovered, monthsSince, type Growing } from './counting.js';
import {
  billedPhases,
  currentRun,
  highestInForce,
  paidPhases,
  sumInForce,
  type History,
  type Interaction,
  type Phase,
  type Run,
} from './history.js';
import { renewalMonths, stretchesOf, type Stretch } from './subscription.js';
import { combineSteps, mapSteps, startingWith, sumOfSpans, type Steps } from './steps.js';
import { asPercent, counted, howMany, inTheLast, inWords } from './words.js';

/** The three ways in which a client differs from a customer: what they come for, how they are bound, how long they stay. */
export type Dimension = 'SERVICE' | 'RELATIONSHIP' | 'LENGTH_OF_TIME';
export type FactUnit = 'MONTHS' | 'DAYS' | 'COUNT' | 'BOOLEAN' | 'RANK' | 'SHARE' | 'SENTIMENT' | 'WORKSPACE_CURRENCY';

/** What a fact is computed under. */
export interface FactTerms {
  windowDays: number | null;
  gapDays: number;
  /** The rank of the highest plan offered; Infinity where none is. */
  topRank: Steps<number>;
  /** 100 for USD: minor units in one unit of the workspace's currency. */
  minorPerMajor: number;
}

export interface Fact {
  unit: FactUnit;
  dimension: Dimension;
  /** Whether a criterion may restrict it to the last so many days. */
  windowed: boolean;
  /** What it measures, for somebody who has read nothing else. */
  description: string;
  /** Its value at every instant. */
  amounts: (history: History, terms: FactTerms) => Steps<Amount>;
  /** The interactions it counts; absent for facts of subscriptions. */
  counts?: (interaction: Interaction) => boolean;
  /** A value as the beginning of a sentence, in lower case. */
  phrase: (observed: number, windowDays: number | null) => string;
}

/** (t - windowDays, t]: an event counts from its instant on, until `windowDays` later. */
const sumInWindow = (events: readonly { at: Instant; weight: number }[], windowDays: number | null): Steps<number> =>
  sumOfSpans(
    events.map(({ at, weight }) => ({
      from: at,
      to: windowDays === null ? Infinity : addDays(at, windowDays),
      weight,
    })),
  );

type Counts = (interaction: Interaction) => boolean;

/** The sum of what the interactions in the window are worth. */
const sumInteractions =
  (worth: (interaction: Interaction) => number) =>
  ({ interactions }: History, { windowDays }: FactTerms): Steps<number> =>
    sumInWindow(
      interactions.map((interaction) => ({ at: interaction.at, weight: worth(interaction) })),
      windowDays,
    );

/** How many interactions of a kind lie in the window. */
const countInWindow = (counts: Counts): ReturnType<typeof sumInteractions> =>
  sumInteractions((interaction) => (counts(interaction) ? 1 : 0));

/** Time alone makes a fact of the current run grow; without a run it is 0. */
const ofCurrentRun = (history: History, gapDays: number, of: (run: Run) => Amount): Steps<Amount> =>
  mapSteps(currentRun(history, gapDays), (run) => (run ? of(run) : 0));

/** Ends of periods of the stretches that begin in a run. */
const periodsIn = (run: Run, stretches: readonly Stretch[], onlyRenewed: boolean): Growing => ({
  kind: 'PERIODS',
  stretches: stretches.filter(({ from }) => run.from <= from && from < run.to),
  onlyRenewed,
});

const isAnything: Counts = () => true;
const isOnboarding: Counts = ({ kind }) => kind === 'ONBOARDING';
const isPersonalized: Counts = ({ personalized }) => personalized;
const isAdvocacy: Counts = ({ kind }) => kind === 'ADVOCACY';
const isBegunByUs: Counts = ({ initiative }) => initiative === 'US';
const hasSentiment: Counts = ({ sentimentHundredths }) => sentimentHundredths !== null;
const sentimentOf = ({ sentimentHundredths }: Interaction): number => sentimentHundredths ?? 0;
const hasKnownInitiative: Counts = ({ initiative }) => initiative !== 'UNKNOWN';

/** Twelfths of the minor unit a month, so that months, quarters and years add up exactly. */
const monthlyTwelfths = (phase: Phase): number => (phase.unitPriceMinor * phase.quantity * 12) / phase.intervalMonths;

/** A twelfth of an integer, rounded half to even. */
export function twelfthHalfEven(twelfths: number): number {
  const whole = Math.floor(twelfths / 12);
  const rest = twelfths - whole * 12;
  return rest > 6 || (rest === 6 && whole % 2 !== 0) ? whole + 1 : whole;
}

/** Recurring revenue a month in minor units of the phases in force, rounded once over all of them. */
export const monthlyRevenueMinor = (phases: readonly Phase[]): Steps<number> =>
  mapSteps(sumInForce(phases, monthlyTwelfths), twelfthHalfEven);

/** The instants at which the relationship grew: subscriptions, seats or ranks rose and none of the three fell. */
function expansions(history: History): Instant[] {
  const paid = paidPhases(history);
  const sizes = combineSteps(
    [sumInForce(paid, () => 1), sumInForce(paid, (p) => p.quantity), sumInForce(paid, (p) => p.planRank)],
    (size) => [...size],
  );
  return sizes.starts.filter((_, i) => {
    const [before, now] = [sizes.values[i - 1], sizes.values[i]!];
    return before && before[0]! > 0 && now.every((n, k) => n >= before[k]!) && now.some((n, k) => n > before[k]!);
  });
}

/**
 * Every fact that a policy may ask for. To add one, add an entry here; GraphQL's enum, the documentation, evidence and
 * sentences follow from it.
 */
export const FACTS = {
  TENURE_MONTHS: {
    unit: 'MONTHS',
    dimension: 'LENGTH_OF_TIME',
    windowed: false,
    description:
      "Whole calendar months since the current run of paying began. Gaps of up to the policy's gapDays do not break a run and count.",
    amounts: (history, { gapDays }) => ofCurrentRun(history, gapDays, (run) => monthsSince(run.from)),
    phrase: (months) => `paid without a break for ${counted(months, 'month')}`,
  },
  LIFETIME_PAID_MONTHS: {
    unit: 'MONTHS',
    dimension: 'LENGTH_OF_TIME',
    windowed: false,
    description:
      'Whole months of all time that was paid and not paused, however often it was interrupted; overlapping subscriptions count once.',
    amounts: (history) => monthsCovered(billedPhases(history)),
    phrase: (months) => `paid for ${counted(months, 'month')} in all`,
  },
  COMPLETED_BILLING_CYCLES: {
    unit: 'COUNT',
    dimension: 'LENGTH_OF_TIME',
    windowed: false,
    description:
      'Billing intervals completed in the current run of paying, summed over subscriptions; pauses begin the count of an interval anew.',
    amounts: (history, { gapDays }) => {
      const stretches = stretchesOf(billedPhases(history), (phase) => phase.intervalMonths);
      return ofCurrentRun(history, gapDays, (run) => periodsIn(run, stretches, false));
    },
    phrase: (count) => howMany(count, 'completed billing cycle'),
  },
  TOP_TIER: {
    unit: 'BOOLEAN',
    dimension: 'SERVICE',
    windowed: false,
    description: '1 while a paid subscription is on the highest-ranked plan that was on offer at the instant, else 0.',
    amounts: (history, { topRank }) =>
      // Ranks begin at 0, which is also what "nothing in force" gives: one more tells them apart.
      combineSteps([highestInForce(paidPhases(history), (phase) => phase.planRank + 1), topRank], ([rank, top]) =>
        rank > 0 && rank - 1 >= top ? 1 : 0,
      ),
    phrase: (is) => (is ? 'on the top tier' : 'not on the top tier'),
  },
  PLAN_RANK: {
    unit: 'RANK',
    dimension: 'SERVICE',
    windowed: false,
    description: 'The rank of the highest plan with a paid subscription in force; 0 without one.',
    amounts: (history) => highestInForce(paidPhases(history), (phase) => phase.planRank),
    phrase: (rank) => `on a plan of rank ${inWords(rank)}`,
  },
  TAILORED: {
    unit: 'BOOLEAN',
    dimension: 'SERVICE',
    windowed: false,
    description: '1 while a paid subscription has terms or a toolset made for this account alone, else 0.',
    amounts: (history) => highestInForce(paidPhases(history), (phase) => (phase.tailored ? 1 : 0)),
    phrase: (is) => (is ? 'served on tailored terms' : 'not served on tailored terms'),
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
    description: '1 from the first ONBOARDING interaction on, else 0.',
    counts: isOnboarding,
    amounts: ({ interactions }) => startingWith(0).add(interactions.find(isOnboarding)?.at ?? Infinity, 1),
    phrase: (is) => (is ? 'onboarded' : 'not onboarded'),
  },
  SEATS: {
    unit: 'COUNT',
    dimension: 'SERVICE',
    windowed: false,
    description: 'Units bought, summed over paid subscriptions in force.',
    amounts: (history) => sumInForce(paidPhases(history), (phase) => phase.quantity),
    phrase: (count) => howMany(count, 'seat'),
  },
  MONTHLY_RECURRING_REVENUE: {
    unit: 'WORKSPACE_CURRENCY',
    dimension: 'SERVICE',
    windowed: false,
    description:
      "Recurring revenue per month in the workspace's currency, of paid subscriptions that are not paused; quarterly and yearly prices count a third and a twelfth.",
    amounts: (history, { minorPerMajor }) =>
      mapSteps(monthlyRevenueMinor(billedPhases(history)), (minor) => minor / minorPerMajor),
    phrase: (revenue) => `worth ${inWords(revenue)} of recurring revenue a month`,
  },
  TERM_MONTHS: {
    unit: 'MONTHS',
    dimension: 'RELATIONSHIP',
    windowed: false,
    description: 'The longest commitment among paid subscriptions in force, in months; 0 without one.',
    amounts: (history) => highestInForce(paidPhases(history), (phase) => phase.termMonths),
    phrase: (months) => (months === 0 ? 'not committed to a term' : `committed for ${counted(months, 'month')}`),
  },
  RENEWALS: {
    unit: 'COUNT',
    dimension: 'RELATIONSHIP',
    windowed: false,
    description:
      'Ends of terms, or of billing intervals without a term, at which a subscription of the current run went on. A change of the term at its end is a renewal; in mid-term it begins the term anew.',
    amounts: (history, { gapDays }) => {
      const stretches = stretchesOf(paidPhases(history), renewalMonths);
      return ofCurrentRun(history, gapDays, (run) => periodsIn(run, stretches, true));
    },
    phrase: (count) => howMany(count, 'renewal'),
  },
  EXPANSIONS: {
    unit: 'COUNT',
    dimension: 'RELATIONSHIP',
    windowed: true,
    description:
      'Instants at which a paying account took more: its subscriptions, seats or plan ranks rose and none of the three fell.',
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
    description: 'Interactions of every kind.',
    counts: isAnything,
    amounts: countInWindow(isAnything),
    phrase: (count, windowDays) => `${howMany(count, 'interaction')}${inTheLast(windowDays)}`,
  },
  DAYS_SINCE_LAST_INTERACTION: {
    unit: 'DAYS',
    dimension: 'RELATIONSHIP',
    windowed: false,
    description: 'Whole days since the last interaction of any kind; infinite where there was none.',
    counts: isAnything,
    amounts: ({ interactions }) =>
      interactions.reduce((steps, { at }) => steps.add(at, daysSince(at)), startingWith<Amount>(Infinity)),
    phrase: (days) => (days === Infinity ? 'no interaction so far' : `last interaction ${counted(days, 'day')} ago`),
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
    description: 'Mean sentiment of the interactions that have one, -1 to 1; 0 where none has.',
    counts: hasSentiment,
    amounts: (history, terms) =>
      combineSteps(
        [sumInteractions(sentimentOf)(history, terms), countInWindow(hasSentiment)(history, terms)],
        ([hundredths, count]) => (count === 0 ? 0 : hundredths / (count * 100)),
      ),
    phrase: (mean, windowDays) => `average sentiment ${inWords(mean)}${inTheLast(windowDays)}`,
  },
  PROACTIVE_SHARE: {
    unit: 'SHARE',
    dimension: 'RELATIONSHIP',
    windowed: true,
    description:
      'Interactions that we began / interactions of which it is known who began them, 0..1; 0 where there are none.',
    counts: hasKnownInitiative,
    amounts: (history, terms) =>
      combineSteps(
        [countInWindow(isBegunByUs)(history, terms), countInWindow(hasKnownInitiative)(history, terms)],
        ([ours, known]) => (known === 0 ? 0 : ours / known),
      ),
    phrase: (share, windowDays) => `${asPercent(share)} of interactions begun by us${inTheLast(windowDays)}`,
  },
} satisfies Record<string, Fact>;

export type FactName = keyof typeof FACTS;
export const FACT_NAMES = Object.keys(FACTS) as FactName[];

/** The registry's entry, as any fact. */
export const factOf = (name: FactName): Fact => FACTS[name];
