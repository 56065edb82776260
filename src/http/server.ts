import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import cors from '@fastify/cors';
import fastify, { LogController, type FastifyInstance, type FastifyRequest } from 'fastify';
import { v4 as uuidv4 } from 'uuid';
import { makeSchema } from '../composition/schema.js';
import { poolOf } from '../database/pool.js';
import { unauthenticated, type RequestContext } from '../graphql/context.js';
import { CONNECTION_TIMEOUTS, guardOfEndpoint, guardRequests, MAX_BODY_BYTES } from './request-guard.js';
import type { Budgets } from '../graphql/cost/budget.js';
import { compiledQueries } from '../graphql/execution/compiled-queries.js';
import { costControl, requireBudget } from '../graphql/cost/cost-control.js';
import { makeDocumentStore } from '../graphql/execution/document-store.js';
import { makeFormatError, reportErrors } from '../graphql/errors.js';
import { loggingFaults } from './errors.js';
import { answerRefusalsAsGraphQL } from './errors.js';
import { checkAccept, makeHandler, refuseWhatCannotBeAnswered, withoutEmptyParameters } from './over-http.js';
import { rethrowShortage } from '../graphql/overload.js';
import { serveSdl } from './sdl.js';
import { SANDBOX_ORIGINS, sandboxPage } from './sandbox.js';
import { serveHealth } from './health.js';
import { logAnswers, loggerOptions } from './logging.js';
import { makeContext, type ContextOptions } from './request-context.js';

export interface ServerOptions extends ContextOptions {
  /** Whether the schema may be asked for, and Sandbox is shown, without a key. */
  introspection: boolean;
  /** Where frontends are served from: browsers may ask from there, and from Sandbox. */
  allowedOrigins: readonly string[];
  logLevel: string;
  /** A key that Sandbox is filled in with for whoever sits at this machine; null for none. */
  sandboxKey: string | null;
  /** What keys, and addresses without one, may ask for; null: as much as they like. */
  budgets: { keys: Budgets; addresses: Budgets } | null;
  /** Why the job queue cannot work just now, without secrets; null while it can, or where there is none. */
  jobQueueTrouble: () => string | null;
}

/** The HTTP server, ready to listen. */
export async function makeServer(options: ServerOptions): Promise<FastifyInstance> {
  const app = fastify({
    logger: loggerOptions(options.logLevel),
    bodyLimit: MAX_BODY_BYTES,
    genReqId: () => uuidv4(),
    // It would write two lines; `logAnswers` writes one.
    logController: new LogController({ disableRequestLogging: true }),
    rewriteUrl: withoutEmptyParameters,
    forceCloseConnections: 'idle',
    ...CONNECTION_TIMEOUTS,
  });
  logAnswers(app);
  closeConnectionsWhenStopping(app);
  answerRefusalsAsGraphQL(app);
  refuseWhatCannotBeAnswered(app);
  guardRequests(app);
  const schema = makeSchema();
  const keys = options.budgets?.keys ?? null;
  const { plugin: executeOperations, gateway } = compiledQueries(schema);
  const apollo = new ApolloServer<RequestContext>({
    gateway,
    documentStore: makeDocumentStore(),
    logger: app.log,
    introspection: options.introspection,
    includeStacktraceInErrorResponses: false,
    formatError: makeFormatError(options.introspection),
    // It guards servers that know who asks by a cookie. Here a header says so that no form and no link can send.
    csrfPrevention: false,
    stopOnTerminationSignals: false,
    plugins: [
      reportErrors(app.log),
      costControl(schema, keys),
      executeOperations,
      ApolloServerPluginLandingPageDisabled(),
      // On by default, it would wrap every field.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
    ],
  });
  await apollo.start();

  await app.register(cors, {
    origin: [...SANDBOX_ORIGINS, ...options.allowedOrigins],
    methods: ['GET', 'POST'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: 86_400,
  });
  serveHealth(app, poolOf(options.dataSource), options.jobQueueTrouble);

  const contextOf = makeContext(options, app.log);
  const context = loggingFaults(app.log, (...asked) => contextOf(...asked).catch(rethrowShortage));
  serveSdl(app, schema, async (request, reply) => {
    if (!options.introspection && !(await context(request, reply)).identity) throw unauthenticated();
  });

  const handle = makeHandler(apollo, async (...asked) => requireBudget(keys, await context(...asked)));
  app.route({
    ...guardOfEndpoint(options.budgets?.addresses ?? null),
    method: ['GET', 'POST'],
    url: '/graphql',
    async handler(request, reply) {
      if (options.introspection && asksForPage(request)) {
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
  return app;
}

/** A caller that keeps its connection is told with the last answer to let go of it, or the server would wait for it. */
function closeConnectionsWhenStopping(app: FastifyInstance): void {
  let isStopping = false;
  app.addHook('preClose', (done) => {
    isStopping = true;
    done();
  });
  app.addHook('onSend', (_, reply, payload, done) => {
    if (isStopping) void reply.header('connection', 'close');
    done(null, payload);
  });
}

/** A browser that opens the endpoint, rather than a program that asks it. */
const asksForPage = ({ method, headers, query }: FastifyRequest): boolean =>
  method === 'GET' && (headers.accept ?? '').includes('text/html') && !('query' in (query as object));

/** Who comes through a proxy on this machine may sit anywhere. */
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** Asked over the loopback, and by a loopback name: another name may be some other site's, pointed at this machine. */
const isFromThisMachine = ({ ip, hostname, headers }: FastifyRequest): boolean =>
  !PROXY_HEADERS.some((name) => name in headers) &&
  ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(ip) &&
  ['localhost', '127.0.0.1', '[::1]', '::1'].includes(hostname);
