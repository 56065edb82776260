import Stripe from 'stripe';
import { OWNED, sortObjects, type CustomerObjects, type OwnedObject } from './objects.js';
import { READERS } from './readers.js';

/** Reads all objects of one customer, the kinds concurrently. */
export async function readCustomer(stripe: Stripe, id: string): Promise<CustomerObjects> {
  const kinds = OWNED.filter((kind) => kind !== 'customer');
  const lists = kinds.map(async (kind) => {
    const objects: OwnedObject[] = [];
    for await (const object of READERS[kind](stripe, { customer: id })) objects.push(object);
    return objects;
  });
  const [customer, ...objects] = await Promise.all([retrieve(stripe, id), ...lists]);
  // As if read from a file: the library adds numbers of its own type.
  return sortObjects(id, JSON.parse(JSON.stringify([...customer, ...objects.flat()])) as OwnedObject[]);
}

/** A customer that Stripe no longer has counts as deleted. */
async function retrieve(stripe: Stripe, id: string): Promise<OwnedObject[]> {
  try {
    return [await stripe.customers.retrieve(id)];
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing') return [];
    throw error;
  }
}
