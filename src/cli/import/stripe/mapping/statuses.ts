import { DAY, type Interval } from './instants.js';
import type { AnyInvoice, Line } from './lines.js';
import type { Reasons } from './reasons.js';
import type { Scheduled } from './schedules.js';
import { currentPeriodOf, type AnySubscription } from './sold.js';

/** A status other than ACTIVE. ABSENT: not subscribed. */
export interface StatusInterval extends Interval {
  status: 'TRIALING' | 'PAST_DUE' | 'PAUSED' | 'ABSENT';
}

export interface StatusSources {
  subscription: AnySubscription;
  invoices: readonly AnyInvoice[];
  lines: readonly Line[];
  scheduled: Scheduled;
  start: number;
  /** Since when it is paused or unpaid, if an event tells it. */
  since: number | undefined;
}

/** Later ones yield to earlier ones where they overlap. */
const PRECEDENCE: readonly StatusInterval['status'][] = ['ABSENT', 'TRIALING', 'PAUSED', 'PAST_DUE'];

/** Returns when a subscription had or will have a status other than ACTIVE. */
export function statusIntervals(sources: StatusSources, reasons: Reasons): StatusInterval[] {
  const trials = trialsOf(sources);
  return [
    ...trials.map((trial) => ({ ...trial, status: 'TRIALING' as const })),
    ...absences(sources, trials, reasons),
    ...pauses(sources, reasons),
    ...debts(sources, reasons),
  ].filter(({ from, to }) => from < to);
}

/** Returns the status at an instant. */
export const statusAt = (intervals: readonly StatusInterval[], at: number): StatusInterval['status'] | 'ACTIVE' =>
  PRECEDENCE.find((status) => intervals.some((one) => one.status === status && one.from <= at && at < one.to)) ??
  'ACTIVE';

/** The object has the last trial. An earlier one left lines that charge nothing for a price above 0. */
function trialsOf({ subscription, lines, scheduled }: StatusSources): Interval[] {
  const { trial_start, trial_end } = subscription;
  const last = trial_start && trial_end ? { from: trial_start, to: trial_end } : null;
  const periods = lines.filter(({ kind }) => kind === 'PERIOD');
  const free = periods.filter(
    ({ price, quantity, amount, from }) =>
      amount.equals(0) && price!.amountOf(quantity)?.equals(0) === false && !(last && last.from <= from),
  );
  const earlier = free.map(({ from, to }) => ({
    from,
    to: Math.min(to, ...startsAfter(periods, from), last?.from ?? to),
  }));
  const planned = scheduled.phases.flatMap(({ from, trialEnd }) =>
    trialEnd === null || from >= trialEnd || (last && from <= last.to) ? [] : [{ from, to: trialEnd }],
  );
  return [...earlier, ...(last ? [last] : []), ...planned];
}

const startsAfter = (lines: readonly Line[], instant: number): number[] =>
  lines.map(({ from }) => from).filter((from) => from > instant);

/**
 * After a trial without a payment method, the subscription is paused until one is added, and sells nothing. Its periods are
 * counted from then on; otherwise they are counted from the end of the trial, and the invoice is only missing.
 */
function absences(
  { subscription, lines }: StatusSources,
  trials: readonly Interval[],
  reasons: Reasons,
): StatusInterval[] {
  const charged = lines.filter(({ kind }) => kind === 'PERIOD' || kind === 'DEBIT');
  const { status, billing_cycle_anchor: anchor } = subscription;
  return trials.flatMap(({ to: trialEnd }, i) => {
    const absentUntil = (to: number): StatusInterval[] => [{ from: trialEnd, to, status: 'ABSENT' }];
    if (charged.some(({ from, to }) => from <= trialEnd && trialEnd < to)) return [];
    if (i === trials.length - 1 && status === 'paused') return absentUntil(Infinity);
    const resumed = Math.min(...startsAfter(charged, trialEnd), currentPeriodOf(subscription).from ?? Infinity);
    if (status === 'trialing' || resumed === Infinity || resumed <= trialEnd + DAY || anchor === trialEnd) return [];
    if (anchor !== resumed) reasons.add('inferredTrialPause');
    return absentUntil(resumed);
  });
}

