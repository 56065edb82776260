import { contextOf, readAnswer, type Answer } from './answer.js';
import { readText } from './body.js';
import { readOperation, type Operation, type TypedDocument } from './document.js';
import {
  ApiError,
  AuthenticationError,
  ClienteleError,
  NetworkError,
  TokenError,
  UsageError,
  type ErrorContext,
} from './errors.js';
import { notify, type RequestEvent, type ResponseEvent } from './events.js';
import { addKeys } from './idempotency.js';
import { getValidMaxRetries, getValidTimeout, type RequestOptions } from './options.js';
import { isTransient, waitMs } from './retries.js';
import { TimeLimit } from './time-limit.js';

/** The part of `fetch` that the SDK uses. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Returns the token. It is called before each attempt, so it should cache a token that is still valid; and once more after the
 * server has refused the token, so it can then return another one.
 */
export type TokenSource = () => string | Promise<string>;

export interface TransportOptions {
  readonly url: URL;
  readonly token: TokenSource;
  readonly fetch: Fetch;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly onRequest?: ((request: RequestEvent) => unknown) | undefined;
  readonly onResponse?: ((response: ResponseEvent) => unknown) | undefined;
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
    let token: string | undefined;
    let refusedToken: string | undefined;
    let refusal: AuthenticationError | undefined;
    let retries = 0;
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          return await limit.within(async () => {
            token = await this.#getValidToken();
            // The server would refuse the same token again.
            if (refusal && token === refusedToken) throw refusal;
            return this.#observe({ operation: operation.name, attempt }, () =>
              this.#try(operation, body, isRepeatable, `Bearer ${token!}`, limit.signal),
            );
          });
        } catch (error) {
          if (error instanceof AuthenticationError && !refusal) {
            refusal = error;
            refusedToken = token;
            continue;
          }
          if (!isTransient(error) || ++retries > maxRetries || (operation.isMutation && !isKeyed)) throw error;
          const delayMs = waitMs(retries, error instanceof ApiError ? error.retryAfterMs : undefined);
          // Fails now if the deadline would pass before the next attempt.
          if (delayMs >= limit.leftMs) throw error;
          await limit.wait(delayMs);
        }
      }
    } finally {
      limit.end();
    }
  }

  /** Reports an attempt and its outcome to the hooks. */
  #observe<Data>(request: RequestEvent, work: () => Promise<Answer<Data>>): Promise<Answer<Data>> {
    const { onRequest, onResponse } = this.#options;
    const startedAt = performance.now();
    const end = ({ status, requestId }: ErrorContext, error?: ClienteleError): void =>
      notify(onResponse, { ...request, durationMs: performance.now() - startedAt, status, requestId, error });
    notify(onRequest, request);
    const answer = work();
    answer.then(
      (given) => end(contextOf(given)),
      (error: unknown) => end(error as ClienteleError, error as ClienteleError),
    );
    return answer;
  }

  async #try<Data>(
    operation: Operation,
    body: string,
    isRepeatable: boolean,
    authorization: string,
    signal: AbortSignal,
  ): Promise<Answer<Data>> {
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
      // Of an aborted call, the hooks see why it ended.
      if (signal.reason instanceof ClienteleError) throw signal.reason;
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

/** Variables that JSON cannot represent. Nothing was sent. */
export class UnsendableError extends UsageError {}

/** Refuses what JSON.stringify would fail for without naming it, or would change to null. */
function requireInJson(key: string, value: unknown): unknown {
  const isNumber = typeof value === 'number';
  if (typeof value === 'bigint' || (isNumber && !Number.isFinite(value))) {
    throw new UnsendableError(
      `Expected variables that JSON can represent; got ${isNumber ? String(value) : 'a bigint'} in \`${key}\`. Send it as a text.`,
    );
  }
  return value;
}

function toJson(value: object): string {
  try {
    return JSON.stringify(value, requireInJson);
  } catch (cause) {
    if (cause instanceof UnsendableError) throw cause;
    throw new UnsendableError(
      'Expected variables that JSON can represent; got a cycle, or a value that cannot be read.',
      { cause },
    );
  }
}

/** Returns the system's error code, such as ECONNREFUSED, if the runtime provides it. */
function faultIn(error: unknown): string {
  const { cause = error } = Object(error) as { cause?: unknown };
  const { code } = Object(cause) as { code?: unknown };
  return typeof code === 'string' && /^[A-Z_]+$/.test(code) ? ` (${code})` : '';
}
