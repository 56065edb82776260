import type { Instant, Zone } from './calendar.js';
import type { Evidence } from './evidence.js';
import { factOf, type FactUnit } from './facts.js';
import type { Criterion } from './policy.js';
import type { RelationshipType } from './timeline.js';
import { asPercent, capitalized, counted, inTheLast, inWords, listed, onDate, scoreInWords } from './words.js';

/** Memoized because every account that a criterion judges has the same condition. */
const conditions = new WeakMap<Criterion, string>();

function conditionOf(criterion: Criterion): string {
  let condition = conditions.get(criterion);
  if (condition === undefined) conditions.set(criterion, (condition = formatCondition(criterion)));
  return condition;
}

/** Formats "at least 12 months required" if the criterion is `required`, and "at least 12 months needed" if it is not. */
function formatCondition({ fact, comparison, threshold, required }: Criterion): string {
  const { unit } = factOf(fact);
  if (unit === 'BOOLEAN') return `${required ? 'must' : 'should'} ${comparison === 'AT_LEAST' ? 'be' : 'not be'}`;
  return comparison === 'AT_LEAST'
    ? `at least ${formatThreshold(threshold, unit)} ${required ? 'required' : 'needed'}`
    : `at most ${formatThreshold(threshold, unit)} allowed`;
}

function formatThreshold(threshold: number, unit: FactUnit): string {
  switch (unit) {
    case 'MONTHS':
      return counted(threshold, 'month');
    case 'DAYS':
      return counted(threshold, 'day');
    case 'SHARE':
      return asPercent(threshold);
    default:
      return inWords(threshold);
  }
}

/** Formats a criterion as "PERSONALIZED_INTERACTIONS of at least 3 in the last 365 days". */
export const formatCriterion = ({ fact, comparison, threshold, windowDays }: Criterion): string =>
  `${fact} of ${comparison === 'AT_LEAST' ? 'at least' : 'at most'} ${inWords(threshold)}${inTheLast(windowDays)}`;

const phraseOf = ({ criterion, observed }: Evidence): string =>
  factOf(criterion.fact).phrase(observed, criterion.windowDays);

/** "paid continuously for 26 months (at least 12 months required)" */
const comparisonOf = (evidence: Evidence): string => `${phraseOf(evidence)} (${conditionOf(evidence.criterion)})`;

/** Memoized by observed value because many accounts share the same sentence. */
const sentencesByCriterion = new WeakMap<Criterion, Map<number, string>>();
const MAX_SENTENCES = 1_000;

/** Formats "Paid continuously for 26 months (at least 12 months required)." */
export function sentenceOf(evidence: Evidence): string {
  const { criterion, observed } = evidence;
  let sentences = sentencesByCriterion.get(criterion);
  if (!sentences || sentences.size === MAX_SENTENCES) {
    sentencesByCriterion.set(criterion, (sentences = new Map<number, string>()));
  }
  let sentence = sentences.get(observed);
  if (sentence === undefined) {
    sentence = `${capitalized(comparisonOf(evidence))}.`;
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

/** The content of the summary of a relationship. */
export interface RelationshipInWords {
  type: RelationshipType;
  since: Instant;
  isPaying: boolean;
  score: number;
  clientScore: number;
  evidence: readonly Evidence[];
  /** The unmet criteria that would make it a client; empty if it is one. */
  missing: readonly Evidence[];
}

/** Formats a relationship as one English sentence that a success manager can read aloud. */
export function summaryOf(
  { type, since, isPaying, score, clientScore, evidence, missing }: RelationshipInWords,
  zone: Zone,
): string {
  const start = `${capitalized(TYPE_IN_WORDS[type])}${since === -Infinity ? '' : ` since ${onDate(since, zone)}`}`;
  switch (type) {
    case 'PROSPECT':
      return `${start}: nothing bought yet.`;
    case 'TRIAL':
      return `${start}: no paid subscription.`;
    case 'FORMER_CUSTOMER':
    case 'FORMER_CLIENT':
      return `${start}: no longer paying.`;
    case 'CLIENT': {
      // Two criteria with different thresholds for one fact give the same reason.
      const reasons = [...new Set(evidence.filter(({ met }) => met).map(phraseOf))];
      return `${start}: ${listed(reasons.length > 0 ? reasons : ['paying'])}; ${scoreInWords(score, clientScore)}.`;
    }
    case 'CUSTOMER': {
      if (!isPaying) return `${start}: recent purchase, no paid subscription.`;
      const steps = counted(missing.length, 'criterion', 'criteria');
      return `${start}, ${steps} short of being a client: ${listed(missing.map(comparisonOf))}; ${scoreInWords(score, clientScore)}.`;
    }
  }
}

/** What changed the type of an account: a change to its records, the passage of time, or a change to policies or plans. */
export type Cause = 'FIRST_SEEN' | 'RECORD' | 'TIME' | 'POLICY';

const CAUSE_IN_WORDS: Record<Cause, string> = {
  FIRST_SEEN: 'before the account was recorded',
  RECORD: 'because of a change to its records',
  TIME: 'because of the passage of time',
  POLICY: 'because of a change to policies or plans',
};

const withArticle = (type: RelationshipType): string =>
  type === 'TRIAL' ? TYPE_IN_WORDS[type] : `a ${TYPE_IN_WORDS[type]}`;

/** The content of the sentence about a transition. */
export interface TransitionInWords {
  previousType: RelationshipType;
  type: RelationshipType;
  at: Instant;
  cause: Cause;
}

/** Formats "Became a client on 15 June 2026 because of the passage of time; previously a customer." */
export const transitionSentence = ({ previousType, type, at, cause }: TransitionInWords, zone: Zone): string =>
  `${type === 'TRIAL' ? 'Started a trial' : `Became ${withArticle(type)}`} on ${onDate(at, zone)} ${CAUSE_IN_WORDS[cause]}; previously ${withArticle(previousType)}.`;
