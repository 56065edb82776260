import type { Socket } from 'node:net';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import fastify, { LogController, type FastifyInstance, type FastifyRequest } from 'fastify';
import { v4 as uuidv4 } from 'uuid';
import { makeSchema } from '../composition/schema.js';
import { poolOf } from '../database/pool.js';
import { unauthenticated, type RequestContext } from '../graphql/context.js';
import { guardOfEndpoint, guardRequests, MAX_BODY_BYTES } from './request-guard.js';
import { compiledQueries } from '../graphql/execution/compiled-queries.js';
import { costControl, requireBudget } from '../graphql/cost/cost-control.js';
import { HeavyOperations } from '../graphql/cost/heavy-operations.js';
import { makeDocumentStore } from '../graphql/execution/document-store.js';
import { requireKnownOperationType } from '../graphql/execution/operation-types.js';
import { makeFormatError, reportErrors } from '../graphql/errors.js';
import { loggingFaults } from './errors.js';
import { formatErrorsAsGraphQL } from './errors.js';
import { checkAccept, makeHandler, refuseUnsupportedRequests, withoutEmptyParameters } from './over-http.js';
import { rethrowShortage } from '../graphql/overload.js';
import { serveSdl } from './sdl.js';
import { allowOrigins } from './cors.js';
import { sandboxPage } from './sandbox.js';
import { serveHealth } from './health.js';
import { loggerOptions, logResponses, noteCaller, noteOperations } from './logging.js';
import { makeContext, type ContextOptions } from './request-context.js';

export interface ServerOptions extends ContextOptions {
  /** Allows introspection, and serves Sandbox and the schema, without a key. */
  introspection: boolean;
  /** Origins, in addition to Sandbox's, from which browsers may call the API. */
  allowedOrigins: readonly string[];
  /** Whether browsers may call the API from every port of this machine, as frontends in development do. */
  mayCallFromThisMachine: boolean;
  logLevel: string;
  /** The addresses of proxies whose `X-Forwarded-For` names the client's address. */
  trustedProxies: readonly string[];
  /** The key that Sandbox is prefilled with when it is opened on this machine; null for none. */
  sandboxKey: string | null;
  /** Returns why the job queue cannot work at the moment, without secrets; null if it works or is not started. */
  jobQueueTrouble: () => string | null;
}

/** Makes the HTTP server, ready to listen. */
export async function makeServer(options: ServerOptions): Promise<FastifyInstance> {
  const app = fastify({
    logger: loggerOptions(options.logLevel),
    bodyLimit: MAX_BODY_BYTES,
    trustProxy: options.trustedProxies.length > 0 && [...options.trustedProxies],
    genReqId: () => uuidv4(),
    // Fastify would log two lines per request; `logResponses` logs one.
    logController: new LogController({ disableRequestLogging: true }),
    rewriteUrl: withoutEmptyParameters,
    ...options.limits.connections,
  });
  logResponses(app);
  closeConnectionsWhenStopping(app);
  formatErrorsAsGraphQL(app);
  refuseUnsupportedRequests(app);
  guardRequests(app);
  const schema = makeSchema();
  const keys = options.budgets?.keys ?? null;
  const { plugin: executeOperations, gateway } = compiledQueries(schema);
  const apollo = new ApolloServer<RequestContext>({
    gateway,
    validationRules: [requireKnownOperationType],
    documentStore: makeDocumentStore(),
    logger: app.log,
    introspection: options.introspection,
    includeStacktraceInErrorResponses: false,
    formatError: makeFormatError(options.introspection),
    // CSRF prevention protects servers that authenticate by cookie. Here it is a header, which no form or link can send.
    csrfPrevention: false,
    stopOnTerminationSignals: false,
    plugins: [
      reportErrors(app.log),
      costControl(schema, keys, new HeavyOperations(options.limits.heavyOperations)),
      noteOperations(),
      executeOperations,
      ApolloServerPluginLandingPageDisabled(),
      // This plugin is on by default and would wrap every field.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
    ],
  });
  await apollo.start();

  serveHealth(app, poolOf(options.dataSource), options.jobQueueTrouble);

  const contextOf = makeContext(options, app.log);
  const context = loggingFaults(app.log, (...args) => contextOf(...args).catch(rethrowShortage));
  const handle = makeHandler(apollo, async (request, reply) =>
    requireBudget(keys, noteCaller(request, await context(request, reply))),
  );
  await allowOrigins(app, options.allowedOrigins, options.mayCallFromThisMachine, (shared) => {
    serveSdl(shared, schema, async (request, reply) => {
      if (!options.introspection && !(await context(request, reply)).identity) throw unauthenticated();
    });
    shared.route({
      ...guardOfEndpoint(options.budgets?.addresses ?? null, options.limits),
      method: ['GET', 'POST'],
      url: '/graphql',
      async handler(request, reply) {
        if (options.introspection && isPageRequest(request)) {
          const key = isFromThisMachine(request) ? options.sandboxKey : null;
          const { html, contentSecurityPolicy } = sandboxPage(key, options.clock());
          return reply
            .type('text/html; charset=utf-8')
            .header('content-security-policy', contentSecurityPolicy)
            .header('cache-control', 'no-store')
            .send(html);
        }
        checkAccept(request.headers.accept);
        return handle(request, reply);
      },
    });
  });
  return app;
}

/**
 * Closes connections without a request in progress when the server stops, and the others after their responses, because
 * the server waits for connections that stay open. Node.js considers a connection idle only after its first request, so a
 * connection that a browser opened in advance would be waited for.
 */
function closeConnectionsWhenStopping(app: FastifyInstance): void {
  let isStopping = false;
  /** How many requests are in progress on each connection: clients may send the next before they have the response. */
  const inProgress = new Map<Socket, number>();
  const count = (socket: Socket, change: number): void => {
    if (!socket.destroyed) inProgress.set(socket, (inProgress.get(socket) ?? 0) + change);
  };
  app.server.on('connection', (socket: Socket) => {
    count(socket, 0);
    socket.once('close', () => inProgress.delete(socket));
  });
  app.server.on('request', ({ socket }, response) => {
    count(socket, 1);
    response.once('close', () => count(socket, -1));
  });
  app.addHook('preClose', (done) => {
    isStopping = true;
    for (const [socket, requests] of inProgress) if (requests === 0) socket.destroy();
    done();
  });
  app.addHook('onSend', (_, reply, payload, done) => {
    if (isStopping) void reply.header('connection', 'close');
    done(null, payload);
  });
}

/** Tells whether a browser opens the endpoint as a page, rather than a program sending an operation. */
const isPageRequest = ({ method, headers, query }: FastifyRequest): boolean =>
  method === 'GET' && (headers.accept ?? '').includes('text/html') && !('query' in (query as object));

/** Headers that proxies add. A request through a proxy on this machine may come from anywhere. */
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** Requires both a loopback address and a loopback host name: another site's name can resolve to this machine (DNS rebinding). */
const isFromThisMachine = ({ ip, hostname, headers }: FastifyRequest): boolean =>
  !PROXY_HEADERS.some((name) => name in headers) &&
  ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(ip) &&
  ['localhost', '127.0.0.1', '[::1]', '::1'].includes(hostname);
