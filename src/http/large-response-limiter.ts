import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';

/** Which requests start immediately, and which wait for the responses of others. */
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

/** Limits the documents that are remembered, by their total length. */
const MAX_CHARACTERS = 1_000_000;

interface Asked {
  reply: FastifyReply;
  bytes: number;
  begin: () => void;
}

/**
 * Runs few requests with large responses at once, so that each of them ends sooner. Objects made for a request die young
 * and cost nothing to collect, unless so much else is allocated meanwhile that the garbage collector promotes them: then
 * they are copied twice and stay until the next major collection. README.md in this folder has the measurements.
 *
 * The size of a response is taken from the last response to the same document.
 */
export class LargeResponseLimiter {
  /** The sizes of the large ones, by document. */
  private readonly bytesOf = new LRUCache<string, number>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_, { length }) => length + 1,
  });
  private readonly waiting: Asked[] = [];
  private bytesUnderWay = 0;

  constructor(private readonly limits: LargeResponseLimits) {}

  /** Calls `begin` when it is this request's turn; never if the client disconnects before. */
  admit(document: string, reply: FastifyReply, begin: () => void): void {
    reply.raw.once('finish', () => this.note(document, Number(reply.getHeader('content-length'))));
    const bytes = this.bytesOf.get(document);
    if (bytes === undefined) {
      begin();
      return;
    }
    this.waiting.push({ reply, bytes, begin });
    this.beginNext();
  }

  private note(document: string, bytes: number): void {
    if (bytes >= this.limits.smallBytes) this.bytesOf.set(document, bytes);
    else this.bytesOf.delete(document);
  }

  private beginNext(): void {
    while (this.bytesUnderWay < this.limits.bytes) {
      const next = this.waiting.shift();
      if (!next) return;
      if (!next.reply.raw.closed) this.letIn(next);
    }
  }

  private letIn({ reply, bytes, begin }: Asked): void {
    this.bytesUnderWay += bytes;
    const giveBack = (): void => {
      clearTimeout(slow);
      reply.raw.off('close', giveBack);
      this.bytesUnderWay -= bytes;
      this.beginNext();
    };
    const slow = setTimeout(giveBack, this.limits.slowMs);
    reply.raw.once('close', giveBack);
    begin();
  }
}
