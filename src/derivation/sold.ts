import { Fraction } from 'fraction.js';
import {
  highestRank,
  type BillingPeriod,
  type Discount,
  type Item,
  type ItemRole,
  type Sold,
} from '../classification/billing.js';
import type { Instant } from '../classification/calendar.js';
import type { RecordedPhase } from '../classification/history.js';
import { ISO_DIGITS } from '../money/currency-digits.js';
import type { Currency } from '../money/currency.js';

/** An item as it is stored with a phase. */
export interface StoredItem {
  planId: string;
  role: ItemRole;
  quantity: number;
  /** A decimal in units of the currency of the phase; null for USAGE. */
  unitPrice: string | null;
  billingPeriod: BillingPeriod;
  countsAsSeats: boolean;
}

/** A stored item with the rank of its plan. */
export interface RankedItem extends StoredItem, Pick<Item, 'planRank'> {}

/** A discount as it is stored with a subscription and, repeated, with each of its phases. */
export interface StoredDiscount extends Pick<Discount, 'percentOff' | 'amountOff' | 'duration'> {
  code: string | null;
  from: Instant;
  /** null: without end. */
  to: Instant | null;
}

/** What is stored of a phase in addition to the fields that suffice in the simple case. */
export interface StoredSold {
  /** null: the other fields describe the only item. */
  items: readonly RankedItem[] | null;
  /** null: the workspace's currency. */
  currencyCode: string | null;
  discounts: readonly StoredDiscount[] | null;
}

type SimpleFields = Pick<RecordedPhase, 'planRank' | 'quantity' | 'unitPriceMinor' | 'intervalMonths'>;

/** Returns what is sold in a phase; null if its own fields describe it. `workspace` is the currency of the workspace. */
export function soldOf(phase: StoredSold & SimpleFields, workspace: Pick<Currency, 'minorPerMajor'>): Sold | null {
  const { items, currencyCode, discounts } = phase;
  if (isSimple(phase)) return null;
  const minorPerMajor = currencyCode === null ? workspace.minorPerMajor : 10 ** ISO_DIGITS.get(currencyCode)!;
  return {
    items: items ?? [onlyItemOf(phase, minorPerMajor)],
    discounts: (discounts ?? []).map(({ percentOff, amountOff, duration, from, to }) => ({
      percentOff,
      amountOff,
      duration,
      from,
      to: to ?? Infinity,
    })),
    currencyCode,
    minorPerMajor,
  };
}

/** Tells whether the fields of a phase describe all that is sold. */
export const isSimple = ({ items, currencyCode, discounts }: StoredSold): boolean =>
  items === null && currencyCode === null && (discounts === null || discounts.length === 0);

const onlyItemOf = (
  { planRank, quantity, unitPriceMinor, intervalMonths }: SimpleFields,
  minorPerMajor: number,
): Item => ({
  role: 'BASE',
  planRank,
  quantity,
  unitPrice: new Fraction(unitPriceMinor).div(minorPerMajor).toString(),
  billingPeriod: { unit: 'MONTH', count: intervalMonths },
  countsAsSeats: true,
});

/** Returns a phase as the kernel reads it: with all that it sells, and until the end of what was agreed. */
export function toRecordedPhase<P extends StoredSold & RecordedPhase & { endsAt: Instant | null }>(
  phase: P,
  workspace: Pick<Currency, 'minorPerMajor'>,
): P {
  const sold = soldOf(phase, workspace);
  if (!sold && phase.endsAt === null) return phase;
  return {
    ...phase,
    to: Math.min(phase.to, phase.endsAt ?? Infinity),
    planRank: sold ? highestRank(sold.items) : phase.planRank,
    sold,
  };
}
