import { NetworkError, RateLimitedError, ServerError } from './errors.js';

/** The statuses of a gateway that cannot reach the server just now. */
export const GATEWAY_FAULTS: ReadonlySet<number | undefined> = new Set([502, 503, 504]);
const FIRST_BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 8_000;

/** For how many milliseconds a `Retry-After` asks to wait: it counts seconds, or names an instant as an HTTP date. */
export function readRetryAfter(header: string | null, now = Date.now()): number | undefined {
  const value = header?.trim() ?? '';
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  // Only what begins as a date does: `Date.parse` reads a year out of almost anything.
  const at = /^[a-z]{3,9}, ?\d/i.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** Whether the fault is one that passes: the network, a limit, or a gateway that cannot reach the server just now. */
export const isTransient = (error: unknown): error is NetworkError | RateLimitedError | ServerError =>
  error instanceof NetworkError ||
  error instanceof RateLimitedError ||
  (error instanceof ServerError && GATEWAY_FAULTS.has(error.status));

/** The wait before the next try where nobody says how long: doubled each time, capped, and spread over callers. */
export const backoffMs = (tries: number, random = Math.random): number =>
  Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (tries - 1)) * (0.5 + random() / 2);
