import { HeaderMap, type ApolloServer, type HTTPGraphQLHead } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FormattedExecutionResult } from 'graphql';
import type { RequestContext } from './context.js';

/** GraphQL over HTTP, https://graphql.github.io/graphql-over-http/draft/: what Apollo Server leaves to do. */

const CODES: Readonly<Record<number, string>> = {
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  406: 'NOT_ACCEPTABLE',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};

/** The code of what is refused by its status, before GraphQL sees it. */
export const codeOfStatus = (status: number): string =>
  status >= 500 ? 'INTERNAL_SERVER_ERROR' : (CODES[status] ?? 'BAD_REQUEST');

/** What is wrong with an operation that came through: the request itself was a good one. */
const OPERATION_ERRORS: readonly unknown[] = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
];

/**
 * The status of an answer without data. In `application/json` a good request is answered 200 whatever becomes of its
 * operation: clients that know no other type take another status for that of a gateway, and do not read the errors.
 */
export const statusFor = (
  status: number,
  contentType: string,
  errors: readonly { extensions?: Record<string, unknown> }[],
): number =>
  status === 400 &&
  contentType.startsWith('application/json') &&
  errors.every(({ extensions }) => OPERATION_ERRORS.includes(extensions?.code))
    ? 200
    : status;

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

/**
 * Answers who may not ask as HTTP has it: 401 or 403, and no data, since an answer with data is a success. Where a
 * role forbids a part of a query, the rest is data.
 */
export function setStatusOfRefusal(http: HTTPGraphQLHead, answer: FormattedExecutionResult): void {
  const codes = answer.errors!.map(({ extensions }) => extensions?.code);
  const isForbidden = codes.includes('FORBIDDEN') && !answer.data;
  if (isForbidden) http.status = 403;
  if (isForbidden || codes.includes('UNAUTHENTICATED')) delete answer.data;
}

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
