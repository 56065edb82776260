import {
  AuthenticationError,
  BadRequestError,
  BadResponseError,
  ForbiddenError,
  RateLimitedError,
  ServerError,
  UserInputError,
  type ApiError,
  type ErrorContext,
  type ResponseError,
  type UserError,
} from './errors.js';

/** What came back, and what is known of the response. */
export interface Answer<Data> {
  readonly data: Data;
  readonly requestId: string | undefined;
  readonly status: number;
}

type Failure = readonly [Error: new (message: string, context: ErrorContext) => ApiError, words: string];

const FAILURES: ReadonlyMap<unknown, Failure> = new Map<unknown, Failure>([
  ['UNAUTHENTICATED', [AuthenticationError, 'the key or token is missing or not valid']],
  ['FORBIDDEN', [ForbiddenError, 'the role of the key or token may not do this']],
  ['RATE_LIMITED', [RateLimitedError, 'too much was asked in too short a time']],
  ['INTERNAL_SERVER_ERROR', [ServerError, 'the server failed']],
  ['PAYLOAD_TOO_LARGE', [BadRequestError, 'it is larger than the server takes, split it']],
]);
const OTHER_FAILURE: Failure = [BadRequestError, 'the server cannot carry it out, see `responseErrors`'];

/** The status alone, since a gateway in front of the API says no more. */
const failureByStatus = (status: number): Failure | undefined =>
  FAILURES.get(
    { 401: 'UNAUTHENTICATED', 403: 'FORBIDDEN', 413: 'PAYLOAD_TOO_LARGE', 429: 'RATE_LIMITED' }[status] ??
      (status >= 500 ? 'INTERNAL_SERVER_ERROR' : undefined),
  );

/** The data of a GraphQL response. Throws where it tells of errors, or is none. */
export function readAnswer<Data>(operation: string, response: Response, text: string): Answer<Data> {
  const { status } = response;
  const { data, errors } = parseObject(text);
  const knownErrors = Array.isArray(errors) ? errors.filter(isResponseError) : [];
  const context = { status, requestId: requestIdOf(response, knownErrors), responseErrors: knownErrors };

  if (errors && !(Array.isArray(errors) && errors.length === 0)) {
    const { code, userErrors } = knownErrors[0]?.extensions ?? {};
    if (code === 'BAD_USER_INPUT') throw inputError(operation, context, asUserErrors(userErrors));
    const [Failed, words] = FAILURES.get(code) ?? failureByStatus(status) ?? OTHER_FAILURE;
    throw new Failed(`${operation} failed: ${words}.`, context);
  }
  if (response.ok && isObject(data)) return { data: data as Data, ...context };

  const [Failed, words] = failureByStatus(status) ?? [
    BadResponseError,
    'what answered is no GraphQL API, check the url',
  ];
  const [mediaType = 'no content type'] = /^[\w.+/-]+/.exec(response.headers.get('content-type') ?? '') ?? [];
  throw new Failed(`${operation} failed: ${words}. Got HTTP ${status} with ${mediaType}.`, context);
}

/** Says which fields were refused and why, in enum values only: the server's sentences may quote what was sent. */
export function inputError(operation: string, context: ErrorContext, userErrors: readonly UserError[]): UserInputError {
  const shown = userErrors.slice(0, 3).map(({ field, code }) => `${field.join('.') || 'input'} ${code}`);
  if (userErrors.length > shown.length) shown.push(`${userErrors.length - shown.length} more`);
  const what = shown.length > 0 ? `: ${shown.join(', ')}. \`userErrors\`` : '. `responseErrors`';
  return new UserInputError(`${operation} was refused${what} say how to mend it.`, { ...context, userErrors });
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
