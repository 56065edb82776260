import type Stripe from 'stripe';
import { OWNED } from './objects.js';
import { READERS } from './readers.js';
import type { Spool } from './spool.js';

export type Counts = Record<(typeof OWNED)[number], number>;

export const noCounts = (): Counts => Object.fromEntries(OWNED.map((kind) => [kind, 0])) as Counts;

/**
 * Reads all objects of all customers into a spool, the kinds concurrently: each list can only be read page after page, and
 * six requests at a time are far below Stripe's limits, 25 requests per second for each kind.
 */
export async function readAll(
  stripe: Stripe,
  spool: Spool,
  signal: AbortSignal,
  onProgress: (counts: Counts) => void = () => undefined,
): Promise<void> {
  const counts = noCounts();
  const failure = new AbortController();
  await Promise.all(
    OWNED.map(async (kind) => {
      try {
        for await (const object of READERS[kind](stripe, {})) {
          signal.throwIfAborted();
          if (failure.signal.aborted) return;
          spool.add(object);
          counts[kind]++;
          onProgress(counts);
        }
      } catch (error) {
        // The other lists end, because the import does.
        failure.abort();
        signal.throwIfAborted();
        throw error;
      }
    }),
  );
}
