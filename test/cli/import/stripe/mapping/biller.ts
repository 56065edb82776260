/**
 * Bills a subscription as Stripe does, naively: it walks through time and writes the invoices, their lines and, at the end, the
 * present object. It knows nothing of how they are read.
 */
import { DateTime } from 'luxon';
import type { Stripe } from 'stripe';
import { at, type Fields } from './objects.js';
import { isMetered, pendingItem, presentObject, type Change, type Item, type Sale, type Script } from './script.js';

type Lines = Fields[];

export interface Billed {
  subscription: Stripe.Subscription;
  invoices: Stripe.Invoice[];
  /** Prorations that are not invoiced yet. */
  invoiceItems: Stripe.InvoiceItem[];
}

export function bill(script: Script): Billed {
  return new Biller(script).run();
}

/** The end of the n-th period from an anchor on, in UTC. */
function endOf({ recurring }: Stripe.Price, anchor: number, n: number): number {
  const { interval, interval_count } = recurring!;
  const start = DateTime.fromSeconds(anchor, { zone: 'utc' });
  return start.plus({ [`${interval}s`]: n * interval_count }).toSeconds();
}

/** Cents for a whole period, as the prices of the tests define it. */
function amountOf({ price, quantity = 1 }: Sale): number {
  const { tiers, transform_quantity: packages } = price;
  if (tiers) {
    const [first, rest] = tiers as [Stripe.Price.Tier, Stripe.Price.Tier];
    const below = Math.min(quantity, first.up_to!);
    return below * first.unit_amount! + (quantity - below) * rest.unit_amount!;
  }
  const units = packages ? Math.ceil(quantity / packages.divide_by) : quantity;
  return Math.round(units * Number(price.unit_amount_decimal));
}

class Biller {
  readonly #items = new Map<string, Item>();
  readonly #invoices: Fields[] = [];
  #pending: Lines = [];
  #lineCount = 0;
  readonly #start: number;
  readonly #end: number;
  readonly #readAt: number;

  constructor(readonly script: Script) {
    this.#start = at(script.start);
    this.#readAt = at(script.readAt);
    this.#end = Math.min(script.ended ? at(script.ended) : Infinity, this.#readAt + 1);
  }

