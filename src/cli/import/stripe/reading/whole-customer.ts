import type Stripe from 'stripe';
import { OWNED, sortObjects, type CustomerObjects, type OwnedObject } from './objects.js';
import { READERS } from './readers.js';

/** Reads all objects of one customer. */
export async function readCustomer(stripe: Stripe, id: string): Promise<CustomerObjects> {
  const objects: OwnedObject[] = [await stripe.customers.retrieve(id)];
  for (const kind of OWNED) {
    if (kind === 'customer') continue;
    for await (const object of READERS[kind](stripe, { customer: id })) objects.push(object);
  }
  return sortObjects(id, objects);
}
