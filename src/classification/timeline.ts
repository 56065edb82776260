import { amountAt, whenReached, type Amount } from './amount.js';
import { addDays, type Instant, type Zone } from './calendar.js';
import { factOf } from './facts.js';
import { anyInForce, currentRun, isSale, paidPhases, type History } from './history.js';
import { policyInForce, scorerOf, setOf, type CriteriaSet, type Criterion, type Policy } from './policy.js';
import { revenueSteps, type RevenueSteps } from './revenue.js';
import { chooseSteps, combineSteps, endOf, heldFrom, mapSteps, StepsBuilder, sumOfSpans, type Steps } from './steps.js';

export type RelationshipType = 'PROSPECT' | 'TRIAL' | 'CUSTOMER' | 'CLIENT' | 'FORMER_CUSTOMER' | 'FORMER_CLIENT';
export const RELATIONSHIP_TYPES: readonly RelationshipType[] = [
  'PROSPECT',
  'TRIAL',
  'CUSTOMER',
  'CLIENT',
  'FORMER_CUSTOMER',
  'FORMER_CLIENT',
];

/** Every client is a customer. */
export const isCustomerType = (type: RelationshipType): boolean => type === 'CUSTOMER' || type === 'CLIENT';

/** The rules by which a workspace classifies its accounts. */
export interface Rules {
  policies: readonly Policy[];
  /** The rank of the highest plan on offer; Infinity if there is none. */
  topRank: Steps<number>;
  /** Minor units in one unit of the workspace's currency: 100 for USD. */
  minorPerMajor: number;
  /** The workspace's time zone. */
  zone: Zone;
  /**
   * If set, windowed facts and facts of interactions keep the value that they have at this instant, as if contact
   * continued as before. By default nothing more is recorded, so every window runs empty.
   */
  contactHeldFrom?: Instant;
}

/** The relationship of an account at an instant. */
export interface RelationshipState {
  type: RelationshipType;
  policy: Policy;
  /** The criteria met. */
  met: CriteriaSet;
  /** Whether a paid phase is in force. */
  isPaying: boolean;
  /** As `Revenue` has it, in minor units of the workspace's currency or in parts of those of `currencyCode`. */
  mrrMinor: number;
  /** What paused subscriptions would bring if they were not paused, and what discounts take off for a limited time. */
  pausedMrrMinor: number;
  /** The currency of the amounts; null for the workspace's, and where there are none. */
  currencyCode: string | null;
  /** The start of the current run of payment (see `currentRun`); null if no paid phase is in force. */
  payingSince: Instant | null;
}

/** An interval [from, to) during which type, revenue, start of payment and policy stay the same. */
export interface Period {
  from: Instant;
  to: Instant;
  type: RelationshipType;
  mrrMinor: number;
  pausedMrrMinor: number;
  currencyCode: string | null;
  payingSince: Instant | null;
  policyVersion: number;
}

/** Returns the value of a criterion's fact at every instant. */
export function amountsOf(history: History, criterion: Criterion, policy: Policy, rules: Rules): Steps<Amount> {
  const fact = factOf(criterion.fact);
  const amounts = fact.amounts(history, {
    windowDays: criterion.windowDays,
    gapDays: policy.gapDays,
    topRank: rules.topRank,
    minorPerMajor: rules.minorPerMajor,
    exchangeRates: policy.exchangeRates,
    zone: rules.zone,
  });
  const { contactHeldFrom } = rules;
  const isHeld = contactHeldFrom !== undefined && (fact.windowed || fact.counts !== undefined);
  return isHeld ? heldFrom(amounts, contactHeldFrom, (amount, at) => amountAt(amount, at, rules.zone)) : amounts;
}

/** A criterion evaluated over all of time: the value of its fact, and whether that value meets it. */
export interface JudgedCriterion {
  amounts: Steps<Amount>;
  isMet: Steps<boolean>;
}

/** Evaluates the criteria of a policy, in its order. A fact that several criteria share is computed once. */
export function judgeCriteria(history: History, policy: Policy, rules: Rules): JudgedCriterion[] {
  const found = new Map<string, Steps<Amount>>();
  return policy.criteria.map((criterion) => {
    const key = `${criterion.fact} ${String(criterion.windowDays)}`;
    const amounts = found.get(key) ?? amountsOf(history, criterion, policy, rules);
    found.set(key, amounts);
    return { amounts, isMet: whenReached(amounts, criterion.comparison, criterion.threshold, rules.zone) };
  });
}

/** The part of a state that earlier types do not affect: `type` is null if nothing is paid, purchased or on trial. */
type Momentary = Omit<RelationshipState, 'type'> & { type: RelationshipType | null };

