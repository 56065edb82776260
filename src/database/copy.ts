import pg, { type Client } from 'pg';
import type { Instant } from '../classification/calendar.js';
import type { Statement } from './statement.js';

/** PGCOPY\n\377\r\n\0, flags and the length of what extends them: none. */
const HEADER_BYTES = 19;
const SIGNATURE = 0x50;
const END_OF_ROWS = -1;
/** Of the epoch that PostgreSQL counts microseconds from. */
const EPOCH_2000: Instant = Date.UTC(2000, 0, 1);
const INT64_HIGH_MAX = 0x7fffffff;
const INT64_HIGH_MIN = -0x80000000;
const TWO_TO_32 = 4_294_967_296;
/** A power of two, several times as many as there are different words. */
const WORD_PLACES = 512;

/** One row of a binary COPY: its fields are read one after the other, in their order. */
export class CopiedRow {
  private bytes: Buffer = Buffer.alloc(0);
  private offset = 0;
  private readonly words = new Array<string | undefined>(WORD_PLACES);

  /** Moves on to the row in `bytes`; false where they say that no more rows come. */
  begin(bytes: Buffer): boolean {
    this.bytes = bytes;
    this.offset = bytes[0] === SIGNATURE ? HEADER_BYTES : 0;
    return this.int16() !== END_OF_ROWS;
  }

  /** A uuid as 16 characters, one a byte: a key that sorts as uuids do, and costs less than their text. */
  key(): string {
    return this.word();
  }

  /** ASCII text, such as an enumeration's. Texts come again and again: one met lately is not made anew. */
  word(): string {
    const length = this.int32();
    const start = this.offset;
    this.offset += length;
    const place = (length * 31 + this.bytes[start]! * 7 + this.bytes[this.offset - 1]!) & (WORD_PLACES - 1);
    const known = this.words[place];
    if (known?.length === length && this.reads(known, start)) return known;
    return (this.words[place] = this.bytes.toString('latin1', start, this.offset));
  }

  private reads(word: string, start: number): boolean {
    for (let i = word.length - 1; i >= 0; i--) if (word.charCodeAt(i) !== this.bytes[start + i]) return false;
    return true;
  }

  timestamp(): Instant {
    this.offset += 4;
    const high = this.int32();
    const low = this.int32() >>> 0;
    if (high === INT64_HIGH_MAX && low === 0xffffffff) return Infinity;
    if (high === INT64_HIGH_MIN && low === 0) return -Infinity;
    return EPOCH_2000 + Math.floor((high * TWO_TO_32 + low) / 1000);
  }

  /** A bigint below 2^53. */
  bigint(): number {
    this.offset += 4;
    const high = this.int32();
    return high * TWO_TO_32 + (this.int32() >>> 0);
  }

  integer(): number {
    this.offset += 4;
    return this.int32();
  }

  smallint(): number {
    this.offset += 4;
    return this.int16();
  }

  smallintOrNull(): number | null {
    return this.int32() === -1 ? null : this.int16();
  }

  boolean(): boolean {
    this.offset += 4;
    return this.bytes[this.offset++] === 1;
  }

  private int16(): number {
    const at = this.offset;
    this.offset += 2;
    return ((this.bytes[at]! << 24) >> 16) | this.bytes[at + 1]!;
  }

  private int32(): number {
    const { bytes, offset: at } = this;
    this.offset += 4;
    return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  }
}

/** The uuids of keys, as text. */
export function uuidsOfKeys(keys: readonly string[]): string[] {
  const digits = Buffer.from(keys.join(''), 'latin1').toString('hex');
  const group = (from: number, to: number): string => digits.slice(from, to);
  return keys.map((_, i) => {
    const at = 32 * i;
    return `${group(at, at + 8)}-${group(at + 8, at + 12)}-${group(at + 12, at + 16)}-${group(at + 16, at + 20)}-${group(at + 20, at + 32)}`;
  });
}

/** A statement whose rows are copied, and who takes them. The row is the same object each time: read it, don't keep it. */
export interface Copy {
  statement: Statement<unknown>;
  /** From `$2` on; `$1` is the workspace. COPY takes no parameters, so they are written into the statement. */
  values: readonly string[];
  take: (row: CopiedRow) => void;
}

const withValues = ({ text }: Statement<unknown>, values: readonly string[]): string =>
  text.replace(/\$(\d+)/g, (_, number: string) => pg.escapeLiteral(values[Number(number) - 1]!));

/** A query whose rows come as COPY sends them: node-pg hands them over, once the query says that it takes them. */
class CopyQuery extends pg.Query {
  readonly handleCopyData: (message: { chunk: Buffer }) => void;

  constructor(copies: readonly Copy[], workspaceId: string, done: (error: Error | undefined) => void) {
    const text = copies
      .map(({ statement, values }) => withValues(statement, [workspaceId, ...values]))
      .map((select) => `COPY (${select}) TO STDOUT (FORMAT binary)`)
      .join(';');
    super(text, done);
    const row = new CopiedRow();
    let current = 0;
    this.handleCopyData = ({ chunk }) => {
      if (row.begin(chunk)) copies[current]!.take(row);
      else current++;
    };
  }
}

/** Runs statements in one round trip and hands their rows over as they arrive, one statement after the other. */
export const copyRows = (client: Client, workspaceId: string, copies: readonly Copy[]): Promise<void> =>
  new Promise((resolve, reject) => {
    client.query(
      new CopyQuery(copies, workspaceId, (error) => {
        if (error) reject(error);
        else resolve();
      }),
    );
  });
