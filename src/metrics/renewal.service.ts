import type { Instant } from '../classification/calendar.js';
import { RELATIONSHIP_TYPES, type RelationshipType } from '../classification/timeline.js';
import { inWords } from '../classification/words.js';
import type { RenewalOutcome, RenewalRateRow } from './renewal.sql.js';

export const RATE_WINDOW_DAYS = 730;
/** Below this number of ended terms of a type, the terms of all accounts are used. */
const MIN_TERMS = 20;

/** The properties of a renewal that its chance depends on. */
export interface ChanceBasis {
  outcome: RenewalOutcome;
  isCanceled: boolean;
  type: RelationshipType;
}

/** The probability of a renewal, with its basis. */
export interface RenewalChance {
  probability: number | null;
  termsEnded: number | null;
  termsRenewed: number | null;
  summary: string;
}

const known = (probability: number, summary: string): RenewalChance => ({
  probability,
  termsEnded: null,
  termsRenewed: null,
  summary,
});

const RENEWED = known(1, 'The term was renewed.');
const LAPSED = known(0, 'The term was not renewed.');
const CANCELED = known(0, 'The subscription is canceled and ends with the term.');

/** Returns the chance of a renewal whose outcome is known or, because of a cancellation, expected; otherwise null. */
export function knownChance({ outcome, isCanceled }: ChanceBasis): RenewalChance | null {
  if (outcome === 'RENEWED') return RENEWED;
  if (outcome === 'LAPSED') return LAPSED;
  return isCanceled ? CANCELED : null;
}

const OF_TYPE: Record<RelationshipType, string> = {
  PROSPECT: ' (only prospects)',
  TRIAL: ' (only accounts on trial)',
  CUSTOMER: ' (only customers who are not clients)',
  CLIENT: ' (only clients)',
  FORMER_CUSTOMER: ' (only former customers)',
  FORMER_CLIENT: ' (only former clients)',
};

/** Estimates the chance of future renewals from recently ended terms. */
export class RenewalRates {
  private readonly ofType = new Map<RelationshipType, RenewalChance>();

  constructor(rows: readonly RenewalRateRow[]) {
    const [ended, renewed] = [sum(rows, (row) => row.ended), sum(rows, (row) => row.renewed)];
    for (const type of RELATIONSHIP_TYPES) {
      const row = rows.find((one) => one.type === type);
      const isEnough = row !== undefined && row.ended >= MIN_TERMS;
      this.ofType.set(type, isEnough ? expected(row.ended, row.renewed, OF_TYPE[type]) : expected(ended, renewed, ''));
    }
  }

  /** Returns the chance of a renewal that is due or open. */
  chanceOf(type: RelationshipType): RenewalChance {
    return this.ofType.get(type)!;
  }
}

const sum = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);

/** Applies Laplace's rule of succession, which never yields certainty, even from a few terms. */
function expected(ended: number, renewed: number, ofType: string): RenewalChance {
  if (ended === 0) {
    return {
      probability: null,
      termsEnded: 0,
      termsRenewed: 0,
      summary: `No term ended in the last ${RATE_WINDOW_DAYS} days, so the probability is unknown.`,
    };
  }
  return {
    probability: (renewed + 1) / (ended + 2),
    termsEnded: ended,
    termsRenewed: renewed,
    summary: summaryOf(ended, renewed, ofType),
  };
}

function summaryOf(ended: number, renewed: number, ofType: string): string {
  const window = `in the last ${RATE_WINDOW_DAYS} days${ofType}`;
  if (ended === 1) return `The only term that ended ${window} was ${renewed === 1 ? '' : 'not '}renewed.`;
  const count = renewed === 0 ? 'none' : inWords(renewed);
  return `Of ${inWords(ended)} terms that ended ${window}, ${count} ${renewed === 1 ? 'was' : 'were'} renewed.`;
}

/** The total and the expected value of the renewals of one month. */
export interface RenewalMonthSum {
  month: Instant;
  renewals: number;
  amountMinor: number;
  expectedMinor: number;
}