function momentsUnder(
  policy: Policy,
  history: History,
  criteria: readonly JudgedCriterion[],
  revenue: RevenueSteps,
  zone: Zone,
): Steps<Momentary> {
  const { isSatisfiedBy } = scorerOf(policy);
  const paid = paidPhases(history);
  const met = combineSteps(
    criteria.map(({ isMet }) => isMet),
    setOf,
  );
  const purchases = history.interactions.filter(isSale);
  const bought = sumOfSpans(purchases.map(({ at }) => ({ from: at, to: addDays(at, policy.purchaseDays), weight: 1 })));
  return combineSteps(
    [
      met,
      anyInForce(paid),
      bought,
      anyInForce(history.phases.filter((phase) => phase.status === 'TRIALING')),
      revenue.mrrMinor,
      revenue.pausedMrrMinor,
      currentRun(history, policy.gapDays, zone),
    ],
    ([met, isPaying, purchasesInWindow, isTrying, mrrMinor, pausedMrrMinor, run]) => ({
      type: isPaying
        ? isSatisfiedBy(met)
          ? 'CLIENT'
          : 'CUSTOMER'
        : purchasesInWindow > 0
          ? 'CUSTOMER'
          : isTrying
            ? 'TRIAL'
            : null,
      policy,
      met,
      isPaying,
      mrrMinor,
      pausedMrrMinor,
      currencyCode: null,
      payingSince: isPaying ? run!.from : null,
    }),
  );
}

/** Computes the relationship at every instant, past and future. `judge` may be memoized. */
export function relationshipStates(
  history: History,
  rules: Rules,
  judge = (policy: Policy): readonly JudgedCriterion[] => judgeCriteria(history, policy, rules),
): Steps<RelationshipState> {
  const revenue = revenueSteps(history);
  const inForce = chooseSteps(policyInForce(rules.policies), (policy) =>
    momentsUnder(policy, history, judge(policy), revenue, rules.zone),
  );
  // Nearly all accounts have no other currency than the workspace's.
  const { currencyCode } = revenue;
  const moments = currencyCode
    ? combineSteps([inForce, currencyCode], ([moment, code]) => ({ ...moment, currencyCode: code }))
    : inForce;
  let fallbackType: RelationshipType = 'PROSPECT';
  return mapSteps(moments, (moment): RelationshipState => {
    const type = moment.type ?? fallbackType;
    if (type === 'CLIENT') fallbackType = 'FORMER_CLIENT';
    else if (type === 'CUSTOMER') fallbackType = 'FORMER_CUSTOMER';
    return { ...moment, type };
  });
}

/** Returns the periods of an account. They cover (-Infinity, Infinity) without gap or overlap, and neighbors differ. */
export function periodsOf(relationshipStates: Steps<RelationshipState>): Period[] {
  const periods: Period[] = [];
  relationshipStates.starts.forEach((from, i) => {
    const { type, mrrMinor, pausedMrrMinor, currencyCode, payingSince, policy } = relationshipStates.values[i]!;
    const to = endOf(relationshipStates, i);
    const last = periods.at(-1);
    if (
      last?.type === type &&
      last.mrrMinor === mrrMinor &&
      last.pausedMrrMinor === pausedMrrMinor &&
      last.currencyCode === currencyCode &&
      last.payingSince === payingSince &&
      last.policyVersion === policy.version
    ) {
      last.to = to;
    } else {
      const policyVersion = policy.version;
      periods.push({ from, to, type, mrrMinor, pausedMrrMinor, currencyCode, payingSince, policyVersion });
    }
  });
  return periods;
}

/** The core of the product: computes the relationship at every instant from the history of an account and the rules. */
export const timeline = (history: History, rules: Rules): Period[] => periodsOf(relationshipStates(history, rules));

/** Returns the period that contains `at`. */
export const periodAt = <P extends { from: Instant; to: Instant }>(periods: readonly P[], at: Instant): P =>
  periods.find((period) => period.from <= at && at < period.to)!;

/** Merges neighboring periods of one type. */
export function intervalsByType<P extends { from: Instant; to: Instant; type: RelationshipType }>(
  periods: readonly P[],
): P[] {
  const intervals: P[] = [];
  for (const period of periods) {
    const last = intervals.at(-1);
    if (last?.type === period.type) last.to = period.to;
    else intervals.push({ ...period });
  }
  return intervals;
}

/** The rank of a plan, and when it is on offer: [offeredFrom, offeredUntil). */
export interface OfferedPlan {
  rank: number;
  offeredFrom: Instant;
  offeredUntil: Instant;
}

/** Returns, for each instant, the rank of the highest plan on offer; Infinity if there is none. */
export function topRankOf(plans: readonly OfferedPlan[]): Steps<number> {
  const changes = [...new Set(plans.flatMap((plan) => [plan.offeredFrom, plan.offeredUntil]))].sort((a, b) => a - b);
  const result = new StepsBuilder<number>();
  for (const at of [-Infinity, ...changes.filter(Number.isFinite)]) {
    const offered = plans.filter((plan) => plan.offeredFrom <= at && at < plan.offeredUntil);
    result.add(at, offered.length === 0 ? Infinity : Math.max(...offered.map((plan) => plan.rank)));
  }
  return result;
}