  run(): Billed {
    const { items, trialEnd, created } = this.script;
    const first: Lines = [];
    const anchor = created ? at(created) : this.#start;
    for (const [id, sale] of Object.entries(items)) {
      const item = this.#begin(id, sale, anchor);
      if (trialEnd) item.to = at(trialEnd);
      if (created)
        first.push(this.#line(item, { from: this.#start, to: anchor, amount: amountOf(sale), proration: 'debit' }));
      if (!isMetered(sale)) first.push(this.#periodLine(item));
    }
    this.#invoice(anchor, 'subscription_create', first);
    this.#walk();
    return {
      subscription: presentObject(this.script, [...this.#items.values()]),
      invoices: this.#invoices as unknown as Stripe.Invoice[],
      invoiceItems: this.#pending.map((line) => pendingItem(this.script.customer, line)),
    };
  }

  #walk(): void {
    const changes = (this.script.changes ?? []).toSorted((a, b) => at(a.at) - at(b.at));
    for (;;) {
      const renewal = Math.min(...[...this.#items.values()].map(({ to }) => to));
      const change = changes[0];
      const changeAt = change ? at(change.at) : Infinity;
      const instant = Math.min(renewal, changeAt);
      if (instant >= this.#end) return;
      if (changeAt < renewal || (changeAt === renewal && change!.as === 'scheduled')) this.#change(changes.shift()!);
      else this.#renew(renewal);
    }
  }

  #begin(id: string, sale: Sale, anchor: number, created = anchor): Item {
    const item: Item = { ...sale, id, created, anchor, period: 1, from: anchor, to: endOf(sale.price, anchor, 1) };
    this.#items.set(id, item);
    return item;
  }

  #renew(instant: number): void {
    const lines = this.#pending.splice(0);
    const { trialEnd, resumed } = this.script;
    let created = instant;
    for (const item of this.#items.values()) {
      if (item.to !== instant) continue;
      if (isMetered(item)) lines.push(this.#usageLine(item));
      if (trialEnd && at(trialEnd) === instant) {
        const anchor = (created = resumed ? at(resumed) : instant);
        Object.assign(item, { anchor, period: 0, to: anchor });
      }
      item.from = item.to;
      item.to = endOf(item.price, item.anchor, ++item.period);
      if (!isMetered(item) && created < this.#end) lines.push(this.#periodLine(item));
    }
    if (lines.length > 0) this.#invoice(created, 'subscription_cycle', lines);
  }

  #change({ at: day, items, as = 'prorated' }: Change): void {
    const instant = at(day);
    const lines: Lines = [];
    for (const [id, sale] of Object.entries(items)) {
      const before = this.#items.get(id);
      const hasProration = as === 'prorated' || as === 'pending' || as === 'reset';
      const credit = (): void => {
        if (before && hasProration && !isMetered(before)) {
          lines.push(
            this.#line(before, { from: instant, to: before.to, amount: -amountOf(before), proration: 'credit' }),
          );
        }
      };
      if (!sale) {
        credit();
        this.#items.delete(id);
      } else if (before && as !== 'reset' && samePeriod(before.price, sale.price)) {
        credit();
        Object.assign(before, sale);
        if (hasProration) {
          lines.push(this.#line(before, { from: instant, to: before.to, amount: amountOf(sale), proration: 'debit' }));
        }
      } else {
        credit();
        const other = [...this.#items.values()].find((item) => item !== before && samePeriod(item.price, sale.price));
        const item = this.#begin(id, sale, instant, before?.created ?? instant);
        // A new item joins the billing period of the others.
        if (other) Object.assign(item, { anchor: other.anchor, period: other.period, from: other.from, to: other.to });
        if (isMetered(sale)) continue;
        if (!other) lines.push(this.#periodLine(item));
        else if (hasProration) {
          lines.push(this.#line(item, { from: instant, to: item.to, amount: amountOf(sale), proration: 'debit' }));
        }
      }
    }
    if (as === 'pending') this.#pending.push(...lines);
    else if (lines.length > 0) this.#invoice(instant, 'subscription_update', lines);
  }

  #isTrial = (instant: number): boolean => this.script.trialEnd !== undefined && instant < at(this.script.trialEnd);

  #periodLine(item: Item): Fields {
    return this.#line(item, { from: item.from, to: item.to, amount: this.#isTrial(item.from) ? 0 : amountOf(item) });
  }

  #usageLine(item: Item): Fields {
    const day = new Date(item.from * 1000).toISOString().slice(0, 10);
    return this.#line(item, { from: item.from, to: item.to, amount: item.usage?.[day] ?? 0 });
  }

  /** A line for a whole period, or, with a proration, for its part of the present period. */
  #line(
    { id, price, quantity, from, to: periodEnd }: Item,
    line: { from: number; to: number; amount: number; proration?: 'credit' | 'debit' },
  ): Fields {
    const share = line.proration && line.from >= from ? (line.to - line.from) / (periodEnd - from) : 1;
    const amount = this.#isTrial(line.from) ? 0 : Math.round(line.amount * share);
    const taxed = Math.abs(amount);
    const tax = this.script.taxPercent ? Math.round(taxed - taxed / (1 + this.script.taxPercent / 100)) : 0;
    return {
      ...{ id: `il_${this.script.id}_${++this.#lineCount}`, object: 'line_item', amount, currency: price.currency },
      ...{ description: null, discount_amounts: [], discountable: !line.proration, discounts: [], metadata: {} },
      parent: {
        invoice_item_details: null,
        subscription_item_details: {
          ...{
            invoice_item: line.proration ? `ii_${this.script.id}_${this.#lineCount}` : null,
            proration: !!line.proration,
          },
          proration_details: {
            credited_items:
              line.proration === 'credit' ? { invoice: 'in_earlier', invoice_line_items: ['il_earlier'] } : null,
          },
          ...{ subscription: this.script.id, subscription_item: id },
        },
        type: 'subscription_item_details',
      },
      period: { start: line.from, end: line.to },
      pricing: {
        price_details: { price: price.id, product: price.product },
        ...{ type: 'price_details', unit_amount_decimal: price.unit_amount_decimal },
      },
      quantity: isMetered({ price }) ? 0 : (quantity ?? 1),
      ...{ quantity_decimal: String(quantity ?? (isMetered({ price }) ? 0 : 1)), subtotal: amount, subscription: null },
      taxes: this.script.taxPercent
        ? [{ amount: tax, tax_behavior: 'inclusive', taxable_amount: amount - tax, tax_rate_details: null }]
        : [],
    };
  }

  #invoice(created: number, billing_reason: string, lines: Lines): void {
    const discounts = this.#discount(created, lines);
    const day = new Date(created * 1000).toISOString().slice(0, 10);
    const amount = lines.reduce((sum, line) => sum + (line['amount'] as number), 0);
    const id = `in_${this.script.id}_${this.#invoices.length + 1}`;
    this.#invoices.push({
      ...{
        id,
        object: 'invoice',
        attempt_count: 1,
        billing_reason,
        collection_method: 'charge_automatically',
        created,
      },
      ...{
        currency: lines[0]?.['currency'] ?? 'usd',
        customer: this.script.customer,
        customer_email: null,
        customer_name: null,
      },
      ...{ discounts, due_date: null, total_discount_amounts: [], status: 'paid', subtotal: amount },
      lines: { object: 'list', data: lines.map((line) => ({ ...line, invoice: id })), has_more: false, url: '' },
      parent: {
        quote_details: null,
        subscription_details: { metadata: {}, subscription: this.script.id },
        type: 'subscription_details',
      },
      status_transitions: {
        ...{ finalized_at: created + 3600, paid_at: created + 3600, voided_at: null, marked_uncollectible_at: null },
      },
      ...this.script.invoices?.[day],
    });
  }

  /** Percentages and amounts in the order of the discounts; an amount is shared by the lines, the last takes the rest. */
  #discount(created: number, lines: Lines): Stripe.Discount[] {
    const applied: Stripe.Discount[] = [];
    for (const one of this.script.discounts ?? []) {
      const { coupon } = one.source as { coupon: Stripe.Coupon };
      const isFirst = !this.#invoices.some((invoice) => (invoice['created'] as number) >= one.start);
      if (created < one.start || created >= (one.end ?? Infinity) || (coupon.duration === 'once' && !isFirst)) continue;
      applied.push(one);
      const discountable = lines.filter((line) => line['discountable']);
      const restOf = (line: Fields): number =>
        (line['amount'] as number) -
        (line['discount_amounts'] as { amount: number }[]).reduce((sum, { amount }) => sum + amount, 0);
      const total = discountable.reduce((sum, line) => sum + restOf(line), 0);
      let left = Math.min(coupon.amount_off ?? 0, total);
      const whole = left;
      for (const [i, line] of discountable.entries()) {
        const rest = restOf(line);
        const share = i === discountable.length - 1 ? left : Math.round((whole * rest) / total);
        const amount = coupon.percent_off === null ? share : Math.round((rest * coupon.percent_off) / 100);
        left -= share;
        if (amount > 0) (line['discount_amounts'] as Fields[]).push({ amount, discount: one });
      }
    }
    return applied;
  }
}

const samePeriod = ({ recurring: one }: Stripe.Price, { recurring: other }: Stripe.Price): boolean =>
  one!.interval === other!.interval && one!.interval_count === other!.interval_count;
