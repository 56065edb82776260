import type { Instant } from '../classification/calendar.js';
import { endOfAgreement, subscriptionStateAt } from '../classification/subscription.js';
import type { Sql } from '../database/statement.js';
import { patched } from '../database/upsert.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { loadZone } from '../derivation/zone.service.js';
import { InputCheck } from '../graphql/input-check.js';
import { checkExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { writeInstant } from '../graphql/scalars.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { loadCurrency } from '../money/currency.service.js';
import { canBeCanceledAt, toRecordedPhases } from './agreed-end.js';
import { loadAgreedEnds } from './agreed-end.service.js';
import { endOfAgreed, unfold, type Agreement } from './agreement.js';
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
  storeSubscription,
  withAgreement,
  type StoredSubscription,
} from './subscription.service.js';

/** Cancels a subscription, or withdraws it if it has not begun. Returns its stored id. */
export function cancelSubscription(scope: WorkspaceScope, input: SubscriptionCancelInput): Promise<string> {
  const check = new InputCheck();
  check.instant(['at'], input.at);
  check.instant(['requestedAt'], input.requestedAt);
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
      : await canceled(facts.sql, before, input, scope.now);
    await storeSubscription(facts, scope.now, { before, after }, ['subscription']);
    return before.id;
  });
}

const isWithdrawal = ({ withdrawnAt, phases }: StoredSubscription, at: Instant | null, now: Instant): boolean =>
  withdrawnAt !== null || (phases[0]!.from > now && (at === null || at <= phases[0]!.from));

async function canceled(
  sql: Sql,
  before: StoredSubscription,
  { at, churnReason, requestedAt }: SubscriptionCancelInput,
  now: Instant,
): Promise<StoredSubscription> {
  const recorded = unfold(before.phases);
  const [agreedEnd] = await loadAgreedEnds(sql, [{ ...before, phases: recorded.phases }]);
  const end = at ?? (await usualEnd(sql, before, recorded, agreedEnd!, now));
  const start = before.phases[0]!.from;
  if (end <= start) {
    refuse(
      UserErrorCode.OUT_OF_RANGE,
      ['at'],
      `Expected an instant after the start of the subscription, ${writeInstant(start)}; got ${writeInstant(end)}.`,
    );
  }
  // A cancellation at the instant of a new start would set aside what follows without ending anything.
  const isNewStart = recorded.cancellations.some(({ until }) => until === end);
  if (isNewStart || !canBeCanceledAt(recorded.phases, end, agreedEnd!)) {
    refuse(
      UserErrorCode.CONFLICT,
      ['at'],
      `Expected an instant until which the subscription is in force; just before ${writeInstant(end)} it is not.`,
    );
  }
  const moved = cancellationToMove(recorded, end);
  const reason = patched(churnReason, moved?.reason ?? null);
  const requested = patched(requestedAt, moved ? moved.requestedAt : Math.min(now, end));
  return withAgreement(before, cancelAt(recorded, end, reason, requested));
}

/** Returns when a cancellation takes effect by default: at the end of the current agreement. */
async function usualEnd(
  sql: Sql,
  { phases, discounts }: StoredSubscription,
  agreement: Agreement,
  agreedEnd: Instant | null,
  now: Instant,
): Promise<Instant> {
  const [currency, zone] = await Promise.all([loadCurrency(sql), loadZone(sql)]);
  const inForce = toRecordedPhases({ phases, discounts }, agreedEnd, currency);
  const { endedAt, status } = subscriptionStateAt(inForce, now, zone);
  if (status === 'CANCELED') {
    refuse(
      UserErrorCode.CONFLICT,
      ['subscription'],
      `Expected a subscription in force; this one ${endedAt === null ? 'is interrupted' : `ended on ${writeInstant(endedAt)}`}. Pass the instant at which it ends as \`at\`.`,
    );
  }
  const agreed = toRecordedPhases({ phases: agreement.phases, discounts }, agreedEnd, currency);
  return Math.min(endOfAgreement(agreed, now, zone), endOfAgreed(agreement, now)!);
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
    await storeSubscription(facts, scope.now, { before, after }, ['subscription']);
    return before.id;
  });
}
