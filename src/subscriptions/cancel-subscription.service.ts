import type { Instant, Zone } from '../classification/calendar.js';
import type { RecordedPhase } from '../classification/history.js';
import { endOfAgreement, subscriptionStateAt } from '../classification/subscription.js';
import { patched } from '../database/upsert.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { loadZone } from '../derivation/zone.service.js';
import { InputCheck } from '../graphql/input-check.js';
import { checkExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { writeInstant } from '../graphql/scalars.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { endOfAgreed, unfold, type Agreement, type StoredPhase, type Values } from './agreement.js';
import {
  cancelAt,
  cancellationToMove,
  cancellationToTakeBack,
  lastCancellation,
  takeBack,
} from './agreement-changes.js';
import type { SubscriptionCancelInput, SubscriptionUncancelInput } from './subscription.inputs.js';
import {
  changeOneSubscription,
  checkNotWithdrawn,
  storeSubscriptions,
  withAgreement,
  type StoredSubscription,
} from './subscription.service.js';

/** Cancels a subscription, or withdraws it if it has not begun. Returns its stored id. */
export function cancelSubscription(scope: WorkspaceScope, input: SubscriptionCancelInput): Promise<string> {
  const check = new InputCheck();
  check.instant(['at'], input.at);
  check.instant(['expectedUpdatedAt'], input.expectedUpdatedAt);
  check.done();
  return changeOneSubscription(scope, input.subscription, async (facts, before) => {
    checkExpectedUpdatedAt('subscription', before, input.expectedUpdatedAt);
    if ((input.at ?? -Infinity) > before.phases[0]!.from) checkNotWithdrawn(before);
    const after = isWithdrawal(before, input.at ?? null, scope.now)
      ? {
          ...before,
          withdrawnAt: before.withdrawnAt ?? scope.now,
          churnReason: patched(input.churnReason, before.churnReason),
        }
      : canceled(before, input, scope.now, await loadZone(facts.sql));
    await storeSubscriptions(facts, scope.now, [{ before, after }]);
    return before.id;
  });
}

const isWithdrawal = ({ withdrawnAt, phases }: StoredSubscription, at: Instant | null, now: Instant): boolean =>
  withdrawnAt !== null || (phases[0]!.from > now && (at === null || at <= phases[0]!.from));

function canceled(
  before: StoredSubscription,
  { at, churnReason }: SubscriptionCancelInput,
  now: Instant,
  zone: Zone,
): StoredSubscription {
  const agreement = unfold(before.phases);
  const end = at ?? usualEnd(before.phases, agreement, now, zone);
  const start = before.phases[0]!.from;
  if (end <= start) {
    refuse(
      UserErrorCode.OUT_OF_RANGE,
      ['at'],
      `Expected an instant after the start of the subscription, ${writeInstant(start)}; got ${writeInstant(end)}.`,
    );
  }
  // A cancellation at the instant of a new start would set aside what follows without ending anything.
  const isNewStart = agreement.cancellations.some(({ until }) => until === end);
  if (isNewStart || !agreement.phases.some(({ from, to }) => from < end && end <= to)) {
    refuse(
      UserErrorCode.CONFLICT,
      ['at'],
      `Expected an instant until which the subscription is in force; just before ${writeInstant(end)} it is not.`,
    );
  }
  const reason = patched(churnReason, cancellationToMove(agreement, end)?.reason ?? null);
  return withAgreement(before, cancelAt(agreement, end, reason));
}

const toKernelPhase = (phase: Values & Pick<StoredPhase, 'from' | 'to'>): RecordedPhase => ({
  ...phase,
  subscriptionId: '',
  planRank: 0,
});

/** Returns when a cancellation takes effect by default: at the end of the current agreement. */
function usualEnd(phases: readonly StoredPhase[], agreement: Agreement, now: Instant, zone: Zone): Instant {
  const { endedAt, status } = subscriptionStateAt(phases.map(toKernelPhase), now, zone);
  if (status === 'CANCELED') {
    refuse(
      UserErrorCode.CONFLICT,
      ['subscription'],
      `Expected a subscription in force; this one ${endedAt === null ? 'is interrupted' : `ended on ${writeInstant(endedAt)}`}. Pass the instant at which it ends as \`at\`.`,
    );
  }
  return Math.min(endOfAgreement(agreement.phases.map(toKernelPhase), now, zone), endOfAgreed(agreement, now)!);
}

/** Takes back a cancellation or a withdrawal. Returns the stored id of the subscription. */
export function uncancelSubscription(scope: WorkspaceScope, input: SubscriptionUncancelInput): Promise<string> {
  const check = new InputCheck();
  check.instant(['expectedUpdatedAt'], input.expectedUpdatedAt);
  check.done();
  return changeOneSubscription(scope, input.subscription, async (facts, before) => {
    checkExpectedUpdatedAt('subscription', before, input.expectedUpdatedAt);
    const agreement = unfold(before.phases);
    const cancellation = cancellationToTakeBack(agreement, scope.now);
    const end = before.phases.at(-1)!.to;
    if (before.withdrawnAt === null && end < Infinity && !cancellation) {
      refuse(
        UserErrorCode.CONFLICT,
        ['subscription'],
        `Expected a cancellation; the end of this subscription, ${writeInstant(end)}, was recorded as the end of what was agreed. Use subscriptionChange with the status ACTIVE to continue it.`,
      );
    }
    const after =
      before.withdrawnAt === null
        ? withAgreement(before, takeBack(agreement, cancellation))
        : { ...before, withdrawnAt: null, churnReason: lastCancellation(agreement)?.reason ?? null };
    await storeSubscriptions(facts, scope.now, [{ before, after }]);
    return before.id;
  });
}
