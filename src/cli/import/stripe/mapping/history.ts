import { groupBy } from '../../../../database/grouping.js';
import { DAY } from './instants.js';
import type { Line } from './lines.js';
import type { Reasons } from './reasons.js';
import type { ScheduledPhase } from './schedules.js';
import { isSame, sellTheSame, type PresentItem, type SoldItem } from './sold.js';

/** What is sold from an instant, in seconds, until the next one. */
export interface Span {
  from: number;
  items: SoldItem[];
}

export interface HistorySources {
  start: number;
  /** When the present object was read, or the subscription ended. */
  present: number;
  /** The start of the billing period at that time, if it is known. */
  periodStart: number | null;
  presentItems: readonly PresentItem[];
  phases: readonly ScheduledPhase[];
  /** All lines of the subscription. Usage has no part in it. */
  lines: readonly Line[];
}

/** What is known to have happened at one instant. */
interface Moment {
  at: number;
  phase?: SoldItem[];
  credits: Line[];
  periods: Line[];
  debits: Line[];
}

/**
 * Rebuilds what a subscription has sold at a fixed price, from the phases of its schedules, the lines of its invoices and what
 * it sells now. It replays all instants in order: a phase replaces everything; a line for a period states one item; a
 * credit takes away what was charged until then, and a debit adds what is charged instead.
 */
export function rebuildHistory(sources: HistorySources, reasons: Reasons): Span[] {
  const { start, present, phases, lines } = sources;
  const moments = momentsOf(phases, lines);
  const licensed = sources.presentItems.filter(({ price }) => !price.isMetered);
  const first = moments[0];
  if (!first || first.at > present) {
    reasons.add('noInvoice');
    moments.unshift({ at: start, phase: licensed, credits: [], periods: [], debits: [] });
  } else if (first.at > start + DAY) reasons.add('unknownStart');
  const replay = new Replay(reasons);
  for (const moment of moments.filter(({ at }) => at <= present)) replay.apply(moment);
  replay.settle(licensed, sources);
  for (const moment of moments.filter(({ at }) => at > present)) replay.apply(moment);
  const head = replay.spans.findLast(({ from }) => from <= start) ?? replay.spans[0];
  return head ? [{ ...head, from: start }, ...replay.spans.filter((span) => span !== head && span.from > start)] : [];
}

function momentsOf(phases: readonly ScheduledPhase[], lines: readonly Line[]): Moment[] {
  const moments = new Map<number, Moment>();
  const at = (instant: number): Moment => {
    let moment = moments.get(instant);
    if (!moment) moments.set(instant, (moment = { at: instant, credits: [], periods: [], debits: [] }));
    return moment;
  };
  for (const { from, items } of phases) {
    if (items) at(from).phase = items.filter(({ price }) => !price.isMetered);
  }
  for (const line of lines) {
    if (!line.price || line.price.isMetered) continue;
    if (line.kind === 'CREDIT') at(line.from).credits.push(line);
    if (line.kind === 'PERIOD') at(line.from).periods.push(line);
    if (line.kind === 'DEBIT') at(line.from).debits.push(line);
  }
  return [...moments.values()].sort((a, b) => a.at - b.at);
}

class Replay {
  readonly spans: Span[] = [];
  #items: SoldItem[] = [];

  constructor(readonly reasons: Reasons) {}

