/** Parts that many stories share. */
import { type Instant } from '../../classification/calendar.js';
import type { ChurnReason } from '../../subscriptions/subscription.type.js';
import { advocacy, contact, feedback, FOND, personalCare, SOUR, supportTickets } from './contacts.js';
import { Contract, MONTHLY, QUARTERLY, termsOf, type Terms } from './contract.js';
import { daysAfter, daysBefore, monthsBefore, type Span, monthsAfter } from './dates.js';
import type { Random } from './random.js';
import type { Contact } from './story.js';
import { PLANS } from './vendor.js';

const TRIAL_DAYS = 14;

/** Returns a random start `fromMonths` to `toMonths` months and zero to 27 days before `at`. */
export const startMonthsBefore = (random: Random, at: Instant, fromMonths: number, toMonths: number): Instant =>
  monthsBefore(at, random.int(fromMonths, toMonths), random.int(0, 27));

/** Makes a contract that is paid from `at` on, in some cases after a trial of two weeks. */
export const signedUp = (random: Random, at: Instant, terms: Terms): Contract =>
  random.chance(0.4) ? Contract.onTrial(daysBefore(at, TRIAL_DAYS), terms).continue(at) : Contract.signed(at, terms);

/** In some cases makes an earlier trial that was not continued. */
export const earlierTrial = (random: Random, start: Instant): Contract[] => {
  if (random.chance(0.7)) return [];
  const end = monthsBefore(start, random.int(2, 7), random.int(0, 27));
  const terms = termsOf(PLANS.starter, random.int(1, 5), MONTHLY);
  return [
    Contract.onTrial(daysBefore(end, TRIAL_DAYS), terms).end(end, random.chance(0.3) ? reasonToLeave(random) : null),
  ];
};

export const withoutTerm = (random: Random): typeof MONTHLY => (random.chance(0.7) ? MONTHLY : QUARTERLY);

/** Adds a typical event of small subscriptions: a change of seats, a late payment, or a pause of two months. */
export function addInterlude(random: Random, contract: Contract, at: Instant): void {
  if (random.chance(0.5)) contract.resize(at, random.int(-20, 40));
  else if (random.chance(0.5)) contract.fallBehind(at).continue(daysAfter(at, random.int(4, 25)));
  else contract.pause(at).continue(monthsAfter(at, 2));
}

/** At about every other yearly renewal in the span, changes the number of seats, mostly upwards. */
export function resizeAtRenewals(random: Random, contract: Contract, { from, to }: Span): void {
  for (let year = 0; monthsAfter(from, 12 * year) < to; year++) {
    if (random.chance(0.55)) contract.resize(monthsAfter(from, 12 * year), random.int(-8, 30));
  }
}

/** Negative feedback some weeks before the end, and an attempt to keep the account. */
export const partingWords = (random: Random, day: Instant): Contact[] => [
  contact(random, 'FEEDBACK', day, SOUR),
  {
    ...contact(random, 'CALL', daysAfter(day, random.int(3, 9)), SOUR),
    note: 'Asked what would make them stay. They had made up their minds.',
  },
];

/** Personal care by the vendor: occasional at first, frequent in the last 18 months. */
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
