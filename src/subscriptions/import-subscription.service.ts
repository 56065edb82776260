import { addLocalDays, type Instant, type Zone } from '../classification/calendar.js';
import { isLasting } from '../classification/history.js';
import { patched, type Merged } from '../database/upsert.js';
import { newId } from '../graphql/ids.js';
import { canBeCanceledAt } from './agreed-end.js';
import { unfold, type Agreement, type Cancellation, type StoredPhase } from './agreement.js';
import { cancelAt, lastCancellation } from './agreement-changes.js';
import type { RecordedDiscount } from './discount.js';
import { withAgreement, type StoredSubscription } from './subscription.service.js';

/** An imported subscription. Its phases replace the recorded ones. */
export interface SubscriptionDraft {
  accountId: string;
  externalId: string | null;
  /** Undefined keeps the recorded reason, null clears it. */
  churnReason: string | null | undefined;
  /** Undefined keeps the recorded cancellation, null takes it back. */
  cancelAt: Instant | null | undefined;
  /** Undefined keeps the recorded instant, null clears it. */
  cancelRequestedAt: Instant | null | undefined;
  /** Undefined keeps the recorded discounts, null clears them. */
  discounts: readonly RecordedDiscount[] | null | undefined;
  phases: readonly Omit<StoredPhase, 'setFields' | 'cancellation'>[];
  /** The end of a phase without a recorded end that does not renew; null if there is none. */
  agreedEnd: Instant | null;
}

/** Merges an imported subscription into the recorded one, or into a new one. The import takes back a withdrawal. */
export function mergeSubscription(
  { accountId, externalId, phases, discounts, ...draft }: SubscriptionDraft,
  before: StoredSubscription | undefined,
  now: Instant,
): Merged<StoredSubscription> {
  const agreement = unfold(phases.map((phase) => ({ ...phase, setFields: null, cancellation: null })));
  const recorded = before && lastCancellation(unfold(before.phases));
  const after: StoredSubscription = {
    id: before?.id ?? newId(),
    accountId,
    externalId,
    churnReason: null,
    withdrawnAt: null,
    discounts: patched(discounts, before?.discounts ?? null),
    updatedAt: before?.updatedAt ?? now,
    phases: [],
  };
  return { before, after: withAgreement(after, withCancellation(agreement, draft, recorded)) };
}

type CancellationDraft = Pick<SubscriptionDraft, 'churnReason' | 'cancelAt' | 'cancelRequestedAt' | 'agreedEnd'>;

function withCancellation(
  agreement: Agreement,
  draft: CancellationDraft,
  recorded: Cancellation | undefined,
): Agreement {
  const cancellation = cancellationOf(agreement.phases, draft, recorded);
  if (!cancellation) return agreement;
  const { at, reason, requestedAt, isLastKnown } = cancellation;
  const { phases, cancellations } = cancelAt(agreement, at, reason, requestedAt);
  return { phases, cancellations: cancellations.map((one) => ({ ...one, isLastKnown })) };
}

/**
 * Returns the cancellation of imported phases: a given one, their end if a reason or request is given, or else the recorded
 * one.
 */
function cancellationOf(
  phases: Agreement['phases'],
  { churnReason, cancelAt: given, cancelRequestedAt, agreedEnd }: CancellationDraft,
  recorded: Cancellation | undefined,
): Omit<Cancellation, 'until'> | null {
  if (given === null) return null;
  const reason = patched(churnReason, recorded?.reason ?? null);
  const requestedAt = patched(cancelRequestedAt, recorded?.requestedAt ?? null);
  if (given !== undefined) return { at: given, reason, requestedAt, isLastKnown: false };
  const end = phases.findLast(isLasting)?.to ?? Infinity;
  if ((churnReason || typeof cancelRequestedAt === 'number') && end < Infinity) {
    return { at: end, reason, requestedAt, isLastKnown: true };
  }
  if (!recorded || !canBeCanceledAt(phases, recorded.at, agreedEnd)) return null;
  // A cancellation that was only taken from the end of the previous phases is replaced together with them.
  if (recorded.isLastKnown && (recorded.at !== end || churnReason === null)) return null;
  return { ...recorded, reason, requestedAt };
}

/**
 * Counts the phases of a subscription, oldest first, that end before the next one begins, but at most a local day before, so
 * that they are taken as lasting until then.
 */
export function countTouching(phases: readonly { from: Instant; to: Instant }[], zone: Zone): number {
  const lasting = phases.filter(isLasting);
  return lasting.filter(({ to }, i) => {
    const next = lasting[i + 1];
    return next !== undefined && to < next.from && next.from <= addLocalDays(to, 1, zone);
  }).length;
}
