import type { Instant } from '../classification/calendar.js';
import type { InputCheck } from '../graphql/input-check.js';
import { writeInstant } from '../graphql/scalars.js';
import { UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import { canBeCanceledAt } from '../subscriptions/agreed-end.js';
import type { PhaseDraft } from '../subscriptions/phase.service.js';
import type { SubscriptionImport } from './import.inputs.js';

/** Adds errors to `check` if a subscription cannot be canceled as an import says. */
export function checkCancellation(
  check: InputCheck,
  field: FieldPath,
  { cancelAt, churnReason, cancelRequestedAt }: SubscriptionImport,
  phases: readonly PhaseDraft[],
): void {
  if (cancelAt === null && churnReason) {
    const message =
      'Expected no reason for a cancellation that is taken back. Omit `cancelAt`, or set `churnReason` to null.';
    check.add(UserErrorCode.INVALID, [...field, 'churnReason'], message);
  }
  if (check.instant([...field, 'cancelRequestedAt'], cancelRequestedAt) && cancelAt === null) {
    const message =
      'Expected no `cancelRequestedAt` together with a `cancelAt` of null, which takes the cancellation back; got both. Omit one of them.';
    check.add(UserErrorCode.INVALID, [...field, 'cancelRequestedAt'], message);
  }
  const path = [...field, 'cancelAt'];
  if (!check.instant(path, cancelAt) || phases.length === 0) return;
  const problem = problemOfCancellation(phases, cancelAt, null);
  if (problem !== null) check.add(UserErrorCode.OUT_OF_RANGE, path, problem);
}

/** Returns an error message if a subscription with these phases cannot be canceled at an instant. */
export const problemOfCancellation = (
  phases: readonly PhaseDraft[],
  cancelAt: Instant,
  agreedEnd: Instant | null,
): string | null =>
  canBeCanceledAt(phases, cancelAt, agreedEnd)
    ? null
    : `Expected an instant after the start of a phase and not after its end; got ${writeInstant(cancelAt)}.`;
