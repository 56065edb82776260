import { UsageError } from './errors.js';
import type { RequestEvent, ResponseEvent } from './events.js';
import { isSendable, type Fetch, type TokenSource } from './transport.js';

/** Options of a single call. */
export interface RequestOptions {
  /** Aborts the call, even while it waits for a retry. The call then throws an `AbortedError`. */
  readonly signal?: AbortSignal | undefined;
  /** Timeout of the call in milliseconds, including retries and waits. Default: that of the client. */
  readonly timeoutMs?: number | undefined;
  /** Maximum number of retries after a transient error. Default: that of the client. */
  readonly maxRetries?: number | undefined;
}

interface CommonOptions {
  /**
   * The URL of the endpoint, for example `https://clientele.example/graphql`. In a browser it can be relative to the page, for
   * example `/graphql`.
   */
  readonly url: string | URL;
  /** Replaces the global `fetch`, for example to use a proxy. */
  readonly fetch?: Fetch | undefined;
  /** Timeout of each call in milliseconds, including retries and waits. Default: 60,000. */
  readonly timeoutMs?: number | undefined;
  /**
   * Maximum number of retries after a network error or a response with status 429, 502, 503 or 504. Default: 4. A mutation
   * is retried only with the same idempotency key.
   */
  readonly maxRetries?: number | undefined;
  /** Called before each attempt of a call, for logs and metrics. Its errors are ignored. */
  readonly onRequest?: ((request: RequestEvent) => unknown) | undefined;
  /** Called after each attempt of a call, whether it succeeded or failed. Its errors are ignored. */
  readonly onResponse?: ((response: ResponseEvent) => unknown) | undefined;
}

interface KeyOptions extends CommonOptions {
  /** A secret API key, `clk_…`, for servers and scripts. */
  readonly apiKey: string;
  readonly token?: undefined;
  /** Allows `apiKey` in a browser, where every visitor of the page can read it. Prefer `token` there. */
  readonly dangerouslyAllowBrowser?: boolean | undefined;
}

interface TokenOptions extends CommonOptions {
  /**
   * Returns a token of your identity provider. Called before each attempt, and once more if the server refuses the token: if it
   * then returns another one, the request is repeated.
   */
  readonly token: TokenSource;
  readonly apiKey?: undefined;
}

/** The endpoint and the credentials: exactly one of `apiKey` and `token`. */
export type ClienteleOptions = KeyOptions | TokenOptions;

const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Checks a timeout. Timers with a delay of more than 31 bits fire immediately. */
export function getValidTimeout(timeoutMs: number): number {
  if (timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS) return timeoutMs;
  throw new UsageError(`Expected \`timeoutMs\` above 0 and up to ${MAX_TIMEOUT_MS} ms; got ${String(timeoutMs)}.`);
}

export function getValidMaxRetries(maxRetries: number): number {
  if (Number.isInteger(maxRetries) && maxRetries >= 0) return maxRetries;
  throw new UsageError(`Expected \`maxRetries\` to be a whole number of at least 0; got ${String(maxRetries)}.`);
}

export function getValidUrl(url: string | URL): URL {
  const { document, location } = globalThis as { document?: { baseURI?: string }; location?: { href?: string } };
  let valid: URL;
  try {
    valid = new URL(url, document?.baseURI ?? location?.href);
  } catch {
    throw new UsageError(
      'Expected `url` to be an absolute URL, or in a browser relative to the page; got another value.',
    );
  }
  if (!/^https?:$/.test(valid.protocol)) {
    throw new UsageError(`Expected \`url\` to start with https: or http:; got ${valid.protocol}`);
  }
  if (valid.username !== '' || valid.password !== '') {
    throw new UsageError('Expected `url` without user and password. Use `apiKey` or `token` instead.');
  }
  return valid;
}

export function getValidTokenSource(options: ClienteleOptions): TokenSource {
  const { apiKey, token } = options;
  if ((apiKey === undefined) === (token === undefined)) {
    throw new UsageError(
      `Expected exactly one of \`apiKey\` and \`token\`; got ${apiKey === undefined ? 'neither' : 'both'}.`,
    );
  }
  if (apiKey === undefined) {
    if (typeof token === 'function') return token;
    throw new UsageError('Expected `token` to be a function that returns the token; got another value.');
  }
  if (!isSendable(apiKey)) {
    throw new UsageError(
      'Expected `apiKey` to be a string of visible ASCII characters; got another value, perhaps with a line break.',
    );
  }
  if (isBrowser() && options.dangerouslyAllowBrowser !== true) {
    throw new UsageError(
      'Expected `token` in a browser, where every visitor can read an `apiKey`. To allow that, set `dangerouslyAllowBrowser: true`.',
    );
  }
  return () => apiKey;
}

/** Detects web pages and their workers. Node, Deno, Bun and edge workers have no document and other user agents. */
function isBrowser(): boolean {
  const { document, navigator } = globalThis as { document?: unknown; navigator?: { userAgent?: string } };
  return document !== undefined || navigator?.userAgent?.startsWith('Mozilla/') === true;
}
