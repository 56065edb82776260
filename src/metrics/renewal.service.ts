import type { Instant } from '../classification/calendar.js';
import { RELATIONSHIP_TYPES, type RelationshipType } from '../classification/timeline.js';
import type { RenewalRateRow } from './renewal.sql.js';

export const RATE_WINDOW_DAYS = 730;
/** With fewer terms of its type, an account is judged by the terms of all. */
const FEWEST_TERMS = 20;

export type RenewalOutcome = 'DUE' | 'CANCELED' | 'RENEWED' | 'LAPSED';

export const outcomeOf = (isOver: boolean, goesOn: boolean): RenewalOutcome =>
  isOver ? (goesOn ? 'RENEWED' : 'LAPSED') : goesOn ? 'DUE' : 'CANCELED';

/** How likely a renewal is, and why. */
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

/** Where it is no longer open. */
export const KNOWN_CHANCES: Record<Exclude<RenewalOutcome, 'DUE'>, RenewalChance> = {
  RENEWED: known(1, 'It was renewed.'),
  LAPSED: known(0, 'It was not renewed.'),
  CANCELED: known(0, 'It is canceled: the subscription ends with the term.'),
};

const OF_TYPE: Record<RelationshipType, string> = {
  PROSPECT: ' with prospects',
  TRIAL: ' with trials',
  CUSTOMER: ' with customers that are no clients',
  CLIENT: ' with clients',
  FORMER_CUSTOMER: ' with former customers',
  FORMER_CLIENT: ' with former clients',
};

/** What the terms that ended lately tell of those to come. */
export class RenewalRates {
  private readonly ofType = new Map<RelationshipType, RenewalChance>();

  constructor(rows: readonly RenewalRateRow[]) {
    const [ended, renewed] = [sum(rows, (row) => row.ended), sum(rows, (row) => row.renewed)];
    for (const type of RELATIONSHIP_TYPES) {
      const row = rows.find((one) => one.type === type);
      const isEnough = row !== undefined && row.ended >= FEWEST_TERMS;
      this.ofType.set(type, isEnough ? expected(row.ended, row.renewed, OF_TYPE[type]) : expected(ended, renewed, ''));
    }
  }

  /** Of a renewal that is due. */
  chanceOf(type: RelationshipType): RenewalChance {
    return this.ofType.get(type)!;
  }
}

const sum = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);

/** Laplace's rule of succession: never certain, however few terms it rests on. */
function expected(ended: number, renewed: number, ofType: string): RenewalChance {
  if (ended === 0) {
    return {
      probability: null,
      termsEnded: 0,
      termsRenewed: 0,
      summary: `No term ended in the last ${RATE_WINDOW_DAYS} days, so that nothing can be said.`,
    };
  }
  const terms = ended === 1 ? 'the one term that' : `${ended} terms that`;
  return {
    probability: (renewed + 1) / (ended + 2),
    termsEnded: ended,
    termsRenewed: renewed,
    summary: `Of ${terms} ended in the last ${RATE_WINDOW_DAYS} days${ofType}, ${renewed} ${renewed === 1 ? 'was' : 'were'} renewed.`,
  };
}

/** What renewals of one month are worth: in all, and as far as they are to be expected. */
export interface RenewalMonthSum {
  month: Instant;
  renewals: number;
  amountMinor: number;
  expectedMinor: number;
}
