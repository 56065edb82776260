import type Stripe from 'stripe';
import { describeMissing, missingPermission } from './errors.js';

/** Checks that a key may read all that an import reads, before anything is read or written. The error names all that it lacks. */
export async function checkPermissions(stripe: Stripe): Promise<void> {
  const one = { limit: 1 };
  const attempts = await Promise.allSettled([
    stripe.customers.list(one),
    stripe.subscriptions.list(one),
    stripe.subscriptionSchedules.list(one),
    stripe.invoices.list(one),
    stripe.invoiceItems.list(one),
    stripe.creditNotes.list(one),
    stripe.products.list(one),
    stripe.prices.list(one),
    stripe.coupons.list(one),
    stripe.events.list(one),
  ]);
  const errors = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason as Error] : []));
  const missing = errors.map(missingPermission);
  const other = errors.find((_, index) => missing[index] === undefined);
  if (other !== undefined) throw other;
  const names = new Set(missing.filter((name) => name !== undefined));
  if (names.size > 0) throw new Error(describeMissing([...names]));
}
