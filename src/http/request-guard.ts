import { isUtf8 } from 'node:buffer';
import { setImmediate } from 'node:timers/promises';
import { IncomingMessage, ServerResponse, type OutgoingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import { GraphQLError } from 'graphql';
import helmet from 'helmet';
import pLimit from 'p-limit';
import { FairQueue } from '../database/fair-queue.js';
import { chargeAddress } from './failed-authentications.js';
import { LargeResponseLimiter, type LargeResponseLimits } from './large-response-limiter.js';
import { requireBodyWithinLimits } from '../graphql/cost/body-limits.js';
import type { Budgets } from '../graphql/cost/budget.js';
import { tooManyRequests } from '../graphql/cost/too-many-requests.js';
import { requireDocumentWithinLimits } from '../graphql/cost/document-limits.js';
import { rememberLostDigits } from '../graphql/exact-numbers.js';
import { OVERLOADED, RETRY_AFTER_SECONDS } from '../graphql/overload.js';

export const MAX_BODY_BYTES = 8 * 1024 * 1024;

/**
 * Maximum numbers of requests in progress. Further requests are refused before they use resources: with 429 if the
 * caller (a key or an address) has too many in progress, otherwise with 503.
 */
export interface RequestGuardLimits {
  requests: number;
  requestsPerCaller: number;
  /** Bodies of more than `LARGE_BYTES`: each may take 8 MiB of memory, from its first byte on. */
  largeBodies: number;
  largeBodiesPerCaller: number;
}

export const REQUEST_GUARD_LIMITS: Readonly<RequestGuardLimits> = {
  requests: 500,
  requestsPerCaller: 100,
  largeBodies: 32,
  largeBodiesPerCaller: 8,
};

/** Larger bodies are counted, and parsed one at a time. */
const LARGE_BYTES = 64 * 1024;

/** How many requests without an accepted key or token an address may send at once, and how fast that is restored. */
export const ADDRESS_ALLOWANCE = { limit: 200, restoredPerSecond: 20 };

/** How long a connection may take before it is closed. */
export interface ConnectionTimeouts {
  /** From the first byte of a request to its last, in ms. */
  requestTimeout: number;
  /** Without a byte in either direction, in ms. Longer than the longest operation, a simulation. */
  connectionTimeout: number;
  http: { headersTimeout: number; connectionsCheckingInterval?: number };
}

export const CONNECTION_TIMEOUTS: Readonly<ConnectionTimeouts> = {
  requestTimeout: 30_000,
  connectionTimeout: 60_000,
  http: { headersTimeout: 10_000 },
};

class RefusedRequest extends Error {
  constructor(
    readonly statusCode: number,
    message: string,
  ) {
    super(message);
  }
}

/** Security headers for browsers. They are the same for every response, so helmet computes them once. */
function protectiveHeaders(): OutgoingHttpHeaders {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  const protect = helmet({
    // Responses are data. The only page, Sandbox, sets a policy of its own.
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    crossOriginOpenerPolicy: false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
  protect(request, response, () => undefined);
  return response.getHeaders();
}

declare module 'fastify' {
  interface FastifyRequest {
    /** When the whole request had arrived, by `performance.now()`. Its time limit starts then. */
    arrivedAtMs: number;
  }
}

/** Accepts bodies of JSON in UTF-8 only; sets the headers that every response has. */
export function guardRequests(app: FastifyInstance): void {
  app.decorateRequest('arrivedAtMs', 0);
  const headers = { ...protectiveHeaders(), 'cache-control': 'no-store' };
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headers).header('x-request-id', request.id);
    done();
  });
  // `__proto__` is a key like any other for JSON.parse. Attributes may have it.
  const parseJson = app.getDefaultJsonParser('ignore', 'ignore');
  app.removeAllContentTypeParsers();
  const parse = (request: FastifyRequest, body: Buffer, done: NonNullable<Parameters<typeof parseJson>[2]>): void => {
    try {
      if (!isUtf8(body)) throw new RefusedRequest(400, 'Expected a body in UTF-8; got bytes that are none.');
      requireBodyWithinLimits(body);
    } catch (error) {
      done(error as Error);
      return;
    }
    const text = body.toString();
    void parseJson(request, text, (error, parsed) =>
      error ? done(error) : done(null, rememberLostDigits(text, parsed)),
    );
  };
  const oneAtATime = pLimit(1);
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (body.length <= LARGE_BYTES) parse(request, body, done);
    // One large body per turn of the event loop, so that small requests are served in between.
    else void oneAtATime(() => setImmediate().then(() => parse(request, body, done)));
  });
}

