import { once } from 'node:events';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { SimulationOutcome } from './simulation-run.service.js';
import type { SimulationAnswer, SimulationRequest } from './simulation-worker.service.js';

/** A thread that has simulated once has its code compiled, and is twice as fast the next time. */
const KEEP_IDLE_MS = 60_000;

/** Threads with nothing to do; none of them keeps the process alive. */
const idle: Worker[] = [];

function startThread(): Worker {
  // The built file, or the source where that is what runs: a thread needs to be taught to read it.
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./simulation-worker.service.js', import.meta.url), { name: 'simulation' });
  }
  const script = new URL('./simulation-worker.service.ts', import.meta.url).href;
  const tsx = pathToFileURL(
    createRequire(import.meta.url)
      .resolve('tsx/esm/api')
      .replace(/cjs$/, 'mjs'),
  ).href;
  const bootstrap = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(script)}); });`;
  return new Worker(bootstrap, { name: 'simulation', eval: true });
}

function keep(thread: Worker): void {
  thread.unref();
  idle.push(thread);
  const goes = setTimeout(() => {
    const index = idle.indexOf(thread);
    if (index < 0) return;
    idle.splice(index, 1);
    void thread.terminate();
  }, KEEP_IDLE_MS);
  goes.unref();
}

/** Runs a simulation on a thread of its own. Aborting ends the thread, and with it its connection to the database. */
export async function simulateOnThread(request: SimulationRequest, signal: AbortSignal): Promise<SimulationOutcome> {
  signal.throwIfAborted();
  const thread = idle.pop() ?? startThread();
  thread.ref();
  try {
    thread.postMessage(request);
    const [answer] = (await once(thread, 'message', { signal })) as [SimulationAnswer];
    keep(thread);
    if ('failure' in answer) throw new Error(`The simulation failed: ${answer.failure}`);
    return answer.outcome;
  } catch (error) {
    if (!idle.includes(thread)) await thread.terminate();
    throw error;
  }
}
