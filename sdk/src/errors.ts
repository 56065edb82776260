import type { UserErrorFieldsFragment } from './generated/types.js';

/** The kind of an error, for programs. Existing codes change only with a major version. */
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
  | 'SIMULATION_TIMEOUT'
  | 'SERVER';

/** An error in the input of a mutation: where it is, what is wrong and how to fix it. */
export type UserError = UserErrorFieldsFragment;

/** An entry of the `errors` of a GraphQL response. */
export interface ResponseError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The details of an error. */
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
 * The base class of all errors of the SDK. Neither the message nor what loggers print contains the key, the token or the
 * variables. The server's messages, which may quote variables, are available only as `responseErrors` and `userErrors`.
 */
export abstract class ClienteleError extends Error {
  /** The kind of the error, for programs. */
  abstract readonly code: ErrorCode;

  /** The server's id of the request. Include it when you report a problem. Undefined if there was no response. */
  readonly requestId: string | undefined;

  /** The HTTP status of the response. Undefined if there was no response. */
  readonly status: number | undefined;

  /**
   * Whether you can repeat the call later without repeating an effect. The SDK has already made its retries. False for a
   * mutation that may have been carried out, unless you set the `idempotencyKey` yourself, because a repeated call would
   * get another generated key.
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

  /** Returns the properties that are safe to log. */
  toJSON(): Record<string, unknown> {
    const { name, code, message, requestId, status, retryable } = this;
    return { name, code, message, requestId, status, retryable };
  }
}

/** The SDK was used incorrectly. Nothing was sent. */
export class UsageError extends ClienteleError {
  readonly code = 'USAGE';
}

/** The `token` function failed or returned no valid token. Nothing was sent. `cause` is what it threw. */
export class TokenError extends ClienteleError {
  readonly code = 'TOKEN';
}

/** The call's `signal` was aborted; `cause` is its reason. A mutation may have been carried out. */
export class AbortedError extends ClienteleError {
  readonly code = 'ABORTED';
}

/** The call, including its retries, took longer than `timeoutMs`. A mutation may have been carried out. */
export class TimeoutError extends ClienteleError {
  readonly code = 'TIMEOUT';
}

/** The server could not be reached, or the connection broke. A mutation may have been carried out. */
export class NetworkError extends ClienteleError {
  readonly code = 'NETWORK';
}

/** The response is not from a GraphQL server, or violates the schema. */
export class BadResponseError extends ClienteleError {
  readonly code = 'BAD_RESPONSE';
}

/** A list returned the same cursor twice. Following it would never end. */
export class RepeatedCursorError extends ClienteleError {
  readonly code = 'REPEATED_CURSOR';
}

/** The server responded with an error. */
export abstract class ApiError extends ClienteleError {
  /** The wait in milliseconds that the server requested (`Retry-After`). Undefined if it did not. */
  readonly retryAfterMs: number | undefined;
  readonly #responseErrors: readonly ResponseError[];

  constructor(message: string, context: ErrorContext = {}) {
    super(message, context);
    this.retryAfterMs = context.retryAfterMs;
    this.#responseErrors = context.responseErrors ?? [];
  }

  // Not named `errors`: Node prints a property of that name even if it is not enumerable.
  /** The errors of the response, whose messages may quote what was sent. Empty if the response had none. */
  get responseErrors(): readonly ResponseError[] {
    return this.#responseErrors;
  }
}

/** The key or token is missing, wrong, expired or revoked. */
export class AuthenticationError extends ApiError {
  readonly code = 'UNAUTHENTICATED';
}

/** The key or token is valid, but its role does not allow this. */
export class ForbiddenError extends ApiError {
  readonly code = 'FORBIDDEN';
}

/** The rate limit was exceeded. */
export class RateLimitedError extends ApiError {
  readonly code = 'RATE_LIMITED';
}

/** The input was refused. Nothing was changed. */
export class UserInputError extends ApiError {
  readonly code = 'BAD_USER_INPUT';
  readonly #userErrors: readonly UserError[];

  constructor(message: string, context: ErrorContext = {}) {
    super(message, context);
    this.#userErrors = context.userErrors ?? [];
  }

  /** All errors of the input. Empty if only `responseErrors` describe them. The messages may quote what was sent. */
  get userErrors(): readonly UserError[] {
    return this.#userErrors;
  }
}

/** The server cannot execute the operation, for example because it was written for another version of the schema. */
export class BadRequestError extends ApiError {
  readonly code = 'BAD_REQUEST';
}

/** A `policySimulation` took longer than the server allows, for example because others were running. Nothing was changed. */
export class SimulationTimeoutError extends ApiError {
  readonly code = 'SIMULATION_TIMEOUT';
}

/** The server failed, or is overloaded or unavailable. */
export class ServerError extends ApiError {
  readonly code = 'SERVER';
}

// Names are set on the prototypes, so that stack traces start with them, and from object keys, so that minifiers keep them.
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
  SimulationTimeoutError,
  ServerError,
})) {
  prototype.name = name;
}
