import type Stripe from 'stripe';
import { readList } from './lists.js';
import { IN_CATALOG, OWNED } from './objects.js';

/** Stripe lists events of the last 30 days only. */
export const EVENT_DAYS = 30;

const DAY_S = 86_400;

/** The first second from which events are certain to be listed. */
export const firstEventAt = (now: number): number => now - EVENT_DAYS * DAY_S + 3600;

/** An event, as far as an import needs it. */
export interface Change {
  id: string;
  /** In seconds. */
  created: number;
  /** The customer whose objects changed, or the catalog; undefined if the event is about something else. */
  subject: { customer: string } | 'catalog' | undefined;
  status: StatusChange | undefined;
}

/** A subscription was paused or became unpaid at this event, or ceased to be. */
export interface StatusChange {
  subscription: string;
  isInterrupted: boolean;
}

/** Events that an import without events of its own could miss: they create no object. Stripe filters by at most 20 types. */
export const CHANGES_WITHOUT_OBJECTS = [
  'customer.updated',
  'customer.deleted',
  'customer.discount.created',
  'customer.discount.updated',
  'customer.discount.deleted',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'customer.subscription.paused',
  'customer.subscription.resumed',
  'invoice.finalized',
  'invoice.paid',
  'invoice.payment_failed',
  'invoice.voided',
  'invoice.marked_uncollectible',
  'credit_note.updated',
  'credit_note.voided',
  'subscription_schedule.created',
  'subscription_schedule.updated',
  'subscription_schedule.canceled',
  'subscription_schedule.released',
] as const;

export const STATUS_CHANGES = [
  'customer.subscription.updated',
  'customer.subscription.paused',
  'customer.subscription.resumed',
];

/** Yields the events since a second, newest first. Stripe may list an event late, and in another order than things happened. */
export async function* readEvents(stripe: Stripe, since: number, types?: readonly string[]): AsyncGenerator<Change> {
  const filter = types && { types: [...types] };
  const list = readList((page) => stripe.events.list({ ...filter, ...page }), { gte: since });
  for await (const event of list) yield toChange(event);
}

interface EventObject {
  object?: string;
  id?: string;
  customer?: string | { id: string } | null;
  status?: string;
  pause_collection?: unknown;
}

export function toChange({ id, created, data }: Stripe.Event): Change {
  const object = data.object as EventObject;
  const previous = (data.previous_attributes ?? {}) as EventObject;
  return { id, created, subject: subjectOf(object), status: statusOf(object, previous) };
}

function subjectOf({ object = '', id = '', customer }: EventObject): Change['subject'] {
  if ((IN_CATALOG as readonly string[]).includes(object)) return 'catalog';
  if (object === 'customer') return { customer: id };
  if (object !== 'discount' && !(OWNED as readonly string[]).includes(object)) return undefined;
  const owner = typeof customer === 'string' ? customer : customer?.id;
  return owner === undefined ? undefined : { customer: owner };
}

/** Statuses during which a subscription is not paid for, without having ended. */
const INTERRUPTIONS = ['paused', 'unpaid'];

function statusOf(object: EventObject, previous: EventObject): StatusChange | undefined {
  if (object.object !== 'subscription' || !('status' in previous || 'pause_collection' in previous)) return undefined;
  const isInterrupted = INTERRUPTIONS.includes(object.status ?? '') || Boolean(object.pause_collection);
  return { subscription: object.id!, isInterrupted };
}
