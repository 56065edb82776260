import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type FetchImplementation,
  type JWTVerifyGetKey,
} from 'jose';

export const JWKS_TIMING = {
  /** Maximum age of the keys before they are fetched again, so that withdrawn keys stop working. */
  maxAgeMs: 600_000,
  /** An unknown key may be new, so the keys are fetched again, but no more often than this. */
  cooldownMs: 30_000,
  timeoutMs: 5_000,
  /** After a failure the provider is not contacted again for this long, so that requests do not wait for it. */
  pauseAfterFailureMs: 5_000,
};

/** Maximum size of the provider's response. A key takes about 1 KiB, with its certificates a few. */
const MAX_JWKS_BYTES = 1024 * 1024;

/** Returns a fetch that rejects once the body of a response exceeds a number of bytes. */
const fetchAtMost =
  (maxBytes: number): FetchImplementation =>
  async (url, init) => {
    const response = await fetch(url, init);
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    // Leaving the loop by an error closes the connection.
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new Error(`Expected at most ${maxBytes} bytes of keys from ${url}; got more.`);
      chunks.push(chunk);
    }
    return new Response(Buffer.concat(chunks), response);
  };

/** The provider's keys cannot be fetched, so a token cannot be verified. */
export class KeysUnavailable extends Error {}

/** Tells whether an error concerns a single key, rather than the provider's availability. */
const isAboutKey = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;

/**
 * Returns a function that gets the keys that an identity provider publishes. The keys are fetched when they are first
 * needed, when they are too old, and when a token names an unknown key. While fetching fails, known keys keep working.
 */
export function publishedKeys(url: URL): JWTVerifyGetKey {
  const { maxAgeMs, cooldownMs, timeoutMs, pauseAfterFailureMs } = JWKS_TIMING;
  // The age is measured here with a monotonic clock: jose uses the machine's clock, which may be set back.
  const remote = createRemoteJWKSet(url, {
    cacheMaxAge: Infinity,
    cooldownDuration: Infinity,
    timeoutDuration: timeoutMs,
    [customFetch]: fetchAtMost(MAX_JWKS_BYTES),
  });
  let fetchedAt = -Infinity;
  const areOlderThan = (ms: number): boolean => performance.now() - fetchedAt >= ms;
  const fetchKeys = async (): Promise<void> => {
    await remote.reload();
    fetchedAt = performance.now();
  };
  const freshKey: JWTVerifyGetKey = async (header, token) => {
    if (areOlderThan(maxAgeMs)) await fetchKeys();
    try {
      return await remote(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !areOlderThan(cooldownMs)) throw error;
      await fetchKeys();
      return remote(header, token);
    }
  };
  let retryFrom = -Infinity;
  return async (header, token) => {
    if (performance.now() >= retryFrom) {
      try {
        return await freshKey(header, token);
      } catch (error) {
        if (isAboutKey(error)) throw error;
        retryFrom = performance.now() + pauseAfterFailureMs;
      }
    }
    const known = remote.jwks();
    try {
      if (known) return await createLocalJWKSet(known)(header, token);
    } catch (error) {
      if (!isAboutKey(error)) throw error;
      // The key may have been published since the last fetch.
    }
    throw new KeysUnavailable(`The keys of the identity provider at ${url.host} cannot be fetched.`);
  };
}
