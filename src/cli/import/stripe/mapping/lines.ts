/* Lines of invoices, and invoice items, in one form, whatever version of the API wrote them. */
import type { Fraction } from 'fraction.js';
import type { Stripe } from 'stripe';
import { fractionOf, sum, ZERO, type Numeric } from './decimals.js';
import type { Exported } from './exported.js';
import { idOf } from './ids.js';
import type { Interval } from './instants.js';
import type { PriceBook, PriceLike, PriceTerms } from './prices.js';

/** Fields of other versions of the API. */
interface OlderLine {
  type?: string;
  proration?: boolean;
  proration_details?: { credited_items?: object | null } | null;
  price?: Stripe.Price | null;
  plan?: Stripe.Plan | null;
  subscription?: string | { id: string } | null;
  subscription_item?: string | null;
  invoice_item?: string | null;
  tax_amounts?: { amount: number; inclusive: boolean }[] | null;
}
type LaterLineFields = 'parent' | 'pricing' | 'taxes' | 'quantity' | 'quantity_decimal' | 'discount_amounts';
type AnyLine = Omit<Exported<Stripe.InvoiceLineItem, LaterLineFields>, keyof OlderLine> & OlderLine;
type LaterFields = 'lines' | 'status_transitions' | 'discounts' | 'total_discount_amounts' | 'parent';
export type AnyInvoice = Exported<Stripe.Invoice, LaterFields> & {
  subscription?: string | { id: string } | null;
  discount?: Stripe.Discount | null;
};
type AnyItem = Exported<Stripe.InvoiceItem, 'parent' | 'pricing' | 'quantity' | 'quantity_decimal' | 'invoice'> &
  Pick<OlderLine, 'subscription' | 'subscription_item' | 'price' | 'plan'>;

/**
 * PERIOD: an item for one billing period. CREDIT and DEBIT: proration, that is, what is taken back and charged instead from an
 * instant of change on. USAGE: what was used in a period. OTHER: anything that does not recur.
 */
export type LineKind = 'PERIOD' | 'CREDIT' | 'DEBIT' | 'USAGE' | 'OTHER';

export interface Line extends Interval {
  id: string;
  kind: LineKind;
  /** Null for an invoice item that is not invoiced yet. */
  invoice: AnyInvoice | null;
  subscriptionId: string | null;
  itemId: string | null;
  invoiceItemId: string | null;
  price: PriceTerms | null;
  quantity: Fraction;
  /** In minor units, before discounts, with the tax that the price includes. */
  amount: Fraction;
  discounts: { reference: string | Stripe.Discount | Stripe.DeletedDiscount; amount: Fraction }[];
  inclusiveTax: Fraction;
  hasTaxes: boolean;
}

/** Returns the id of the subscription that an invoice belongs to. */
export const subscriptionOfInvoice = (invoice: AnyInvoice): string | null =>
  idOf(invoice.parent?.subscription_details?.subscription ?? invoice.subscription);

/** Returns the id of the subscription that a line belongs to. */
function subscriptionOfLine(line: AnyLine, invoice: AnyInvoice): string | null {
  const { subscription_item_details: item, invoice_item_details: invoiceItem } = line.parent ?? {};
  return (
    idOf(item?.subscription ?? invoiceItem?.subscription ?? line.subscription) ??
    (isOfItem(line) ? subscriptionOfInvoice(invoice) : null)
  );
}

const isOfItem = (line: AnyLine): boolean =>
  line.parent ? line.parent.type === 'subscription_item_details' : line.type === 'subscription';

const isProration = (line: AnyLine): boolean =>
  (line.parent?.subscription_item_details?.proration ??
    line.parent?.invoice_item_details?.proration ??
    line.proration) === true;

