import { amountAt, whenReached, type Amount } from './amount.js';
import { addDays, type Instant } from './calendar.js';
import { factOf, monthlyRevenueMinor } from './facts.js';
import { anyInForce, billedPhases, currentRun, paidPhases, type History } from './history.js';
import { policyInForce, scorerOf, setOf, type CriteriaSet, type Criterion, type Policy } from './policy.js';
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

/** What a workspace judges its accounts by. */
export interface Rules {
  policies: readonly Policy[];
  /** The rank of the highest plan offered; Infinity where none is. */
  topRank: Steps<number>;
  /** 100 for USD: minor units in one unit of the workspace's currency. */
  minorPerMajor: number;
  /**
   * From here on what windows count stays as it is at this instant, as if contact went on as before; else, with nothing
   * more recorded, every window runs empty.
   */
  contactHeldFrom?: Instant;
}

/** How an account stands at an instant. */
export interface RelationshipState {
  type: RelationshipType;
  policy: Policy;
  /** The criteria met. */
  met: CriteriaSet;
  /** Whether a paid phase is in force. */
  isPaying: boolean;
  mrrMinor: number;
  /** What the paused subscriptions would bring a month. */
  pausedMrrMinor: number;
  /** When the run began that a paid phase in force belongs to; null where none is. */
  payingSince: Instant | null;
}

/** A stretch [from, to) over which type, revenue, paying since and policy stay the same. */
export interface Period {
  from: Instant;
  to: Instant;
  type: RelationshipType;
  mrrMinor: number;
  pausedMrrMinor: number;
  payingSince: Instant | null;
  policyVersion: number;
}

/** The value of a criterion's fact at every instant. */
export function amountsOf(history: History, criterion: Criterion, policy: Policy, rules: Rules): Steps<Amount> {
  const fact = factOf(criterion.fact);
  const amounts = fact.amounts(history, {
    windowDays: criterion.windowDays,
    gapDays: policy.gapDays,
    topRank: rules.topRank,
    minorPerMajor: rules.minorPerMajor,
  });
  const { contactHeldFrom } = rules;
  const isHeld = contactHeldFrom !== undefined && (fact.windowed || fact.counts !== undefined);
  return isHeld ? heldFrom(amounts, contactHeldFrom, amountAt) : amounts;
}

/** A criterion over all of time: what its fact is worth, and whether that is enough. */
export interface JudgedCriterion {
  amounts: Steps<Amount>;
  isMet: Steps<boolean>;
}

/** Every criterion of a policy, in its order. Of criteria that ask for more and more of one fact that is found once. */
export function judgeCriteria(history: History, policy: Policy, rules: Rules): JudgedCriterion[] {
  const found = new Map<string, Steps<Amount>>();
  return policy.criteria.map((criterion) => {
    const question = `${criterion.fact} ${String(criterion.windowDays)}`;
    const amounts = found.get(question) ?? amountsOf(history, criterion, policy, rules);
    found.set(question, amounts);
    return { amounts, isMet: whenReached(amounts, criterion.comparison, criterion.threshold) };
  });
}

/** Everything about a standing that needs no past; `type` is null where nothing is paid, bought or tried. */
type Momentary = Omit<RelationshipState, 'type'> & { type: RelationshipType | null };

function momentsUnder(policy: Policy, history: History, criteria: readonly JudgedCriterion[]): Steps<Momentary> {
  const { isSatisfiedBy } = scorerOf(policy);
  const paid = paidPhases(history);
  const met = combineSteps(
    criteria.map(({ isMet }) => isMet),
    setOf,
  );
  const purchases = history.interactions.filter((interaction) => interaction.kind === 'PURCHASE');
  const bought = sumOfSpans(purchases.map(({ at }) => ({ from: at, to: addDays(at, policy.purchaseDays), weight: 1 })));
  return combineSteps(
    [
      met,
      anyInForce(paid),
      bought,
      anyInForce(history.phases.filter((phase) => phase.status === 'TRIALING')),
      monthlyRevenueMinor(billedPhases(history)),
      monthlyRevenueMinor(paid.filter((phase) => phase.status === 'PAUSED')),
      currentRun(history, policy.gapDays),
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
      payingSince: isPaying ? run!.from : null,
    }),
  );
}

/** How the account stands at every instant, past and future; `judge` may remember what it answered. */
export function relationshipStates(
  history: History,
  rules: Rules,
  judge = (policy: Policy): readonly JudgedCriterion[] => judgeCriteria(history, policy, rules),
): Steps<RelationshipState> {
  const moments = chooseSteps(policyInForce(rules.policies), (policy) => momentsUnder(policy, history, judge(policy)));
  let typeWhenNothingHolds: RelationshipType = 'PROSPECT';
  return mapSteps(moments, (moment): RelationshipState => {
    const type = moment.type ?? typeWhenNothingHolds;
    if (type === 'CLIENT') typeWhenNothingHolds = 'FORMER_CLIENT';
    else if (type === 'CUSTOMER') typeWhenNothingHolds = 'FORMER_CUSTOMER';
    return { ...moment, type };
  });
}

/** The account's periods: they cover (-Infinity, Infinity) without gap or overlap, and neighbours differ. */
export function periodsOf(relationshipStates: Steps<RelationshipState>): Period[] {
  const periods: Period[] = [];
  relationshipStates.starts.forEach((from, i) => {
    const { type, mrrMinor, pausedMrrMinor, payingSince, policy } = relationshipStates.values[i]!;
    const to = endOf(relationshipStates, i);
    const last = periods.at(-1);
    if (
      last?.type === type &&
      last.mrrMinor === mrrMinor &&
      last.pausedMrrMinor === pausedMrrMinor &&
      last.payingSince === payingSince &&
      last.policyVersion === policy.version
    ) {
      last.to = to;
    } else {
      periods.push({ from, to, type, mrrMinor, pausedMrrMinor, payingSince, policyVersion: policy.version });
    }
  });
  return periods;
}

/** The heart: an account's history and the rules determine its relationship at every instant. */
export const timeline = (history: History, rules: Rules): Period[] => periodsOf(relationshipStates(history, rules));

/** The period that contains `at`. */
export const periodAt = <P extends { from: Instant; to: Instant }>(periods: readonly P[], at: Instant): P =>
  periods.find((period) => period.from <= at && at < period.to)!;

/** Neighbouring periods of one type as one stretch. */
export function intervalsByType<P extends { from: Instant; to: Instant; type: RelationshipType }>(
  periods: readonly P[],
): P[] {
  const stretches: P[] = [];
  for (const period of periods) {
    const last = stretches.at(-1);
    if (last?.type === period.type) last.to = period.to;
    else stretches.push({ ...period });
  }
  return stretches;
}

/** A plan's place in the order of plans, and when it is on offer: [from, until). */
export interface OfferedPlan {
  rank: number;
  offeredFrom: Instant;
  offeredUntil: Instant;
}

/** The rank of the highest plan offered at each instant; Infinity where none is. */
export function topRankOf(plans: readonly OfferedPlan[]): Steps<number> {
  const turns = [...new Set(plans.flatMap((plan) => [plan.offeredFrom, plan.offeredUntil]))].sort((a, b) => a - b);
  const result = new StepsBuilder<number>();
  for (const at of [-Infinity, ...turns.filter(Number.isFinite)]) {
    const offered = plans.filter((plan) => plan.offeredFrom <= at && at < plan.offeredUntil);
    result.add(at, offered.length === 0 ? Infinity : Math.max(...offered.map((plan) => plan.rank)));
  }
  return result;
}
