import type { Fraction } from 'fraction.js';
import type { Stripe } from 'stripe';
import { fractionOf } from './decimals.js';
import type { Exported } from './exported.js';
import { idOf } from './ids.js';
import type { PriceBook, PriceLike, PriceTerms } from './prices.js';

/** An item that a subscription sells, at one price and quantity. */
export interface SoldItem {
  /** Null if it is only known from a schedule. */
  itemId: string | null;
  price: PriceTerms;
  quantity: Fraction;
  /** The amount of a line for this quantity and a whole period, for prices whose amount is not known. */
  charged: Fraction | null;
  /** Until when it was charged for, in seconds; null if no line has charged for it yet. */
  coveredUntil: number | null;
}

/** Returns what an item costs per period, in minor units; null if it is not known. */
export const amountOfItem = ({ price, quantity, charged }: SoldItem): Fraction | null =>
  price.amountOf(quantity) ?? charged;

export const isSame = (one: SoldItem, other: SoldItem): boolean =>
  one.price.id === other.price.id && one.quantity.equals(other.quantity);

/** Tells whether two lists contain the same prices and quantities, in whatever order. */
export function sellTheSame(some: readonly SoldItem[], others: readonly SoldItem[]): boolean {
  const rest = [...others];
  return (
    some.length === others.length &&
    some.every((item) => {
      const place = rest.findIndex((other) => isSame(item, other));
      if (place >= 0) rest.splice(place, 1);
      return place >= 0;
    })
  );
}

type AnyItem = Exported<
  Stripe.SubscriptionItem,
  'current_period_start' | 'current_period_end' | 'discounts' | 'price' | 'plan'
>;
type LaterFields = 'discounts' | 'pause_collection' | 'cancellation_details' | 'metadata' | 'ended_at' | 'canceled_at';
export type AnySubscription = Omit<Exported<Stripe.Subscription, LaterFields>, 'items'> & {
  items?: { data: AnyItem[] };
  current_period_start?: number;
  current_period_end?: number;
  discount?: Stripe.Discount | null;
};

/** Returns the billing period that contains now: that of the subscription, or, in newer versions, the earliest of its items. */
export function currentPeriodOf({ items, current_period_start, current_period_end }: AnySubscription): {
  from: number | null;
  to: number | null;
} {
  const all = items?.data ?? [];
  const ends = all.flatMap((item) => item.current_period_end ?? []);
  // The period that began last is that of the item charged most recently.
  const starts = all.flatMap((item) => item.current_period_start ?? []);
  return {
    from: current_period_start ?? (starts.length > 0 ? Math.max(...starts) : null),
    to: current_period_end ?? (ends.length > 0 ? Math.min(...ends) : null),
  };
}

/** An item of the present object. */
export interface PresentItem extends SoldItem {
  object: AnyItem;
}

/** Returns the items that the object sells now; null if a price is not known. */
export function presentItems({ items }: AnySubscription, book: PriceBook): PresentItem[] | null {
  const read = (items?.data ?? []).map((item): PresentItem | null => {
    const object: PriceLike | null | undefined = item.price ?? item.plan;
    const price = object ? book.find(object.id, object) : null;
    return (
      price && {
        object: item,
        itemId: item.id,
        price,
        quantity: fractionOf(item.quantity ?? (price.isMetered ? 0 : 1)),
        charged: null,
        coveredUntil: null,
      }
    );
  });
  return read.every((item) => item !== null) ? read : null;
}

/** Returns the items of a phase of a schedule; null if a price is not known. */
export function itemsOfPhase(
  { items }: Pick<Stripe.SubscriptionSchedule.Phase, 'items'>,
  book: PriceBook,
): SoldItem[] | null {
  const read = items.map((item): SoldItem | null => {
    const { price: current, plan: older } = item as { price?: string | PriceLike; plan?: string | PriceLike };
    const reference = current ?? older;
    const id = idOf(reference);
    const price = id === null ? null : book.find(id, typeof reference === 'object' ? reference : null);
    return (
      price && {
        itemId: null,
        price,
        quantity: fractionOf(item.quantity ?? (price.isMetered ? 0 : 1)),
        charged: null,
        coveredUntil: null,
      }
    );
  });
  return read.every((item) => item !== null) ? read : null;
}
