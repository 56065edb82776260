import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Measures how long health checks of a server take. */
export class Health {
  private readonly poller: Worker;

  constructor(url: string) {
    this.poller = new Worker(join(process.env.TEST_PROGRAMS!, 'test/support/health-poller.js'), {
      workerData: { url: new URL('/livez', url).href },
    });
  }

  /** Returns the longest time that a health check took while `work` ran, in milliseconds. */
  async longestWaitDuring(work: () => Promise<void>): Promise<number> {
    await this.longestWait();
    await work();
    return this.longestWait();
  }

  private async longestWait(): Promise<number> {
    const answered = once(this.poller, 'message');
    this.poller.postMessage(null);
    const [waitMs] = (await answered) as [number];
    return waitMs;
  }

  async close(): Promise<void> {
    await this.poller.terminate();
  }
}
