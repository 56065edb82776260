import type { Operation } from './document.js';

/** An input that takes an idempotency key. */
interface KeyedInput {
  readonly idempotencyKey?: string | null | undefined;
}

/** Generates a key of 128 random bits. `crypto.randomUUID` is not available on pages without TLS. */
export const makeKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * Adds an idempotency key to each input of a mutation that has none. The server carries out a key once and then repeats the
 * result, so only a mutation with a key for every input may be retried.
 */
export function addKeys(
  { isMutation, keyed = [] }: Operation,
  variables: unknown,
): { guarded: unknown; isKeyed: boolean; isGivenKey: boolean } {
  const guarded = { ...(variables as Record<string, unknown> | undefined) };
  let added = 0;
  let given = 0;
  for (const name of isMutation ? keyed : []) {
    const input = guarded[name] as KeyedInput | null | undefined;
    if (typeof input !== 'object' || input === null) continue;
    if (typeof input.idempotencyKey === 'string') given++;
    else {
      guarded[name] = { ...input, idempotencyKey: makeKey() };
      added++;
    }
  }
  const isKeyed = keyed.length > 0 && added + given === keyed.length;
  return { guarded: added > 0 ? guarded : variables, isKeyed, isGivenKey: isKeyed && added === 0 };
}
