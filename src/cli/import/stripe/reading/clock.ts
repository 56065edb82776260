import type Stripe from 'stripe';

/** Returns the second at which Stripe answers, so that a wrong clock of this machine loses no event. */
export async function readStripeClock(stripe: Stripe): Promise<number> {
  const { lastResponse } = await stripe.events.list({ limit: 1 });
  const date = Date.parse(lastResponse.headers['date'] ?? '');
  return Math.floor((Number.isNaN(date) ? Date.now() : date) / 1000);
}
