import { unwrapResolverError } from '@apollo/server/errors';
import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { FastifyBaseLogger } from 'fastify';
import { DatabaseUnavailable, isStorageFull } from '../database/workspace-connection.js';
import { PersistentConflict } from '../database/workspace-scope.js';
import type { RequestContext } from './context.js';
import { setStatusOfShortage, shortageOf } from './overload.js';
import { withoutSecrets } from './secrets.js';
import { codeOfStatus, setStatusOfRefusal } from './status.js';

/** Longer messages are truncated, because graphql-js repeats the value it got, whatever its length. */
const MAX_MESSAGE_LENGTH = 4_000;
const shortened = (message: string): string =>
  message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message;

export const FAULT =
  'Something went wrong on our side. Nothing was changed. Try again, and report the requestId if the problem persists.';

/** For a field below the root: if the operation is a mutation, its change is already committed. */
const FAULT_IN_RESPONSE =
  'Something went wrong on our side while the response was built. If the operation is a mutation, its change was saved. Try again, and report the requestId if the problem persists.';

/** The extensions of an error that set the code and the HTTP status of the response. */
export interface ErrorExtensions {
  code?: string;
  http?: { status?: number | undefined };
}

/**
 * Returns the code of a caller's mistake that has no code and would pass for a fault of ours; null for any other error.
 * There are three: variables with more errors than graphql-js lists, a null variable for an argument that must not be null, which only execution detects, and a persisted
 * query with an unsupported version or a wrong hash, which Apollo Server refuses only by status.
 */
function codeOfMistake(original: unknown): string | null {
  if (!(original instanceof GraphQLError) || original.extensions.code !== undefined) return null;
  const { http } = original.extensions as ErrorExtensions;
  if (http?.status !== undefined && http.status < 500) return codeOfStatus(http.status);
  return /^(Argument "|Too many errors processing variables)/.test(original.message) ? 'BAD_USER_INPUT' : null;
}

/**
 * Tells whether an error is a fault of ours, and neither a mistake of the caller nor a shortage. An error without a code,
 * such as the one graphql-js throws for a value that a scalar cannot serialize, is a fault.
 */
export const isFault = (original: unknown, code: unknown = 'INTERNAL_SERVER_ERROR'): boolean =>
  (!(original instanceof GraphQLError) || code === 'INTERNAL_SERVER_ERROR') &&
  !codeOfMistake(original) &&
  !shortageOf(original);

/** Formats errors for clients: mistakes of the caller in full, faults of ours only by their code. */
export const makeFormatError =
  (mayNameSchema: boolean) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const original = unwrapResolverError(error);
    const code = formatted.extensions?.code;
    const shortage = shortageOf(original);
    if (shortage) return { ...formatted, ...shortage };
    if (isFault(original, code)) {
      return {
        message: (formatted.path?.length ?? 0) > 1 ? FAULT_IN_RESPONSE : FAULT,
        path: formatted.path,
        locations: formatted.locations,
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      };
    }
    const message = shortened(formatted.message);
    const { http } = (original as GraphQLError).extensions as ErrorExtensions;
    return withoutSecrets({
      ...formatted,
      // Suggestions would reveal names of a schema that is not public.
      message: mayNameSchema ? message : message.replace(/ Did you mean .*[?…]$/s, ''),
      extensions: {
        ...formatted.extensions,
        code: code === 'BAD_REQUEST' ? codeOfStatus(http?.status ?? 400) : (codeOfMistake(original) ?? code),
      },
    });
  };

/**
 * Tells whether an error is an outage, which the operator must learn about from the log. A persistent conflict is logged
 * because it may be a mistake in a statement: SQLSTATEs do not tell which conflicts are transient.
 */
export const isOutage = (error: unknown): boolean =>
  error instanceof DatabaseUnavailable || error instanceof PersistentConflict || isStorageFull(error);

/**
 * Logs faults and outages with their request id, adds the request id to every error, so that a report can be matched
 * with the log, and sets the HTTP status that the errors require.
 */
export function reportErrors(log: FastifyBaseLogger): ApolloServerPlugin<RequestContext> {
  const listener: GraphQLRequestListener<RequestContext> = {
    didEncounterErrors({ errors, contextValue: { requestId, caller } }) {
      for (const error of errors) {
        const original = unwrapResolverError(error);
        if (isFault(original, error.extensions.code) || isOutage(original)) {
          logFault(log, original, requestId, caller.hasDisconnected);
        }
      }
      return Promise.resolve();
    },
    willSendResponse({ response: { http, body }, contextValue: { requestId } }) {
      if (body.kind !== 'single' || !body.singleResult.errors) return Promise.resolve();
      const result = body.singleResult;
      result.errors = result.errors!.map((error) => ({ ...error, extensions: { ...error.extensions, requestId } }));
      setStatusOfRefusal(http, result);
      setStatusOfShortage(http, result);
      return Promise.resolve();
    },
  };
  return { requestDidStart: () => Promise.resolve(listener) };
}

const STORAGE_FULL =
  "The database's disk is full: reads still work, writes fail. Free disk space; no restart is needed.";

/**
 * Logs a fault. After a client has disconnected, its statements are cancelled, so whatever depends on them fails in some
 * way. That is no error: nobody waits for the response.
 */
export function logFault(log: FastifyBaseLogger, err: unknown, reqId: string, hasDisconnected: boolean): void {
  if (hasDisconnected) log.info({ reqId, reason: String(err) }, 'A request ended because its client disconnected');
  else log.error({ err, reqId }, isStorageFull(err) ? STORAGE_FULL : 'A request failed');
}
