import { NetworkError, RateLimitedError, ServerError } from './errors.js';

/** Statuses of a gateway that cannot reach the server, and of a server that is temporarily unavailable. */
export const GATEWAY_FAULTS: ReadonlySet<number | undefined> = new Set([502, 503, 504]);
const FIRST_BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 8_000;
/** The longest wait that a server can impose before the next attempt. */
const MAX_REQUESTED_WAIT_MS = 60_000;

/** Returns the wait in milliseconds of a `Retry-After` header, which is a number of seconds or an HTTP date. */
export function readRetryAfter(header: string | null, now = Date.now()): number | undefined {
  const value = header?.trim() ?? '';
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  // `Date.parse` reads a year out of almost any text, so the text must start like an HTTP date.
  const at = /^[a-z]{3,9}, ?\d/i.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** Tells whether an error is transient: a network error, a rate limit, or a server that is temporarily unavailable. */
export const isTransient = (error: unknown): error is NetworkError | RateLimitedError | ServerError =>
  error instanceof NetworkError ||
  error instanceof RateLimitedError ||
  (error instanceof ServerError && GATEWAY_FAULTS.has(error.status));

/**
 * Returns the wait before the next attempt: an exponential, capped and jittered backoff, or at least the wait that the server
 * requested, up to the cap. Jitter keeps clients that were given the same wait from returning at the same instant.
 */
export function waitMs(tries: number, requestedMs?: number, random = Math.random): number {
  const backoffMs = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (tries - 1));
  return requestedMs === undefined
    ? backoffMs * (0.5 + random() / 2)
    : Math.min(MAX_REQUESTED_WAIT_MS, requestedMs) + backoffMs * random();
}