/** Returns the invoices for a billing period, oldest first, each with the start and end of the period. */
export function cyclesOf({
  invoices,
  lines,
}: Pick<StatusSources, 'invoices' | 'lines'>): (Interval & { invoice: AnyInvoice })[] {
  return invoices
    .flatMap((invoice) => {
      const own = lines.filter((line) => line.invoice === invoice && line.kind === 'PERIOD');
      if (own.length === 0) return [];
      return { invoice, from: Math.min(...own.map(({ from }) => from)), to: Math.min(...own.map(({ to }) => to)) };
    })
    .sort((a, b) => a.from - b.from);
}

/** Payment collection that is paused voids invoices, or writes them off, as they are created. */
function isWrittenOffAtOnce({ status, status_transitions: when, created, billing_reason }: AnyInvoice): boolean {
  if (billing_reason !== 'subscription_cycle' && billing_reason !== 'subscription') return false;
  const at = status === 'void' ? when?.voided_at : status === 'uncollectible' ? when?.marked_uncollectible_at : null;
  return typeof at === 'number' && at - created <= DAY;
}

function pauses(sources: StatusSources, reasons: Reasons): StatusInterval[] {
  const { subscription, scheduled, since } = sources;
  const found: Interval[] = scheduled.pauses.map(({ from, to }) => ({ from, to }));
  const paused = subscription.status_details?.paused;
  if (subscription.status === 'paused' && paused && !isUnpaidTrial(paused.subscription.type)) {
    found.push({ from: paused.transitioned_at, to: Infinity });
  }
  const { pause_collection: collection } = subscription;
  const isPausedNow = collection !== null && collection !== undefined && collection.behavior !== 'keep_as_draft';
  const runs = writtenOffRuns(sources);
  if (isPausedNow) {
    const run = runs.at(-1);
    const { from: periodStart } = currentPeriodOf(subscription);
    const isInRun = run !== undefined && (periodStart === null || run.to > periodStart);
    if (isInRun) runs.pop();
    // The pause began before the first invoice that it voided, in a period that had been paid for.
    if (since === undefined) reasons.add('pauseStartUnknown');
    const from = since ?? (isInRun ? run.from : (periodStart ?? sources.start));
    found.push({ from, to: collection.resumes_at ?? Infinity });
  }
  if (runs.length > 0) reasons.add('inferredPause');
  return [...found, ...runs].map(({ from, to }) => ({ from, to, status: 'PAUSED' }));
}

const isUnpaidTrial = (type: string | undefined): boolean => type === 'trial_end_without_payment_method';

function writtenOffRuns(sources: StatusSources): Interval[] {
  const runs: Interval[] = [];
  for (const { invoice, from, to } of cyclesOf(sources)) {
    if (!isWrittenOffAtOnce(invoice)) continue;
    const last = runs.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else runs.push({ from, to });
  }
  return runs;
}

/** Payments are usually retried for two or three weeks. After the last attempt, a subscription may become unpaid. */
const USUAL_RETRIES = 21 * DAY;

