import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { Instant } from '../classification/calendar.js';
import type { Clock } from '../config/clock.js';
import { Caller, poolFor } from '../database/cancellation.js';
import { poolOf } from '../database/pool.js';
import { WorkspaceScope } from '../database/workspace-scope.js';
import { cannotAuthenticate, RequestContext, unauthenticated } from '../graphql/context.js';
import { isKey } from '../auth/api-key-form.service.js';
import { identifyByKey, AuthenticationRefusal } from '../auth/identity.service.js';
import type { Identity } from '../graphql/context.js';
import { KeysUnavailable } from '../auth/token-keys.service.js';
import { makeTokenIdentifier, type TokenSettings } from '../auth/token.service.js';

export interface ContextOptions {
  dataSource: DataSource;
  clock: Clock;
  /** Where tokens come from; null where none are taken. */
  tokens: TokenSettings | null;
  /** Where the key of development tokens lies; null where those are not taken. */
  developmentTokens: string | null;
}

/** Finds out who asks, by the key or token that came with the request. */
export function makeContext({ dataSource, clock, tokens, developmentTokens }: ContextOptions, log: FastifyBaseLogger) {
  const identifyByToken = makeTokenIdentifier(tokens, developmentTokens);
  const identify = async (pool: Pool, shown: string, now: Instant): Promise<Identity | AuthenticationRefusal> => {
    try {
      if (isKey(shown)) return await identifyByKey(pool, shown, now);
      return shown.includes('.') ? await identifyByToken(pool, shown, now) : new AuthenticationRefusal(null);
    } catch (error) {
      if (!(error instanceof KeysUnavailable)) throw error;
      log.error({ err: error }, 'Tokens cannot be checked');
      throw cannotAuthenticate(error.message);
    }
  };
  return async (request: FastifyRequest, reply: FastifyReply): Promise<RequestContext> => {
    const caller = callerOf(reply);
    const pool = poolFor(caller, poolOf(dataSource));
    const { authorization } = request.headers;
    if (authorization === undefined) return new RequestContext(request.id, null, null, caller);
    const now = clock();
    const [, shown] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    const identity = shown ? await identify(pool, shown, now) : new AuthenticationRefusal(null);
    if (identity instanceof AuthenticationRefusal) throw unauthenticated(identity.problem ?? undefined);
    return new RequestContext(request.id, identity, new WorkspaceScope(pool, identity.workspaceId, now), caller);
  };
}

/** Who leaves if their connection is gone before they have their answer. */
export function callerOf({ raw }: FastifyReply): Caller {
  const caller = new Caller();
  raw.once('close', () => {
    if (!raw.writableEnded) caller.emit('leave');
  });
  return caller;
}
