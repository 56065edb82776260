import { HeaderMap, type HTTPGraphQLHead } from '@apollo/server';
import { GraphQLError, type FormattedExecutionResult, type GraphQLFormattedError } from 'graphql';
import { isCancelled, REQUEST_TIMEOUTS } from '../database/cancellation.js';
import { NoFreeConnection } from '../database/free-connection.js';
import { DatabaseUnavailable, isStoppedByFullStorage, isStorageFull } from '../database/workspace-connection.js';
import { PersistentConflict } from '../database/workspace-scope.js';

/** Retry delay: most shortages last for a moment only. */
export const RETRY_AFTER_SECONDS = 1;

/** Retry delay while the disk is full: an operator has to free space first. */
const RETRY_WHEN_FULL_AFTER_SECONDS = 10;

export const OVERLOADED: Pick<GraphQLFormattedError, 'message' | 'extensions'> = {
  message: 'The server is overloaded: it has too many requests at once. Try again in a moment.',
  extensions: { code: 'OVERLOADED' },
};

const CONFLICT: typeof OVERLOADED = {
  message:
    'Concurrent requests changed the same records again and again. Nothing was changed by this one. Try again in a moment.',
  extensions: { code: 'OVERLOADED' },
};

const TIMED_OUT: typeof OVERLOADED = {
  message: `The operation did not finish within ${REQUEST_TIMEOUTS.holdMs / 1000} s, and what it had not saved by then was rolled back. Request less at once, or try again later.`,
  extensions: { code: 'OPERATION_TIMEOUT' },
};

const UNAVAILABLE: typeof OVERLOADED = {
  message:
    'The database cannot be reached. Try again in a moment. Retry a mutation with the same idempotencyKey, because it may have been carried out.',
  extensions: { code: 'DATABASE_UNAVAILABLE' },
};

const FULL: typeof OVERLOADED = {
  message:
    'The storage of this service is full. Nothing was changed, and reads still work. Try again after the operator has freed space.',
  extensions: { code: 'STORAGE_FULL' },
};

const STOPPED_BY_FULL: typeof OVERLOADED = {
  message:
    'The storage of this service is full, and its database cannot run. Try again after the operator has freed space. Retry a mutation with the same idempotencyKey, because it may have been carried out.',
  extensions: FULL.extensions,
};

/** Returns the error that clients get for a shortage of capacity, time or space; null for any other error. */
export function shortageOf(error: unknown): typeof OVERLOADED | null {
  if (error instanceof NoFreeConnection) return OVERLOADED;
  if (isStoppedByFullStorage(error)) return STOPPED_BY_FULL;
  if (error instanceof PersistentConflict) return CONFLICT;
  if (error instanceof DatabaseUnavailable) return UNAVAILABLE;
  if (isStorageFull(error)) return FULL;
  return isCancelled(error) ? TIMED_OUT : null;
}

/** Rethrows an error of authentication. A shortage becomes an error with status 503. */
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

/** Sets status 503 and `Retry-After` if any error is a shortage. */
export function setStatusOfShortage(http: HTTPGraphQLHead, { errors = [] }: FormattedExecutionResult): void {
  if (!errors.some(({ extensions }) => SHORTAGES.has(extensions?.code))) return;
  http.status = 503;
  http.headers.set('retry-after', retryAfter(errors));
}
