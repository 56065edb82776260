import type { ChurnReason, SubscriptionImport } from '@clientele/sdk';
import { instantOf } from './instants.js';
import type { StatusInterval } from './statuses.js';
import { currentPeriodOf, type AnySubscription } from './sold.js';

const CHURN_REASONS: Readonly<Record<string, ChurnReason | undefined>> = {
  customer_service: 'SERVICE',
  low_quality: 'PRODUCT',
  missing_features: 'PRODUCT',
  switched_service: 'COMPETITOR',
  too_complex: 'PRODUCT',
  too_expensive: 'PRICE',
  unused: 'NEED_ENDED',
  other: 'OTHER',
};

/** How a subscription ends, in seconds. */
export interface Ending {
  /** When its last phase ends; Infinity if it has no end. */
  end: number;
  /** When a cancellation takes effect; null if there is none. */
  cancelAt: number | null;
  requestedAt: number | null;
  churnReason: ChurnReason | null;
}

/** Reads how a subscription ends: canceled, unpaid, as agreed in a schedule, or not at all. */
export function endingOf(
  subscription: AnySubscription,
  statuses: readonly StatusInterval[],
  agreedEnd: number | null,
): Ending {
  const {
    status,
    ended_at,
    cancel_at,
    cancel_at_period_end,
    canceled_at,
    cancellation_details: details,
  } = subscription;
  const isOverdue = details?.reason === 'payment_failed' || details?.reason === 'payment_disputed';
  const churnReason = CHURN_REASONS[details?.feedback ?? ''] ?? (isOverdue ? 'NOT_PAID' : null);
  if (ended_at !== null && ended_at !== undefined) {
    // What a schedule ends as agreed was not canceled.
    if (ended_at === agreedEnd && !details?.feedback) return { ...NONE, end: ended_at };
    return { end: ended_at, cancelAt: ended_at, requestedAt: notAfter(canceled_at, ended_at), churnReason };
  }
  if (status === 'unpaid') {
    const unpaidAt = statuses.findLast((one) => one.status === 'ABSENT')?.from ?? Infinity;
    return { end: unpaidAt, cancelAt: unpaidAt, requestedAt: null, churnReason: 'NOT_PAID' };
  }
  const at = cancel_at ?? (cancel_at_period_end ? currentPeriodOf(subscription).to : null);
  if (at !== null) return { end: Infinity, cancelAt: at, requestedAt: notAfter(canceled_at, at), churnReason };
  return { ...NONE, end: agreedEnd ?? Infinity };
}

const NONE: Ending = { end: Infinity, cancelAt: null, requestedAt: null, churnReason: null };

const notAfter = (requestedAt: number | null | undefined, end: number): number | null =>
  typeof requestedAt === 'number' ? Math.min(requestedAt, end) : null;

/** Writes a cancellation for the API, which refuses one that is not inside a phase. Null takes back a recorded one. */
export function cancellationInput(
  { cancelAt, requestedAt, churnReason }: Ending,
  phases: SubscriptionImport['phases'],
): Pick<SubscriptionImport, 'cancelAt' | 'cancelRequestedAt' | 'churnReason'> {
  const isInside =
    cancelAt !== null &&
    phases.some(({ from, to }) => Date.parse(from) < cancelAt * 1000 && (!to || cancelAt * 1000 <= Date.parse(to)));
  if (!isInside) return { cancelAt: null, churnReason: null };
  return {
    cancelAt: instantOf(cancelAt),
    cancelRequestedAt: requestedAt === null ? null : instantOf(requestedAt),
    churnReason,
  };
}
