import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { poolOf } from '../../src/database/pool.js';
import { drainJobQueue } from '../../src/database/job-queue.js';
import { WorkspaceScope } from '../../src/database/workspace-scope.js';
import { makeTasks } from '../../src/composition/jobs.js';
import { SERVER_LIMITS, type ServerLimits } from '../../src/http/limits.js';
import { makeServer, type ServerOptions } from '../../src/http/server.js';
import { Role } from '../../src/graphql/role.js';
import { makeTestDatabase, type TestDatabase } from './database.js';
import { addWorkspace } from './workspaces.js';

/** The response to a request. */
export interface Answer {
  status: number;
  // Tests assert the shape that they expect.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
  errors: { message: string; path?: string[]; extensions: Record<string, unknown> }[] | undefined;
}

export interface TestWorkspace {
  id: string;
  key: string;
  scope: () => WorkspaceScope;
  /** Sends a request with the workspace's admin key. */
  ask: (query: string, variables?: Record<string, unknown>) => Promise<Answer>;
}

export interface TestServer {
  app: FastifyInstance;
  database: TestDatabase;
  url: string;
  /** The current time of the server. Assign to it to travel in time. */
  clock: { now: number };
  addWorkspace: (options?: { currencyCode?: string; timeZone?: string; role?: Role }) => Promise<TestWorkspace>;
  /** Sends a request with the given headers. */
  ask: (query: string, variables?: Record<string, unknown>, headers?: Record<string, string>) => Promise<Answer>;
  /** Runs the jobs that are due. */
  runJobs: () => Promise<void>;
  /** Runs all jobs that are scheduled by the clock. */
  runScheduledJobs: () => Promise<void>;
  close: () => Promise<void>;
}

/** Returns a response without the parts that differ from request to request. */
export const lasting = ({ errors, ...answer }: Answer) => ({
  ...answer,
  errors: errors?.map(({ extensions: { requestId: _, ...extensions }, ...error }) => ({ ...error, extensions })),
});

export const NOW = Date.parse('2026-03-15T12:00:00.000Z');

/** Starts a real server on loopback with its own clock. Default database: a new one. */
export async function startTestServer(
  options: Partial<
    Pick<
      ServerOptions,
      | 'allowedOrigins'
      | 'mayCallFromThisMachine'
      | 'trustedProxies'
      | 'introspection'
      | 'sandboxKey'
      | 'tokens'
      | 'developmentTokens'
      | 'budgets'
    >
  > & { database?: TestDatabase; limits?: Partial<ServerLimits> } = {},
): Promise<TestServer> {
  const database = options.database ?? (await makeTestDatabase());
  const { dataSource, served } = database;
  const clock = { now: NOW };
  const app = await makeServer({
    dataSource: served,
    clock: () => clock.now,
    limits: { ...SERVER_LIMITS, ...options.limits },
    introspection: options.introspection ?? true,
    allowedOrigins: options.allowedOrigins ?? ['https://app.example'],
    mayCallFromThisMachine: options.mayCallFromThisMachine ?? false,
    trustedProxies: options.trustedProxies ?? [],
    tokens: options.tokens ?? null,
    developmentTokens: options.developmentTokens ?? null,
    logLevel: 'silent',
    sandboxKey: options.sandboxKey ?? null,
    budgets: options.budgets ?? null,
    jobQueueTrouble: () => null,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.addresses()[0] as AddressInfo).port}/graphql`;

  const ask = async (
    query: string,
    variables: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json;q=0.9',
        'content-type': 'application/json',
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    // Every response reports its cost, which few tests check.
    const { extensions: _, ...answer } = (await response.json()) as Omit<Answer, 'status'> & { extensions?: unknown };
    return { status: response.status, ...answer };
  };

  const runJobs = (): Promise<void> =>
    drainJobQueue(
      database.url,
      makeTasks(served, () => clock.now),
    );
  return {
    app,
    database,
    url,
    clock,
    ask,
    addWorkspace: async ({ role = Role.ADMIN, ...options } = {}) => {
      const { id, key } = await addWorkspace(dataSource, clock.now, role, options);
      return {
        id,
        key,
        scope: () => new WorkspaceScope(poolOf(served), id, clock.now),
        ask: (query, variables) => ask(query, variables, { authorization: `Bearer ${key}` }),
      };
    },
    runJobs,
    runScheduledJobs: async () => {
      await dataSource.query(
        `SELECT graphile_worker.add_job(task) FROM unnest(ARRAY['refreshDue', 'findAccountsToDeriveAgain', 'deleteExpiredRecords']) AS task`,
      );
      await runJobs();
    },
    close: async () => {
      await app.close();
      await database.close();
    },
  };
}
