/** Writes objects as versions of the API before 2025-03-31 did. */
import type { Stripe } from 'stripe';
import type { Catalog, CustomerObjects } from '../../../../../src/cli/import/stripe/mapping/objects.js';
import type { Fields } from './objects.js';

type Prices = Catalog['prices'];

export const asOlder = (objects: CustomerObjects, { prices }: Catalog): CustomerObjects => ({
  ...objects,
  subscriptions: objects.subscriptions.map((one) => olderSubscription(one)),
  invoices: objects.invoices.map((one) => olderInvoice(one, prices)),
  invoiceItems: objects.invoiceItems.map((one) => olderItem(one, prices)),
});

function olderSubscription(subscription: Stripe.Subscription): Stripe.Subscription {
  const { items, discounts, ...rest } = subscription;
  const [first] = items.data;
  const older = discounts.map((one) => olderDiscount(one as Stripe.Discount));
  return {
    ...rest,
    ...{ current_period_start: first!.current_period_start, current_period_end: first!.current_period_end },
    ...(older.length > 1 ? { discounts: older } : { discount: older[0] ?? null }),
    items: {
      ...items,
      data: items.data.map(({ current_period_start: _, current_period_end: __, discounts: ___, ...item }) => item),
    },
  } as unknown as Stripe.Subscription;
}

const olderDiscount = ({ source, ...discount }: Stripe.Discount): Fields => ({ ...discount, coupon: source.coupon });

function olderInvoice({ parent, lines, discounts, ...invoice }: Stripe.Invoice, prices: Prices): Stripe.Invoice {
  return {
    ...{ ...invoice, subscription: parent?.subscription_details?.subscription ?? null },
    discounts: discounts.map((one) => olderDiscount(one as Stripe.Discount)),
    lines: { ...lines, data: lines.data.map((line) => olderLine(line, prices)) },
  } as unknown as Stripe.Invoice;
}

function olderLine(line: Stripe.InvoiceLineItem, prices: Prices): Fields {
  const { parent, pricing, taxes, quantity_decimal: _, discount_amounts, ...rest } = line;
  const { proration, proration_details, subscription, subscription_item } = parent!.subscription_item_details!;
  return {
    ...rest,
    discount_amounts: discount_amounts?.map(({ amount, discount }) => ({
      amount,
      discount: olderDiscount(discount as Stripe.Discount),
    })),
    ...{
      proration,
      proration_details,
      subscription,
      subscription_item,
      type: proration ? 'invoiceitem' : 'subscription',
    },
    ...{ plan: null, price: prices.get(pricing!.price_details!.price as string) },
    tax_amounts: taxes?.map(({ amount }) => ({ amount, inclusive: true, tax_rate: 'txr_1' })),
  };
}

function olderItem({ parent, pricing, ...item }: Stripe.InvoiceItem, prices: Prices): Stripe.InvoiceItem {
  const { subscription = null, subscription_item } = parent?.subscription_details ?? {};
  return {
    ...item,
    subscription,
    subscription_item,
    price: prices.get(pricing?.price_details?.price as string) ?? null,
  } as unknown as Stripe.InvoiceItem;
}
