import type { Operation } from './document.js';

/** An input with room for a key. */
interface KeyedInput {
  readonly idempotencyKey?: string | null | undefined;
}

/** 128 random bits. Not `crypto.randomUUID`, which pages without TLS lack. */
export const makeKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * Gives each input of a mutation a key, unless it has one. The server carries out what comes under a known key once,
 * and answers the same again; so only a mutation that has its keys may be tried again.
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
