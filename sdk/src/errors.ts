import type { UserErrorFieldsFragment } from './generated/types.js';

/** What kind of error it is. Programs branch on this; it changes with a major version only. */
export type ErrorCode =
  | 'USAGE'
  | 'TOKEN'
  | 'ABORTED'
  | 'TIMEOUT'
  | 'NETWORK'
  | 'BAD_RESPONSE'
  | 'REPEATED_CURSOR'
  | 'IMPORT_INTERRUPTED'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'RATE_LIMITED'
  | 'BAD_USER_INPUT'
  | 'BAD_REQUEST'
  | 'SERVER';

/** A mistake in the input of a mutation: where it is, what is wrong and how to mend it. */
export type UserError = UserErrorFieldsFragment;

/** An entry of the `errors` of a GraphQL response. */
export interface ResponseError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What is known when an error occurs. */
export interface ErrorContext {
  readonly requestId?: string | undefined;
  readonly status?: number | undefined;
  readonly retryable?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
  readonly responseErrors?: readonly ResponseError[] | undefined;
  readonly userErrors?: readonly UserError[] | undefined;
}

/**
 * The root of all that the SDK throws. Neither the message nor what a logger prints holds the key, the token or the
 * variables: what may quote them (`responseErrors`, `userErrors`) has to be read on purpose.
 */
export abstract class ClienteleError extends Error {
  /** What happened, for programs. */
  abstract readonly code: ErrorCode;

  /** The server's name for the request, to be given when you report a problem; absent where no answer came. */
  readonly requestId: string | undefined;

  /** HTTP status of the answer; absent where none came. */
  readonly status: number | undefined;

  /**
   * Whether the same call may succeed later, and can be made again without repeating an effect. The SDK itself has
   * tried again as often as it may. False for a mutation that may have been carried out, unless you gave the
   * `idempotencyKey` yourself: made again, the call would get another key.
   */
  readonly retryable: boolean;

  constructor(message: string, { requestId, status, retryable = false, cause }: ErrorContext = {}) {
    super(
      requestId === undefined ? message : `${message} (request ${requestId})`,
      cause === undefined ? {} : { cause },
    );
    this.requestId = requestId;
    this.status = status;
    this.retryable = retryable;
  }

  /** What is safe to log. */
  toJSON(): Record<string, unknown> {
    const { name, code, message, requestId, status, retryable } = this;
    return { name, code, message, requestId, status, retryable };
  }
}

/** The SDK was called in a way that it cannot carry out; nothing was sent. */
export class UsageError extends ClienteleError {
  readonly code = 'USAGE';
}

/** The `token` function failed or gave no token; nothing was sent. `cause` is what it threw. */
export class TokenError extends ClienteleError {
  readonly code = 'TOKEN';
}

/** The call's `signal` was aborted; `cause` is its reason. A mutation may have been carried out nevertheless. */
export class AbortedError extends ClienteleError {
  readonly code = 'ABORTED';
}

/** The call took longer than `timeoutMs`, all tries together. A mutation may have been carried out nevertheless. */
export class TimeoutError extends ClienteleError {
  readonly code = 'TIMEOUT';
}

/** The server was not reached, or the connection broke. A mutation may have been carried out nevertheless. */
export class NetworkError extends ClienteleError {
  readonly code = 'NETWORK';
}

/** What answered is no GraphQL server, or broke its contract. */
export class BadResponseError extends ClienteleError {
  readonly code = 'BAD_RESPONSE';
}

/** A list answered a cursor for the second time: following it would never end. */
export class RepeatedCursorError extends ClienteleError {
  readonly code = 'REPEATED_CURSOR';
}

/** The server answered that it did not carry out the operation. */
export abstract class ApiError extends ClienteleError {
  /** For how many milliseconds the server asked to wait (`Retry-After`); absent where it did not. */
  readonly retryAfterMs: number | undefined;
  readonly #responseErrors: readonly ResponseError[];

  constructor(message: string, context: ErrorContext = {}) {
    super(message, context);
    this.retryAfterMs = context.retryAfterMs;
    this.#responseErrors = context.responseErrors ?? [];
  }

  /** The server's own words, which may quote what was sent; empty where it said nothing. */
  // Not `errors`: Node prints a property of that name whether it is enumerable or not.
  get responseErrors(): readonly ResponseError[] {
    return this.#responseErrors;
  }
}

/** The key or token is missing, wrong, expired or revoked. */
export class AuthenticationError extends ApiError {
  readonly code = 'UNAUTHENTICATED';
}

/** The key or token is valid, but its role may not do this. */
export class ForbiddenError extends ApiError {
  readonly code = 'FORBIDDEN';
}

/** Too much was asked in too short a time. */
export class RateLimitedError extends ApiError {
  readonly code = 'RATE_LIMITED';
}

/** The input was refused and nothing was changed. */
export class UserInputError extends ApiError {
  readonly code = 'BAD_USER_INPUT';
  readonly #userErrors: readonly UserError[];

  constructor(message: string, context: ErrorContext = {}) {
    super(message, context);
    this.#userErrors = context.userErrors ?? [];
  }

  /** All that is wrong, to be mended at once; empty where `responseErrors` say it. Their messages may quote what was sent. */
  get userErrors(): readonly UserError[] {
    return this.#userErrors;
  }
}

/** The operation is none that this server carries out, for example since it was written for another schema. */
export class BadRequestError extends ApiError {
  readonly code = 'BAD_REQUEST';
}

/** A fault on the server's side. */
export class ServerError extends ApiError {
  readonly code = 'SERVER';
}

// On the prototypes, so that stacks begin with them, and by key, so that minifying leaves them alone.
for (const [name, { prototype }] of Object.entries({
  ClienteleError,
  UsageError,
  TokenError,
  AbortedError,
  TimeoutError,
  NetworkError,
  BadResponseError,
  RepeatedCursorError,
  ApiError,
  AuthenticationError,
  ForbiddenError,
  RateLimitedError,
  UserInputError,
  BadRequestError,
  ServerError,
})) {
  prototype.name = name;
}
