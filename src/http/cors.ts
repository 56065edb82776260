import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import { LRUCache } from 'lru-cache';
import { SANDBOX_ORIGINS } from './sandbox.js';

/** The paths that browsers of other origins may call. */
const SHARED_PATHS = ['/graphql', '/schema.graphql'];

/** How many refused origins are remembered, so that each is logged once. */
const MAX_REFUSED = 100;

const isLoopback = (origin: string): boolean =>
  /^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(origin);

/**
 * Lets browsers of the allowed origins call the routes that `register` adds, which are those of `SHARED_PATHS`. Logs refused
 * origins for the developer of a frontend.
 */
export async function allowOrigins(
  app: FastifyInstance,
  allowedOrigins: readonly string[],
  mayCallFromThisMachine: boolean,
  register: (shared: FastifyInstance) => void,
): Promise<void> {
  const origins = new Set([...SANDBOX_ORIGINS, ...allowedOrigins]);
  const isAllowed = (origin: string): boolean => origins.has(origin) || (mayCallFromThisMachine && isLoopback(origin));
  const refused = new LRUCache<string, true>({ max: MAX_REFUSED });
  // The preflight route of the plugin matches every path.
  app.addHook('onRequest', ({ method, url, headers: { origin } }, reply, done) => {
    if (method !== 'OPTIONS') {
      done();
      return;
    }
    if (!SHARED_PATHS.includes(url.split('?', 1)[0]!)) {
      reply.callNotFound();
      return;
    }
    if (origin !== undefined && !isAllowed(origin) && !refused.has(origin)) {
      refused.set(origin, true);
      app.log.warn({ origin }, 'A browser was refused because CLIENTELE_ALLOWED_ORIGINS does not contain its origin');
    }
    done();
  });
  await app.register(async (shared) => {
    await shared.register(cors, {
      origin: (origin, allow) => allow(null, origin !== undefined && isAllowed(origin)),
      methods: ['GET', 'POST'],
      exposedHeaders: ['x-request-id', 'retry-after'],
      maxAge: 86_400,
    });
    register(shared);
  });
}
