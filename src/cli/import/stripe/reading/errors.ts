import Stripe from 'stripe';
import { KEY_HELP, withoutKey } from './key.js';

/** What a restricted key must be allowed to read, as the Dashboard names it, by the permission that Stripe's errors name. */
export const PERMISSIONS = {
  rak_customer_read: 'Customers',
  rak_subscription_read: 'Subscriptions',
  rak_invoice_read: 'Invoices',
  rak_credit_note_read: 'Credit notes',
  rak_product_read: 'Products',
  rak_plan_read: 'Prices',
  rak_coupon_read: 'Coupons',
  rak_event_read: 'Events',
} as const;

/** Returns the permission that a 403 asks for; undefined for another error. */
export function missingPermission(error: unknown): string | undefined {
  if (!(error instanceof Stripe.errors.StripePermissionError)) return undefined;
  return /'(rak_\w+)'/.exec(error.message)?.[1] ?? 'unknown permission';
}

/** Says which permissions a key lacks and how to grant them. */
export function describeMissing(permissions: readonly string[]): string {
  const names = permissions.map((name) => {
    const label = (PERMISSIONS as Record<string, string>)[name];
    return label === undefined ? name : `${label} (${name})`;
  });
  return (
    `The Stripe key may not read ${names.join(', ')}. Edit the key at https://dashboard.stripe.com/apikeys, set ` +
    `${names.length === 1 ? 'this permission' : 'these permissions'} to Read, and run the command again.`
  );
}

/** Whether the same request may succeed later. */
export const isTransient = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeConnectionError ||
  error instanceof Stripe.errors.StripeRateLimitError ||
  error instanceof Stripe.errors.StripeAPIError;

/** Turns an error of the Stripe library into one that says what to do. The key appears in no error. */
export function explainStripeError(error: unknown, key: string): Error {
  const message = error instanceof Error ? error.message : String(error);
  const permission = missingPermission(error);
  if (permission !== undefined) return new Error(describeMissing([permission]));
  if (error instanceof Stripe.errors.StripeAuthenticationError) {
    return new Error(`Stripe does not know the key, or it has expired or been revoked. ${KEY_HELP}`);
  }
  if (error instanceof Stripe.errors.StripeRateLimitError) {
    return new Error(
      'Stripe refused requests for their rate for minutes. Run the command again later: it starts over.',
    );
  }
  if (error instanceof Stripe.errors.StripeConnectionError) {
    const detail = error.detail instanceof Error ? ` (${error.detail.message})` : '';
    return new Error(
      withoutKey(`Stripe cannot be reached${detail}. Check the network, and run the command again.`, key),
    );
  }
  if (error instanceof Stripe.errors.StripeError) {
    const request = error.requestId ? `, request ${error.requestId}` : '';
    return new Error(withoutKey(`Stripe refused a request${request}: ${message} Run the command again.`, key));
  }
  return error instanceof Error && !message.includes(key) ? error : new Error(withoutKey(message, key));
}
