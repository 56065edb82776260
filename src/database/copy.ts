import pg, { type Client } from 'pg';
import type { Instant } from '../classification/calendar.js';
import type { Statement } from './statement.js';

/** The signature PGCOPY\n\377\r\n\0, the flags, and the length of the header extension, which is empty. */
const HEADER_BYTES = 19;
const SIGNATURE = 0x50;
const END_OF_ROWS = -1;
/** The epoch from which PostgreSQL counts microseconds. */
const EPOCH_2000: Instant = Date.UTC(2000, 0, 1);
const INT64_HIGH_MAX = 0x7fffffff;
const INT64_HIGH_MIN = -0x80000000;
const TWO_TO_32 = 4_294_967_296;
/** A power of two, several times the number of distinct words. */
const WORD_SLOTS = 512;

/** One row of a binary COPY, whose fields must be read one after the other, in the order of the columns. */
export class CopiedRow {
  private bytes: Buffer = Buffer.alloc(0);
  private offset = 0;
  private readonly words = new Array<string | undefined>(WORD_SLOTS);

  /** Moves to the row in `bytes`. Returns false if `bytes` is the end-of-data marker. */
  moveTo(bytes: Buffer): boolean {
    this.bytes = bytes;
    this.offset = bytes[0] === SIGNATURE ? HEADER_BYTES : 0;
    return this.int16() !== END_OF_ROWS;
  }

  /** Reads a uuid as 16 characters, one per byte: a key that sorts like the uuid and costs less than its text. */
  key(): string {
    return this.word();
  }

  /**
   * Reads ASCII text, such as an enum value. The values repeat, so recent strings are reused instead of decoded again.
   */
  word(): string {
    const length = this.int32();
    const start = this.offset;
    this.offset += length;
    const slot = (length * 31 + this.bytes[start]! * 7 + this.bytes[this.offset - 1]!) & (WORD_SLOTS - 1);
    const known = this.words[slot];
    if (known?.length === length && this.isWordAt(start, known)) return known;
    return (this.words[slot] = this.bytes.toString('latin1', start, this.offset));
  }

  private isWordAt(start: number, word: string): boolean {
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

  /** Reads a bigint, which must be below 2^53. */
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

  textOrNull(): string | null {
    const length = this.int32();
    if (length === -1) return null;
    const start = this.offset;
    this.offset += length;
    return this.bytes.toString('utf8', start, this.offset);
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

/** Converts the keys that `CopiedRow.key` returns to uuids in text form. */
export function uuidsOfKeys(keys: readonly string[]): string[] {
  const digits = Buffer.from(keys.join(''), 'latin1').toString('hex');
  const group = (from: number, to: number): string => digits.slice(from, to);
  return keys.map((_, i) => {
    const at = 32 * i;
    return `${group(at, at + 8)}-${group(at + 8, at + 12)}-${group(at + 12, at + 16)}-${group(at + 16, at + 20)}-${group(at + 20, at + 32)}`;
  });
}

/** A statement to run as a COPY, and a callback for each row. The row object is reused: read it, do not keep it. */
export interface Copy {
  statement: Statement<unknown>;
  /** The parameters from `$2` on; `$1` is the workspace. COPY takes no parameters, so they are inlined as literals. */
  values: readonly string[];
  take: (row: CopiedRow) => void;
}

const withValues = ({ text }: Statement<unknown>, values: readonly string[]): string =>
  text.replace(/\$(\d+)/g, (_, number: string) => pg.escapeLiteral(values[Number(number) - 1]!));

/** A query that receives COPY data: pg passes it to any query that has a `handleCopyData` method. */
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
      if (row.moveTo(chunk)) copies[current]!.take(row);
      else current++;
    };
  }
}

/** Runs statements in one round trip and passes on their rows as they arrive, one statement after the other. */
export const copyRows = (client: Client, workspaceId: string, copies: readonly Copy[]): Promise<void> =>
  new Promise((resolve, reject) => {
    client.query(
      new CopyQuery(copies, workspaceId, (error) => {
        if (error) reject(error);
        else resolve();
      }),
    );
  });
