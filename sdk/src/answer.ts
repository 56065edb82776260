import {
  AuthenticationError,
  BadRequestError,
  BadResponseError,
  ForbiddenError,
  RateLimitedError,
  ServerError,
  SimulationTimeoutError,
  UserInputError,
  type ClienteleError,
  type ErrorContext,
  type ResponseError,
  type UserError,
} from './errors.js';
import { GATEWAY_FAULTS, readRetryAfter } from './retries.js';

/** The data of a response, with the response itself. */
export interface Answer<Data> {
  readonly data: Data;
  /** The response; its body has been read. */
  readonly response: Response;
  /** The server's id of the request. Include it when you report a problem. */
  readonly requestId: string | undefined;
  /** The response's `extensions`. */
  readonly extensions: AnswerExtensions;
}

/** What a response says besides its data. */
export interface AnswerExtensions {
  /** What the operation cost. Absent if a proxy or another server removed it. */
  readonly cost?: OperationCost;
  readonly [name: string]: unknown;
}

/** The cost of an operation, in points. The last three are null if the server limits no rates. */
export interface OperationCost {
  /** The maximum cost, charged before the operation ran. */
  readonly requested: number;
  /** The cost of what was returned; the rest was given back. Above `requested` only for a metric of a large base. */
  readonly actual: number;
  /** The points that are left in the budget of the key. */
  readonly available: number | null;
  /** The points of a full budget. */
  readonly limit: number | null;
  /** The points that are restored per second. */
  readonly restoredPerSecond: number | null;
}

/** Returns the details of a response for an error. */
export const contextOf = ({ requestId, response }: Answer<unknown>) => ({ requestId, status: response.status });

type Failure = readonly [Error: new (message: string, context: ErrorContext) => ClienteleError, words: string];

const UNAUTHENTICATED: Failure = [AuthenticationError, 'the key or token is missing or invalid; use another one'];
const FORBIDDEN: Failure = [
  ForbiddenError,
  'the role of the key or token does not allow this; use one with a higher role',
];
const RATE_LIMITED: Failure = [RateLimitedError, 'the rate limit was exceeded; send fewer or smaller requests'];
const TOO_LARGE: Failure = [BadRequestError, 'the request is larger than the server allows; split it'];
const SERVER_FAULT: Failure = [ServerError, 'the server failed; try again later, or report the request'];
const OTHER_FAILURE: Failure = [BadRequestError, 'the server cannot execute the operation; see `responseErrors`'];

/** Failures by the code of a GraphQL error, and by HTTP status: a gateway in front of the API sends no GraphQL errors. */
const FAILURES: ReadonlyMap<unknown, Failure> = new Map<unknown, Failure>([
  ['UNAUTHENTICATED', UNAUTHENTICATED],
  [401, UNAUTHENTICATED],
  ['FORBIDDEN', FORBIDDEN],
  [403, FORBIDDEN],
  ['RATE_LIMITED', RATE_LIMITED],
  [429, RATE_LIMITED],
  ['PAYLOAD_TOO_LARGE', TOO_LARGE],
  [413, TOO_LARGE],
  ['INTERNAL_SERVER_ERROR', SERVER_FAULT],
  ['SIMULATION_TIMEOUT', [SimulationTimeoutError, 'the simulation took too long; try again later']],
]);

const failureByStatus = (status: number): Failure | undefined =>
  FAILURES.get(status) ?? (status >= 500 ? SERVER_FAULT : undefined);

/** Returns the data of a GraphQL response. Throws if it has errors, or is not a GraphQL response. */
export function readAnswer<Data>(
  operation: string,
  response: Response,
  text: string,
  isRepeatable: boolean,
): Answer<Data> {
  const { status } = response;
  const { data, errors, extensions } = parseObject(text);
  const knownErrors = Array.isArray(errors) ? errors.filter(isResponseError) : [];
  const requestId = requestIdOf(response, knownErrors);
  const context = {
    status,
    requestId,
    responseErrors: knownErrors,
    retryAfterMs: readRetryAfter(response.headers.get('retry-after')),
  };

  // A rate-limited request was not executed, and a simulation changes nothing. A request that failed at a gateway may have
  // been executed.
  const isRetryable = (Failed: Failure[0]): boolean =>
    Failed === RateLimitedError ||
    Failed === SimulationTimeoutError ||
    (isRepeatable && Failed === ServerError && GATEWAY_FAULTS.has(status));

  if (errors && (errors as Partial<unknown[]>).length !== 0) {
    const { code, userErrors } = knownErrors[0]?.extensions ?? {};
    if (code === 'BAD_USER_INPUT') throw inputError(operation, context, asUserErrors(userErrors));
    const [Failed, words] = FAILURES.get(code) ?? failureByStatus(status) ?? OTHER_FAILURE;
    throw new Failed(`${operation} failed: ${words}.`, { ...context, retryable: isRetryable(Failed) });
  }
  if (response.ok && isObject(data)) {
    return { data: data as Data, response, requestId, extensions: isObject(extensions) ? extensions : {} };
  }

  const [Failed, words] = failureByStatus(status) ?? [
    BadResponseError,
    'the response is not from a GraphQL API; check the url',
  ];
  const [mediaType = 'no content type'] = /^[\w.+/-]{1,60}/.exec(response.headers.get('content-type') ?? '') ?? [];
  throw new Failed(`${operation} failed: ${words}. Got HTTP ${status} with ${mediaType}.`, {
    ...context,
    retryable: isRetryable(Failed),
  });
}

/** Makes an error whose message has only field paths and codes: the server's messages may quote what was sent. */
export function inputError(operation: string, context: ErrorContext, userErrors: readonly UserError[]): UserInputError {
  const shown = userErrors.slice(0, 3).map(({ field, code }) => `${field.join('.') || 'input'} ${code}`);
  if (userErrors.length > shown.length) shown.push(`${userErrors.length - shown.length} more`);
  const what = shown.length > 0 ? `: ${shown.join(', ')}. \`userErrors\`` : '. `responseErrors`';
  return new UserInputError(`${operation} was refused${what} say how to fix it.`, { ...context, userErrors });
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function requestIdOf(response: Response, [error]: readonly ResponseError[]): string | undefined {
  const id = response.headers.get('x-request-id') ?? error?.extensions?.requestId;
  return typeof id === 'string' && /^[\w.:-]{1,128}$/.test(id) ? id : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isResponseError = (value: unknown): value is ResponseError =>
  isObject(value) &&
  typeof value.message === 'string' &&
  (value.extensions === undefined || isObject(value.extensions));

const asUserErrors = (value: unknown): UserError[] =>
  Array.isArray(value)
    ? value.filter(
        (one): one is UserError => isObject(one) && Array.isArray(one.field) && typeof one.message === 'string',
      )
    : [];
