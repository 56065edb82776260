import { byStart } from '../classification/history.js';
import type { InputCheck } from '../graphql/input-check.js';
import { MAX_MINOR, readMoney, type Currency } from '../money/money.type.js';
import { writeInstant } from '../graphql/scalars.js';
import { UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import type { StoredPhase, Terms, Values } from './agreement.js';
import type { PhaseInput, TermsChangeInput } from './subscription.inputs.js';
import { MONTHS_OF_INTERVAL } from './subscription.type.js';

export const MAX_PHASES = 200;

/** A phase from an input, which names its plan by the caller's id. */
export type PhaseDraft = Omit<Values, 'planId'> & Pick<StoredPhase, 'from' | 'to'> & { planExternalId: string };

type TermsInput = Pick<PhaseInput, 'quantity' | 'unitPrice' | 'billingInterval' | 'termMonths' | 'tailored'>;

/** Converts terms to stored form. Adds errors to `check`. */
export function readTerms(check: InputCheck, field: FieldPath, input: TermsInput, currency: Currency): Terms {
  const { quantity, unitPrice, billingInterval, termMonths, tailored } = input;
  checkNumbers(check, field, quantity, termMonths);
  const unitPriceMinor = readMoney(check, [...field, 'unitPrice'], unitPrice, currency);
  checkTotal(check, [...field, 'unitPrice', 'amount'], unitPriceMinor * quantity, currency);
  return { quantity, unitPriceMinor, intervalMonths: MONTHS_OF_INTERVAL[billingInterval], termMonths, tailored };
}

/** Converts the terms that are given, to stored form. Adds errors to `check`. */
export function readGivenTerms(check: InputCheck, input: TermsChangeInput, currency: Currency): Partial<Terms> {
  const { quantity, unitPrice, billingInterval, termMonths, tailored } = input;
  check.notNull(['quantity'], 'a quantity', quantity);
  check.notNull(['unitPrice'], 'a price', unitPrice);
  check.notNull(['billingInterval'], 'a billing interval', billingInterval);
  checkNumbers(check, [], quantity, termMonths);
  const terms: { [Field in keyof Terms]: Terms[Field] | undefined } = {
    quantity: quantity ?? undefined,
    unitPriceMinor: unitPrice ? readMoney(check, ['unitPrice'], unitPrice, currency) : undefined,
    intervalMonths: billingInterval ? MONTHS_OF_INTERVAL[billingInterval] : undefined,
    termMonths: termMonths === null ? 0 : termMonths,
    tailored: tailored === null ? false : tailored,
  };
  return Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined));
}

function checkNumbers(
  check: InputCheck,
  field: FieldPath,
  quantity: number | null | undefined,
  termMonths: number | null | undefined,
): void {
  check.number([...field, 'quantity'], quantity, 1, 1_000_000);
  check.number([...field, 'termMonths'], termMonths, 0, 600);
}

/** Checks the price of all units for a billing interval. */
export function checkTotal(check: InputCheck, field: FieldPath, totalMinor: number, { minorPerMajor }: Currency): void {
  if (totalMinor > MAX_MINOR) {
    check.add(
      UserErrorCode.OUT_OF_RANGE,
      field,
      `Expected quantity times unit price to be at most ${MAX_MINOR / minorPerMajor}; got ${totalMinor / minorPerMajor}.`,
    );
  }
}

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
    check.text([...at, 'planExternalId'], input.planExternalId, 200);
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
      planExternalId: input.planExternalId,
      status: input.status,
      ...readTerms(check, at, input, currency),
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
