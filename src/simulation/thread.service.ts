import { once } from 'node:events';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { SimulationOutcome } from './run.service.js';
import type { SimulationAnswer, SimulationRequest } from './worker.service.js';

/** A thread keeps its compiled code, so the next simulation of a changed draft takes half the time of the first one. */
const KEEP_IDLE_MS = 120_000;

/** Threads without work. They hold no connection to the database and do not keep the process alive. */
const idle: Worker[] = [];

function startThread(): Worker {
  const thread = import.meta.url.endsWith('.ts') ? startFromSource() : startBuilt();
  thread.on('error', () => forget(thread));
  return thread;
}

const startBuilt = (): Worker => new Worker(new URL('./worker.service.js', import.meta.url), { name: 'simulation' });

/** Under tsx and in tests the source itself runs. A thread does not inherit the hooks that load TypeScript. */
function startFromSource(): Worker {
  const script = new URL('./worker.service.ts', import.meta.url).href;
  const tsx = pathToFileURL(
    createRequire(import.meta.url)
      .resolve('tsx/esm/api')
      .replace(/cjs$/, 'mjs'),
  ).href;
  const bootstrap = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(script)}); });`;
  return new Worker(bootstrap, { name: 'simulation', eval: true });
}

const forget = (thread: Worker): void => void idle.splice(idle.indexOf(thread), idle.includes(thread) ? 1 : 0);

function takeThread(): Worker {
  const thread = idle.pop() ?? startThread();
  thread.ref();
  return thread;
}

function keep(thread: Worker): void {
  thread.unref();
  idle.push(thread);
  const end = setTimeout(() => {
    if (!idle.includes(thread)) return;
    forget(thread);
    void thread.terminate();
  }, KEEP_IDLE_MS);
  end.unref();
}

/**
 * Runs a simulation on a thread of its own, so that requests are served meanwhile. Aborting terminates the thread and
 * with it the thread's connection to the database.
 */
export async function simulateOnThread(request: SimulationRequest, signal: AbortSignal): Promise<SimulationOutcome> {
  const thread = takeThread();
  let answer: SimulationAnswer;
  try {
    thread.postMessage(request);
    [answer] = (await once(thread, 'message', { signal })) as [SimulationAnswer];
  } catch (error) {
    await thread.terminate();
    throw error;
  }
  keep(thread);
  if ('failure' in answer) throw new Error(`The simulation failed: ${answer.failure}`);
  return answer.outcome;
}
