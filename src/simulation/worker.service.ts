/** Entry point of a simulation thread: runs one simulation per message, on its own database connection. */
import { parentPort } from 'node:worker_threads';
import pg, { type Client } from 'pg';
import { checkConnection } from '../database/connection-check.js';
import { columnTypes } from '../database/instants.js';
import { enterWorkspace } from '../database/row-level-security.js';
import type { ConnectionSettings } from '../database/workspace-scope.js';
import { runSimulation, type SimulationOutcome, type SimulationTask } from './run.service.js';

export interface SimulationRequest {
  connection: ConnectionSettings;
  task: SimulationTask;
  /** PostgreSQL cancels a single statement after this time, even if nothing else ends it. */
  budgetMs: number;
}

export type SimulationAnswer = { outcome: SimulationOutcome } | { failure: string };

/** A terminated thread loses its connection; PostgreSQL notices within this time and cancels the running statement. */
const NOTICE_CLOSED_CONNECTION_MS = 100;

async function simulate({ connection, task, budgetMs }: SimulationRequest): Promise<SimulationOutcome> {
  const client = new pg.Client({ ...connection, types: columnTypes });
  // Statements on a lost connection fail by themselves; without a listener, the event would end the thread.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await checkConnection(client, 'server');
    await begin(client, budgetMs, task.workspaceId);
    return await runSimulation(client, task);
  } finally {
    await client.end();
  }
}

/** One snapshot for all reads. Without parallel workers, a scan of the whole base leaves the other processors to requests. */
async function begin(client: Client, budgetMs: number, workspaceId: string): Promise<void> {
  // Servers on Windows refuse the setting; they notice a closed connection when they send the next rows.
  await client.query(`SET client_connection_check_interval = ${NOTICE_CLOSED_CONNECTION_MS}`).catch(() => undefined);
  await client.query(
    `SET statement_timeout = ${budgetMs}; SET jit = off; SET max_parallel_workers_per_gather = 0;
     BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${enterWorkspace('LOCAL', workspaceId)}`,
  );
}

const answer = (message: SimulationAnswer): void => parentPort!.postMessage(message);

parentPort!.on('message', (request: SimulationRequest) => {
  simulate(request).then(
    (outcome) => answer({ outcome }),
    (error: unknown) => answer({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
