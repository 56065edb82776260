import { GraphQLError } from 'graphql';
import type { ConnectionSettings } from '../database/workspace-scope.js';
import type { SimulationOutcome, SimulationTask } from './run.service.js';
import { simulateOnThread } from './thread.service.js';

export const SIMULATION_LIMITS = {
  /** How long a simulation may take, including the wait for other simulations. */
  budgetMs: 30_000,
  /** How many simulations run at once; at most one per workspace. */
  atOnce: 2,
  /** Accounts per part: each part costs a round trip, and three parts are in memory at once. */
  partSize: 5_000,
};

interface Waiting {
  workspaceId: string;
  start: () => void;
}
const running = new Set<string>();
const waiting: Waiting[] = [];

/** Starts waiting simulations, first come, first served, as far as the limits allow. */
function startWaiting(): void {
  for (const next of [...waiting]) {
    if (running.size >= SIMULATION_LIMITS.atOnce) return;
    if (running.has(next.workspaceId)) continue;
    waiting.splice(waiting.indexOf(next), 1);
    running.add(next.workspaceId);
    next.start();
  }
}

/** Waits for a free slot. The caller must call `releaseSlot` afterwards. */
async function acquireSlot(workspaceId: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stopWaiting = (): void => {
      waiting.splice(waiting.indexOf(entry), 1);
      reject(signal.reason as Error);
    };
    const start = (): void => {
      signal.removeEventListener('abort', stopWaiting);
      resolve();
    };
    const entry = { workspaceId, start };
    signal.addEventListener('abort', stopWaiting, { once: true });
    waiting.push(entry);
    startWaiting();
  });
}

function releaseSlot(workspaceId: string): void {
  running.delete(workspaceId);
  startWaiting();
}

/** Simulates on a separate thread, within the time budget. Stops when `signal` aborts because the client disconnected. */
export async function simulate(
  connection: ConnectionSettings,
  simulated: Omit<SimulationTask, 'partSize'>,
  signal: AbortSignal,
): Promise<SimulationOutcome> {
  const { budgetMs, partSize } = SIMULATION_LIMITS;
  const task = { ...simulated, partSize };
  const over = AbortSignal.any([signal, AbortSignal.timeout(budgetMs)]);
  try {
    await acquireSlot(task.workspaceId, over);
    try {
      return await simulateOnThread({ connection, task, budgetMs }, over);
    } finally {
      releaseSlot(task.workspaceId);
    }
  } catch (error) {
    if (!over.aborted) throw error;
    throw signal.aborted ? cancelledError() : timeoutError(budgetMs);
  }
}

const cancelledError = (): GraphQLError =>
  new GraphQLError('The simulation was cancelled because the client ended the request.', {
    extensions: { code: 'REQUEST_CANCELLED' },
  });

const timeoutError = (budgetMs: number): GraphQLError =>
  new GraphQLError(
    `The simulation did not finish within ${budgetMs / 1000} s, including the wait for other simulations. ` +
      'Try again when fewer simulations run. If it still fails, use a shorter windowDays in its criteria, so that it reads less data.',
    { extensions: { code: 'SIMULATION_TIMEOUT' } },
  );
