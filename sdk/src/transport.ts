import { readAnswer, type Answer } from './answer.js';
import { AbortedError, NetworkError, TokenError, UsageError } from './errors.js';

/** What the SDK needs of `fetch`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Gives the token for one call. It is asked before each, so let it keep what is still valid. */
export type TokenSource = () => string | Promise<string>;

/** What may be given to every call. */
export interface RequestOptions {
  /** Ends the call, which then throws an `AbortedError`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A GraphQL document as text that knows the types of its result and variables: a plain string, or what
 * graphql-codegen makes with `documentMode: string`.
 */
export interface TypedDocument<Data, Variables> {
  toString(): string;
  readonly __apiType?: ((variables: Variables) => Data) | undefined;
  /** A parsed document has one; to print it would take graphql-js at run time. */
  readonly kind?: never;
}

const OPERATION_NAME = /^\s*(?:query|mutation|subscription)\s+(\w+)/m;

/** Sends operations to one endpoint: GraphQL over HTTP. */
export class Transport {
  readonly #url: URL;
  readonly #token: TokenSource;
  readonly #fetch: Fetch;

  constructor(url: URL, token: TokenSource, fetch: Fetch) {
    this.#url = url;
    this.#token = token;
    this.#fetch = fetch;
  }

  async send<Data, Variables>(
    document: TypedDocument<Data, Variables>,
    variables: Variables | undefined,
    { signal }: RequestOptions = {},
  ): Promise<Answer<Data>> {
    const query = getValidText(document);
    const operation = OPERATION_NAME.exec(query)?.[1] ?? 'The operation';
    const body = toJson({ query, variables });
    const authorization = `Bearer ${await this.#getValidToken()}`;
    const [response, text] = await this.#exchange(operation, {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json;q=0.9',
        authorization,
        'content-type': 'application/json',
      },
      body,
      // A redirect is not followed: the key goes nowhere else.
      redirect: 'manual',
      ...(signal && { signal }),
    });
    return readAnswer(operation, response, text);
  }

  async #exchange(operation: string, init: RequestInit): Promise<[Response, string]> {
    try {
      const response = await this.#fetch(this.#url.href, init);
      return [response, await response.text()];
    } catch (cause) {
      if (init.signal?.aborted) throw new AbortedError(`${operation} was aborted.`, { cause: init.signal.reason });
      const { origin } = this.#url;
      throw new NetworkError(`${operation}: expected an answer from ${origin}; got none${faultIn(cause)}.`, { cause });
    }
  }

  async #getValidToken(): Promise<string> {
    let token: unknown;
    try {
      token = await this.#token();
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

function getValidText(document: { toString(): string }): string {
  const text = String(document);
  if (text.includes('{')) return text;
  throw new UsageError(
    'Expected a GraphQL document as text; got something else. Where graphql-codegen makes it, set `documentMode: string`.',
  );
}

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
