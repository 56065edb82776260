import type { FastifyInstance, FastifyRequest } from 'fastify';
import { hideSecrets } from '../graphql/secrets.js';

/**
 * What is logged of a request: neither its headers nor what it asks, which may be in its address. A key that got
 * somewhere else, as into the message of an error, is cut out of every line.
 */
export const loggerOptions = (level: string) => ({
  level,
  serializers: {
    req: ({ method, url, ip }: FastifyRequest) => ({ method, path: url.split('?', 1)[0], remoteAddress: ip }),
  },
  hooks: { streamWrite: hideSecrets },
});

/** One line for each request, once it is answered. */
export function logAnswers(app: FastifyInstance): void {
  app.addHook('onResponse', (req, reply, done) => {
    req.log.info({ req, statusCode: reply.statusCode, responseTime: reply.elapsedTime }, 'Answered');
    done();
  });
}
