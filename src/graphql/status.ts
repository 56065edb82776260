import type { HTTPGraphQLHead } from '@apollo/server';
import type { FormattedExecutionResult } from 'graphql';

const CODES: Readonly<Record<number, string>> = {
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  406: 'NOT_ACCEPTABLE',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};

/** Returns the error code for the status of a request that is refused before GraphQL execution. */
export const codeOfStatus = (status: number): string =>
  status >= 500 ? 'INTERNAL_SERVER_ERROR' : (CODES[status] ?? 'BAD_REQUEST');

/** Errors of the operation, where the HTTP request itself is well formed. */
const OPERATION_ERRORS: readonly unknown[] = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
];

/**
 * Returns the status of a response without data. With `application/json`, errors of the operation get 200: clients that
 * accept only this type take any other status for that of a gateway, and do not read the errors.
 */
export const statusFor = (
  status: number,
  contentType: string,
  errors: readonly { extensions?: Record<string, unknown> }[],
): number =>
  status === 400 &&
  contentType.startsWith('application/json') &&
  errors.every(({ extensions }) => OPERATION_ERRORS.includes(extensions?.code))
    ? 200
    : status;

/**
 * Sets status 403 if the role forbids the whole operation, and removes `data` with 401 and 403, since a response with
 * data is a success. If the role forbids only a part of a query, the rest is returned as data with status 200.
 */
export function setStatusOfRefusal(http: HTTPGraphQLHead, answer: FormattedExecutionResult): void {
  const codes = answer.errors!.map(({ extensions }) => extensions?.code);
  const isForbidden = codes.includes('FORBIDDEN') && !answer.data;
  if (isForbidden) http.status = 403;
  if (isForbidden || codes.includes('UNAUTHENTICATED')) delete answer.data;
}
