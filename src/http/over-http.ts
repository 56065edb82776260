import { HeaderMap, type ApolloServer } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../graphql/context.js';

/** The parts of GraphQL over HTTP, https://graphql.github.io/graphql-over-http/draft/, that Apollo Server leaves to its integration. */

/** Returns a handler that passes requests to Apollo Server. The caller is authenticated first. */
export const makeHandler =
  (
    apollo: ApolloServer<RequestContext>,
    contextOf: (request: FastifyRequest, reply: FastifyReply) => Promise<RequestContext>,
  ) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    requirePersistedQueryHash(request);
    const { method, url, headers, body } = request;
    const start = url.indexOf('?');
    const headerMap = new HeaderMap();
    for (const name in headers) headerMap.set(name, String(headers[name]));
    const response = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method, headers: headerMap, search: start < 0 ? '' : url.slice(start), body },
      context: () => contextOf(request, reply),
    });
    if (response.body.kind === 'chunked') {
      throw new Error('Expected a complete response; got an incremental one, which this server never makes.');
    }
    for (const [name, value] of response.headers) void reply.header(name, value);
    return reply.code(response.status ?? 200).send(response.body.string);
  };

const SHA256_HEX = /^[0-9a-f]{64}$/;

/**
 * Refuses a persisted query whose hash is no SHA-256, because Apollo Server would look up any value. Apollo Server itself
 * refuses versions other than 1.
 */
function requirePersistedQueryHash({ method, query, body }: FastifyRequest): void {
  const { extensions } = Object(method === 'GET' ? query : body) as { extensions?: unknown };
  const { persistedQuery } = Object(typeof extensions === 'string' ? readJson(extensions) : extensions) as {
    persistedQuery?: unknown;
  };
  const { version, sha256Hash } = Object(persistedQuery) as { version?: unknown; sha256Hash?: unknown };
  if (version !== 1) return;
  if (typeof sha256Hash === 'string' && SHA256_HEX.test(sha256Hash)) return;
  throw refusal(
    400,
    "Expected the query's SHA-256 as 64 lower-case hexadecimal digits in extensions.persistedQuery.sha256Hash; got something else.",
  );
}

/** Parses JSON; returns undefined if the text is none, which Apollo Server reports. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Removes empty parameters from the URL of a GET request, which mean the same as absent ones. */
export const withoutEmptyParameters = ({ url = '/' }: { url?: string | undefined }): string =>
  url.replace(/(?<=[?&])(operationName|variables|extensions)=(&|$)/g, '');

/** Refuses body types and methods that GraphQL over HTTP does not allow, before anything is executed. */
export function refuseUnsupportedRequests(app: FastifyInstance): void {
  // By default Fastify accepts plain text as a body.
  app.removeContentTypeParser('text/plain');
  app.route({
    method: ['PUT', 'PATCH', 'DELETE'],
    url: '/graphql',
    handler: ({ method }, reply) => {
      void reply.header('allow', 'GET, POST');
      throw refusal(405, `Expected GET or POST; got ${method}.`);
    },
  });
}

const isResponseType = (range: string): boolean =>
  /^\s*(\*\/\*|application\/(\*|json|graphql-response\+json))\s*(;|$)/i.test(range) &&
  !/;\s*q=0(\.0*)?\s*(;|$)/i.test(range);

/** Refuses a request whose `Accept` header allows no response type of this server. Without the header any type is allowed. */
export function checkAccept(accept: string | undefined): void {
  if (!accept || accept.split(',').some(isResponseType)) return;
  throw refusal(
    406,
    'Expected the header Accept to name application/graphql-response+json or application/json; got neither.',
  );
}

const refusal = (statusCode: number, message: string): Error => Object.assign(new Error(message), { statusCode });
