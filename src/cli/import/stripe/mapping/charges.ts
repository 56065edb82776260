/* What is charged besides recurring prices: purchases, refunds and usage. */
import type { ImportRecord } from '@clientele/sdk';
import type { Fraction } from 'fraction.js';
import type { Stripe } from 'stripe';
import { currencyCodeOf, fractionOf, moneyOf, sum } from './decimals.js';
import { accountReference, idOf, identityOf } from './ids.js';
import { instantOf } from './instants.js';
import { subscriptionOfInvoiceItem, type AnyInvoice, type Line } from './lines.js';
import type { Catalog, CustomerObjects, Verdict } from './objects.js';
import { REASONS } from './reasons.js';

export interface Charges {
  records: ImportRecord[];
  verdicts: Verdict[];
}

interface Purchase {
  id: string;
  at: number;
  /** In minor units. */
  amount: Fraction;
  currency: string;
  note: string | null;
}

/** Maps invoice items that belong to no subscription, and credit notes. `lines`: of all invoices. */
export function purchasesOf(objects: CustomerObjects, lines: readonly Line[], catalog: Catalog): Charges {
  const { invoices, invoiceItems, creditNotes, customer } = objects;
  const statusOf = new Map(invoices.map(({ id, status }) => [id, status]));
  const lineOf = new Map(lines.flatMap((line) => (line.invoiceItemId === null ? [] : [[line.invoiceItemId, line]])));
  const known = new Set(invoiceItems.map(({ id }) => id));
  const all = [
    ...invoiceItems.flatMap((item) => {
      const status = statusOf.get(idOf(item.invoice) ?? '');
      // An item is charged by its invoice, which may be missing, but not by one that was voided or is not final yet.
      const isCharged = Boolean(item.invoice) && isFinal(status);
      const isOneOff = !item.proration && subscriptionOfInvoiceItem(item) === null;
      return isCharged && isOneOff ? [purchaseOf(item, lineOf.get(item.id))] : [];
    }),
    // An export of invoices alone tells invoice items by their lines.
    ...lines.flatMap((line) => {
      const { invoiceItemId: id, subscriptionId, kind, invoice } = line;
      const isOneOff = kind === 'OTHER' && subscriptionId === null && id !== null && !known.has(id);
      return isOneOff && invoice && isFinal(invoice.status) ? [purchaseOfLine(id, line, invoice)] : [];
    }),
    ...creditNotes.filter(({ status }) => status !== 'void').map(refundOf),
  ].filter(({ amount, at }) => !amount.equals(0) && at <= catalog.readAt);
  const [own, foreign] = [true, false].map((isOwn) =>
    all.filter(({ currency }) => (currencyCodeOf(currency) === catalog.workspace.currencyCode) === isOwn),
  ) as [Purchase[], Purchase[]];
  return {
    records: own.map(({ id, at, amount, currency, note }) => ({
      interaction: {
        ...identityOf(id),
        ...accountReference(customer.id),
        kind: 'PURCHASE',
        occurredAt: instantOf(at),
        amount: moneyOf(amount, currencyCodeOf(currency)),
        ...(note && { note: note.slice(0, 10_000) }),
      },
    })),
    verdicts: foreign.map(({ id }) => ({ subject: id, exactness: 'REFUSED', reasons: [REASONS.otherCurrency] })),
  };
}

const purchaseOf = (item: Stripe.InvoiceItem, line: Line | undefined): Purchase => ({
  id: item.id,
  at: item.date,
  amount: line ? netOf(line) : fractionOf(item.amount),
  currency: item.currency,
  note: item.description,
});

const isFinal = (status: Stripe.Invoice.Status | null | undefined): boolean => status !== 'void' && status !== 'draft';

const purchaseOfLine = (id: string, line: Line, { currency }: AnyInvoice): Purchase => ({
  id,
  at: line.from,
  amount: netOf(line),
  currency,
  note: null,
});

/** Less discounts and the tax that the price includes; other tax is not part of the amount. */
const netOf = ({ amount, discounts, inclusiveTax }: Line): Fraction =>
  amount.sub(sum(discounts.map((discount) => discount.amount))).sub(inclusiveTax);

function refundOf(note: Stripe.CreditNote): Purchase {
  const amount = note.total_excluding_tax ?? note.subtotal_excluding_tax ?? note.amount;
  return {
    id: note.id,
    at: note.effective_at ?? note.created,
    amount: fractionOf(amount).neg(),
    currency: note.currency,
    note: note.memo,
  };
}

/** Maps lines of usage. Each is recorded in the last millisecond of its period, so in the month in which it was used. */
export function usageOf(lines: readonly Line[], customerId: string): Charges {
  const charged = lines.filter(({ kind, invoice }) => kind === 'USAGE' && isFinal(invoice?.status));
  const records = charged.flatMap((line): ImportRecord[] => {
    const net = netOf(line);
    return net.gt(0)
      ? [
          {
            usage: {
              externalId: line.id,
              ...accountReference(customerId),
              at: new Date(line.to * 1000 - 1).toISOString(),
              amount: moneyOf(net, line.price!.currencyCode),
            },
          },
        ]
      : [];
  });
  const negative = charged.filter((line) => netOf(line).lt(0));
  return {
    records,
    verdicts: negative.map(({ id }) => ({ subject: id, exactness: 'REFUSED', reasons: [REASONS.negativeUsage] })),
  };
}
