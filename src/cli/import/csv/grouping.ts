/* Brings the rows of a subscription together, wherever they are in the file, in bounded memory. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import type { Row } from './rows.js';

/** The number of bytes of a file whose rows are grouped in memory at a time. Rows take about ten times as much memory. */
const PART_BYTES = 8_000_000;

/** The maximum number of parts, because each part is an open file. Larger files have larger parts. */
const MAX_PARTS = 200;

export interface KeyedRow extends Row {
  key: string;
}

/**
 * Yields the rows of each key together. `isSorted` tells that the file has them together already. `size` is that of the file
 * in bytes.
 */
export async function* inGroups(
  rows: AsyncIterable<KeyedRow>,
  { isSorted, size, partBytes = PART_BYTES }: { isSorted: boolean; size: number; partBytes?: number },
): AsyncGenerator<KeyedRow[]> {
  if (isSorted) yield* adjacent(rows);
  else if (size <= partBytes) yield* grouped(rows);
  else yield* partitioned(rows, Math.min(MAX_PARTS, Math.ceil(size / partBytes)));
}

async function* adjacent(rows: AsyncIterable<KeyedRow>): AsyncGenerator<KeyedRow[]> {
  let group: KeyedRow[] = [];
  for await (const row of rows) {
    if (group.length > 0 && group[0]!.key !== row.key) {
      yield group;
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield group;
}

async function* grouped(rows: AsyncIterable<KeyedRow>): AsyncGenerator<KeyedRow[]> {
  const groups = new Map<string, KeyedRow[]>();
  for await (const row of rows) {
    const group = groups.get(row.key);
    if (group) group.push(row);
    else groups.set(row.key, [row]);
  }
  yield* groups.values();
}

/** Writes the rows to temporary files by the hash of their key, and groups each file by itself. */
async function* partitioned(rows: AsyncIterable<KeyedRow>, parts: number): AsyncGenerator<KeyedRow[]> {
  // mkdtemp creates a directory that only this user can read.
  const folder = await mkdtemp(join(tmpdir(), 'clientele-import-'));
  const paths = Array.from({ length: parts }, (_, index) => join(folder, `${index}.jsonl`));
  try {
    const files = paths.map((path) => createWriteStream(path));
    for await (const row of rows) {
      const file = files[createHash('sha1').update(row.key).digest().readUInt32BE() % parts]!;
      if (!file.write(`${JSON.stringify(row)}\n`)) await once(file, 'drain');
    }
    await Promise.all(files.map((file) => once(file.end(), 'close')));
    for (const path of paths) yield* grouped(readLines(path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* readLines(path: string): AsyncGenerator<KeyedRow> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    yield JSON.parse(line) as KeyedRow;
  }
}
