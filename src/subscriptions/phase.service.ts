import { byStart } from '../classification/history.js';
import type { InputCheck } from '../graphql/input-check.js';
import { writeInstant } from '../graphql/scalars.js';
import { UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import { checkReference, referenceIn } from '../identities/reference-fields.js';
import type { Currency } from '../money/money.type.js';
import type { StoredPhase, Terms, Values } from './agreement.js';
import type { PhaseInput } from './subscription.inputs.js';
import { readTerms, type Draft } from './terms.service.js';

export const MAX_PHASES = 200;

/** A phase from an input. */
export type PhaseDraft = Draft<Terms> & Pick<Values, 'status'> & Pick<StoredPhase, 'from' | 'to'>;

/** Converts the phases of a subscription, oldest first. Adds errors to `check`, including overlaps. */
export function readPhases(
  check: InputCheck,
  field: FieldPath,
  inputs: readonly PhaseInput[],
  currency: Currency,
): PhaseDraft[] {
  if (inputs.length === 0) check.add(UserErrorCode.REQUIRED, field, 'Expected at least one phase; got none.');
  if (inputs.length > MAX_PHASES) {
    check.add(UserErrorCode.TOO_MANY, field, `Expected at most ${MAX_PHASES} phases; got ${inputs.length}.`);
    return [];
  }
  const read = inputs.map((input, i) => {
    const at = [...field, i];
    const hasStart = check.instant([...at, 'from'], input.from);
    const hasEnd = check.instant([...at, 'to'], input.to);
    checkReference(check, at, input, 'plan');
    const plan = {
      name: input.planIdentity ? 'planIdentity' : 'planExternalId',
      value: referenceIn(input, 'plan'),
    } as const;
    if (hasStart && hasEnd && input.to! < input.from) {
      check.add(
        UserErrorCode.INVALID,
        [...at, 'to'],
        `Expected an end not before the start, ${writeInstant(input.from)}; got ${writeInstant(input.to!)}.`,
      );
    }
    const phase: PhaseDraft = {
      from: input.from,
      to: hasEnd ? input.to! : Infinity,
      status: input.status,
      ...readTerms(check, at, input, plan, currency),
    };
    const hasValidInterval = hasStart && (hasEnd || (input.to ?? null) === null);
    return { phase, at, hasValidInterval };
  });
  // Phases with an invalid instant cannot be checked for overlaps.
  const valid = read.filter(({ hasValidInterval }) => hasValidInterval).sort((a, b) => byStart(a.phase, b.phase));
  valid.forEach(({ phase, at }, i) => {
    const before = valid[i - 1];
    if (!before) return;
    const other = `phase ${String(before.at.at(-1))}`;
    if (phase.from < before.phase.to) {
      const message = `Expected phases that do not overlap; this phase starts before ${other} ends.`;
      check.add(UserErrorCode.CONFLICT, [...at, 'from'], message);
    } else if (phase.to === before.phase.from) {
      const message = `Expected at most one phase that starts and ends at one instant; ${other} does at the same instant.`;
      check.add(UserErrorCode.CONFLICT, [...at, 'from'], message);
    }
  });
  return valid.map(({ phase }) => phase);
}
