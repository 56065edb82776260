import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';

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

interface WaitingRequest {
  reply: FastifyReply;
  bytes: number;
  start: () => void;
}

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
  private readonly waiting: WaitingRequest[] = [];
  private bytesInProgress = 0;

  constructor(private readonly limits: LargeResponseLimits) {}

  /** Calls `start` when it is the request's turn, unless the client disconnects first. */
  admit(document: string, reply: FastifyReply, start: () => void): void {
    reply.raw.once('finish', () => this.note(document, Number(reply.getHeader('content-length'))));
    const bytes = this.bytesOf.get(document);
    if (bytes === undefined) {
      start();
      return;
    }
    this.waiting.push({ reply, bytes, start });
    this.startNext();
  }

  private note(document: string, bytes: number): void {
    if (bytes >= this.limits.smallBytes) this.bytesOf.set(document, bytes);
    else this.bytesOf.delete(document);
  }

  private startNext(): void {
    while (this.bytesInProgress < this.limits.bytes) {
      const next = this.waiting.shift();
      if (!next) return;
      if (!next.reply.raw.closed) this.startRequest(next);
    }
  }

  private startRequest({ reply, bytes, start }: WaitingRequest): void {
    this.bytesInProgress += bytes;
    const release = (): void => {
      clearTimeout(slow);
      reply.raw.off('close', release);
      this.bytesInProgress -= bytes;
      this.startNext();
    };
    const slow = setTimeout(release, this.limits.slowMs);
    reply.raw.once('close', release);
    start();
  }
}