  apply({ at, phase, credits, periods, debits }: Moment): void {
    const before = this.#items;
    if (this.spans.length === 0 && credits.length > 0 && !phase) {
      // The first thing known is a change: what it takes back was sold before.
      this.#items = credits.map((line) => toItem(line, [line]));
      this.#note(-Infinity);
    }
    if (phase) this.#items = phase.map((item) => this.#carriedOver(item));
    // A credit takes back what an earlier line charged, or what a line of this instant charges, if the change was made right
    // after it. Which of them: the one that ends as the credit does.
    const later = credits.filter((line) => !this.#take(line));
    const isExplained = phase !== undefined || credits.length > 0 || debits.length > 0 || this.spans.length === 0;
    if (periods.length > 0) this.#renew(at, groupsOf(periods));
    if (!isExplained && !sellTheSame(before, this.#items)) this.reasons.add('unprorated');
    if (!later.every((line) => this.#take(line))) this.reasons.add('unknownCharge');
    if (debits.some((line) => this.#isCharged(line))) this.reasons.add('unknownCharge');
    for (const group of groupsOf(debits)) this.#put(group);
    this.#note(at);
  }

  /** Ends the known past with what the object sells at present. */
  settle(present: readonly SoldItem[], { start, periodStart, presentItems }: HistorySources): void {
    if (presentItems.length === 0 || sellTheSame(this.#items, present)) return;
    this.reasons.add('changedSinceInvoice');
    const added = presentItems.filter((item) => !this.#items.some((other) => isSame(item, other)));
    const onlyAdds = this.#items.every((item) => present.some((other) => isSame(item, other)));
    // An item's creation is an instant of change, but the change of an item is none that is kept.
    const created = onlyAdds ? Math.max(...added.map(({ object }) => object.created)) : NaN;
    const at = Math.max(start, this.spans.at(-1)?.from ?? start, created || periodStart || start);
    this.#items = [...present];
    this.#note(at);
  }

  /** Takes away the item that a credit takes back. Returns whether there was one. */
  #take({ price, itemId, quantity, to }: Line): boolean {
    const place = this.#items.findIndex(
      (item) =>
        item.price.id === price!.id &&
        (item.itemId === null || itemId === null || item.itemId === itemId) &&
        (item.coveredUntil === null || item.coveredUntil === to),
    );
    if (place < 0) return false;
    if (price!.pricedBy === 'unit' && !this.#items[place]!.quantity.equals(quantity)) this.reasons.add('unknownCharge');
    this.#items = this.#items.toSpliced(place, 1);
    return true;
  }

  /** Tells whether the time for which a line charges an item has been charged for the item and not taken back. */
  #isCharged({ itemId, from }: Line): boolean {
    return this.#items.some((item) => itemId !== null && item.itemId === itemId && (item.coveredUntil ?? 0) > from);
  }

  /** Applies the lines that charge for periods from one instant on. Items that were due and are not charged are gone. */
  #renew(at: number, groups: Line[][]): void {
    const charged = groups.map((group) => this.#put(group));
    const isDue = (item: SoldItem): boolean =>
      item.coveredUntil === null
        ? charged.some(({ price }) => samePeriod(price.period, item.price.period))
        : item.coveredUntil <= at;
    this.#items = this.#items.filter((item) => charged.includes(item) || !isDue(item));
  }

  /** States an item, instead of the one with its id, or else of one with its price whose id is not known. */
  #put(lines: Line[]): SoldItem {
    const item = toItem(lines[0]!, lines);
    const byId = this.#items.findIndex(({ itemId }) => itemId !== null && itemId === item.itemId);
    const byPrice = this.#items.findIndex(
      ({ itemId, price }) => (itemId === null || item.itemId === null) && price.id === item.price.id,
    );
    const place = byId >= 0 ? byId : byPrice;
    this.#items = place >= 0 ? this.#items.with(place, item) : [...this.#items, item];
    return item;
  }

  /** A phase keeps what it does not change: the id of an item, and until when it was charged. */
  #carriedOver(item: SoldItem): SoldItem {
    return this.#items.find((other) => isSame(other, item)) ?? item;
  }

  #note(from: number): void {
    const last = this.spans.at(-1);
    if (last?.from === from) last.items = this.#items;
    else this.spans.push({ from, items: this.#items });
  }
}

const samePeriod = (one: { unit: string; count: number }, other: { unit: string; count: number }): boolean =>
  one.unit === other.unit && one.count === other.count;

/** Groups lines by item: an invoice charges each tier of a price by a line of its own. */
const groupsOf = (lines: readonly Line[]): Line[][] => [
  ...groupBy(
    lines,
    ({ id, itemId, price, invoice }) => `${itemId} ${price!.id} ${price!.pricedBy === 'tiers' ? invoice?.id : id}`,
  ).values(),
];

function toItem({ itemId, price, to, kind }: Line, lines: readonly Line[]): SoldItem {
  const charged = lines.reduce((total, { amount }) => total.add(amount), lines[0]!.amount.mul(0));
  return {
    itemId,
    price: price!,
    quantity: quantityOf(lines, charged),
    charged: kind === 'PERIOD' ? charged : null,
    coveredUntil: to,
  };
}

/** A line of a flat amount has a quantity that is none of the item's. */
function quantityOf(lines: readonly Line[], charged: Line['amount']): Line['quantity'] {
  const { price, quantity } = lines[0]!;
  if (lines.length === 1) return quantity;
  const all = lines.reduce((total, line) => total.add(line.quantity), quantity.mul(0));
  const candidates = [all, ...lines.map((line) => all.sub(line.quantity))];
  return candidates.find((candidate) => price!.amountOf(candidate)?.equals(charged)) ?? all;
}
