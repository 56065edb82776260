import { Tokenizer, TokenParser } from '@streamparser/json';
import { readText } from './decoded-text.js';

export interface JsonValue {
  value: unknown;
  /** The line of the file on which the value ends, from 1. */
  line: number;
}

/** A file that cannot be read as JSON. */
export class BrokenFileError extends Error {}

/** How far a first line is looked for. Longer first lines are read as one JSON document. */
const LONGEST_FIRST_LINE = 1_000_000;

/**
 * Yields the values of a file: JSON lines, or JSON documents one after the other. Of arrays, and of documents with an array
 * `data` as Stripe returns lists, it yields the elements, so that a document need not fit into memory.
 */
export async function* readJsonValues(path: string): AsyncGenerator<JsonValue> {
  const chunks = readText(path);
  let start = '';
  let isAtEnd = false;
  while (!isAtEnd && start.length < LONGEST_FIRST_LINE && !start.trimStart().includes('\n')) {
    const next = await chunks.next();
    if (next.done !== true) start += next.value;
    isAtEnd = next.done === true;
  }
  yield* hasJsonLines(start) ? readLines(start, chunks) : readDocuments(start, chunks);
}

/** Lines are parsed four times as fast as documents. */
function hasJsonLines(start: string): boolean {
  const [first = ''] = start.trimStart().split('\n', 1);
  return parse(first) !== undefined;
}

async function* readLines(start: string, chunks: AsyncIterable<string>): AsyncGenerator<JsonValue> {
  let line = 0;
  let rest = '';
  const take = function* (text: string): Generator<JsonValue> {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const one of lines) yield* readLine(one, ++line);
  };
  yield* take(start);
  for await (const chunk of chunks) yield* take(chunk);
  yield* readLine(rest, line + 1);
}

function* readLine(text: string, line: number): Generator<JsonValue> {
  if (text.trim() === '') return;
  const parsed = parse(text);
  if (parsed === undefined) {
    throw new BrokenFileError(`line ${line}: expected a whole JSON value on each line; got ${quote(text)}`);
  }
  yield { value: parsed.value, line };
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

async function* readDocuments(start: string, chunks: AsyncIterable<string>): AsyncGenerator<JsonValue> {
  const found: unknown[] = [];
  const tokenizer = new Tokenizer({ separator: '' });
  const isArray = start.trimStart().startsWith('[');
  const parser = new TokenParser({ paths: isArray ? ['$.*'] : ['$', '$.data.*'], keepStack: false, separator: '' });
  let offset = 0;
  tokenizer.onToken = (token) => {
    ({ offset } = token);
    parser.write(token);
  };
  parser.onValue = ({ value, key, parent, stack }) => {
    if (stack.length === 2) {
      // The property `data` of another object, such as an event, is yielded with the object.
      if (typeof key !== 'number') return;
      (parent as unknown[])[key] = undefined;
    }
    found.push(value);
  };
  let failure: Error | undefined;
  parser.onError = tokenizer.onError = (error) => (failure ??= error);

  const lines = new LineCounter();
  async function* texts(): AsyncGenerator<string> {
    yield start;
    yield* chunks;
  }
  for await (const text of texts()) {
    const bytes = Buffer.from(text);
    if (bytes.length === 0) continue;
    tokenizer.write(bytes);
    for (const value of found.splice(0)) yield { value, line: lines.at(offset, bytes) };
    if (failure) {
      const position = /absolute position "(\d+)"/.exec(failure.message)?.[1];
      throw new BrokenFileError(`line ${lines.at(Number(position ?? offset), bytes)}: expected JSON; ${NOT_JSON}`);
    }
    lines.add(bytes);
  }
  tokenizer.end();
  if (!parser.isEnded) parser.end();
  if (failure && !isBlank(start)) {
    throw new BrokenFileError(`line ${lines.count}: the file ends in the middle of a JSON value. Export it again.`);
  }
}

const NOT_JSON = 'got a character that does not fit there. Export the file again, or remove what is not JSON.';

const isBlank = (text: string): boolean => text.trim() === '';

const quote = (text: string): string => `${JSON.stringify(text.slice(0, 40))}${text.length > 40 ? '…' : ''}`;

/** Finds the line of a byte of the text that is read in chunks. */
class LineCounter {
  /** Line breaks and bytes of earlier chunks. */
  #breaks = 0;
  #bytes = 0;

  get count(): number {
    return this.#breaks + 1;
  }

  at(offset: number, chunk: Buffer): number {
    return this.#breaks + 1 + countBreaks(chunk.subarray(0, Math.max(0, offset - this.#bytes)));
  }

  add(chunk: Buffer): void {
    this.#breaks += countBreaks(chunk);
    this.#bytes += chunk.length;
  }
}

function countBreaks(bytes: Buffer): number {
  let count = 0;
  for (let index = bytes.indexOf(10); index !== -1; index = bytes.indexOf(10, index + 1)) count++;
  return count;
}
