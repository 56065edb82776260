import type { Instant } from '../classification/calendar.js';
import type { InputCheck } from '../graphql/input-check.js';
import { writeInstant } from '../graphql/scalars.js';
import { UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import type { Currency } from '../money/money.type.js';
import type { AgreedPhase } from './agreement.js';
import type { RecordedDiscount } from './discount.js';
import { codeOf } from './price.js';
import { readDecimal, readPrice } from './price.service.js';
import { MAX_DISCOUNTS, type DiscountInput } from './subscription.inputs.js';

/** A discount from an input; `from` is null for the start of the subscription. */
type DiscountDraft = Omit<RecordedDiscount, 'from'> & { from: Instant | null };

/** Converts discounts to the form in which they are recorded. Adds errors to `check`. */
export function readDiscounts(
  check: InputCheck,
  field: FieldPath,
  inputs: readonly DiscountInput[],
  currency: Currency,
): DiscountDraft[] {
  if (inputs.length > MAX_DISCOUNTS) {
    check.add(UserErrorCode.TOO_MANY, field, `Expected at most ${MAX_DISCOUNTS} discounts; got ${inputs.length}.`);
    return [];
  }
  return inputs.map((input, i) => readDiscount(check, [...field, i], input, currency));
}

function readDiscount(
  check: InputCheck,
  field: FieldPath,
  { code, percentOff, amountOff, duration, from, to }: DiscountInput,
  currency: Currency,
): DiscountDraft {
  check.text([...field, 'code'], code, 200);
  const [hasPercent, hasAmount] = [(percentOff ?? null) !== null, (amountOff ?? null) !== null];
  if (hasPercent === hasAmount) {
    const message = `Expected exactly one of percentOff and amountOff; got ${hasPercent ? 'both' : 'neither'}.`;
    check.add(UserErrorCode.INVALID, field, message);
  }
  const percent = hasPercent
    ? readDecimal(check, [...field, 'percentOff'], percentOff!, { what: 'a percentage', places: 0, max: 100 })
    : null;
  checkNotZero(check, [...field, 'percentOff'], percent);
  const amount = hasAmount ? readPrice(check, [...field, 'amountOff'], amountOff!, currency) : null;
  checkNotZero(check, [...field, 'amountOff', 'amount'], amount?.amount ?? null);
  const hasStart = check.instant([...field, 'from'], from);
  const hasEnd = check.instant([...field, 'to'], to);
  if (duration === 'REPEATING' && (to ?? null) === null) {
    const message = 'Expected the end of a REPEATING discount; got none. Use FOREVER for a discount without an end.';
    check.add(UserErrorCode.REQUIRED, [...field, 'to'], message);
  }
  if (hasStart && hasEnd && to < from) addEndBeforeStart(check, field, from, to);
  return {
    code: code ?? null,
    percentOff: percent,
    amountOff: amount?.amount ?? null,
    currencyCode: amount?.currencyCode ?? null,
    duration,
    from: hasStart ? from : null,
    to: hasEnd ? to : null,
  };
}

function checkNotZero(check: InputCheck, field: FieldPath, decimal: string | null): void {
  if (decimal === null || /[1-9]/.test(decimal)) return;
  check.add(UserErrorCode.OUT_OF_RANGE, field, `Expected more than 0; got ${decimal}. Leave the discount out.`);
}

const addEndBeforeStart = (check: InputCheck, field: FieldPath, from: Instant, to: Instant): void =>
  check.add(
    UserErrorCode.INVALID,
    [...field, 'to'],
    `Expected an end not before the start of the discount, ${writeInstant(from)}; got ${writeInstant(to)}.`,
  );

/** Lets discounts without a start begin with the subscription. Adds errors to `check`. Returns null if there is none. */
export function startingAt(
  check: InputCheck,
  field: FieldPath,
  drafts: readonly DiscountDraft[],
  start: Instant,
): RecordedDiscount[] | null {
  if (drafts.length === 0) return null;
  const discounts = drafts.map((draft, i) => {
    if (draft.from === null && draft.to !== null && draft.to < start) {
      addEndBeforeStart(check, [...field, i], start, draft.to);
    }
    return { ...draft, from: draft.from ?? start };
  });
  return discounts.toSorted((a, b) => a.from - b.from);
}

/** Returns an error message if a discount takes an amount in one currency off prices in another; otherwise null. */
export function problemOfDiscounts(
  discounts: readonly RecordedDiscount[] | null,
  phases: readonly Pick<AgreedPhase, 'from' | 'to' | 'unitPrice'>[],
  currency: Currency,
): string | null {
  for (const { code, amountOff, currencyCode, from, to } of discounts ?? []) {
    if (amountOff === null) continue;
    const other = phases.find(
      (phase) =>
        phase.unitPrice.currencyCode !== currencyCode &&
        phase.from < (to ?? Infinity) &&
        from < phase.to &&
        phase.from < phase.to,
    );
    if (!other) continue;
    const [off, price] = [currencyCode, other.unitPrice.currencyCode].map((one) => codeOf(one, currency));
    const name = code === null ? 'a discount' : `the discount ${JSON.stringify(code)}`;
    return `Expected discounts in the currency of the prices, ${price}; ${name} takes off an amount in ${off} from ${writeInstant(Math.max(from, other.from))} on. End it there, and add one in ${price}.`;
  }
  return null;
}
