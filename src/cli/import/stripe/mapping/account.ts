import type { AccountImport } from '@clientele/sdk';
import type { Stripe } from 'stripe';
import type { Exported } from './exported.js';
import { identityOf } from './ids.js';
import type { CustomerObjects } from './objects.js';
import type { Reasons } from './reasons.js';

/** Providers of personal mailboxes: their domains name no account. */
const MAILBOX_PROVIDERS = new Set(
  `aol.com fastmail.com gmail.com gmx.de gmx.net googlemail.com hotmail.com icloud.com live.com mail.com me.com msn.com
   outlook.com proton.me protonmail.com qq.com t-online.de web.de yahoo.com yandex.com yandex.ru`.split(/\s+/),
);
const MAX_ATTRIBUTES = 16 * 1024;

/** Writes the account of a customer; null for a deleted customer without subscriptions and invoices. */
export function accountOf(objects: CustomerObjects, reasons: Reasons): AccountImport | null {
  const { customer, subscriptions, invoices } = objects;
  if (!customer.deleted) return accountWith(customer, customer.name, customer.email, attributesOf(customer, reasons));
  // Deleting a customer at Stripe erases name and e-mail there, but not on invoices, and nothing here.
  if (subscriptions.length === 0 && invoices.length === 0) return null;
  const named = invoices
    .toSorted((a, b) => b.created - a.created)
    .find((one) => one.customer_name ?? one.customer_email);
  return accountWith(customer, named?.customer_name, named?.customer_email, {});
}

function accountWith(
  { id }: { id: string },
  name: string | null | undefined,
  email: string | null | undefined,
  rest: Pick<AccountImport, 'attributes'>,
): AccountImport {
  const domain = email?.split('@').at(-1)?.trim().toLowerCase() ?? null;
  const own = domain && !MAILBOX_PROVIDERS.has(domain) && domain.length <= 253 ? domain : null;
  return {
    ...identityOf(id),
    name: (name?.trim() || own || email?.trim() || id).slice(0, 200),
    ...(own && { domain: own }),
    ...rest,
  };
}

/** Below `stripe`, so that other sources keep theirs. */
function attributesOf(
  { metadata, address }: Exported<Stripe.Customer, 'metadata'>,
  reasons: Reasons,
): Pick<AccountImport, 'attributes'> {
  const country = address?.country ? { country: address.country } : {};
  const whole = { stripe: { ...country, ...(metadata && Object.keys(metadata).length > 0 && { metadata }) } };
  if (Object.keys(whole.stripe).length === 0) return {};
  if (Buffer.byteLength(JSON.stringify(whole)) <= MAX_ATTRIBUTES - 64) return { attributes: whole };
  reasons.add('metadataTooLong');
  return Object.keys(country).length > 0 ? { attributes: { stripe: country } } : {};
}
