/* The second computation: what the recorded history says that each period costs, against what the invoices charged. */
import type { Fraction } from 'fraction.js';
import { isNear, sum, ZERO } from './decimals.js';
import { takenOff, type KnownDiscount } from './discounts.js';
import { groupBy } from '../../../../database/grouping.js';
import type { Span } from './history.js';
import { idOf } from './ids.js';
import { uncovered, type Interval } from './instants.js';
import type { Line } from './lines.js';
import type { Reasons } from './reasons.js';
import { amountOfItem, type SoldItem } from './sold.js';
import { statusAt, type StatusInterval } from './statuses.js';

export interface Rebuilt {
  spans: readonly Span[];
  statuses: readonly StatusInterval[];
  discounts: readonly KnownDiscount[];
}

/** Adds a reason for each way in which an invoice contradicts the rebuilt history. */
export function checkInvoices(lines: readonly Line[], rebuilt: Rebuilt, reasons: Reasons): void {
  const periods = lines.filter(({ kind }) => kind === 'PERIOD');
  // What was changed in the instant in which a period began was charged first and taken back then.
  const changed = new Set(lines.flatMap(({ kind, from }) => (kind === 'CREDIT' || kind === 'DEBIT' ? [from] : [])));
  for (const group of groupBy(periods, ({ invoice, from }) => `${invoice?.id} ${from}`).values()) {
    const { from } = group[0]!;
    if (changed.has(from)) continue;
    if (!chargesAsRecorded(group, rebuilt)) reasons.add('invoiceDiffers');
    else if (!discountsAsRecorded(group, rebuilt)) reasons.add('discountDiffers');
  }
}

function chargesAsRecorded(group: readonly Line[], { spans, statuses }: Rebuilt): boolean {
  const { from } = group[0]!;
  const items = spans.findLast((span) => span.from <= from)?.items ?? [];
  const charged = totals(group.map(({ price, amount }) => [price!.id, amount]));
  const isTrial = statusAt(statuses, from) === 'TRIALING';
  const due = items.filter((item) => charged.has(item.price.id) || isDueWith(item, group));
  const expected = totals(due.map((item) => [item.price.id, isTrial ? ZERO : (amountOfItem(item) ?? ZERO)]));
  return (
    charged.size === expected.size &&
    [...charged].every(([id, amount]) => {
      const other = expected.get(id);
      // Stripe rounds each line to whole minor units.
      return other !== undefined && isNear(amount, other, 0.5 * group.length);
    })
  );
}

/** An item with the billing period of a charged one is charged together with it. */
const isDueWith = ({ price }: SoldItem, group: readonly Line[]): boolean =>
  group.some(
    (line) => line.price!.period.unit === price.period.unit && line.price!.period.count === price.period.count,
  );

function totals(amounts: readonly (readonly [id: string, amount: Fraction])[]): Map<string, Fraction> {
  const byId = new Map<string, Fraction>();
  for (const [id, amount] of amounts) byId.set(id, (byId.get(id) ?? ZERO).add(amount));
  return byId;
}

function discountsAsRecorded(group: readonly Line[], { discounts, statuses }: Rebuilt): boolean {
  const { from } = group[0]!;
  if (statusAt(statuses, from) === 'TRIALING') return true;
  const once = new Set(discounts.filter(({ duration }) => duration === 'ONCE').map(({ id }) => id));
  const taken = sum(
    group.flatMap((line) =>
      line.discounts.map(({ reference, amount }) => (once.has(idOf(reference)!) ? ZERO : amount)),
    ),
  );
  const inEffect = discounts.filter(
    (one) => one.duration !== 'ONCE' && one.from <= from && from < one.to && one.itemId === null && !one.products,
  );
  // Discounts of some items are approximate in any case.
  if (discounts.some(({ itemId, products }) => itemId !== null || products)) return true;
  const onceTaken = group.some((line) => line.discounts.some(({ reference }) => once.has(idOf(reference)!)));
  const expected = takenOff(sum(group.map(({ amount }) => amount)), inEffect);
  // A discount that applies once lowers what the others are taken off.
  return onceTaken ? taken.lte(expected.add(group.length)) : isNear(taken, expected, 0.5 * group.length + 0.5);
}

/** Returns the time for which neither a line nor the present billing period tells what was sold. */
export function unknownTime(
  whole: Interval,
  lines: readonly Line[],
  present: Interval | null,
  statuses: readonly StatusInterval[],
): Interval[] {
  const known = [
    ...lines.filter(({ kind }) => kind === 'PERIOD' || kind === 'DEBIT' || kind === 'USAGE'),
    ...statuses.filter(({ status }) => status === 'ABSENT' || status === 'TRIALING' || status === 'PAUSED'),
    ...(present ? [present] : []),
  ];
  return uncovered(whole, known);
}
