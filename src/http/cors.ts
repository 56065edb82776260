import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import { LRUCache } from 'lru-cache';
import { SANDBOX_ORIGINS } from './sandbox.js';

/** The paths that browsers of other origins may call. */
const SHARED_PATHS = ['/graphql', '/schema.graphql'];

/** How many refused origins are remembered, so that each is logged once. */
const MAX_REFUSED = 100;

const isLoopback = (origin: string): boolean =>
  /^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(origin);

/** Lets browsers of the allowed origins call the API. Logs refused origins for the developer of a frontend. */
export async function allowOrigins(
  app: FastifyInstance,
  allowedOrigins: readonly string[],
  mayCallFromThisMachine: boolean,
): Promise<void> {
  const allowed = new Set([...SANDBOX_ORIGINS, ...allowedOrigins]);
  const refused = new LRUCache<string, true>({ max: MAX_REFUSED });
  const refuse = (origin: string): void => {
    if (refused.has(origin)) return;
    refused.set(origin, true);
    app.log.warn({ origin }, 'A browser was refused because CLIENTELE_ALLOWED_ORIGINS does not contain its origin');
  };
  await app.register(cors, {
    delegator: ({ url, method, headers: { origin } }, callback) => {
      const isAllowed =
        SHARED_PATHS.includes(url.split('?', 1)[0]!) &&
        origin !== undefined &&
        (allowed.has(origin) || (mayCallFromThisMachine && isLoopback(origin)));
      if (!isAllowed && origin !== undefined && method === 'OPTIONS') refuse(origin);
      callback(null, isAllowed ? SHARED : { origin: false });
    },
  });
}

/** `origin: true` allows the origin of the request. */
const SHARED: FastifyCorsOptions = {
  origin: true,
  methods: ['GET', 'POST'],
  exposedHeaders: ['x-request-id', 'retry-after'],
  maxAge: 86_400,
};
