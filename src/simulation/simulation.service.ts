import { GraphQLError } from 'graphql';
import type { ConnectionSettings } from '../database/workspace-scope.js';
import type { SimulationOutcome, SimulationTask } from './run.service.js';
import { simulateOnThread } from './thread.service.js';

export const SIMULATION_LIMITS = {
  /** How long a simulation may take, waiting for its turn included. */
  budgetMs: 30_000,
  /** How many run at once, of one workspace one at most. */
  atOnce: 2,
  /** Accounts in one part of the base: each part costs a round trip, and three of them are in memory. */
  partSize: 5_000,
};

interface Waiting {
  workspaceId: string;
  enter: () => void;
}
const running = new Set<string>();
const waiting: Waiting[] = [];

/** Lets in whoever may, first come first served. */
function letIn(): void {
  for (const next of [...waiting]) {
    if (running.size >= SIMULATION_LIMITS.atOnce) return;
    if (running.has(next.workspaceId)) continue;
    waiting.splice(waiting.indexOf(next), 1);
    running.add(next.workspaceId);
    next.enter();
  }
}

/** Waits for a turn. Whoever got one must leave. */
async function takeTurn(workspaceId: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const giveUp = (): void => {
      waiting.splice(waiting.indexOf(entry), 1);
      reject(signal.reason as Error);
    };
    const enter = (): void => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    };
    const entry = { workspaceId, enter };
    signal.addEventListener('abort', giveUp, { once: true });
    waiting.push(entry);
    letIn();
  });
}

function leave(workspaceId: string): void {
  running.delete(workspaceId);
  letIn();
}

/** Simulates on a thread of its own, within the budget, until `signal` says that nobody waits for it any more. */
export async function simulate(
  connection: ConnectionSettings,
  simulated: Omit<SimulationTask, 'partSize'>,
  signal: AbortSignal,
): Promise<SimulationOutcome> {
  const { budgetMs, partSize } = SIMULATION_LIMITS;
  const task = { ...simulated, partSize };
  const over = AbortSignal.any([signal, AbortSignal.timeout(budgetMs)]);
  try {
    await takeTurn(task.workspaceId, over);
    try {
      return await simulateOnThread({ connection, task, budgetMs }, over);
    } finally {
      leave(task.workspaceId);
    }
  } catch (error) {
    if (!over.aborted) throw error;
    throw signal.aborted ? nobodyWaits() : tookTooLong(budgetMs);
  }
}

const nobodyWaits = (): GraphQLError =>
  new GraphQLError('The request was given up, and the simulation with it.', {
    extensions: { code: 'REQUEST_CANCELLED' },
  });

const tookTooLong = (budgetMs: number): GraphQLError =>
  new GraphQLError(
    `Expected the simulation to end within ${budgetMs / 1000} s, the wait for other simulations included; it did not. ` +
      'Ask again when fewer of them run; if it fails alone, give its criteria shorter windowDays, so that it has less to read.',
    { extensions: { code: 'SIMULATION_TIMEOUT' } },
  );
