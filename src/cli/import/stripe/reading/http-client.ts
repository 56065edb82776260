import { setTimeout as sleep } from 'node:timers/promises';
import type Stripe from 'stripe';

type HttpClient = ReturnType<typeof Stripe.createNodeHttpClient>;
type Response = Awaited<ReturnType<HttpClient['makeRequest']>>;

/** Maximum number of repetitions of a request that is refused for its rate. */
const MAX_ATTEMPTS = 20;

/** First wait if Stripe does not say how long to wait. */
const FIRST_WAIT_MS = 500;

/** Longest wait before a repetition, also if `Retry-After` asks for more. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Returns an HTTP client for imports, which send requests for hours. The Stripe library repeats requests whose connection
 * failed and those answered with 5xx. This client adds the following:
 *
 * - It repeats requests refused with 429, after the wait that Stripe asks for.
 * - It reads the body before it returns, so that the library also repeats requests whose response breaks off.
 * - When the signal is aborted, running requests end immediately and are not repeated.
 */
export function withPatience(inner: HttpClient, signal: AbortSignal): HttpClient {
  const attempt = async (request: Parameters<HttpClient['makeRequest']>): Promise<Response> => {
    for (let attempts = 1; ; attempts++) {
      const response = await inner.makeRequest(...request);
      const isRefused = response.getStatusCode() === 429;
      const body: unknown = await response.toJSON().catch((error: unknown) => {
        if (!isRefused) throw error;
      });
      if (!isRefused || attempts > MAX_ATTEMPTS) return withBody(response, body);
      await sleep(waitMs(response, attempts), undefined, { signal });
    }
  };
  return {
    getClientName: () => inner.getClientName(),
    // Not a race with one promise for all requests, which would keep every response until it settles.
    makeRequest: (...request) =>
      new Promise((resolve, reject) => {
        const stop = (): void => resolve(STOPPED);
        if (signal.aborted) {
          stop();
          return;
        }
        signal.addEventListener('abort', stop, { once: true });
        attempt(request)
          .then(resolve, reject)
          .finally(() => signal.removeEventListener('abort', stop));
      }),
  };
}

/** A response that the library does not repeat. Callers check the signal, so its error is not shown. */
const STOPPED = {
  getStatusCode: () => 499,
  getHeaders: () => ({ 'stripe-should-retry': 'false' }),
  getRawResponse: () => ({}),
  toJSON: () => Promise.resolve({ error: { message: 'The import was interrupted.' } }),
} as unknown as Response;

/** Returns a response of which the body has been read. */
const withBody = (response: Response, body: unknown): Response =>
  Object.create(response, { toJSON: { value: () => Promise.resolve(body) } }) as Response;

/** The seconds of `Retry-After`, else an exponential wait. Jitter keeps concurrent lists from repeating together. */
function waitMs(response: Response, attempts: number): number {
  const seconds = Number(response.getHeaders()['retry-after']);
  const wait = seconds > 0 ? seconds * 1000 : FIRST_WAIT_MS * 2 ** (attempts - 1);
  return Math.min(wait, LONGEST_WAIT_MS) + Math.random() * 250;
}
