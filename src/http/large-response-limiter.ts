import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';

/** Which requests begin at once, and which wait for others to be answered. */
export const LARGE_RESPONSE_LIMITS = {
  /** While the answers under way come to less than this together, the next request begins. */
  bytes: 256 * 1024,
  /** Who asks for less than this waits for nobody. */
  smallBytes: 2 * 1024,
  /** How long others wait for one that is slow. */
  slowMs: 100,
};

/** Of all documents that are remembered. */
const MAX_CHARACTERS = 1_000_000;

interface Asked {
  reply: FastifyReply;
  bytes: number;
  begin: () => void;
}

/**
 * Has few requests with large answers under way at once, and each of them done sooner. What is made for a request dies
 * young, which costs nothing, unless so much else is made meanwhile that the garbage collector takes it for old: then it
 * is copied twice and stays until the whole heap is looked through. 64 pages of 50 accounts with their interactions, all
 * begun at once, took twice the CPU of the same pages a few at a time.
 *
 * How large an answer will be is told by the last one to the same document.
 */
export class LargeResponseLimiter {
  /** Of those that are large. */
  private readonly bytesOf = new LRUCache<string, number>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_, { length }) => length + 1,
  });
  private readonly waiting: Asked[] = [];
  private bytesUnderWay = 0;

  /** Calls `begin` once it is this request's turn; never, where the caller leaves before. */
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
    if (bytes >= LARGE_RESPONSE_LIMITS.smallBytes) this.bytesOf.set(document, bytes);
    else this.bytesOf.delete(document);
  }

  private beginNext(): void {
    while (this.bytesUnderWay < LARGE_RESPONSE_LIMITS.bytes) {
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
    const slow = setTimeout(giveBack, LARGE_RESPONSE_LIMITS.slowMs);
    reply.raw.once('close', giveBack);
    begin();
  }
}
