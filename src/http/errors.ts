import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { FAULT, isOutage, logFault, type Refusal } from '../graphql/errors.js';
import { hideSecrets } from '../graphql/secrets.js';
import { codeOfStatus, statusFor } from '../graphql/status.js';

/** Does the same while it is found out who asks, when Apollo does not know yet which request it is about. */
export const loggingFaults =
  <Context>(log: FastifyBaseLogger, make: (request: FastifyRequest, reply: FastifyReply) => Promise<Context>) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<Context> => {
    try {
      return await make(request, reply);
    } catch (error) {
      if (!(error instanceof GraphQLError) || isOutage(error.originalError)) logFault(log, error, request.id);
      throw error;
    }
  };

/**
 * Answers what is refused before GraphQL sees it (a body that is no JSON, an unknown type, a key that opens nothing)
 * where clients of GraphQL look for it, with the id of the request.
 */
export function answerRefusalsAsGraphQL(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | GraphQLError, request, reply) => {
    const refusal =
      error instanceof GraphQLError ? (error.extensions as Refusal) : { http: { status: error.statusCode } };
    const status = refusal.http?.status ?? 500;
    if (status >= 500) logFault(app.log, error, request.id);
    const message = status < 500 ? hideSecrets(error.message) : FAULT;
    const code = status < 500 && 'code' in refusal ? refusal.code : codeOfStatus(status);
    return reply.code(status).send({ errors: [{ message, extensions: { code } }] });
  });
  app.setNotFoundHandler((request, reply) => {
    const path = hideSecrets(request.url.split('?')[0]!);
    const message = `Expected a path of this server, such as /graphql; got ${path}.`;
    return reply.code(404).send({ errors: [{ message, extensions: { code: codeOfStatus(404) } }] });
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    const answer = reply.statusCode >= 400 && typeof payload === 'string' ? refusalIn(payload) : null;
    if (!answer) {
      done(null, payload);
      return;
    }
    const { errors } = answer;
    for (const error of errors) error.extensions = { ...error.extensions, requestId: request.id };
    void reply.code(statusFor(reply.statusCode, String(reply.getHeader('content-type')), errors));
    done(null, JSON.stringify(answer));
  });
}

interface RefusedAnswer {
  errors: { extensions?: Record<string, unknown> }[];
}

/** An answer that has errors and no data; null where it is another one. */
function refusalIn(payload: string): RefusedAnswer | null {
  try {
    const answer = JSON.parse(payload) as RefusedAnswer & { data?: unknown };
    return Array.isArray(answer.errors) && answer.data === undefined ? answer : null;
  } catch {
    return null;
  }
}
