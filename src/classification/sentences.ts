import type { Instant } from './calendar.js';
import type { Evidence } from './evidence.js';
import { factOf } from './facts.js';
import type { Criterion } from './policy.js';
import type { RelationshipType } from './timeline.js';
import { asPercent, capitalized, counted, inTheLast, inWords, listed, onDate, scoreInWords } from './words.js';

/** What a criterion asks for: the same of every account that it judges. */
const askedBy = new WeakMap<Criterion, string>();

function asked(criterion: Criterion): string {
  let words = askedBy.get(criterion);
  if (words === undefined) askedBy.set(criterion, (words = wordsOf(criterion)));
  return words;
}

function wordsOf({ fact, comparison, threshold, required }: Criterion): string {
  const unit = factOf(fact).unit;
  const verb = required ? 'required' : 'asked';
  if (unit === 'BOOLEAN') return comparison === 'AT_LEAST' ? `this is ${verb}` : 'this must not be';
  const amount = unit === 'SHARE' ? asPercent(threshold) : inWords(threshold);
  const isOne = threshold === 1 || unit === 'SHARE' || unit === 'RANK' || unit === 'WORKSPACE_CURRENCY';
  const name = unit === 'RANK' ? `rank ${amount}` : amount;
  return comparison === 'AT_LEAST'
    ? `${name} ${isOne ? 'is' : 'are'} ${verb}`
    : `at most ${name} ${isOne ? 'is' : 'are'} allowed`;
}

/** "PERSONALIZED_INTERACTIONS of at least 3 in the last 365 days" */
export const askedOf = ({ fact, comparison, threshold, windowDays }: Criterion): string =>
  `${fact} of ${comparison === 'AT_LEAST' ? 'at least' : 'at most'} ${inWords(threshold)}${inTheLast(windowDays)}`;

const phraseOf = ({ criterion, observed }: Evidence): string =>
  factOf(criterion.fact).phrase(observed, criterion.windowDays);

/** What was said lately, by what was observed: many accounts are told the same. */
const said = new WeakMap<Criterion, Map<number, string>>();
const MAX_SAID = 1_000;

/** "Paid without a break for 26 months; 12 are required." */
export function sentenceOf(evidence: Evidence): string {
  const { criterion, observed } = evidence;
  let sentences = said.get(criterion);
  if (!sentences || sentences.size === MAX_SAID) said.set(criterion, (sentences = new Map<number, string>()));
  let sentence = sentences.get(observed);
  if (sentence === undefined) {
    sentence = `${capitalized(phraseOf(evidence))}; ${asked(criterion)}.`;
    sentences.set(observed, sentence);
  }
  return sentence;
}

const TYPE_IN_WORDS: Record<RelationshipType, string> = {
  PROSPECT: 'prospect',
  TRIAL: 'on trial',
  CUSTOMER: 'customer',
  CLIENT: 'client',
  FORMER_CUSTOMER: 'former customer',
  FORMER_CLIENT: 'former client',
};

/** What a relationship's sentence is made of. */
export interface RelationshipInWords {
  type: RelationshipType;
  since: Instant;
  isPaying: boolean;
  score: number;
  clientScore: number;
  evidence: readonly Evidence[];
  /** What would make it a client; empty when it is one. */
  missing: readonly Evidence[];
}

/** One English sentence that a success manager can read aloud. */
export function summaryOf({
  type,
  since,
  isPaying,
  score,
  clientScore,
  evidence,
  missing,
}: RelationshipInWords): string {
  const start = `${capitalized(TYPE_IN_WORDS[type])}${since === -Infinity ? '' : ` since ${onDate(since)}`}`;
  switch (type) {
    case 'PROSPECT':
      return `${start}: nothing has been bought yet.`;
    case 'TRIAL':
      return `${start}: trying a plan, nothing is paid.`;
    case 'FORMER_CUSTOMER':
    case 'FORMER_CLIENT':
      return `${start}: nothing is paid any more.`;
    case 'CLIENT': {
      // Two criteria may ask for more and more of one fact.
      const reasons = [...new Set(evidence.filter(({ met }) => met).map(phraseOf))];
      return `${start}: ${listed(reasons.length > 0 ? reasons : ['paying'])}; that ${scoreInWords(score, clientScore)}.`;
    }
    case 'CUSTOMER': {
      if (!isPaying) return `${start}: bought something, without a subscription.`;
      const gaps = missing.map((piece) => `${phraseOf(piece)} where ${asked(piece.criterion)}`);
      return `${start}, ${counted(missing.length, 'step')} from being a client: ${listed(gaps)}; it ${scoreInWords(score, clientScore)}.`;
    }
  }
}

/** What turned an account: something recorded, time alone, or a change of policies or plans. */
export type Cause = 'RECORD' | 'TIME' | 'POLICY';

const CAUSE_IN_WORDS: Record<Cause, string> = {
  RECORD: 'through what was recorded',
  TIME: 'by time alone',
  POLICY: 'under a change of policy or plans',
};

const withArticle = (type: RelationshipType): string =>
  type === 'TRIAL' ? TYPE_IN_WORDS[type] : `a ${TYPE_IN_WORDS[type]}`;

/** What a turn's sentence is made of. */
export interface TransitionWords {
  previousType: RelationshipType;
  type: RelationshipType;
  at: Instant;
  cause: Cause;
}

/** "Became a client on 15 June 2026, by time alone; was a customer before." */
export const transitionSentence = ({ previousType, type, at, cause }: TransitionWords): string =>
  `${type === 'TRIAL' ? 'Went' : 'Became'} ${withArticle(type)} on ${onDate(at)}, ${CAUSE_IN_WORDS[cause]}; was ${withArticle(previousType)} before.`;
