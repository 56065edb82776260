import { unwrapResolverError } from '@apollo/server/errors';
import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { FastifyBaseLogger, FastifyError, FastifyInstance } from 'fastify';
import type { RequestContext } from './context.js';

const FAULT =
  'Something went wrong on our side; nothing was changed. Try again, and report the requestId if it persists.';

/** What somebody outside sees of an error: what they did wrong as it is, a fault of ours by its code alone. */
export const makeFormatError =
  (log: FastifyBaseLogger, mayNameSchema: boolean) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const original = unwrapResolverError(error);
    if (original instanceof GraphQLError && formatted.extensions?.code !== 'INTERNAL_SERVER_ERROR') {
      // Suggestions give away names where the schema is not shown.
      return mayNameSchema
        ? formatted
        : { ...formatted, message: formatted.message.replace(/ Did you mean .*\?$/s, '') };
    }
    log.error({ err: original }, 'A request failed');
    return {
      message: FAULT,
      path: formatted.path,
      locations: formatted.locations,
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    };
  };

/**
 * Answers what is refused before GraphQL sees it (a body that is no JSON, an unknown type, a key that opens nothing)
 * where clients of GraphQL look for it, with the id of the request.
 */
export function answerRefusalsAsGraphQL(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error }, 'A request failed');
    const [message, code] = status < 500 ? [error.message, 'BAD_REQUEST'] : [FAULT, 'INTERNAL_SERVER_ERROR'];
    return reply.code(status).send({ errors: [{ message, extensions: { code } }] });
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    if (reply.statusCode < 400 || typeof payload !== 'string') {
      done(null, payload);
      return;
    }
    done(null, withRequestId(payload, request.id));
  });
}

function withRequestId(payload: string, requestId: string): string {
  try {
    const answer = JSON.parse(payload) as { errors?: { extensions?: object }[] };
    if (!Array.isArray(answer.errors)) return payload;
    for (const error of answer.errors) error.extensions = { ...error.extensions, requestId };
    return JSON.stringify(answer);
  } catch {
    return payload;
  }
}

/** Names the request in every error, so that whoever reports one can be helped. */
export const requestIdInErrors: ApolloServerPlugin<RequestContext> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse({ response, contextValue }) {
        if (response.body.kind === 'single') {
          for (const error of response.body.singleResult.errors ?? []) {
            (error as { extensions?: object }).extensions = {
              ...error.extensions,
              requestId: contextValue.requestId,
            };
          }
        }
        return Promise.resolve();
      },
    }),
};
