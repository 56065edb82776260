import type { BillingPeriod, Discount, ItemRole } from '../classification/billing.js';
import type { Instant } from '../classification/calendar.js';

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

/** A discount as it is stored with a subscription and, repeated, with each of its phases. */
export interface StoredDiscount extends Pick<Discount, 'percentOff' | 'amountOff' | 'duration'> {
  code: string | null;
  from: Instant;
  /** null: without end. */
  to: Instant | null;
}
