import type Stripe from 'stripe';
import { CHANGES_WITHOUT_OBJECTS, firstEventAt, readEvents } from './events.js';
import { OWNED, ownerOf } from './objects.js';
import { READERS } from './readers.js';

/**
 * Finds the customers that changed since a second: those for which an object was created since then, and those with an event
 * of the last 30 days. Changes that are older and created no object, such as a cancellation at the end of the period,
 * cannot be found.
 */
export async function findChangedCustomers(stripe: Stripe, since: number, now: number): Promise<string[]> {
  const found = new Set<string>();
  const ofObjects = OWNED.map(async (kind) => {
    for await (const object of READERS[kind](stripe, { created: { gte: since } })) {
      const owner = ownerOf(object);
      if (owner !== undefined) found.add(owner);
    }
  });
  const ofEvents = async (): Promise<void> => {
    const events = readEvents(stripe, Math.max(since, firstEventAt(now)), CHANGES_WITHOUT_OBJECTS);
    for await (const { subject } of events) if (typeof subject === 'object') found.add(subject.customer);
  };
  await Promise.all([...ofObjects, ofEvents()]);
  return [...found].sort();
}
