import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
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

/** Tells whether the connection closed before the response was complete. */
export const hasDisconnected = ({ raw }: FastifyReply): boolean => raw.destroyed && !raw.writableEnded;

/** Logs one line per request, after its response or when its client disconnects. */
export function logResponses(app: FastifyInstance): void {
  app.addHook('onResponse', (req, reply, done) => {
    req.log.info({ req, statusCode: reply.statusCode, responseTime: reply.elapsedTime }, 'Request completed');
    done();
  });
  app.addHook('onRequest', (req, reply, done) => {
    // Fastify's own hooks do not report a client that disconnects after it has sent its request.
    reply.raw.once('close', () => {
      if (hasDisconnected(reply)) req.log.info({ req, responseTime: reply.elapsedTime }, 'Client disconnected');
    });
    done();
  });
}
