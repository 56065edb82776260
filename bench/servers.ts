import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockAccounts, replacePeriods, upsertAccountNow } from '../src/derivation/derived-rows.sql.js';
import { selectInteractionsOfAccounts, selectPhasesOfAccounts } from '../src/derivation/history.sql.js';
import { insertInteractions } from '../src/interactions/interaction.sql.js';
import { selectPlans } from '../src/plans/plan.sql.js';
import { selectPolicies } from '../src/policies/policy.sql.js';
import { SERVER_ROLE } from '../src/database/server-role.js';
import { WORKSPACE_SETTING } from '../src/database/row-level-security.js';
import { selectApiKey } from '../src/auth/api-key.sql.js';
import { FOLDER, NOW, type Base } from './base.js';
import type { RequestBody, Data, DialectName, ServerName } from './queries.js';
import { OPEN, SECURED, type PeerSchema } from './peers.sql.js';

const ROOT = join(import.meta.dirname, '..');
const PEERS_FOLDER = join(import.meta.dirname, 'peers');
const POOL_SIZE = 20;
const START_TIMEOUT_MS = 60_000;

/** A server under measurement: one process. */
export interface Server {
  name: ServerName;
  dialect: DialectName;
  url: string;
  headers: Record<string, string>;
  pid: number;
  stop: () => Promise<void>;
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** Sends a request that is not measured. */
export async function ask({ url, headers }: Pick<Server, 'url' | 'headers'>, body: RequestBody): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { data?: Data; errors?: unknown };
  if (!answer.data || answer.errors) {
    throw new Error(`Expected data from ${url} for ${body.query}; got ${JSON.stringify(answer).slice(0, 500)}`);
  }
  return answer.data;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts the built Clientele server as in production, except for the fixed clock, which production rejects. */
export async function startClientele(databaseUrl: string, key: string): Promise<Server> {
  const port = await freePort();
  mkdirSync(FOLDER, { recursive: true });
  const log = openSync(join(FOLDER, 'clientele.log'), 'w');
  const child = spawn(process.execPath, [join(ROOT, 'dist/src/cli/clientele.js'), 'start'], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      PORT: String(port),
      CLIENTELE_DEMO: 'off',
      CLIENTELE_NOW: new Date(NOW).toISOString(),
      CLIENTELE_INTROSPECTION: 'off',
      CLIENTELE_RATE_LIMIT: 'off',
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', log, log],
  });
  process.once('exit', () => child.kill());
  const origin = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const isReady = await fetch(`${origin}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) break;
    await sleep(20);
    if (child.exitCode !== null || Date.now() > deadline) {
      await stopChild(child);
      throw new Error(`Clientele did not start; see ${join(FOLDER, 'clientele.log')}.`);
    }
  }
  return {
    name: 'clientele',
    dialect: 'clientele',
    url: `${origin}/graphql`,
    headers: { authorization: `Bearer ${key}` },
    pid: child.pid!,
    stop: () => stopChild(child),
  };
}

interface Peer {
  name: Exclude<ServerName, 'clientele'>;
  dialect: Exclude<DialectName, 'clientele'>;
  reads: PeerSchema;
}

export const PEERS: readonly Peer[] = [
  { name: 'postgraphile', dialect: 'postgraphile', reads: SECURED },
  { name: 'postgraphile-open', dialect: 'postgraphile', reads: OPEN },
  { name: 'mercurius', dialect: 'mercurius', reads: OPEN },
  { name: 'limit', dialect: 'limit', reads: OPEN },
];

/** Starts a server from the peers folder. It reports its port once it listens. */
export async function startPeer({ name, dialect, reads }: Peer, { url, key, scope }: Base): Promise<Server> {
  const settings = {
    databaseUrl: url,
    workspaceId: scope.workspaceId,
    poolSize: POOL_SIZE,
    schema: reads.name,
    rowLevelSecurity: reads.hasRowLevelSecurity ? { role: SERVER_ROLE, setting: WORKSPACE_SETTING } : null,
    now: new Date(NOW).toISOString(),
    statements: {
      selectApiKey: selectApiKey.text,
      lockAccounts: lockAccounts.text,
      insertInteractions: insertInteractions.statement.text,
      selectPolicies: selectPolicies.text,
      selectPlans: selectPlans.text,
      selectPhases: selectPhasesOfAccounts.text,
      selectInteractions: selectInteractionsOfAccounts.text,
      replacePeriods: replacePeriods.text,
      upsertAccountNow: upsertAccountNow.text,
    },
  };
  const child = fork(join(PEERS_FOLDER, `${dialect}.js`), {
    execArgv: [],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      GRAPHILE_ENV: 'production',
      BENCH: JSON.stringify(settings),
    },
  });
  const [message] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error(`${name} did not start.`);
    }),
  ])) as [{ port: number }];
  return {
    name,
    dialect,
    url: `http://127.0.0.1:${message.port}/graphql`,
    headers: reads.hasRowLevelSecurity ? { authorization: `Bearer ${key}` } : {},
    pid: child.pid!,
    stop: () => stopChild(child),
  };
}
