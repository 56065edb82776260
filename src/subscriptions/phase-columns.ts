import type { Instant } from '../classification/calendar.js';
import type { BillingIntervalMonths, PhaseStatus } from '../classification/history.js';
import { roundHalfEven } from '../classification/rounding.js';
import type { StoredItem } from '../derivation/sold.js';
import { MAX_MINOR, Money, type Currency } from '../money/money.type.js';
import type { AgreedPhase, Field, StoredCancellation, StoredPhase, Values } from './agreement.js';
import { intervalMonthsOf, nearestIntervalMonths, periodOfMonths } from './billing-period.js';
import { minorOf, type Price } from './price.js';

/** The columns of a phase that say what is sold. */
export interface SoldColumns {
  planId: string;
  quantity: number;
  unitPriceMinor: number;
  intervalMonths: BillingIntervalMonths;
  /** The BASE item first; null if the other columns describe the only item. */
  items: readonly StoredItem[] | null;
  /** null: the workspace's currency. */
  currencyCode: string | null;
}

/** The values of a phase as they are stored. */
interface ValueColumns extends SoldColumns {
  status: PhaseStatus;
  termMonths: number;
  tailored: boolean;
  noticeDays: number | null;
  autoRenews: boolean;
}

/** A phase that a cancellation set aside, as it is stored. Servers of earlier versions know the required properties. */
interface PhaseSetAside extends Omit<ValueColumns, NewColumn>, Partial<Pick<ValueColumns, NewColumn>> {
  from: Instant;
  to: Instant | null;
  set: string[];
}
type NewColumn = 'items' | 'currencyCode' | 'noticeDays' | 'autoRenews';

/** A phase with its cancellation as they are stored. */
export interface PhaseColumns extends ValueColumns {
  from: Instant;
  to: Instant;
  setFields: string[] | null;
  cancellation: object | null;
}

/** The names under which earlier versions stored fields. They stay, because servers of the previous version read them. */
const STORED_NAMES: Partial<Record<Field, string>> = { unitPrice: 'unitPriceMinor', billingPeriod: 'intervalMonths' };
const FIELDS_BY_NAME = new Map(Object.entries(STORED_NAMES).map(([field, name]) => [name, field as Field]));

const toName = (field: Field): string => STORED_NAMES[field] ?? field;
const toField = (name: string): Field => FIELDS_BY_NAME.get(name) ?? (name as Field);

/** Returns the items of a phase, the BASE item first. */
export const itemsOf = (columns: SoldColumns, currency: Currency): readonly StoredItem[] =>
  columns.items ?? [
    {
      planId: columns.planId,
      role: 'BASE',
      quantity: columns.quantity,
      unitPrice: Money.ofMinor(columns.unitPriceMinor, currency).amount,
      billingPeriod: periodOfMonths(columns.intervalMonths),
      countsAsSeats: true,
    },
  ];

function toValues(columns: ValueColumns, currency: Currency): Values {
  const { status, termMonths, tailored, noticeDays, autoRenews, currencyCode } = columns;
  const [base, ...others] = itemsOf(columns, currency);
  const { planId, quantity, unitPrice, billingPeriod, countsAsSeats } = base!;
  const priceOf = (amount: string | null): Price | null => (amount === null ? null : { amount, currencyCode });
  return {
    planId,
    status,
    quantity,
    unitPrice: priceOf(unitPrice)!,
    billingPeriod,
    termMonths,
    tailored,
    countsAsSeats,
    otherItems: others.map(({ planId, role, quantity, unitPrice, billingPeriod, countsAsSeats }) => ({
      planId,
      role,
      quantity,
      unitPrice: priceOf(unitPrice),
      billingPeriod,
      countsAsSeats,
    })),
    noticeDays,
    autoRenews,
  };
}

/** Converts values to columns. `items` is null if the other columns describe them, which is what most phases need. */
export function toColumns(values: Values, currency: Currency): ValueColumns {
  const { planId, status, quantity, unitPrice, billingPeriod, countsAsSeats, otherItems } = values;
  const { termMonths, tailored, noticeDays, autoRenews } = values;
  const { amount, currencyCode } = unitPrice;
  const minor = minorOf(amount, currency.decimals);
  const nearest = {
    quantity: Math.min(Math.round(quantity), MAX_INTEGER),
    unitPriceMinor: Math.min(roundHalfEven(minor), MAX_MINOR),
    intervalMonths: nearestIntervalMonths(billingPeriod),
  };
  const isDescribed =
    currencyCode === null &&
    countsAsSeats &&
    otherItems.length === 0 &&
    nearest.quantity === quantity &&
    minor.equals(nearest.unitPriceMinor) &&
    intervalMonthsOf(billingPeriod) !== null;
  const base: StoredItem = { planId, role: 'BASE', quantity, unitPrice: amount, billingPeriod, countsAsSeats };
  const others = otherItems.map((item) => ({ ...item, unitPrice: item.unitPrice?.amount ?? null }));
  return {
    planId,
    status,
    ...nearest,
    termMonths,
    tailored,
    items: isDescribed ? null : [base, ...others],
    currencyCode,
    noticeDays,
    autoRenews,
  };
}

const MAX_INTEGER = 2 ** 31 - 1;

/** Converts a phase to its columns. */
export function toPhaseColumns(phase: StoredPhase, currency: Currency): PhaseColumns {
  const { from, to, setFields, cancellation } = phase;
  return {
    from,
    to,
    ...toColumns(phase, currency),
    setFields: setFields?.map(toName) ?? null,
    cancellation: cancellation && {
      ...cancellation,
      ...(cancellation.later && { later: cancellation.later.map((one) => toPhaseSetAside(one, currency)) }),
    },
  };
}

/** Restores a phase from its columns. */
export function fromPhaseColumns(columns: PhaseColumns, currency: Currency): StoredPhase {
  const { from, to, setFields } = columns;
  const cancellation = columns.cancellation as (Omit<StoredCancellation, 'later'> & { later?: PhaseSetAside[] }) | null;
  return {
    from,
    to,
    ...toValues(columns, currency),
    setFields: setFields?.map(toField) ?? null,
    cancellation: cancellation && {
      ...cancellation,
      ...(cancellation.later && { later: cancellation.later.map((one) => fromPhaseSetAside(one, currency)) }),
    },
  } as StoredPhase;
}

type LaterPhase = Omit<AgreedPhase, 'to'> & { to: Instant | null };

function toPhaseSetAside({ from, to, set, ...values }: LaterPhase, currency: Currency): PhaseSetAside {
  const { items, currencyCode, noticeDays, autoRenews, ...columns } = toColumns(values, currency);
  return {
    ...columns,
    from,
    to,
    set: set.map(toName),
    ...(items && { items }),
    ...(currencyCode !== null && { currencyCode }),
    ...(noticeDays !== null && { noticeDays }),
    ...(!autoRenews && { autoRenews }),
  };
}

const fromPhaseSetAside = (
  { from, to, set, items = null, currencyCode = null, noticeDays = null, autoRenews = true, ...columns }: PhaseSetAside,
  currency: Currency,
): LaterPhase => ({
  ...toValues({ ...columns, items, currencyCode, noticeDays, autoRenews }, currency),
  from,
  to,
  set: set.map(toField),
});
