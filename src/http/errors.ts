import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { FAULT, isOutage, logFault, type ErrorExtensions } from '../graphql/errors.js';
import { hideSecrets } from '../graphql/secrets.js';
import { codeOfStatus, statusFor } from '../graphql/status.js';
import { hasDisconnected } from './logging.js';

/** Logs faults and outages of authentication, which happen before Apollo Server can report them with a request id. */
export const loggingFaults =
  <Context>(log: FastifyBaseLogger, make: (request: FastifyRequest, reply: FastifyReply) => Promise<Context>) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<Context> => {
    try {
      return await make(request, reply);
    } catch (error) {
      if (!(error instanceof GraphQLError) || isOutage(error.originalError)) {
        logFault(log, error, request.id, hasDisconnected(reply));
      }
      throw error;
    }
  };

/**
 * Formats errors that occur before GraphQL execution (a body that is not JSON, an unknown content type, an invalid key)
 * as GraphQL responses, with the request id.
 */
export function formatErrorsAsGraphQL(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | GraphQLError, request, reply) => {
    const refusal =
      error instanceof GraphQLError ? (error.extensions as ErrorExtensions) : { http: { status: error.statusCode } };
    const status = refusal.http?.status ?? 500;
    if (status >= 500) logFault(app.log, error, request.id, hasDisconnected(reply));
    const message = status < 500 ? hideSecrets(error.message) : FAULT;
    const code = status < 500 && 'code' in refusal ? refusal.code : codeOfStatus(status);
    const { retryAfterSeconds } = refusal as { retryAfterSeconds?: number };
    if (retryAfterSeconds !== undefined) void reply.header('retry-after', retryAfterSeconds);
    return reply.code(status).send({ errors: [{ message, extensions: { code, retryAfterSeconds } }] });
  });
  app.setNotFoundHandler((request, reply) => {
    const path = hideSecrets(request.url.split('?')[0]!);
    const message = `Expected a path of this server, such as /graphql; got ${path}.`;
    return reply.code(404).send({ errors: [{ message, extensions: { code: codeOfStatus(404) } }] });
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    const refused = reply.statusCode >= 400 && typeof payload === 'string' ? readErrors(payload) : null;
    if (!refused) {
      done(null, payload);
      return;
    }
    const { errors } = refused;
    for (const error of errors) error.extensions = { ...error.extensions, requestId: request.id };
    void reply.code(statusFor(reply.statusCode, String(reply.getHeader('content-type')), errors));
    done(null, JSON.stringify(refused));
  });
}

interface ErrorResponse {
  errors: { extensions?: Record<string, unknown> }[];
}

/** Parses a response that has errors and no data; returns null for any other response. */
function readErrors(payload: string): ErrorResponse | null {
  try {
    const response = JSON.parse(payload) as ErrorResponse & { data?: unknown };
    return Array.isArray(response.errors) && response.data === undefined ? response : null;
  } catch {
    return null;
  }
}
