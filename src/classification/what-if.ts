import { whenReached, type Amount } from './amount.js';
import { addDays, addLocalDays, type Instant, type Zone } from './calendar.js';
import { DAYS_READ_AHEAD } from './continuity.js';
import { factOf } from './facts.js';
import { isSale, type History, type Interaction, type Phase } from './history.js';
import { scorerOf, type CriteriaSet, type Criterion, type Policy } from './policy.js';
import { startingWith, valueAt } from './steps.js';
import { amountsOf, type RelationshipType, type Rules } from './timeline.js';

/** The types that an account has because of a subscription or purchase in force. */
export type HeldType = 'CLIENT' | 'CUSTOMER' | 'TRIAL';

/** The result of the criteria evaluated so far: those met, and those not yet evaluated. */
export interface Tally {
  met: CriteriaSet;
  open: CriteriaSet;
}

/** A fact over a window, computed once for all criteria that compare it. */
interface FactQuery {
  first: Criterion;
  criteria: { criterion: Criterion; member: CriteriaSet; isMetBy: (amount: Amount) => boolean }[];
}

/** Returns the type of an account without subscription, purchase or trial, from its last type other than TRIAL. */
export function typeLeftBehind(last: RelationshipType): RelationshipType {
  if (last === 'CLIENT') return 'FORMER_CLIENT';
  return last === 'CUSTOMER' ? 'FORMER_CUSTOMER' : last;
}

/**
 * Computes the types of accounts at one instant if a draft policy were in force from then on. It uses the facts of the
 * registry, evaluates the criteria one by one, highest weight first, until the outcome is decided, and reads only the
 * part of a history that can affect the outcome. The result equals
 * `valueAt(relationshipStates(history, rules and the draft from `at` on), at).type`, at a fraction of its cost; a test
 * compares the two.
 */
export class WhatIf {
  /** Phases that begin later have no effect. */
  readonly phasesUntil: Instant;
  /** The criteria can count only interactions after this instant; Infinity: none. */
  readonly contactsAfter: Instant;
  /** Only purchases after this instant make an account a customer. */
  readonly purchasesAfter: Instant;
  private readonly subscriptionQueries: FactQuery[];
  private readonly contactQueries: FactQuery[];
  private readonly all: CriteriaSet;
  private readonly isSatisfiedBy: (set: CriteriaSet) => boolean;

  constructor(
    private readonly draft: Policy,
    readonly rules: Rules,
    readonly at: Instant,
  ) {
    const queries = factQueriesOf(draft, at, rules.zone);
    this.subscriptionQueries = queries.filter(({ first }) => !countsContacts(first));
    this.contactQueries = queries.filter(({ first }) => countsContacts(first));
    this.contactsAfter = Math.min(Infinity, ...this.contactQueries.map(({ first }) => windowStart(first, at)));
    this.phasesUntil = addLocalDays(at, DAYS_READ_AHEAD, rules.zone);
    this.purchasesAfter = addDays(at, -draft.purchaseDays);
    this.all = 2 ** draft.criteria.length - 1;
    this.isSatisfiedBy = memoized(scorerOf(draft).isSatisfiedBy);
  }

  /**
   * Returns the type of an account if its subscriptions and purchases decide it; a tally if its interactions have to
   * decide between CLIENT and CUSTOMER; null if no subscription, purchase or trial is in force, so that its last type
   * decides.
   */
  bySubscriptions(history: History): HeldType | Tally | null {
    const isInForce = ({ from, to }: Phase): boolean => from <= this.at && this.at < to;
    if (history.phases.some((phase) => phase.isPaid && isInForce(phase))) {
      return this.typeOrTally(this.evaluate(this.subscriptionQueries, { met: 0, open: this.all }, history));
    }
    if (history.interactions.some((interaction) => this.makesCustomer(interaction))) return 'CUSTOMER';
    return history.phases.some((phase) => phase.status === 'TRIALING' && isInForce(phase)) ? 'TRIAL' : null;
  }

