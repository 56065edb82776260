/* Words that exports use for statuses, billing intervals, kinds of interactions and so on, in English and German. */
import type { BillingPeriodInput, ChurnReason, Initiative, InteractionKind } from '@clientele/sdk';

/** `SKIP`: the row is not a subscription, for example a lost deal. */
export type StatusWord = 'ACTIVE' | 'TRIALING' | 'PAST_DUE' | 'PAUSED' | 'CANCELED' | 'SKIP';

/** Returns a text in lower case with single spaces instead of punctuation, so that "past_due" and "Past-due" are equal. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Makes a table from lists of words separated by commas. */
const table = <Value extends string>(lists: Readonly<Record<Value, string>>): ReadonlyMap<string, Value> =>
  new Map(
    Object.entries<string>(lists).flatMap(([value, words]) =>
      [value, ...words.split(', ')].map((word) => [fold(word), value as Value] as const),
    ),
  );

export const STATUSES = table<StatusWord>({
  ACTIVE:
    'aktiv, live, current, paid, paying, running, laufend, closed won, closedwon, won, gewonnen, renewed, non renewing, future, pending, scheduled, yes',
  TRIALING: 'trial, in trial, testphase, test, on trial, free trial',
  PAST_DUE: 'past due, overdue, unpaid, delinquent, dunning, uberfallig, payment failed',
  PAUSED: 'paused, on hold, suspended, pausiert, frozen, inactive paused',
  CANCELED:
    'canceled, cancelled, churned, ended, expired, terminated, gekundigt, beendet, inactive, inaktiv, lapsed, completed, no, lost customer',
  SKIP: 'skip, lead, prospect, draft, incomplete, incomplete expired, closed lost, closedlost, lost, verloren, appointment scheduled, qualified to buy, presentation scheduled, decision maker bought in, contract sent, proposal, negotiation',
});

export const BOOLEANS = table<'true' | 'false'>({
  true: 'yes, y, ja, j, 1, x, wahr, on',
  false: 'no, n, nein, 0, falsch, off',
});

export const KINDS = table<InteractionKind>({
  ADVOCACY: 'referral, review, testimonial, reference, case study, empfehlung, g2 review',
  BUSINESS_REVIEW: 'business review, qbr, ebr, quarterly business review, executive business review',
  CALL: 'phone, phone call, telephone, anruf, telefonat, logged call',
  EMAIL: 'e mail, mail, logged email, incoming email, outgoing email',
  FEEDBACK: 'survey, nps, csat, umfrage',
  MEETING: 'visit, demo, video call, termin, besuch, treffen, onsite',
  ONBOARDING: 'kickoff, kick off, implementation, einfuhrung, setup',
  OTHER: 'note, task, notiz, aufgabe, sonstiges, postal mail, sms, whatsapp',
  PURCHASE: 'one off, one time, invoice, order, sale, kauf, einmalig, rechnung, refund, credit note, gutschrift',
  SUPPORT: 'ticket, support ticket, case, issue, incident, anfrage',
  TRAINING: 'workshop, webinar, schulung, coaching',
  USAGE: 'login, activity, nutzung',
});

export const INITIATIVES = table<Initiative>({
  US: 'outbound, outgoing, proactive, we, our team, wir, ausgehend, vendor',
  THEM: 'inbound, incoming, reactive, customer, account, kunde, eingehend, client',
  UNKNOWN: '',
});

export const CHURN_REASONS = table<ChurnReason>({
  COMPETITOR: 'competition, switched, switched service, wettbewerb, competitor chosen',
  NEED_ENDED: 'no longer needed, unused, not used, out of business, kein bedarf, low usage',
  NOT_PAID:
    'payment failed, nonpayment, non payment, payment failure, unpaid, involuntary, zahlungsausfall, delinquent',
  OTHER: 'sonstiges, unknown, unbekannt',
  OUTCOME_ACHIEVED: 'project finished, goal achieved, done, ziel erreicht',
  PRICE: 'too expensive, cost, budget, preis, zu teuer, pricing',
  PRODUCT: 'missing features, features, too complex, low quality, quality, produkt, bugs',
  SERVICE: 'customer service, support, poor service, bad service',
});

const UNITS = table<BillingPeriodInput['unit']>({
  DAY: 'days, daily, tag, tage, taglich, d',
  WEEK: 'weeks, weekly, woche, wochen, wochentlich, w',
  MONTH:
    'months, monthly, mo, monat, monate, monatlich, mensual, m, per month, month to month, every month, monthly plan',
  YEAR: 'years, yearly, annual, annually, yr, jahr, jahre, jahrlich, y, per year, every year, annum',
});

const WHOLE: Readonly<Record<string, BillingPeriodInput>> = {
  quarter: { unit: 'MONTH', count: 3 },
  quarterly: { unit: 'MONTH', count: 3 },
  quartal: { unit: 'MONTH', count: 3 },
  vierteljahrlich: { unit: 'MONTH', count: 3 },
  'semi annual': { unit: 'MONTH', count: 6 },
  'semi annually': { unit: 'MONTH', count: 6 },
  'half yearly': { unit: 'MONTH', count: 6 },
  halbjahrlich: { unit: 'MONTH', count: 6 },
  biweekly: { unit: 'WEEK', count: 2 },
  fortnightly: { unit: 'WEEK', count: 2 },
  biennial: { unit: 'YEAR', count: 2 },
};

const NUMBERS = ['one', 'two', 'three', 'four', 'five', 'six'];

/** Reads a billing interval, such as "monthly", "annual", "3 months" or "12". A number alone is a number of months. */
export function readInterval(text: string): Required<BillingPeriodInput> | null {
  const folded = fold(text).replace(/^[a-z]+(?= )/, (word) => {
    const number = NUMBERS.indexOf(word) + 1;
    return number === 0 ? word : String(number);
  });
  const whole = WHOLE[folded];
  if (whole) return { unit: whole.unit, count: whole.count ?? 1 };
  const [, digits, word] = /^(?:every |alle )?(\d{1,3})? ?(.*)$/.exec(folded) ?? [];
  const count = digits === undefined ? 1 : Number(digits);
  if (count === 0) return null;
  if (word === '') return digits === undefined ? null : { unit: 'MONTH', count };
  const unit = UNITS.get(word!);
  return unit === undefined ? null : { unit, count };
}

/** Reads a length of a commitment in months, such as "12", "1 year" or "none". */
export function readMonths(text: string): number | null {
  if (['none', 'no', 'keine', 'month to month', 'rolling', '0'].includes(fold(text))) return 0;
  const interval = readInterval(text);
  if (!interval) return null;
  if (interval.unit === 'MONTH') return interval.count;
  return interval.unit === 'YEAR' ? interval.count * 12 : null;
}
