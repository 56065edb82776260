import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';

export const JWKS_TIMING = {
  /** How long keys are used before they are fetched anew, so that those withdrawn stop counting. */
  maxAgeMs: 600_000,
  /** A key that is unknown may be new: it is looked for again, but no more often than this. */
  cooldownMs: 30_000,
  timeoutMs: 5_000,
  /** After a failure nobody waits for the provider again for so long. */
  pauseAfterFailureMs: 5_000,
};

/** The provider's keys cannot be had, so that nobody can say whether a token is valid. */
export class KeysUnavailable extends Error {}

/** What the provider says of a key rather than of itself. */
const isAboutKey = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;

/**
 * The keys that an identity provider publishes. They are fetched when first needed, when they are old and when a token
 * names one that is unknown; while that fails those known go on working.
 */
export function publishedKeys(url: URL): JWTVerifyGetKey {
  const { maxAgeMs, cooldownMs, timeoutMs, pauseAfterFailureMs } = JWKS_TIMING;
  // How old they are is measured here: there it is by the machine's clock, which may be set back.
  const remote = createRemoteJWKSet(url, {
    cacheMaxAge: Infinity,
    cooldownDuration: Infinity,
    timeoutDuration: timeoutMs,
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
  let triedAgainFrom = -Infinity;
  return async (header, token) => {
    if (performance.now() >= triedAgainFrom) {
      try {
        return await freshKey(header, token);
      } catch (error) {
        if (isAboutKey(error)) throw error;
        triedAgainFrom = performance.now() + pauseAfterFailureMs;
      }
    }
    const known = remote.jwks();
    try {
      if (known) return await createLocalJWKSet(known)(header, token);
    } catch (error) {
      if (!isAboutKey(error)) throw error;
      // It may have been published since.
    }
    throw new KeysUnavailable(`The keys of the identity provider at ${url.host} cannot be fetched.`);
  };
}
