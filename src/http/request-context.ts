import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { Instant } from '../classification/calendar.js';
import type { Clock } from '../config/clock.js';
import { Caller, poolFor } from '../database/cancellation.js';
import { poolOf } from '../database/pool.js';
import { WorkspaceScope } from '../database/workspace-scope.js';
import { holderOf } from '../graphql/cost/cost-control.js';
import { cannotAuthenticate, RequestContext, unauthenticated } from '../graphql/context.js';
import { isKey } from '../auth/api-key-form.service.js';
import { identifyByKey, AuthenticationRefusal } from '../auth/identity.service.js';
import type { Identity } from '../graphql/context.js';
import type { Budgets } from '../graphql/cost/budget.js';
import { KeysUnavailable } from '../auth/token-keys.service.js';
import { FailedAuthentications } from './failed-authentications.js';
import type { ServerLimits } from './limits.js';
import { makeTokenIdentifier, type TokenSettings } from '../auth/token.service.js';

export interface ContextOptions {
  limits: ServerLimits;
  dataSource: DataSource;
  clock: Clock;
  /** Settings of the identity provider; null if its tokens are not accepted. */
  tokens: TokenSettings | null;
  /** The directory with the key of development tokens; null if those are not accepted. */
  developmentTokens: string | null;
  /** Rate limits of keys, and of addresses for requests without a valid key or token; null for no limits. */
  budgets: { keys: Budgets; addresses: Budgets } | null;
}

const NEITHER = new AuthenticationRefusal(null, 'the header Authorization has neither a key nor a token after Bearer');

/** Returns a function that authenticates a request by its key or token and makes its context. */
export function makeContext(
  { dataSource, clock, tokens, developmentTokens, limits, budgets }: ContextOptions,
  log: FastifyBaseLogger,
) {
  const attempts = new FailedAuthentications(budgets?.addresses ?? null);
  const identifyByToken = makeTokenIdentifier(tokens, developmentTokens);
  const identify = async (pool: Pool, credential: string, now: Instant): Promise<Identity | AuthenticationRefusal> => {
    try {
      if (isKey(credential)) return await identifyByKey(pool, credential, now);
      return credential.includes('.') ? await identifyByToken(pool, credential, now) : NEITHER;
    } catch (error) {
      if (!(error instanceof KeysUnavailable)) throw error;
      log.error({ err: error }, 'Tokens cannot be verified');
      throw cannotAuthenticate(error.message);
    }
  };
  return async (request: FastifyRequest, reply: FastifyReply): Promise<RequestContext> => {
    const caller = callerOf(reply, request.arrivedAtMs);
    const pool = poolFor(caller, poolOf(dataSource), limits.database);
    const { authorization } = request.headers;
    if (authorization === undefined) return new RequestContext(request.id, null, null, caller, limits);
    const now = clock();
    const [, credential] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    const note = attempts.charge(authorization, request.ip);
    const identity = credential ? await identify(pool, credential, now) : NEITHER;
    note(!(identity instanceof AuthenticationRefusal));
    if (identity instanceof AuthenticationRefusal) {
      request.log.info({ reason: identity.reason }, 'A key or token was refused');
      throw unauthenticated(identity.problem ?? undefined);
    }
    caller.parties = [identity.workspaceId, holderOf(identity)];
    return new RequestContext(
      request.id,
      identity,
      new WorkspaceScope(pool, identity.workspaceId, now),
      caller,
      limits,
    );
  };
}

/** Returns a caller that emits `disconnect` if the connection closes before the response is complete. */
export function callerOf({ raw }: FastifyReply, arrivedAtMs: number): Caller {
  const caller = new Caller(arrivedAtMs);
  raw.once('close', () => {
    if (!raw.writableEnded) caller.emit('disconnect');
    caller.emit('close');
  });
  return caller;
}
