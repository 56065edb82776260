import { NetworkError, RateLimitedError, ServerError } from './errors.js';

/** Statuses of a gateway that cannot reach the server, and of a server that is temporarily unavailable. */
export const GATEWAY_FAULTS: ReadonlySet<number | undefined> = new Set([502, 503, 504]);
const FIRST_BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 8_000;

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

/** Returns the wait before the next attempt if there is no `Retry-After`: exponential, capped and jittered. */
export const backoffMs = (tries: number, random = Math.random): number =>
  Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (tries - 1)) * (0.5 + random() / 2);
