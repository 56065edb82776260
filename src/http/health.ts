import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { VERSION } from '../config/version.js';
import { Caller, poolFor, REQUEST_TIMEOUTS } from '../database/cancellation.js';
import { DatabaseUnavailable, isStoppedByFullStorage } from '../database/workspace-connection.js';
import { UnsafeConnection } from '../database/connection-check.js';
import { watchForStuckPool } from '../database/pool-health.js';

/** Timeout of `/readyz` for the database. */
const READY_TIMEOUT_MS = 5_000;

/** `/readyz` is open to anybody, so the database is checked at most this often. */
const READY_MAX_AGE_MS = 1_000;

const NO_ANSWER = 'The database does not respond.';

/**
 * Serves `/livez`, which fails if only a restart helps, and `/readyz`, which fails while requests or jobs cannot use the
 * database. Both return a reason.
 */
export function serveHealth(app: FastifyInstance, pool: Pool, jobQueueTrouble: () => string | null): void {
  const isStuck = watchForStuckPool(pool);
  let checking: Promise<string | null> | undefined;
  const recentTrouble = (): Promise<string | null> =>
    (checking ??= databaseTrouble(pool).finally(() => {
      setTimeout(() => (checking = undefined), READY_MAX_AGE_MS).unref();
    }));
  app.get('/livez', (_, reply) =>
    isStuck()
      ? reply
          .code(503)
          .send({ status: 'stuck', reason: 'No database connection is released any more. Restart the server.' })
      : { status: 'live', version: VERSION },
  );
  app.get('/readyz', async (_, reply) => {
    const reason = (await recentTrouble()) ?? jobQueueTrouble();
    return reason === null ? { status: 'ready' } : reply.code(503).send({ status: 'unavailable', reason });
  });
}

/** Returns why requests cannot use the database; null if they can. */
function databaseTrouble(pool: Pool): Promise<string | null> {
  const probe = async (): Promise<string | null> => {
    try {
      await poolFor(new Caller(performance.now()), pool, REQUEST_TIMEOUTS).query('SELECT 1');
      return null;
    } catch (error) {
      if (isStoppedByFullStorage(error)) return 'The disk of the database is full, and the database cannot run.';
      const cause = error instanceof DatabaseUnavailable ? error.cause : error;
      if (cause instanceof UnsafeConnection) return cause.message;
      const { code } = Object(cause) as { code?: string };
      return code === undefined ? NO_ANSWER : `The database cannot be used (${code}).`;
    }
  };
  return Promise.race([probe(), sleep(READY_TIMEOUT_MS, NO_ANSWER, { ref: false })]);
}
