import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';

const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 2_000;

/** Retries work that needs the database until it succeeds or the process stops, and tracks what currently fails. */
export class Retrier {
  private readonly failing = new Map<symbol, unknown>();

  constructor(
    private readonly stopping: AbortSignal,
    private readonly log: FastifyBaseLogger,
  ) {}

  /** The error of the work that failed last and has not succeeded since; undefined if nothing fails. */
  get failure(): unknown {
    return [...this.failing.values()].at(-1);
  }

  /**
   * Repeats `work` until it succeeds; returns undefined if the process stops first. Every error is retried, because
   * SQLSTATEs do not reliably tell which errors are transient, and logged, because a mistake in a statement is
   * permanent.
   */
  async run<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    const id = Symbol();
    const isStopping = (): boolean => this.stopping.aborted;
    let delayMs = FIRST_RETRY_MS;
    try {
      do {
        try {
          return await work();
        } catch (err) {
          if (isStopping()) break;
          this.failing.set(id, err);
          this.log.error({ err }, `The job queue cannot use the database; it tries again in ${delayMs} ms`);
        }
        await sleep(delayMs, undefined, { signal: this.stopping }).catch(() => undefined);
        delayMs = Math.min(2 * delayMs, MAX_RETRY_MS);
      } while (!isStopping());
      return undefined;
    } finally {
      this.failing.delete(id);
    }
  }
}
