import { GraphQLError } from 'graphql';
import pLimit, { type LimitFunction } from 'p-limit';
import type { ConnectionSettings } from '../database/workspace-scope.js';
import type { SimulationLimits } from '../graphql/context.js';
import type { SimulationOutcome, SimulationTask } from './run.service.js';
import { simulateOnThread } from './thread.service.js';

export const SIMULATION_LIMITS: Readonly<SimulationLimits> = { budgetMs: 30_000, partSize: 5_000 };

/** How many simulations run at once in this process; a workspace has at most one of them. */
const MAX_AT_ONCE = 2;
const limitOfProcess = pLimit(MAX_AT_ONCE);
/** A workspace has an entry while one of its simulations runs or waits. */
const limitsOfWorkspaces = new Map<string, LimitFunction>();

/** Runs `work` when the workspace and the process have room for it, first come first served; rejects once `signal` aborts. */
async function limitConcurrency<Result>(
  workspaceId: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const limitOfWorkspace = limitsOfWorkspaces.get(workspaceId) ?? pLimit(1);
  limitsOfWorkspaces.set(workspaceId, limitOfWorkspace);
  const running = limitOfWorkspace(() =>
    limitOfProcess(() => {
      // A caller that disconnected while waiting keeps its place in the queue, but nothing runs for it.
      signal.throwIfAborted();
      return work();
    }),
  ).finally(() => {
    if (limitOfWorkspace.activeCount + limitOfWorkspace.pendingCount === 0) limitsOfWorkspaces.delete(workspaceId);
  });
  return Promise.race([running, rejectionOf(signal)]);
}

const rejectionOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

/** Simulates on a separate thread, within the time budget. Stops when `signal` aborts because the client disconnected. */
export async function simulate(
  connection: ConnectionSettings,
  simulated: Omit<SimulationTask, 'partSize'>,
  signal: AbortSignal,
  { budgetMs, partSize }: SimulationLimits,
): Promise<SimulationOutcome> {
  const task = { ...simulated, partSize };
  const over = AbortSignal.any([signal, AbortSignal.timeout(budgetMs)]);
  try {
    return await limitConcurrency(task.workspaceId, over, () => simulateOnThread({ connection, task, budgetMs }, over));
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
