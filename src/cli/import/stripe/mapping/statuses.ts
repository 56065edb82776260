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
    ...absences(sources, trials),
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
  const last = trial_start !== null && trial_end !== null ? { from: trial_start, to: trial_end } : null;
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

/** After a trial without a payment method, the subscription is paused until one is added, and sells nothing. */
function absences({ subscription, lines }: StatusSources, trials: readonly Interval[]): StatusInterval[] {
  const charged = lines.filter(({ kind }) => kind === 'PERIOD' || kind === 'DEBIT');
  const { from: periodStart } = currentPeriodOf(subscription);
  return trials.flatMap(({ to: trialEnd }, i) => {
    if (charged.some(({ from, to }) => from <= trialEnd && trialEnd < to)) return [];
    if (i === trials.length - 1 && subscription.status === 'paused') {
      return [{ from: trialEnd, to: Infinity, status: 'ABSENT' as const }];
    }
    const next = startsAfter(charged, trialEnd);
    const resumed = next.length > 0 ? Math.min(...next) : (periodStart ?? trialEnd);
    return resumed > trialEnd + DAY && subscription.status !== 'trialing'
      ? [{ from: trialEnd, to: resumed, status: 'ABSENT' as const }]
      : [];
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
  if (subscription.status === 'paused' && paused && !isUnpaidTrial(paused.subscription?.type)) {
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
  const { subscription, lines } = sources;
  const found: StatusInterval[] = [];
  const owed: { from: number; invoice: AnyInvoice }[] = [];
  for (const invoice of sources.invoices.toSorted((a, b) => a.created - b.created)) {
    // A first invoice that is not paid keeps a subscription from beginning.
    if (invoice.billing_reason === 'subscription_create' || isWrittenOffAtOnce(invoice)) continue;
    const starts = lines.filter((line) => line.invoice === invoice && line.kind === 'PERIOD').map(({ from }) => from);
    const created = starts.find((start) => Math.abs(start - invoice.created) <= DAY) ?? invoice.created;
    const from = invoice.collection_method === 'send_invoice' ? (invoice.due_date ?? created) : created;
    const { paid_at: paidAt, marked_uncollectible_at: writtenOffAt } = invoice.status_transitions ?? {};
    if (paidAt && paidAt > from && isLate(invoice, paidAt, from)) {
      const unpaidAt = writtenOffAt && writtenOffAt < paidAt ? writtenOffAt : null;
      found.push({ from, to: unpaidAt ?? paidAt, status: 'PAST_DUE' });
      if (unpaidAt === null && paidAt - from > USUAL_RETRIES) reasons.add('latePayment');
      if (unpaidAt !== null) {
        reasons.add('inferredUnpaid');
        found.push({ from: unpaidAt, to: paidAt, status: 'ABSENT' });
      }
    } else if (!paidAt && (invoice.status === 'open' || invoice.status === 'uncollectible'))
      owed.push({ from, invoice });
  }
  const first = owed[0];
  if (subscription.status === 'past_due' && first) found.push({ from: first.from, to: Infinity, status: 'PAST_DUE' });
  if (subscription.status === 'unpaid') found.push(...unpaid(sources, first, reasons));
  if (subscription.status === 'canceled' && subscription.cancellation_details?.reason === 'payment_failed' && first) {
    found.push({ from: first.from, to: Infinity, status: 'PAST_DUE' });
  }
  return found;
}

/** A payment that succeeds at the first attempt is taken about an hour after the invoice is created. */
const isLate = ({ attempt_count, collection_method }: AnyInvoice, paidAt: number, from: number): boolean =>
  collection_method === 'send_invoice' || (attempt_count > 1 && paidAt > from);

function unpaid(
  { invoices, since }: StatusSources,
  first: { from: number; invoice: AnyInvoice } | undefined,
  reasons: Reasons,
): StatusInterval[] {
  const failed = first?.invoice;
  const next = invoices.map(({ created }) => created).filter((created) => failed && created > failed.created + DAY);
  const writtenOffAt = failed?.status_transitions?.marked_uncollectible_at ?? undefined;
  if (since === undefined && writtenOffAt === undefined) reasons.add('unpaidStartUnknown');
  const from = since ?? writtenOffAt ?? (next.length > 0 ? Math.min(...next) : (first?.from ?? 0));
  return [
    ...(first ? [{ from: first.from, to: from, status: 'PAST_DUE' as const }] : []),
    { from, to: Infinity, status: 'ABSENT' },
  ];
}
