import type { ImportRecord } from '@clientele/sdk';
import type { Stripe } from 'stripe';
import type { MrrComparison } from './mrr.js';

/** Everything that Stripe keeps about one customer. Lists are complete: all lines of an invoice, subscriptions of any status. */
export interface CustomerObjects {
  customer: Stripe.Customer | Stripe.DeletedCustomer;
  subscriptions: readonly Stripe.Subscription[];
  schedules: readonly Stripe.SubscriptionSchedule[];
  invoices: readonly Stripe.Invoice[];
  invoiceItems: readonly Stripe.InvoiceItem[];
  creditNotes: readonly Stripe.CreditNote[];
  /**
   * When a subscription was paused or became unpaid, in seconds, by its id, as events tell it. Stripe keeps no such instant
   * on its objects, so without it the start of a pause of payment collection is not known.
   */
  statusSince?: ReadonlyMap<string, number>;
}

/** What the objects of customers refer to, and the workspace that they are imported into. */
export interface Catalog {
  products: ReadonlyMap<string, Stripe.Product>;
  /** With `tiers` and `currency_options`, which Stripe returns only if they are expanded. */
  prices: ReadonlyMap<string, Stripe.Price>;
  /** With `applies_to`, which Stripe returns only if it is expanded. */
  coupons: ReadonlyMap<string, Stripe.Coupon>;
  /** By id of the product. */
  ranks: ReadonlyMap<string, number>;
  workspace: { currencyCode: string; timeZone: string };
  /** When the objects were read, in seconds. What lies after it is planned, not history. */
  readAt: number;
}

/** How exactly something is recorded. */
export interface Verdict {
  /** The id of the object, such as `sub_1MowQVLkdIwHu7ixeRlqHVzs`. */
  subject: string;
  exactness: 'EXACT' | 'APPROXIMATE' | 'REFUSED';
  /** Why it is not exact, or why nothing is recorded, also where that is exact: sentences of `reasons.ts`. */
  reasons: string[];
}

/** What the objects of one customer become. Each record comes after those that it refers to, except for plans. */
export interface MappedCustomer {
  records: ImportRecord[];
  verdicts: Verdict[];
  /** One for each subscription that counts in either figure. */
  stripeMrr: MrrComparison[];
}