/** When a payment was overdue, from the invoice that failed, and when the subscription was unpaid because of it. */
function debts(sources: StatusSources, reasons: Reasons): StatusInterval[] {
  const { subscription } = sources;
  const bills = billsOf(sources);
  const found: StatusInterval[] = [];
  const owed: Bill[] = [];
  for (const bill of bills) {
    const { from, invoice, paidAt, writtenOffAt } = bill;
    // Paying a later invoice makes a subscription active again, whatever it owes.
    const settledAt = Math.min(...bills.filter((one) => one.from > from && one.isPaidOnTime).map((one) => one.from));
    if (paidAt !== null) {
      if (bill.isPaidOnTime) continue;
      const unpaidAt = writtenOffAt !== null && writtenOffAt < paidAt ? writtenOffAt : null;
      if (unpaidAt === null && paidAt - from > USUAL_RETRIES) reasons.add('latePayment');
      found.push({ from, to: Math.min(unpaidAt ?? paidAt, settledAt), status: 'PAST_DUE' });
      if (unpaidAt !== null) {
        reasons.add('inferredUnpaid');
        found.push({ from: unpaidAt, to: paidAt, status: 'ABSENT' });
      }
    } else if (invoice.status === 'open' || invoice.status === 'uncollectible') {
      const until = Math.min(writtenOffAt ?? Infinity, settledAt);
      if (until === Infinity) owed.push(bill);
      else if (invoice.attempt_count > 0 || invoice.status === 'uncollectible') {
        reasons.add('neverPaid');
        found.push({ from, to: until, status: 'PAST_DUE' });
      }
    }
  }
  const [first] = owed;
  const from = first?.from ?? bills.at(-1)?.from ?? sources.start;
  if (subscription.status === 'past_due') {
    if (!first) reasons.add('pastDueStartUnknown');
    found.push({ from, to: Infinity, status: 'PAST_DUE' });
  }
  if (subscription.status === 'unpaid') found.push(...unpaid(sources, first ?? bills.at(-1), reasons));
  if (subscription.status === 'canceled' && subscription.cancellation_details?.reason === 'payment_failed' && first) {
    found.push({ from, to: Infinity, status: 'PAST_DUE' });
  }
  return found;
}

/** An invoice to be paid, from the instant on from which it is overdue if it is not paid at once. */
interface Bill {
  invoice: AnyInvoice;
  from: number;
  paidAt: number | null;
  writtenOffAt: number | null;
  isPaidOnTime: boolean;
}

function billsOf({ invoices, lines }: StatusSources): Bill[] {
  const bills = invoices.flatMap((invoice): Bill[] => {
    const { billing_reason, status, created, collection_method, due_date, status_transitions: when } = invoice;
    // A first invoice that is not paid keeps a subscription from beginning.
    if (billing_reason === 'subscription_create' || status === 'draft' || status === 'void') return [];
    if (isWrittenOffAtOnce(invoice)) return [];
    const starts = lines.filter((line) => line.invoice === invoice && line.kind === 'PERIOD').map(({ from }) => from);
    const start = starts.find((one) => Math.abs(one - created) <= DAY) ?? created;
    const from = collection_method === 'send_invoice' ? (due_date ?? start) : start;
    const [paidAt, writtenOffAt] = [when?.paid_at ?? null, when?.marked_uncollectible_at ?? null];
    const isPaidOnTime = paidAt !== null && !isLate(invoice, paidAt, from);
    return [{ invoice, from, paidAt, writtenOffAt, isPaidOnTime }];
  });
  return bills.sort((a, b) => a.from - b.from);
}

/** A payment that succeeds at the first attempt is taken about an hour after the invoice is created. */
const isLate = ({ attempt_count, collection_method }: AnyInvoice, paidAt: number, from: number): boolean =>
  paidAt > from && (collection_method === 'send_invoice' || attempt_count > 1);

function unpaid(
  { invoices, since, start }: StatusSources,
  failed: Bill | undefined,
  reasons: Reasons,
): StatusInterval[] {
  const next = invoices
    .map(({ created }) => created)
    .filter((created) => failed && created > failed.invoice.created + DAY);
  const writtenOffAt = failed?.writtenOffAt ?? undefined;
  if (since === undefined && writtenOffAt === undefined) reasons.add('unpaidStartUnknown');
  const from = since ?? writtenOffAt ?? (next.length > 0 ? Math.min(...next) : (failed?.from ?? start));
  return [
    ...(failed ? [{ from: failed.from, to: from, status: 'PAST_DUE' as const }] : []),
    { from, to: Infinity, status: 'ABSENT' },
  ];
}
