import { appendFileSync, createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { constants, crc32, createGunzip, gzipSync } from 'node:zlib';
import { ownerOf, sortObjects, type CustomerObjects, type OwnedObject } from './objects.js';
import { removeStaleFolders, SPOOL_PREFIX } from './stale-folders.js';

/**
 * With 100,000 customers and dozens of invoices for each, a partition is about 30 MB of JSON, which is what the memory holds
 * at a time.
 */
const PARTITIONS = 1024;

/** Text that a partition collects before it is compressed and written. At most 32 MB for all partitions. */
const BLOCK_LENGTH = 32 * 1024;

/**
 * Puts the objects of each customer together. Stripe lists objects by time, so that those of one customer are far apart:
 * they are written to a private folder as they come, in partitions by customer, and then read partition by partition.
 */
export class Spool {
  readonly #blocks = new Map<number, string[]>();
  readonly #lengths = new Map<number, number>();
  readonly #files = new Set<number>();

  private constructor(private readonly folder: string) {}

  /** Makes the folder, readable by its owner only, and removes those that killed imports have left. */
  static async create(parent = tmpdir()): Promise<Spool> {
    await removeStaleFolders(parent);
    return new Spool(await mkdtemp(join(parent, `${SPOOL_PREFIX}${hostname()}-${process.pid}-`)));
  }

  /** Adds an object; returns false if it belongs to no customer. */
  add(object: OwnedObject): boolean {
    const customerId = ownerOf(object);
    if (customerId === undefined) return false;
    const partition = crc32(customerId) % PARTITIONS;
    const line = `${customerId}\t${JSON.stringify(object)}\n`;
    const block = this.#blocks.get(partition);
    if (block) block.push(line);
    else this.#blocks.set(partition, [line]);
    const length = (this.#lengths.get(partition) ?? 0) + line.length;
    this.#lengths.set(partition, length);
    if (length >= BLOCK_LENGTH) this.#write(partition);
    return true;
  }

  /** Yields all objects, customer by customer, always in the same order. Nothing may be added after this. */
  async *customers(): AsyncGenerator<CustomerObjects> {
    for (const partition of this.#blocks.keys()) this.#write(partition);
    for (const partition of [...this.#files].sort((one, other) => one - other)) {
      const byCustomer = await this.#read(partition);
      for (const [customerId, lines] of [...byCustomer].sort(byId)) {
        yield sortObjects(customerId, parseAll(lines));
      }
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  #pathOf(partition: number): string {
    return join(this.folder, `${partition}.gz`);
  }

  #write(partition: number): void {
    const block = this.#blocks.get(partition);
    if (!block) return;
    this.#blocks.delete(partition);
    this.#lengths.delete(partition);
    this.#files.add(partition);
    // The members of a gzip file can be written one after the other. Stripe's JSON shrinks to a tenth even at the fastest level.
    const compressed = gzipSync(block.join(''), { level: constants.Z_BEST_SPEED });
    try {
      appendFileSync(this.#pathOf(partition), compressed, { mode: 0o600 });
    } catch (error) {
      throw explainFullDisk(error, this.folder);
    }
  }

  /** Returns the lines of a partition by customer. They are parsed customer by customer, because objects need more memory. */
  async #read(partition: number): Promise<Map<string, string[]>> {
    const byCustomer = new Map<string, string[]>();
    const input = createReadStream(this.#pathOf(partition)).pipe(createGunzip());
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      const tab = line.indexOf('\t');
      const customerId = line.slice(0, tab);
      const lines = byCustomer.get(customerId);
      if (lines) lines.push(line.slice(tab + 1));
      else byCustomer.set(customerId, [line.slice(tab + 1)]);
    }
    return byCustomer;
  }
}

const byId = ([one]: [string, unknown], [other]: [string, unknown]): number => (one < other ? -1 : 1);

function* parseAll(lines: readonly string[]): Generator<OwnedObject> {
  for (const line of lines) yield JSON.parse(line) as OwnedObject;
}

function explainFullDisk(error: unknown, folder: string): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') return error;
  return new Error(
    `The disk of ${folder} is full. The import keeps Stripe's objects there until it ends, compressed. ` +
      'Set TMPDIR to a folder with more space, and run the command again.',
    { cause: error },
  );
}
