import { unwrapResolverError } from '@apollo/server/errors';
import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { FastifyBaseLogger } from 'fastify';
import { DatabaseUnavailable, isStorageFull } from '../database/workspace-connection.js';
import type { RequestContext } from './context.js';
import { setStatusOfShortage, shortageOf } from './overload.js';
import { withoutSecrets } from './secrets.js';
import { codeOfStatus, setStatusOfRefusal } from './status.js';

/** Longer messages are cut: graphql-js repeats the value that came, whatever its length. */
const MAX_MESSAGE_LENGTH = 4_000;
const shortened = (message: string): string =>
  message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message;

export const FAULT =
  'Something went wrong on our side; nothing was changed. Try again, and report the requestId if it persists.';

/** Below the field of a mutation, where what it changed is recorded, and read to be shown. */
const FAULT_IN_ANSWER =
  'Something went wrong on our side while the answer was made; what a mutation was to change is changed. Try again, and report the requestId if it persists.';

/** What an error of ours says of the status that it is answered with. */
export interface Refusal {
  code?: string;
  http?: { status?: number | undefined };
}

/**
 * The code of a mistake of the caller that comes without one, and would pass for a fault; null for any other error. Only
 * execution finds out that an argument is given a variable that is null where null is not allowed, and Apollo Server
 * refuses persisted queries of another version, or with another hash, by their status only.
 */
function codeOfMistake(original: unknown): string | null {
  if (!(original instanceof GraphQLError) || original.extensions.code !== undefined) return null;
  const { http } = original.extensions as Refusal;
  if (http?.status !== undefined && http.status < 500) return codeOfStatus(http.status);
  return original.message.startsWith('Argument "') ? 'BAD_USER_INPUT' : null;
}

/**
 * Whether something went wrong on our side, rather than with what was asked or for want of something. An error without a
 * code, as graphql-js makes of a value that a scalar cannot write, is answered with the code of a fault.
 */
export const isFault = (original: unknown, code: unknown = 'INTERNAL_SERVER_ERROR'): boolean =>
  (!(original instanceof GraphQLError) || code === 'INTERNAL_SERVER_ERROR') &&
  !codeOfMistake(original) &&
  !shortageOf(original);

/** What somebody outside sees of an error: what they did wrong as it is, a fault of ours by its code alone. */
export const makeFormatError =
  (mayNameSchema: boolean) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const original = unwrapResolverError(error);
    const code = formatted.extensions?.code;
    const shortage = shortageOf(original);
    if (shortage) return { ...formatted, ...shortage };
    if (isFault(original, code)) {
      return {
        message: (formatted.path?.length ?? 0) > 1 ? FAULT_IN_ANSWER : FAULT,
        path: formatted.path,
        locations: formatted.locations,
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      };
    }
    const message = shortened(formatted.message);
    const { http } = (original as GraphQLError).extensions as Refusal;
    return withoutSecrets({
      ...formatted,
      // Suggestions give away names where the schema is not shown.
      message: mayNameSchema ? message : message.replace(/ Did you mean .*[?…]$/s, ''),
      extensions: {
        ...formatted.extensions,
        code: code === 'BAD_REQUEST' ? codeOfStatus(http?.status ?? 400) : (codeOfMistake(original) ?? code),
      },
    });
  };

/** What whoever runs the server has to know of. */
export const isOutage = (error: unknown): boolean => error instanceof DatabaseUnavailable || isStorageFull(error);

/**
 * Logs each fault of ours with the id of the request that met it. Names the request in every error, so that whoever
 * reports one can be helped, and answers with the status that the errors have.
 */
export function reportErrors(log: FastifyBaseLogger): ApolloServerPlugin<RequestContext> {
  const listener: GraphQLRequestListener<RequestContext> = {
    didEncounterErrors({ errors, contextValue: { requestId } }) {
      for (const error of errors) {
        const original = unwrapResolverError(error);
        if (isFault(original, error.extensions.code) || isOutage(original)) logFault(log, original, requestId);
      }
      return Promise.resolve();
    },
    willSendResponse({ response: { http, body }, contextValue: { requestId } }) {
      if (body.kind !== 'single' || !body.singleResult.errors) return Promise.resolve();
      const answer = body.singleResult;
      answer.errors = answer.errors!.map((error) => ({ ...error, extensions: { ...error.extensions, requestId } }));
      setStatusOfRefusal(http, answer);
      setStatusOfShortage(http, answer);
      return Promise.resolve();
    },
  };
  return { requestDidStart: () => Promise.resolve(listener) };
}

const NO_ROOM =
  'The database has no room left: it reads on and records nothing. Make room where its data lies; nothing has to be started again.';

export const logFault = (log: FastifyBaseLogger, err: unknown, reqId: string): void =>
  log.error({ err, reqId }, isStorageFull(err) ? NO_ROOM : 'A request failed');
