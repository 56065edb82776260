import { HeaderMap, type ApolloServer } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../graphql/context.js';

/** GraphQL over HTTP, https://graphql.github.io/graphql-over-http/draft/: what Apollo Server leaves to do. */

/** Has Apollo Server answer a request. Who asks is found out first. */
export const makeHandler =
  (
    apollo: ApolloServer<RequestContext>,
    contextOf: (request: FastifyRequest, reply: FastifyReply) => Promise<RequestContext>,
  ) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { method, url, headers, body } = request;
    const start = url.indexOf('?');
    const headerMap = new HeaderMap();
    for (const name in headers) headerMap.set(name, String(headers[name]));
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method, headers: headerMap, search: start < 0 ? '' : url.slice(start), body },
      context: () => contextOf(request, reply),
    });
    if (answer.body.kind === 'chunked')
      throw new Error('Expected one answer; got one in parts, which nothing here makes.');
    for (const [name, value] of answer.headers) void reply.header(name, value);
    return reply.code(answer.status ?? 200).send(answer.body.string);
  };

/** An empty parameter of GET is one that is not given. */
export const withoutEmptyParameters = ({ url = '/' }: { url?: string | undefined }): string =>
  url.replace(/(?<=[?&])(operationName|variables|extensions)=(&|$)/g, '');

/** Refuses what could not be answered anyway before anything of it is carried out. */
export function refuseWhatCannotBeAnswered(app: FastifyInstance): void {
  // Fastify reads plain text as a body.
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

const isAnswerType = (range: string): boolean =>
  /^\s*(\*\/\*|application\/(\*|json|graphql-response\+json))\s*(;|$)/i.test(range) &&
  !/;\s*q=0(\.0*)?\s*(;|$)/i.test(range);

/** Refuses a caller that could not read any answer. Without `Accept` it takes whatever comes. */
export function checkAccept(accept: string | undefined): void {
  if (!accept || accept.split(',').some(isAnswerType)) return;
  throw refusal(
    406,
    'Expected the header Accept to name application/graphql-response+json or application/json; got neither.',
  );
}

const refusal = (statusCode: number, message: string): Error => Object.assign(new Error(message), { statusCode });
