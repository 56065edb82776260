import { readAnswer, type Answer } from './answer.js';
import { readText } from './body.js';
import { readOperation, type Operation, type TypedDocument } from './document.js';
import { ApiError, ClienteleError, NetworkError, TokenError, UsageError } from './errors.js';
import { addKeys } from './idempotency.js';
import { getValidMaxRetries, getValidTimeout, type RequestOptions } from './options.js';
import { backoffMs, isTransient } from './retries.js';
import { TimeLimit } from './time-limit.js';

/** What the SDK needs of `fetch`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Gives the token for one call. It is asked before each try, so let it keep what is still valid. */
export type TokenSource = () => string | Promise<string>;

export interface TransportOptions {
  readonly url: URL;
  readonly token: TokenSource;
  readonly fetch: Fetch;
  readonly timeoutMs: number;
  readonly maxRetries: number;
}

/** Sends operations to one endpoint: GraphQL over HTTP. */
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
          // Nothing is gained by waiting for a try that the time left has no room for.
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
        // A redirect is not followed: the key goes nowhere else.
        redirect: 'manual',
        signal,
      });
      text = await readText(operation.name, response);
    } catch (cause) {
      if (cause instanceof ClienteleError) throw cause;
      throw new NetworkError(
        `${operation.name}: expected an answer from ${url.origin}; got none${faultIn(cause)}. Check the url and the network.`,
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
      throw new TokenError('Expected `token` to give a token; it failed, see `cause`.', { cause });
    }
    if (isSendable(token)) return token;
    throw new TokenError('Expected `token` to give a text of visible ASCII characters; it gave something else.');
  }
}

/** Whether a header can carry it: visible ASCII. Anything else `fetch` would quote in what it throws. */
export const isSendable = (secret: unknown): secret is string =>
  typeof secret === 'string' && /^[\x21-\x7e]+$/.test(secret);

function toJson(value: object): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw new UsageError('Expected variables that JSON can hold; got a cycle or a bigint.', { cause });
  }
}

/** The system's name for what went wrong, as ECONNREFUSED, where the runtime tells it. */
function faultIn(error: unknown): string {
  const { cause = error } = Object(error) as { cause?: unknown };
  const { code } = Object(cause) as { code?: unknown };
  return typeof code === 'string' && /^[A-Z_]+$/.test(code) ? ` (${code})` : '';
}
