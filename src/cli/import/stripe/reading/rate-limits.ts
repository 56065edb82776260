import { setTimeout as sleep } from 'node:timers/promises';
import type { Stripe } from 'stripe';

type HttpClient = ReturnType<typeof Stripe.createNodeHttpClient>;
type Response = Awaited<ReturnType<HttpClient['makeRequest']>>;

/** How long requests that Stripe refuses with 429 are repeated. */
export interface Patience {
  /** Maximum number of repetitions. */
  attempts: number;
  /** Longest wait before a repetition, in milliseconds. Also bounds what `Retry-After` asks for. */
  longestWaitMs: number;
}

const PATIENCE: Patience = { attempts: 20, longestWaitMs: 60_000 };

/** First wait if Stripe does not say how long to wait. */
const FIRST_WAIT_MS = 500;

/**
 * Returns a client that repeats requests refused for their rate, after the wait that Stripe asks for. The Stripe library
 * does not: it repeats failed connections and 5xx only, and an import sends requests for hours.
 */
export function withRateLimits(inner: HttpClient, signal: AbortSignal, patience = PATIENCE): HttpClient {
  return {
    getClientName: () => inner.getClientName(),
    makeRequest: async (...request) => {
      for (let attempt = 0; ; attempt++) {
        signal.throwIfAborted();
        const response = await inner.makeRequest(...request);
        if (response.getStatusCode() !== 429 || attempt >= patience.attempts) return response;
        // The connection is reused only after the body has been read.
        await response.toJSON().catch(() => undefined);
        await sleep(Math.min(waitMs(response, attempt), patience.longestWaitMs), undefined, { signal });
      }
    },
  };
}

/** The seconds of `Retry-After`, else an exponential wait. Jitter keeps concurrent lists from repeating together. */
function waitMs(response: Response, attempt: number): number {
  const seconds = Number(response.getHeaders()['retry-after']);
  const jitter = Math.random() * 250;
  if (Number.isFinite(seconds) && seconds > 0) return seconds * 1000 + jitter;
  return FIRST_WAIT_MS * 2 ** attempt + jitter;
}
