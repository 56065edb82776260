import { UsageError } from './errors.js';
import { isSendable, type Fetch, type TokenSource } from './transport.js';

/** What may be given to every call. */
export interface RequestOptions {
  /** Ends the call at once, which then throws an `AbortedError`; also while it waits to try again. */
  readonly signal?: AbortSignal | undefined;
  /** How long the call may take in milliseconds, all tries and waits together. */
  readonly timeoutMs?: number | undefined;
  /** How often to try again after a fault that passes. */
  readonly maxRetries?: number | undefined;
}

interface CommonOptions {
  /** The endpoint, for example `https://clientele.example/graphql`. */
  readonly url: string | URL;
  /** Used instead of the global `fetch`, for example to send through a proxy. */
  readonly fetch?: Fetch | undefined;
  /** How long a call may take in milliseconds, all tries and waits together; 60,000 unless given. */
  readonly timeoutMs?: number | undefined;
  /**
   * How often to try again where the network fails, or the server answers 429, 502, 503 or 504; 4 times unless given.
   * A mutation is tried again under the same idempotency key only.
   */
  readonly maxRetries?: number | undefined;
}

interface KeyOptions extends CommonOptions {
  /** A secret key, `clk_…`, for servers and scripts. */
  readonly apiKey: string;
  readonly token?: undefined;
  /** Allows the key in a browser, where whoever opens the page can read it. Better give `token` there. */
  readonly dangerouslyAllowBrowser?: boolean | undefined;
}

interface TokenOptions extends CommonOptions {
  /** Gives a token of your identity provider; asked before each try. */
  readonly token: TokenSource;
  readonly apiKey?: undefined;
}

/** Where the API is, and who asks: exactly one of `apiKey` and `token`. */
export type ClienteleOptions = KeyOptions | TokenOptions;

const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Timers hold 31 bits: beyond that they fire at once. */
export function getValidTimeout(timeoutMs: number): number {
  if (timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS) return timeoutMs;
  throw new UsageError(`Expected \`timeoutMs\` above 0 and up to ${MAX_TIMEOUT_MS} ms; got ${String(timeoutMs)}.`);
}

export function getValidMaxRetries(maxRetries: number): number {
  if (Number.isInteger(maxRetries) && maxRetries >= 0) return maxRetries;
  throw new UsageError(`Expected \`maxRetries\` to be 0 or a whole number above; got ${String(maxRetries)}.`);
}

export function getValidUrl(url: string | URL): URL {
  let valid: URL;
  try {
    valid = new URL(url);
  } catch {
    throw new UsageError('Expected `url` to be absolute, for example https://clientele.example/graphql; it is not.');
  }
  if (!/^https?:$/.test(valid.protocol)) {
    throw new UsageError(`Expected \`url\` to begin with https: or http:; got ${valid.protocol}`);
  }
  if (valid.username !== '' || valid.password !== '') {
    throw new UsageError('Expected `url` without a user and password; give `apiKey` or `token` instead.');
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
    throw new UsageError('Expected `token` to be a function that gives the token.');
  }
  if (!isSendable(apiKey)) {
    throw new UsageError(
      'Expected `apiKey` to be visible ASCII characters; got none, or others: perhaps a line break.',
    );
  }
  if (isBrowser() && options.dangerouslyAllowBrowser !== true) {
    throw new UsageError(
      'Expected `token` in a browser, since whoever opens the page can read an `apiKey`. If that is meant, set `dangerouslyAllowBrowser: true`.',
    );
  }
  return () => apiKey;
}

/** Pages and their workers. Node, Deno, Bun and edge workers have no document, and agents by names of their own. */
function isBrowser(): boolean {
  const { document, navigator } = globalThis as { document?: unknown; navigator?: { userAgent?: string } };
  return document !== undefined || navigator?.userAgent?.startsWith('Mozilla/') === true;
}