/** Checks what the headers declare about the body, before any of the body is read. */
function requireReadable({ headers }: FastifyRequest): void {
  const [, charset] = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(headers['content-type'] ?? '') ?? [];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    throw new RefusedRequest(415, 'Expected a body in UTF-8; the content type names another charset.');
  }
  if (!/^(identity)?$/i.test(headers['content-encoding'] ?? '')) {
    throw new RefusedRequest(415, 'Expected a body that is not compressed; the content encoding says that it is.');
  }
}

const isLarge = ({ method, headers }: FastifyRequest): boolean =>
  method === 'POST' && !(Number(headers['content-length']) <= LARGE_BYTES);

/** Returns who sends a request, before it is authenticated: its credential, or its address. */
const callerOf = ({ headers, ip }: FastifyRequest): string => headers.authorization ?? ip;

/**
 * Counts a request until its response is sent or its client disconnects. Responds, and returns false, if that would exceed the
 * capacity.
 */
function admits(counted: FairQueue, request: FastifyRequest, reply: FastifyReply): boolean {
  const parties = [callerOf(request)];
  const leave = counted.tryEnter(parties);
  if (leave) reply.raw.once('close', leave);
  else if (counted.isShareUsed(parties)) void refuse(reply, tooManyRequests(TOO_MANY_AT_ONCE, RETRY_AFTER_SECONDS));
  else {
    void reply
      .code(503)
      .header('retry-after', RETRY_AFTER_SECONDS)
      .send({ errors: [OVERLOADED] });
  }
  return leave !== null;
}

const TOO_MANY_AT_ONCE = 'Expected fewer requests at once from this caller; got too many.';

/** Responds with 429. */
function refuse(reply: FastifyReply, { message, extensions }: GraphQLError): FastifyReply {
  const { http: _, ...shown } = extensions;
  return reply
    .code(429)
    .header('retry-after', extensions.retryAfterSeconds)
    .send({ errors: [{ message, extensions: shown }] });
}

/** The document of a GraphQL over HTTP request; empty if there is none. */
function documentOf({ method, query, body }: FastifyRequest): string {
  const { query: text } = Object(method === 'GET' ? query : body) as { query?: unknown };
  return typeof text === 'string' ? text : '';
}

/** Returns the hooks that check a request before the caller is authenticated. */
export function guardOfEndpoint(
  addresses: Budgets | null,
  limits: { requests: RequestGuardLimits; largeResponses: LargeResponseLimits },
): RouteShorthandOptions {
  const { requests: most, requestsPerCaller, largeBodies: mostLarge, largeBodiesPerCaller } = limits.requests;
  const requests = new FairQueue({ total: most, shares: [requestsPerCaller] });
  const largeBodies = new FairQueue({ total: mostLarge, shares: [largeBodiesPerCaller] });
  const largeResponses = new LargeResponseLimiter(limits.largeResponses);
  return {
    onRequest: (request, reply, done) => {
      if (request.headers.authorization === undefined) chargeAddress(addresses, request.ip);
      requireReadable(request);
      if (!isLarge(request) || admits(largeBodies, request, reply)) done();
    },
    preHandler: (request, reply, done) => {
      request.arrivedAtMs = performance.now();
      if (!admits(requests, request, reply)) return;
      const document = documentOf(request);
      try {
        requireDocumentWithinLimits(document);
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        const { code } = error.extensions;
        void reply.code(400).send({ errors: [{ message: error.message, extensions: { code } }] });
        return;
      }
      largeResponses.admit(document, callerOf(request), reply, done);
    },
  };
}
