import type { AddressInfo } from 'node:net';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { makeClock } from '../config/clock.js';
import type { Config } from '../config/config.js';
import { VERSION } from '../config/version.js';
import type { SupervisedServer } from '../database/embedded/embedded-postgres.js';
import { startJobQueue, type JobQueue } from '../database/job-queue.js';
import type { Database } from '../composition/open-database.js';
import { ADDRESS_ALLOWANCE } from '../http/request-guard.js';
import { Budgets } from '../graphql/cost/budget.js';
import { KEY_ALLOWANCE } from '../graphql/cost/cost-control.js';
import { CRONTAB, makeTasks } from '../composition/jobs.js';
import { SERVER_LIMITS } from '../http/limits.js';
import { makeServer } from '../http/server.js';
import { updateTimeZones } from '../workspaces/time-zone-update.service.js';
import { findNextStep, prepareFirstStart, readShownKey } from './first-start.js';
import { showProgress } from './progress.js';
import { describeTimeZoneUpdate } from './workspace.js';

/**
 * Starts the server and returns the function that stops it, which completes the requests in progress and then closes the
 * database. If `stopping` is aborted during the start, everything is closed and the signal's reason is thrown.
 */
export async function start(config: Config, database: Database, stopping: AbortSignal): Promise<() => Promise<void>> {
  const clock = makeClock(config.clock);
  let app: FastifyInstance | undefined;
  let jobs: JobQueue | undefined;
  const stop = async (): Promise<void> => {
    // If one part fails to stop, the others must still be stopped.
    try {
      await app?.close();
    } finally {
      try {
        await jobs?.stop();
      } finally {
        await database.close();
      }
    }
  };
  try {
    const { dataSource, dataDirectory } = database;
    await prepareFirstStart(database, config, clock(), showProgress(process.stderr), stopping);
    stopping.throwIfAborted();
    const shownKey = await readShownKey(dataSource, dataDirectory, config, clock());
    app = await makeServer({
      dataSource,
      clock,
      limits: SERVER_LIMITS,
      introspection: config.introspection,
      allowedOrigins: config.allowedOrigins,
      mayCallFromThisMachine: !config.isProduction,
      trustedProxies: config.trustedProxies,
      tokens: config.tokens,
      developmentTokens: config.isProduction ? null : dataDirectory,
      logLevel: config.logLevel,
      sandboxKey: shownKey,
      budgets: config.hasRateLimit
        ? { keys: new Budgets(KEY_ALLOWANCE), addresses: new Budgets(ADDRESS_ALLOWANCE) }
        : null,
      jobQueueTrouble: () => jobs?.trouble ?? null,
    });
    for (const update of await updateTimeZones(database, clock())) app.log.warn(describeTimeZoneUpdate(update));
    await listen(app, config);
    const tasks = makeTasks(dataSource, clock);
    jobs = await startJobQueue({ databaseUrl: database.url, tasks, crontab: CRONTAB, log: app.log });
    if (database.embedded) logOutages(database.embedded, app.log);
    if (config.isProduction && database.embedded) {
      app.log.warn('The embedded database is used in production. Back it up, or set DATABASE_URL.');
    }
    for (const name of config.unknownVariables) app.log.warn(`${name} has no meaning. The README lists all settings.`);
    app.log.info({ version: VERSION }, 'Clientele is ready');
    greet(app, config, shownKey, shownKey ? await findNextStep(database, shownKey) : null);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

function logOutages(embedded: SupervisedServer, log: FastifyBaseLogger): void {
  embedded.on('outage', (err) => log.error({ err }, 'The embedded database does not run'));
  embedded.on('recovery', () => log.warn('The embedded database runs again'));
}

async function listen(app: FastifyInstance, { host, port }: Config): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new Error(
        `Port ${port} is in use. Stop the process that listens on it, or choose another port: PORT=${port + 1} npm start`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}

/** The greeting is for people, and goes to stderr: stdout contains nothing but the log. */
function greet(
  app: FastifyInstance,
  { host, introspection }: Config,
  shownKey: string | null,
  next: string | null,
): void {
  const { port } = app.addresses()[0] as AddressInfo;
  const shownHost = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host) ? 'localhost' : host;
  const url = `http://${shownHost}:${port}/graphql`;
  console.error(
    [
      '',
      '  Clientele is ready.',
      '',
      `  ${introspection ? 'Sandbox and endpoint' : 'Endpoint'}   ${url}`,
      `  API key                ${shownKey ?? 'use your own; `npx clientele workspace create NAME --currency USD` creates a workspace with a key'}`,
      '  Stop                   Ctrl-C',
      ...(next ? [`  Next                   ${next}`] : []),
      '',
    ].join('\n'),
  );
}
