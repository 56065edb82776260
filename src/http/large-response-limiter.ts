import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import { FairQueue } from '../database/fair-queue.js';

/** Decides which requests start immediately and which wait until other responses are complete. */
export interface LargeResponseLimits {
  /** The next request starts while the expected responses in progress add up to less than this. */
  bytes: number;
  /** A request whose expected response is smaller than this never waits. */
  smallBytes: number;
  /** How long a slow request holds its share. */
  slowMs: number;
}

export const LARGE_RESPONSE_LIMITS: Readonly<LargeResponseLimits> = {
  bytes: 256 * 1024,
  smallBytes: 2 * 1024,
  slowMs: 100,
};

/** Total length of the documents whose response sizes are remembered. */
const MAX_CHARACTERS = 1_000_000;

/**
 * Runs only a few requests with large responses at once, so that each of them completes sooner. Objects allocated for a
 * request usually die young and cost nothing to collect. If too much else is allocated in the meantime, the garbage
 * collector promotes them: they are copied twice and stay until the next major collection. README.md in this folder has
 * the measurements.
 *
 * The size of a response is taken from the last response to the same document.
 */
export class LargeResponseLimiter {
  /** The sizes of large responses, by document. */
  private readonly bytesOf = new LRUCache<string, number>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_, { length }) => length + 1,
  });
  private readonly queue: FairQueue;

  constructor(private readonly limits: LargeResponseLimits) {
    this.queue = new FairQueue({
      get total() {
        return limits.bytes;
      },
      shares: [Infinity],
    });
  }

  /** Calls `start` when it is the request's turn, in turn with the requests of other callers, unless the client disconnects first. */
  admit(document: string, caller: string, reply: FastifyReply, start: () => void): void {
    reply.raw.once('finish', () => this.note(document, Number(reply.getHeader('content-length'))));
    const bytes = this.bytesOf.get(document);
    if (bytes === undefined) {
      start();
      return;
    }
    const enter = (leave: () => void): void => {
      reply.raw.off('close', giveUpPlace);
      this.startRequest(reply, leave, start);
    };
    const giveUpPlace = (): void => giveUp();
    reply.raw.once('close', giveUpPlace);
    const giveUp = this.queue.enter([caller], enter, bytes);
  }

  private note(document: string, bytes: number): void {
    if (bytes >= this.limits.smallBytes) this.bytesOf.set(document, bytes);
    else this.bytesOf.delete(document);
  }

  private startRequest(reply: FastifyReply, leave: () => void, start: () => void): void {
    const release = (): void => {
      clearTimeout(slow);
      reply.raw.off('close', release);
      leave();
    };
    const slow = setTimeout(release, this.limits.slowMs);
    reply.raw.once('close', release);
    start();
  }
}