  /** Returns the type of an account for which `bySubscriptions` returned a tally. */
  byContacts(history: History, tally: Tally): HeldType {
    return this.isSatisfiedBy(this.evaluate(this.contactQueries, tally, history).met) ? 'CLIENT' : 'CUSTOMER';
  }

  private makesCustomer(interaction: Interaction): boolean {
    const { at } = interaction;
    return isSale(interaction) && at <= this.at && this.purchasesAfter < at;
  }

  private typeOrTally(tally: Tally): HeldType | Tally {
    if (this.isSatisfiedBy(tally.met)) return 'CLIENT';
    return this.isSatisfiedBy(tally.met | tally.open) ? tally : 'CUSTOMER';
  }

  /** Evaluates criteria until none of the rest can change the outcome. Meeting a criterion never lowers the score. */
  private evaluate(queries: readonly FactQuery[], { met, open }: Tally, history: History): Tally {
    for (const { first, criteria } of queries) {
      if (this.isSatisfiedBy(met) || !this.isSatisfiedBy(met | open)) break;
      const amount = valueAt(amountsOf(this.cut(history, first), first, this.draft, this.rules), this.at);
      for (const { member, isMetBy } of criteria) {
        if (isMetBy(amount)) met |= member;
        open &= ~member;
      }
    }
    return { met, open };
  }

  /** Returns the history without the interactions that the fact of the criterion does not count. */
  private cut(history: History, criterion: Criterion): History {
    const { counts } = factOf(criterion.fact);
    if (!counts) return history;
    const after = windowStart(criterion, this.at);
    return {
      phases: history.phases,
      interactions: history.interactions.filter((one) => after < one.at && one.at <= this.at && counts(one)),
    };
  }
}

const countsContacts = ({ fact }: Criterion): boolean => factOf(fact).counts !== undefined;

/** A window is (at - windowDays, at]. */
const windowStart = ({ windowDays }: Criterion, at: Instant): Instant =>
  windowDays === null ? -Infinity : addDays(at, -windowDays);

/** Groups the criteria by fact, in the order that decides soonest: required ones first, then by weight. */
function factQueriesOf({ criteria }: Policy, at: Instant, zone: Zone): FactQuery[] {
  const byFact = new Map<string, FactQuery>();
  criteria.forEach((criterion, i) => {
    const key = `${criterion.fact} ${String(criterion.windowDays)}`;
    const query = byFact.get(key) ?? { first: criterion, criteria: [] };
    query.criteria.push({ criterion, member: 1 << i, isMetBy: comparisonAt(criterion, at, zone) });
    byFact.set(key, query);
  });
  const weightOf = (query: FactQuery): number =>
    query.criteria.reduce((sum, { criterion }) => sum + criterion.weight, 0);
  const isRequired = (query: FactQuery): boolean => query.criteria.some(({ criterion }) => criterion.required);
  return [...byFact.values()].sort(
    (a, b) => Number(isRequired(b)) - Number(isRequired(a)) || weightOf(b) - weightOf(a),
  );
}

/** Returns a predicate: whether an amount meets the criterion at an instant. */
function comparisonAt({ comparison, threshold }: Criterion, at: Instant, zone: Zone): (amount: Amount) => boolean {
  const isMet = (amount: Amount): boolean =>
    valueAt(whenReached(startingWith(amount), comparison, threshold, zone), at);
  const isMetByNumber = memoized(isMet);
  return (amount) => (typeof amount === 'number' ? isMetByNumber(amount) : isMet(amount));
}

/** Memoizes a predicate over numbers: the same numbers recur over many accounts. */
function memoized(predicate: (number: number) => boolean): (number: number) => boolean {
  const results = new Map<number, boolean>();
  return (number) => {
    let result = results.get(number);
    if (result === undefined) results.set(number, (result = predicate(number)));
    return result;
  };
}
