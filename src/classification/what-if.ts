import { whenReached, type Amount } from './amount.js';
import { addDays, type Instant } from './calendar.js';
import { factOf } from './facts.js';
import { isPaid, type History, type Interaction, type Phase } from './history.js';
import { scorerOf, type CriteriaSet, type Criterion, type Policy } from './policy.js';
import { startingWith, valueAt } from './steps.js';
import { amountsOf, type RelationshipType, type Rules } from './timeline.js';

/** The types that subscriptions and purchases in force make. */
export type HeldType = 'CLIENT' | 'CUSTOMER' | 'TRIAL';

/** The criteria looked at so far: those met, and those still open. */
export interface Tally {
  met: CriteriaSet;
  open: CriteriaSet;
}

/** A fact over a window: looked up once, however many criteria compare it. */
interface Question {
  first: Criterion;
  criteria: { criterion: Criterion; member: CriteriaSet; isMetBy: (amount: Amount) => boolean }[];
}

/** What an account is once nothing holds any more, by the last type it had that was no trial. */
export function typeLeftBehind(last: RelationshipType): RelationshipType {
  if (last === 'CLIENT') return 'FORMER_CLIENT';
  return last === 'CUSTOMER' ? 'FORMER_CUSTOMER' : last;
}

/**
 * What accounts would be at one instant if a draft held from then on. Facts and thresholds are those of the registry,
 * asked for one by one, dearest weight first, until the outcome is settled; of a history only what can matter by then
 * is looked at. The same as `valueAt(relationshipStates(history, rules and the draft from `at` on), at).type`, at a fraction of
 * its cost: a test holds one to the other.
 */
export class WhatIf {
  /** Of interactions the criteria can count those after this instant; Infinity: none. */
  readonly contactsAfter: Instant;
  /** Of purchases those after this instant make a customer. */
  readonly purchasesAfter: Instant;
  private readonly ofSubscriptions: Question[];
  private readonly ofContacts: Question[];
  private readonly all: CriteriaSet;
  private readonly isSatisfiedBy: (set: CriteriaSet) => boolean;

  constructor(
    private readonly draft: Policy,
    private readonly rules: Rules,
    readonly at: Instant,
  ) {
    const questions = questionsOf(draft, at);
    this.ofSubscriptions = questions.filter(({ first }) => !countsContacts(first));
    this.ofContacts = questions.filter(({ first }) => countsContacts(first));
    this.contactsAfter = Math.min(Infinity, ...this.ofContacts.map(({ first }) => windowStart(first, at)));
    this.purchasesAfter = addDays(at, -draft.purchaseDays);
    this.all = 2 ** draft.criteria.length - 1;
    this.isSatisfiedBy = remembered(scorerOf(draft).isSatisfiedBy);
  }

  /**
   * What its subscriptions and purchases make of an account. A tally: its contacts have to decide between CLIENT and
   * CUSTOMER; null: nothing holds, and it is what it left behind.
   */
  bySubscriptions(history: History): HeldType | Tally | null {
    const isHeldBy = ({ from, to }: Phase): boolean => from <= this.at && this.at < to;
    if (history.phases.some((phase) => isPaid(phase) && isHeldBy(phase))) {
      return this.typeOrTally(this.look(this.ofSubscriptions, { met: 0, open: this.all }, history));
    }
    if (history.interactions.some((interaction) => this.makesCustomer(interaction))) return 'CUSTOMER';
    return history.phases.some((phase) => phase.status === 'TRIALING' && isHeldBy(phase)) ? 'TRIAL' : null;
  }

  /** What its contacts make of an account that its subscriptions left open. */
  byContacts(history: History, tally: Tally): HeldType {
    return this.isSatisfiedBy(this.look(this.ofContacts, tally, history).met) ? 'CLIENT' : 'CUSTOMER';
  }

  private makesCustomer({ kind, at }: Interaction): boolean {
    return kind === 'PURCHASE' && at <= this.at && this.purchasesAfter < at;
  }

  private typeOrTally(tally: Tally): HeldType | Tally {
    if (this.isSatisfiedBy(tally.met)) return 'CLIENT';
    return this.isSatisfiedBy(tally.met | tally.open) ? tally : 'CUSTOMER';
  }

  /** Asks until nothing that is open can change the outcome: weights only add, and no criterion takes from another. */
  private look(questions: readonly Question[], { met, open }: Tally, history: History): Tally {
    for (const { first, criteria } of questions) {
      if (this.isSatisfiedBy(met) || !this.isSatisfiedBy(met | open)) break;
      const amount = valueAt(amountsOf(this.cut(history, first), first, this.draft, this.rules), this.at);
      for (const { member, isMetBy } of criteria) {
        if (isMetBy(amount)) met |= member;
        open &= ~member;
      }
    }
    return { met, open };
  }

  /** The history without the interactions that the criterion's fact does not count by now. */
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

/** What to ask for, in the order in which it settles most: what is required first, then by weight. */
function questionsOf({ criteria }: Policy, at: Instant): Question[] {
  const byFact = new Map<string, Question>();
  criteria.forEach((criterion, i) => {
    const key = `${criterion.fact} ${String(criterion.windowDays)}`;
    const question = byFact.get(key) ?? { first: criterion, criteria: [] };
    question.criteria.push({ criterion, member: 1 << i, isMetBy: comparisonAt(criterion, at) });
    byFact.set(key, question);
  });
  const weigh = (question: Question): number =>
    question.criteria.reduce((sum, { criterion }) => sum + criterion.weight, 0);
  const isRequired = (question: Question): boolean => question.criteria.some(({ criterion }) => criterion.required);
  return [...byFact.values()].sort((a, b) => Number(isRequired(b)) - Number(isRequired(a)) || weigh(b) - weigh(a));
}

/** Whether an amount meets the criterion at an instant. */
function comparisonAt({ comparison, threshold }: Criterion, at: Instant): (amount: Amount) => boolean {
  const isMet = (amount: Amount): boolean => valueAt(whenReached(startingWith(amount), comparison, threshold), at);
  const isMetByNumber = remembered(isMet);
  return (amount) => (typeof amount === 'number' ? isMetByNumber(amount) : isMet(amount));
}

/** The same predicate, which works out the answer to a number once: over many accounts the same ones come again. */
function remembered(holds: (number: number) => boolean): (number: number) => boolean {
  const answers = new Map<number, boolean>();
  return (number) => {
    let answer = answers.get(number);
    if (answer === undefined) answers.set(number, (answer = holds(number)));
    return answer;
  };
}
