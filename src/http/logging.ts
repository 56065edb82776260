import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../graphql/context.js';
import { encodeId } from '../graphql/ids.js';
import { hideSecrets } from '../graphql/secrets.js';

/**
 * Logs neither the headers nor the query string of a request, because both may contain secrets or data. Keys and tokens
 * anywhere else, such as in the message of an error, are removed from every line.
 */
export const loggerOptions = (level: string) => ({
  level,
  serializers: {
    req: ({ method, url, ip }: FastifyRequest) => ({ method, path: url.split('?', 1)[0], remoteAddress: ip }),
  },
  hooks: { streamWrite: hideSecrets },
});

declare module 'fastify' {
  interface FastifyRequest {
    /** Null until the caller is known. Not in a WeakMap, whose values survive their requests until a full garbage collection. */
    graphqlContext: RequestContext | null;
  }
}

/** Lets the request's log line name the workspace and the key. */
export function noteCaller(request: FastifyRequest, context: RequestContext): RequestContext {
  request.graphqlContext = context;
  return context;
}

/** Lets the request's log line name the operation and its cost. Behind the plugin that adds the cost to the response. */
export const noteOperations = (): ApolloServerPlugin<RequestContext> => ({
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse({ contextValue, operation, operationName, response: { body } }) {
        const cost = body.kind === 'single' ? body.singleResult.extensions?.cost : undefined;
        Object.assign(contextValue.logged, { operation: operation?.operation, operationName, cost });
        return Promise.resolve();
      },
    }),
});

/** Tells whether the connection closed before the response was complete. */
export const hasDisconnected = ({ raw }: FastifyReply): boolean => raw.destroyed && !raw.writableEnded;

/** Returns who sent which operation, what it cost, and the duration in ms. */
function describe(req: FastifyRequest, reply: FastifyReply): object {
  const context = req.graphqlContext;
  const { workspaceId, keyId } = context?.identity ?? {};
  return {
    req,
    responseTime: reply.elapsedTime,
    workspace: workspaceId && encodeId('Workspace', workspaceId),
    key: keyId ? encodeId('ApiKey', keyId) : undefined,
    ...context?.logged,
  };
}

/** Logs one line per request, after its response or when its client disconnects. */
export function logResponses(app: FastifyInstance): void {
  app.decorateRequest('graphqlContext', null);
  app.addHook('onResponse', (req, reply, done) => {
    req.log.info({ statusCode: reply.statusCode, ...describe(req, reply) }, 'Request completed');
    done();
  });
  app.addHook('onRequest', (req, reply, done) => {
    // Fastify's own hooks do not report a client that disconnects after it has sent its request.
    reply.raw.once('close', () => {
      if (hasDisconnected(reply)) req.log.info(describe(req, reply), 'Client disconnected');
    });
    done();
  });
}
