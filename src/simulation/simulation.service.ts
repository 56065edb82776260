import { GraphQLError } from 'graphql';
import type { Caller } from '../database/cancellation.js';
import { FairQueue } from '../database/fair-queue.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import type { SimulationLimits } from '../graphql/context.js';
import type { SimulationOutcome, SimulationTask } from './run.service.js';
import { simulateOnThread } from './thread.service.js';

export const SIMULATION_LIMITS: Readonly<SimulationLimits> = { budgetMs: 30_000, partSize: 5_000 };

/** How many simulations run at once in this process, and of one workspace: each keeps a part of its base in memory. */
const simulations = new FairQueue({ total: 2, shares: [1] });

/** Waits until the workspace and the process have room for a simulation; rejects once `signal` aborts. */
async function turnOf(workspaceId: string, signal: AbortSignal): Promise<() => void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      giveUpPlace();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
    const giveUpPlace = simulations.enter([workspaceId], (leave) => {
      signal.removeEventListener('abort', stop);
      resolve(leave);
    });
  });
}

/** Simulates on a separate thread, within the time budget. Stops when the client disconnects. */
export async function simulate(
  { connection, work }: Pick<WorkspaceScope, 'connection' | 'work'>,
  simulated: Omit<SimulationTask, 'partSize'>,
  caller: Caller,
  { budgetMs, partSize }: SimulationLimits,
): Promise<SimulationOutcome> {
  const { signal } = caller;
  caller.extend(budgetMs);
  const task = { ...simulated, partSize };
  const over = AbortSignal.any([signal, AbortSignal.timeout(budgetMs)]);
  try {
    const leave = await turnOf(task.workspaceId, over);
    const startedAt = performance.now();
    try {
      return await simulateOnThread({ connection, task, budgetMs }, over);
    } finally {
      work.ms += performance.now() - startedAt;
      leave();
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