/** Reads the lines of an invoice. `bookOf` returns the prices of a subscription; null for the lines of others. */
export function linesOfInvoice(
  invoice: AnyInvoice,
  bookOf: (subscriptionId: string | null) => PriceBook | null,
): Line[] {
  return (invoice.lines?.data ?? []).flatMap((one) => {
    const line = one as AnyLine;
    const subscriptionId = subscriptionOfLine(line, invoice);
    const book = bookOf(subscriptionId);
    const { subscription_item_details: item, invoice_item_details: invoiceItem } = line.parent ?? {};
    const quantity: Numeric = line.quantity_decimal ?? line.quantity ?? 1;
    const { start: from, end: to } = line.period;
    const price = book && priceOfLine(line, book);
    const credited =
      (item?.proration_details ?? invoiceItem?.proration_details ?? line.proration_details)?.credited_items ?? null;
    const taxes = line.taxes ?? line.tax_amounts ?? null;
    return {
      id: line.id,
      invoice,
      subscriptionId,
      itemId: item?.subscription_item ?? line.subscription_item ?? null,
      invoiceItemId: invoiceItem?.invoice_item ?? item?.invoice_item ?? line.invoice_item ?? null,
      kind: kindOf(isProration(line), isOfItem(line), price, line.amount, line.description, credited !== null),
      price,
      quantity: fractionOf(quantity),
      amount: fractionOf(line.amount),
      from,
      to,
      discounts: (line.discount_amounts ?? discountsOfOnlyLine(invoice)).map(({ discount, amount }) => ({
        reference: discount,
        amount: fractionOf(amount),
      })),
      inclusiveTax: sum((taxes ?? []).map((tax) => (isInclusive(tax) ? fractionOf(tax.amount) : ZERO))),
      hasTaxes: taxes !== null && taxes.length > 0,
    };
  });
}

/** Before 2020-08, lines did not say what discounts took off them. That of a single line is that of the invoice. */
const discountsOfOnlyLine = ({
  lines,
  total_discount_amounts: all,
}: AnyInvoice): Stripe.Invoice.TotalDiscountAmount[] => (lines?.data.length === 1 ? (all ?? []) : []);

/** Reads the prorations of a subscription that are not invoiced yet: changes since the last invoice. */
export function pendingLines(items: readonly AnyItem[], subscriptionId: string, book: PriceBook): Line[] {
  return items.flatMap((item) => {
    if (!item.proration || item.invoice || subscriptionOfInvoiceItem(item) !== subscriptionId) return [];
    const credited = item.proration_details?.credited_items ?? null;
    const price = priceOfLine(item, book);
    return {
      id: item.id,
      invoice: null,
      subscriptionId,
      itemId: item.parent?.subscription_details?.subscription_item ?? item.subscription_item ?? null,
      invoiceItemId: item.id,
      kind: kindOf(true, false, price, item.amount, item.description, credited !== null),
      price,
      quantity: fractionOf(item.quantity_decimal ?? item.quantity ?? 1),
      amount: fractionOf(item.amount),
      from: item.period.start,
      to: item.period.end,
      discounts: [],
      inclusiveTax: ZERO,
      hasTaxes: false,
    };
  });
}

export const subscriptionOfInvoiceItem = ({ parent, subscription }: AnyItem): string | null =>
  idOf(parent?.subscription_details?.subscription ?? subscription);

function kindOf(
  proration: boolean,
  ofItem: boolean,
  price: PriceTerms | null,
  amount: number,
  description: string | null,
  credits: boolean,
): LineKind {
  if (!price) return 'OTHER';
  // The unused time of a free price is a credit of 0. Older versions do not say what it credits, but describe it.
  if (proration) return amount < 0 || credits || /^unused time/i.test(description ?? '') ? 'CREDIT' : 'DEBIT';
  if (!ofItem) return 'OTHER';
  return price.isMetered ? 'USAGE' : 'PERIOD';
}

const isInclusive = (tax: { tax_behavior?: string; inclusive?: boolean }): boolean =>
  tax.tax_behavior === 'inclusive' || tax.inclusive === true;

type Priced = Pick<OlderLine, 'price' | 'plan'> & Pick<AnyLine, 'pricing' | 'period'>;

function priceOfLine({ pricing, price, plan, period }: Priced, book: PriceBook): PriceTerms | null {
  const reference = pricing?.price_details?.price ?? price ?? plan;
  const priceId = idOf(reference);
  if (priceId === null) return null;
  const object = typeof reference === 'object' ? (reference as PriceLike) : null;
  const unit: Numeric | null = pricing?.unit_amount_decimal ?? null;
  return book.findForLine(
    {
      priceId,
      productId: pricing?.price_details?.product ?? null,
      unitAmount: unit === null ? null : fractionOf(unit),
      from: period.start,
      to: period.end,
    },
    object,
  );
}
