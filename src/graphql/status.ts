import type { HTTPGraphQLHead } from '@apollo/server';
import type { FormattedExecutionResult } from 'graphql';

const CODES: Readonly<Record<number, string>> = {
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  406: 'NOT_ACCEPTABLE',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};

/** The code of what is refused by its status, before GraphQL sees it. */
export const codeOfStatus = (status: number): string =>
  status >= 500 ? 'INTERNAL_SERVER_ERROR' : (CODES[status] ?? 'BAD_REQUEST');

/** What is wrong with an operation that came through: the request itself was a good one. */
const OPERATION_ERRORS: readonly unknown[] = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
];

/**
 * The status of an answer without data. In `application/json` a good request is answered 200 whatever becomes of its
 * operation: clients that know no other type take another status for that of a gateway, and do not read the errors.
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
 * Answers who may not ask as HTTP has it: 401 or 403, and no data, since an answer with data is a success. Where a
 * role forbids a part of a query, the rest is data.
 */
export function setStatusOfRefusal(http: HTTPGraphQLHead, answer: FormattedExecutionResult): void {
  const codes = answer.errors!.map(({ extensions }) => extensions?.code);
  const isForbidden = codes.includes('FORBIDDEN') && !answer.data;
  if (isForbidden) http.status = 403;
  if (isForbidden || codes.includes('UNAUTHENTICATED')) delete answer.data;
}
