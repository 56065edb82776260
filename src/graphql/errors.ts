import { unwrapResolverError } from '@apollo/server/errors';
import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { FastifyBaseLogger } from 'fastify';
import type { RequestContext } from './context.js';

/** What somebody outside sees of an error: what they did wrong as it is, a fault of ours by its code alone. */
export const makeFormatError =
  (log: FastifyBaseLogger) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const original = unwrapResolverError(error);
    if (original instanceof GraphQLError) return formatted;
    log.error({ err: original }, 'A resolver failed');
    return {
      message:
        'Something went wrong on our side; nothing was changed. Try again, and report the requestId if it persists.',
      path: formatted.path,
      locations: formatted.locations,
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    };
  };

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
