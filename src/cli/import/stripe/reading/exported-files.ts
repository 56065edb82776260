import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type Stripe from 'stripe';
import { ExportTime } from './export-time.js';
import { BrokenFileError, readJsonValues } from './json-values.js';
import { addToCatalog, addWhatIsSold, IN_CATALOG, OWNED, type CatalogObjects, type OwnedObject } from './objects.js';
import { noCounts, type Counts } from './read-all.js';
import type { Spool } from './spool.js';

/** What an export contains. */
export interface ExportSummary {
  files: number;
  counts: Counts;
  /** Objects that an import does not need, by their `object` field. */
  ignored: Map<string, number>;
  /** Invoices that were exported with only some of their lines. */
  truncatedInvoices: number;
  /** When the files were exported, in seconds. */
  readAt: number;
}

/**
 * Reads a folder of exported JSON files, in the order of their names, into a spool and a catalog. An object that occurs twice
 * counts as it was read last.
 */
export async function readExport(
  folder: string,
  spool: Spool,
  catalog: CatalogObjects,
  signal: AbortSignal,
): Promise<ExportSummary> {
  const summary = { files: 0, counts: noCounts(), ignored: new Map<string, number>(), truncatedInvoices: 0, readAt: 0 };
  const time = new ExportTime();
  for (const path of await listFiles(folder)) {
    summary.files++;
    time.addFile((await stat(path)).mtimeMs);
    const name = relative(folder, path);
    try {
      for await (const { value, line } of readJsonValues(path)) {
        signal.throwIfAborted();
        for (const object of flatten(value)) {
          take(object, `line ${line}`, summary, spool, catalog);
          time.addObject(object as OwnedObject);
        }
      }
    } catch (error) {
      throw explain(error, name);
    }
  }
  checkComplete(folder, summary, catalog);
  return { ...summary, readAt: time.seconds };
}

async function listFiles(folder: string): Promise<string[]> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new Error(`--from: expected a folder of JSON files exported from Stripe; got ${folder}.`);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const isHidden = (path: string): boolean => path.split(/[\\/]/).some((part) => part.startsWith('.'));
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return paths.filter((path) => !isHidden(relative(folder, path))).sort();
}

interface AnyObject {
  object?: unknown;
  id?: unknown;
  data?: unknown;
}

/** Yields the objects of arrays and lists. The list itself is yielded by a document of which the elements have been yielded. */
function* flatten(value: unknown): Generator {
  if (Array.isArray(value)) {
    for (const element of value) yield* flatten(element);
  } else if ((value as AnyObject | null)?.object === 'list') {
    const { data } = value as AnyObject;
    for (const element of Array.isArray(data) ? data : []) if (element !== undefined) yield* flatten(element);
  } else yield value;
}

const isOneOf = <Name extends string>(names: readonly Name[], name: string): name is Name =>
  (names as readonly string[]).includes(name);

function take(value: unknown, place: string, summary: ExportSummary, spool: Spool, catalog: CatalogObjects): void {
  const { object, id } = (value ?? {}) as AnyObject;
  if (typeof object !== 'string' || object === '') {
    throw new BrokenFileError(
      `${place}: expected an object of Stripe such as {"id": "sub_…", "object": "subscription", …}; got ${JSON.stringify(value).slice(0, 60)}`,
    );
  }
  const isOwned = isOneOf(OWNED, object);
  if (!isOwned && !isOneOf(IN_CATALOG, object)) {
    summary.ignored.set(object, (summary.ignored.get(object) ?? 0) + 1);
    return;
  }
  if (typeof id !== 'string' || id === '')
    throw new BrokenFileError(`${place}: expected the ${object} to have an id; got none.`);
  if (!isOwned) addToCatalog(catalog, value as Stripe.Product | Stripe.Price | Stripe.Coupon);
  else if (spool.add(value as OwnedObject)) {
    summary.counts[object]++;
    if (object === 'subscription') addWhatIsSold(catalog, value as Stripe.Subscription);
    if (object === 'invoice' && (value as { lines?: { has_more?: boolean } }).lines?.has_more)
      summary.truncatedInvoices++;
  } else
    summary.ignored.set(`${object} without customer`, (summary.ignored.get(`${object} without customer`) ?? 0) + 1);
}

/** Refuses an export that cannot be complete. Without products, for example, no plan would have a name. */
function checkComplete(folder: string, { files, counts }: ExportSummary, catalog: CatalogObjects): void {
  const found = { customers: counts.customer, subscriptions: counts.subscription, products: catalog.products.size };
  const missing = Object.entries(found).flatMap(([name, count]) => (count === 0 ? [name] : []));
  if (missing.length === 0) return;
  throw new Error(
    `Expected the JSON files in ${folder} to contain customers, subscriptions and products; the ${files} files contain no ` +
      `${missing.join(' and no ')}. Export them as well, for example with \`stripe ${missing[0]} list --limit 100\`.`,
  );
}

function explain(error: unknown, file: string): unknown {
  if (error instanceof BrokenFileError) return new Error(`${file}, ${error.message}`, { cause: error });
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    return new Error(`${file}: expected text in UTF-8; got other bytes.`);
  if (code?.startsWith('Z_')) return new Error(`${file}: expected a whole gzip file; got a broken one (${message}).`);
  return error;
}
