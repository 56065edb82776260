import { readAnswer, type Answer } from './answer.js';
import { readText } from './body.js';
import { readOperation, type Operation, type TypedDocument } from './document.js';
import { ApiError, ClienteleError, NetworkError, TokenError, UsageError } from './errors.js';
import { addKeys } from './idempotency.js';
import { getValidMaxRetries, getValidTimeout, type RequestOptions } from './options.js';
import { backoffMs, isTransient } from './retries.js';
import { TimeLimit } from './time-limit.js';

/** The part of `fetch` that the SDK uses. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Returns the token. It is called before each attempt, so it should cache a token that is still valid. */
export type TokenSource = () => string | Promise<string>;

export interface TransportOptions {
  readonly url: URL;
  readonly token: TokenSource;
  readonly fetch: Fetch;
  readonly timeoutMs: number;
  readonly maxRetries: number;
}

/** Sends operations to an endpoint by GraphQL over HTTP. */
export class Transport {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  async send<Data, Variables>(
    document: TypedDocument<Data, Variables>,
    variables: Variables | undefined,
    options: RequestOptions = {},
  ): Promise<Answer<Data>> {
    const operation = readOperation(document);
    const { guarded, isGivenKey, isKeyed } = addKeys(operation, variables);
    const body = toJson({ query: operation.text, variables: guarded });
    const isRepeatable = !operation.isMutation || isGivenKey;
    const maxRetries = getValidMaxRetries(options.maxRetries ?? this.#options.maxRetries);
    const timeoutMs = getValidTimeout(options.timeoutMs ?? this.#options.timeoutMs);
    const limit = new TimeLimit(operation.name, timeoutMs, isRepeatable, options.signal);
    try {
      for (let tries = 1; ; tries++) {
        try {
          return await limit.within(() => this.#try(operation, body, isRepeatable, limit.signal));
        } catch (error) {
          if (!isTransient(error) || tries > maxRetries || (operation.isMutation && !isKeyed)) throw error;
          const waitMs = (error instanceof ApiError ? error.retryAfterMs : undefined) ?? backoffMs(tries);
          // Fails now if the deadline would pass before the next attempt.
          if (waitMs >= limit.leftMs) throw error;
          await limit.wait(waitMs);
        }
      }
    } finally {
      limit.end();
    }
  }

  async #try<Data>(
    operation: Operation,
    body: string,
    isRepeatable: boolean,
    signal: AbortSignal,
  ): Promise<Answer<Data>> {
    const authorization = `Bearer ${await this.#getValidToken()}`;
    const { url, fetch } = this.#options;
    let response: Response;
    let text: string;
    try {
      response = await fetch(url.href, {
        method: 'POST',
        headers: {
          accept: 'application/graphql-response+json, application/json;q=0.9',
          authorization,
          'content-type': 'application/json',
        },
        body,
        // Redirects are not followed, so that the key is never sent elsewhere.
        redirect: 'manual',
        signal,
      });
      text = await readText(operation.name, response);
    } catch (cause) {
      if (cause instanceof ClienteleError) throw cause;
      throw new NetworkError(
        `${operation.name}: expected a response from ${url.origin}; got none${faultIn(cause)}. Check the url and the network.`,
        { cause, retryable: isRepeatable },
      );
    }
    return readAnswer(operation.name, response, text, isRepeatable);
  }

  async #getValidToken(): Promise<string> {
    let token: unknown;
    try {
      token = await this.#options.token();
    } catch (cause) {
      throw new TokenError('Expected `token` to return a token; it failed, see `cause`.', { cause });
    }
    if (isSendable(token)) return token;
    throw new TokenError('Expected `token` to return a string of visible ASCII characters; got another value.');
  }
}

/** Tells whether a secret can be sent in a header: visible ASCII only. `fetch` would quote any other secret in its error. */
export const isSendable = (secret: unknown): secret is string =>
  typeof secret === 'string' && /^[\x21-\x7e]+$/.test(secret);

function toJson(value: object): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw new UsageError('Expected variables that JSON can represent; got a cycle or a bigint.', { cause });
  }
}

/** Returns the system's error code, such as ECONNREFUSED, if the runtime provides it. */
function faultIn(error: unknown): string {
  const { cause = error } = Object(error) as { cause?: unknown };
  const { code } = Object(cause) as { code?: unknown };
  return typeof code === 'string' && /^[A-Z_]+$/.test(code) ? ` (${code})` : '';
}
