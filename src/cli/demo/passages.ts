/** What many lives have in common. */
import { addMonths, type Instant } from '../../classification/calendar.js';
import type { ChurnReason } from '../../subscriptions/subscription.type.js';
import { advocacy, feedback, FOND, personalCare, supportTickets } from './contacts.js';
import { Contract, MONTHLY, QUARTERLY, type Terms } from './contract.js';
import { daysBefore, monthsBefore, type Span } from './dates.js';
import type { Random } from './random.js';
import type { Contact } from './story.js';

const TRIAL_DAYS = 14;

/** A beginning on any day, so many months before `at` or up to four weeks more. */
export const begunMonthsBefore = (random: Random, at: Instant, fromMonths: number, toMonths: number): Instant =>
  monthsBefore(at, random.int(fromMonths, toMonths), random.int(0, 27));

/** Paid from `at` on; some have tried it for two weeks before. */
export const signedUp = (random: Random, at: Instant, terms: Terms): Contract =>
  random.chance(0.4) ? Contract.onTrial(daysBefore(at, TRIAL_DAYS), terms).continue(at) : Contract.signed(at, terms);

export const withoutTerm = (random: Random): typeof MONTHLY => (random.chance(0.7) ? MONTHLY : QUARTERLY);

/** At about every other yearly renewal in the span, more seats, or now and then fewer. */
export function resizeAtRenewals(random: Random, contract: Contract, { from, to }: Span): void {
  for (let year = 0; addMonths(from, 12 * year) < to; year++) {
    if (random.chance(0.55)) contract.resize(addMonths(from, 12 * year), random.int(-8, 30));
  }
}

/** Somebody of ours keeps in touch: now and then at first, often in the last year and a half. */
export function closeCare(random: Random, { from, to }: Span, perYear: number): Contact[] {
  const closerSince = Math.max(from, monthsBefore(to, 18));
  return [
    ...personalCare(random, { from, to: closerSince }, 1.6, FOND),
    ...personalCare(random, { from: closerSince, to }, perYear, FOND),
    ...supportTickets(random, { from, to }, 1.1, FOND),
    ...feedback(random, { from, to }, 0.5, FOND),
    ...(random.chance(0.5) ? advocacy(random, { from, to }, 0.6) : []),
  ];
}

const REASONS: readonly { reason: ChurnReason; weight: number }[] = [
  { reason: 'PRICE', weight: 5 },
  { reason: 'NEED_ENDED', weight: 4 },
  { reason: 'COMPETITOR', weight: 4 },
  { reason: 'PRODUCT', weight: 3 },
  { reason: 'OUTCOME_ACHIEVED', weight: 2 },
  { reason: 'SERVICE', weight: 2 },
  { reason: 'OTHER', weight: 2 },
];

export const reasonToLeave = (random: Random): ChurnReason => random.pickWeighted(REASONS).reason;
