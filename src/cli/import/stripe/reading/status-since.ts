import type Stripe from 'stripe';
import { firstEventAt, readEvents, STATUS_CHANGES, type Change } from './events.js';

/**
 * When subscriptions were paused or became unpaid, in seconds, as far as events tell it. Stripe keeps no such time on the
 * subscription.
 */
export class StatusSince {
  /** The last change of each subscription; also of those that are no longer interrupted. */
  readonly #changes = new Map<string, { last: number; since: number; isInterrupted: boolean }>();

  constructor(known: Readonly<Record<string, number>> = {}) {
    for (const [id, since] of Object.entries(known)) this.#changes.set(id, { last: since, since, isInterrupted: true });
  }

  /** Takes an event. An event that is older than the last one of its subscription changes nothing. */
  add({ created, status }: Change): void {
    if (!status) return;
    const { subscription, isInterrupted } = status;
    const known = this.#changes.get(subscription);
    if (known && known.last > created) return;
    // An interruption goes on when its end is moved, or its invoices are treated in another way.
    const since = known?.isInterrupted && isInterrupted ? known.since : created;
    this.#changes.set(subscription, { last: created, since, isInterrupted });
  }

  get all(): ReadonlyMap<string, number> {
    return new Map(
      [...this.#changes].flatMap(([id, { since, isInterrupted }]) => (isInterrupted ? [[id, since]] : [])),
    );
  }
}

/** Reads the changes of the last 30 days. */
export async function readStatusSince(stripe: Stripe, now: number): Promise<StatusSince> {
  const since = new StatusSince();
  const changes: Change[] = [];
  for await (const change of readEvents(stripe, firstEventAt(now), STATUS_CHANGES))
    if (change.status) changes.push(change);
  for (const change of changes.reverse()) since.add(change);
  return since;
}
