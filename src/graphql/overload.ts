import { HeaderMap, type HTTPGraphQLHead } from '@apollo/server';
import { GraphQLError, type FormattedExecutionResult, type GraphQLFormattedError } from 'graphql';
import { isCancelled, NoFreeConnection, REQUEST_TIMEOUTS } from '../database/cancellation.js';
import { DatabaseUnavailable, isStorageFull } from '../database/workspace-connection.js';

/** When to ask again: what is short now is short for a moment. */
export const RETRY_AFTER_SECONDS = 1;

/** Somebody has to make room first. */
const RETRY_WHEN_FULL_AFTER_SECONDS = 10;

export const OVERLOADED: Pick<GraphQLFormattedError, 'message' | 'extensions'> = {
  message: 'Expected the server to have time for this; too much is asked of it at once. Ask again in a moment.',
  extensions: { code: 'OVERLOADED' },
};

const TIMED_OUT: typeof OVERLOADED = {
  message: `Expected the database to be done within ${REQUEST_TIMEOUTS.holdMs / 1000} s; it was not, and what it was doing was undone. Ask for less at once, or again later.`,
  extensions: { code: 'OPERATION_TIMEOUT' },
};

const UNAVAILABLE: typeof OVERLOADED = {
  message:
    'Expected the database to answer; it cannot be reached just now. Ask again in a moment, a mutation with the same idempotencyKey: it may have been recorded.',
  extensions: { code: 'DATABASE_UNAVAILABLE' },
};

const FULL: typeof OVERLOADED = {
  message:
    'Expected room to record this; the storage of this service is full. Nothing of it was changed, and what was recorded before can be read. Send the same again once its operator has made room.',
  extensions: { code: 'STORAGE_FULL' },
};

/** What somebody outside is told where there was too little of something; null where an error is of another kind. */
export function shortageOf(error: unknown): typeof OVERLOADED | null {
  if (error instanceof NoFreeConnection) return OVERLOADED;
  if (error instanceof DatabaseUnavailable) return UNAVAILABLE;
  if (isStorageFull(error)) return FULL;
  return isCancelled(error) ? TIMED_OUT : null;
}

/** Throws it on: as a refusal with 503 where there was too little of something while it was found out who asks. */
export function rethrowShortage(error: unknown): never {
  const shortage = shortageOf(error);
  if (!shortage) throw error;
  const headers = new HeaderMap([['retry-after', retryAfter([shortage])]]);
  throw new GraphQLError(shortage.message, {
    originalError: error as Error,
    extensions: { ...shortage.extensions, http: { status: 503, headers } },
  });
}

const SHORTAGES = new Set([OVERLOADED, TIMED_OUT, UNAVAILABLE, FULL].map(({ extensions }) => extensions!.code));

const retryAfter = (errors: readonly Pick<GraphQLFormattedError, 'extensions'>[]): string => {
  const isFull = errors.some(({ extensions }) => extensions?.code === FULL.extensions!.code);
  return String(isFull ? RETRY_WHEN_FULL_AFTER_SECONDS : RETRY_AFTER_SECONDS);
};

/** Answers a shortage with 503, and when to ask again. */
export function setStatusOfShortage(http: HTTPGraphQLHead, { errors = [] }: FormattedExecutionResult): void {
  if (!errors.some(({ extensions }) => SHORTAGES.has(extensions?.code))) return;
  http.status = 503;
  http.headers.set('retry-after', retryAfter(errors));
}
