import type { Instant } from './calendar.js';

export type BillingUnit = 'DAY' | 'WEEK' | 'MONTH' | 'YEAR';

/** How often a price is charged, counted in the workspace's time zone. */
export interface BillingPeriod {
  unit: BillingUnit;
  /** 1 to 365 days, 52 weeks, 36 months or 3 years. */
  count: number;
}

/** A phase has exactly one BASE item. A USAGE item is charged by what was used, so it has no price. */
export type ItemRole = 'BASE' | 'ADD_ON' | 'USAGE';

/** An item sold in a phase. */
export interface Item {
  role: ItemRole;
  planRank: number;
  /** 0 to 1e9, at most 6 decimal places. */
  quantity: number;
  /** A decimal in units of the currency, per unit of quantity and billing period, with at most 12 places; null for USAGE. */
  unitPrice: string | null;
  billingPeriod: BillingPeriod;
  countsAsSeats: boolean;
}

/** ONCE never lowers recurring revenue, REPEATING does while it lasts, and FOREVER also makes less of it paid. */
export type DiscountDuration = 'ONCE' | 'REPEATING' | 'FOREVER';

/** A discount on a subscription in [from, to). Exactly one of `percentOff` and `amountOff` is given. */
export interface Discount {
  /** A decimal, above 0 and at most 100. */
  percentOff: string | null;
  /** A decimal in units of the currency of the phase, per billing period of its BASE item. */
  amountOff: string | null;
  duration: DiscountDuration;
  from: Instant;
  /** Infinity: without end. */
  to: Instant;
}

/** What is sold in a phase whose own fields do not describe it. */
export interface Sold {
  /** The BASE item first. */
  items: readonly Item[];
  discounts: readonly Discount[];
  /** null: the workspace's currency. */
  currencyCode: string | null;
  /** Minor units in one unit of the currency: 100 for EUR. */
  minorPerMajor: number;
}
