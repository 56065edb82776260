/**
 * Measures the cost of row-level security: requests a page of 50 accounts with their relationship, in alternation, from two
 * servers on one database. One works as in production; the other connects as a user that bypasses row-level security, and
 * omits the two messages with which each transaction enters its workspace and ends.
 */
import 'reflect-metadata';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { makeDemoBase } from '../src/cli/demo/demo-base.js';
import { makeDataSource } from '../src/composition/data-source.js';
import { poolOf } from '../src/database/pool.js';
import { startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres.js';
import { migrate } from '../src/database/migrate.js';
import { WorkspaceScope } from '../src/database/workspace-scope.js';
import { importRecords } from '../src/imports/import.service.js';
import { SERVER_LIMITS } from '../src/http/limits.js';
import { makeServer } from '../src/http/server.js';
import { Role } from '../src/graphql/role.js';
import { makeKey } from '../src/auth/api-key-form.service.js';
import { storeKey } from '../src/auth/api-key.service.js';
import { createWorkspace } from '../src/workspaces/workspace.service.js';
import { median } from './median.js';

const PAGE = `{ accounts(first: 50) { nodes { id name relationship { type since score } } } }`;
const WARM_UP = 50;
const ROUNDS = 600;
const AT_ONCE = 8;
const NOW = Date.parse('2026-03-15T12:00:00.000Z');

/** Omits the messages that a transaction adds to a single statement. */
async function omitTransactionMessages(dataSource: DataSource): Promise<void> {
  const pool = poolOf(dataSource);
  const patch = (client: PoolClient): void => {
    const send = client.query.bind(client) as (...args: unknown[]) => unknown;
    (client as { query: unknown }).query = (...args: unknown[]) =>
      typeof args[0] === 'string' && /^(BEGIN; SET LOCAL|COMMIT)/.test(args[0]) ? Promise.resolve() : send(...args);
  };
  pool.on('connect', patch);
  // Also patch the client that the pool has already created.
  const client = await pool.connect();
  patch(client);
  client.release();
}

const dataDirectory = mkdtempSync(join(tmpdir(), 'clientele-bench-'));
chmodSync(dataDirectory, 0o711);
const postgres = await startEmbeddedPostgres({ dataDirectory });
const operator = makeDataSource(postgres.url, 'operator');
await operator.initialize();
await migrate(operator);
const secured = makeDataSource(postgres.url, 'server');
await secured.initialize();
const open = makeDataSource(postgres.url, 'operator');
await open.initialize();
await omitTransactionMessages(open);

const keys: string[] = [];
for (const name of ['One', 'Other']) {
  const workspace = await createWorkspace(operator, NOW, { name, currencyCode: 'USD', timeZone: 'UTC' });
  const key = makeKey();
  await storeKey(operator, NOW, { workspaceId: workspace.id, name, role: Role.ADMIN, key });
  for (const batch of makeDemoBase(NOW)) {
    await importRecords(new WorkspaceScope(poolOf(secured), workspace.id, NOW), batch, Role.ADMIN);
  }
  keys.push(key);
}
await operator.query('VACUUM ANALYZE');

async function serve(dataSource: DataSource): Promise<{ ask: () => Promise<number>; close: () => Promise<void> }> {
  const app = await makeServer({
    limits: SERVER_LIMITS,
    dataSource,
    clock: () => NOW,
    introspection: false,
    allowedOrigins: [],
    mayCallFromThisMachine: false,
    trustedProxies: [],
    tokens: null,
    developmentTokens: null,
    logLevel: 'silent',
    sandboxKey: null,
    budgets: null,
    jobQueueTrouble: () => null,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.addresses()[0] as AddressInfo).port}/graphql`;
  const ask = async (): Promise<number> => {
    const start = performance.now();
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${keys[0]}` },
      body: JSON.stringify({ query: PAGE }),
    });
    const { data } = (await response.json()) as { data: { accounts: { nodes: unknown[] } } };
    if (data.accounts.nodes.length !== 50) throw new Error('Expected a page of 50.');
    return performance.now() - start;
  };
  return { ask, close: () => app.close() };
}

const servers = { secured: await serve(secured), open: await serve(open) };
type Kind = keyof typeof servers;
const shown = (value: number): string => value.toFixed(2);

async function alternate(name: string, rounds: number, measure: (kind: Kind) => Promise<number>): Promise<void> {
  const taken: Record<Kind, number[]> = { secured: [], open: [] };
  for (let i = 0; i < rounds; i++) {
    // The second request profits from warm caches, so the order alternates, too.
    for (const kind of i % 2 === 0 ? (['secured', 'open'] as const) : (['open', 'secured'] as const)) {
      taken[kind].push(await measure(kind));
    }
  }
  if (rounds <= WARM_UP) return;
  const [withSecurity, without] = [median(taken.secured), median(taken.open)];
  console.log(
    `${name}: ${shown(withSecurity)} ms with row-level security, ${shown(without)} ms without: factor ${shown(withSecurity / without)}`,
  );
}

const together = async (kind: Kind): Promise<number> => {
  const start = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, () => servers[kind].ask()));
  return performance.now() - start;
};
await alternate('Warm-up', WARM_UP, (kind) => servers[kind].ask());
await alternate('One request at a time', ROUNDS, (kind) => servers[kind].ask());
await alternate(`${AT_ONCE} requests at once`, ROUNDS / AT_ONCE, together);

for (const server of Object.values(servers)) await server.close();
for (const dataSource of [secured, open, operator]) await dataSource.destroy();
await postgres.release();
rmSync(dataDirectory, { recursive: true, force: true });
