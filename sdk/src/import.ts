import { contextOf, inputError } from './answer.js';
import type { ClienteleCore } from './core-client.js';
import { BadRequestError, BadResponseError, UsageError, UserInputError, type UserError } from './errors.js';
import { ImportDocument } from './generated/documents.js';
import type { ImportMutation } from './generated/types.js';
import { makeKey } from './idempotency.js';
import {
  Batches,
  dependsOn,
  inOrderOfReference,
  toInput,
  type Batch,
  type ImportRecord,
  type Item,
} from './import-batches.js';
import { Notices, Outcome } from './import-outcome.js';
import {
  ImportInterruptedError,
  type ImportCheckpoint,
  type ImportCounts,
  type ImportOptions,
  type ImportRefusal,
  type ImportResult,
} from './import-types.js';
import { TimeLimit } from './time-limit.js';
import { UnsendableError } from './transport.js';

/** The source of the records. */
export type ImportSource = Iterable<ImportRecord> | AsyncIterable<ImportRecord>;

/**
 * Imports any number of records in calls of at most 1,000. See `Clientele.import`.
 *
 * @throws ImportInterruptedError if the import stopped before the end of the source.
 */
export async function importRecords(
  core: ClienteleCore,
  source: ImportSource,
  options: ImportOptions = {},
): Promise<ImportResult> {
  return new Import(core, options).run(source);
}

const COUNTS = ['created', 'updated', 'unchanged', 'refused'] as const;

/** Defaults for each call. They are higher than for other calls, because usually nobody waits for a single call of an import. */
const DEFAULTS = { maxRetries: 10, timeoutMs: 300_000 };

class Import {
  readonly #core: ClienteleCore;
  readonly #options: ImportOptions;
  readonly #concurrency: number;
  readonly #id: string;
  readonly #start: number;
  readonly #counts: { -readonly [Name in keyof ImportCounts]: number };
  readonly #notices = new Notices();
  readonly #refusals: ImportRefusal[] = [];
  readonly #running = new Map<Batch, Promise<void>>();
  /** Start indexes of batches that finished before an earlier one, with their end indexes once known. */
  readonly #ahead: Map<number, number | undefined>;
  readonly #limit: TimeLimit;
  #records: number;
  #failure: { readonly cause: unknown } | undefined;

  constructor(core: ClienteleCore, options: ImportOptions) {
    const { concurrency = 4, resumeFrom, signal } = options;
    if (!Number.isInteger(concurrency) || concurrency < 1) {
      throw new UsageError(`Expected \`concurrency\` to be a whole number of at least 1; got ${String(concurrency)}.`);
    }
    const { id = makeKey(), records = 0, ahead = [], notices = [], ...counts } = resumeFrom ?? {};
    this.#core = core;
    this.#options = options;
    this.#concurrency = concurrency;
    this.#id = id;
    this.#start = this.#records = records;
    this.#ahead = new Map(ahead.map((start) => [start, undefined]));
    this.#counts = { created: 0, updated: 0, unchanged: 0, refused: 0, ...counts };
    this.#notices.add(notices);
    this.#limit = new TimeLimit('The import', undefined, true, signal);
  }

  async run(source: ImportSource): Promise<ImportResult> {
    const iterator = iteratorOf(source);
    try {
      await this.#read(iterator);
    } catch (cause) {
      this.#fail(cause);
    }
    // Waits for running calls, so that the checkpoint includes them.
    await Promise.all(this.#running.values());
    this.#limit.end();
    this.#refusals.sort((one, other) => one.index - other.index);
    if (this.#failure) throw new ImportInterruptedError(this.#failure.cause, this.#checkpoint, this.#refusals);
    return { ...this.#counts, notices: this.#notices.all, refusals: this.#refusals };
  }

  get #checkpoint(): ImportCheckpoint {
    return {
      id: this.#id,
      records: this.#records,
      ahead: [...this.#ahead.keys()],
      notices: this.#notices.all,
      ...this.#counts,
    };
  }

  /** Stops reading. Only the first failure is reported. */
  #fail(cause: unknown): void {
    this.#failure ??= { cause };
    this.#limit.stop(cause);
  }

  /** Reads the source only as fast as the server accepts its records, and closes the iterator if it stops early. */
  async #read(iterator: Iterator<ImportRecord> | AsyncIterator<ImportRecord>): Promise<void> {
    const batches = new Batches(this.#start);
    let isAtEnd = false;
    let index = 0;
    try {
      for (; ; index++) {
        const step = iterator.next();
        const result = 'then' in step ? await this.#limit.within(() => step) : step;
        isAtEnd = result.done === true;
        if (result.done === true) break;
        if (index >= this.#start) await this.#take(batches.add(result.value));
      }
      if (index < this.#start) {
        throw new UsageError(
          `Expected the source of the interrupted import, of which ${this.#start} records are done; got one with ${index} records.`,
        );
      }
      await this.#take(batches.end());
    } finally {
      // Not awaited, because a source that hangs would hang here again.
      if (!isAtEnd) Promise.resolve(iterator.return?.()).catch(() => undefined);
    }
  }

  /** Starts sending a batch when fewer than `concurrency` calls run and the batches it depends on are done. */
  async #take(batch: Batch | undefined): Promise<void> {
    if (!batch) return;
    if (this.#ahead.has(batch.start)) {
      this.#finish(batch);
      return;
    }
    while (
      this.#running.size >= this.#concurrency ||
      [...this.#running.keys()].some((running) => dependsOn(batch, running))
    ) {
      await Promise.race(this.#running.values());
    }
    if (this.#failure) throw this.#failure.cause;
    this.#running.set(batch, this.#run(batch));
  }

  /** Never rejects. */
  async #run(batch: Batch): Promise<void> {
    const outcome = new Outcome();
    try {
      const known = batch.items.filter(({ kind, copyOf }) => kind !== undefined && !copyOf);
      for (const item of batch.items) if (item.kind === undefined) outcome.refuse(item, [NO_RECORD]);
      if (known.length > 0) await this.#send(known, batch.start, outcome);
      for (const item of batch.items) if (item.copyOf) outcome.countCopy(item, item.copyOf);
      this.#add(outcome);
      this.#finish(batch);
      this.#options.onProgress?.(this.#checkpoint);
    } catch (cause) {
      this.#fail(cause);
    } finally {
      this.#running.delete(batch);
    }
  }

  #add({ counts, notices, refusals }: Outcome): void {
    for (const refusal of refusals) {
      if (this.#options.onRefused) this.#options.onRefused(refusal);
      else this.#refusals.push(refusal);
    }
    for (const name of COUNTS) this.#counts[name] += counts[name];
    this.#notices.add(notices.all);
  }

  #finish({ start, end }: Batch): void {
    this.#ahead.set(start, end);
    for (let next = this.#ahead.get(this.#records); next !== undefined; next = this.#ahead.get(this.#records)) {
      this.#ahead.delete(this.#records);
      this.#records = next;
    }
  }

  /** Sends records in one call. If the server refuses the whole call, bisects it until the faulty record is found. */
  async #send(items: readonly Item[], start: number, outcome: Outcome): Promise<void> {
    try {
      await this.#call(items, `${this.#id}-${start}-${items.length}`, outcome);
    } catch (error) {
      if (!isRefusedAsAWhole(error)) throw error;
      if (items.length === 1) {
        outcome.refuse(items[0]!, whyRefused(error));
        return;
      }
      const ordered = inOrderOfReference(items);
      const half = Math.ceil(ordered.length / 2);
      await this.#send(ordered.slice(0, half), start, outcome);
      await this.#send(ordered.slice(half), start + half, outcome);
    }
  }

  async #call(items: readonly Item[], idempotencyKey: string, outcome: Outcome): Promise<void> {
    const { input, itemAt } = toInput(items);
    const { signal, maxRetries = DEFAULTS.maxRetries, timeoutMs = DEFAULTS.timeoutMs } = this.#options;
    const answer = await this.#core
      .request(ImportDocument, { input: { ...input, idempotencyKey } }, { signal, maxRetries, timeoutMs })
      .withResponse();
    const { userErrors, notices, ...counts } = payloadOf(answer.data);
    if (!userErrors) {
      throw new BadResponseError(
        'import: expected a payload with `userErrors`; got none. Report the request.',
        contextOf(answer),
      );
    }
    const refused = new Map<Item, UserError[]>();
    for (const error of userErrors) {
      const item = itemAt(error.field);
      if (!item) throw inputError('import', contextOf(answer), userErrors);
      refused.set(item, [...(refused.get(item) ?? []), { ...error, field: error.field.slice(2) }]);
    }
    for (const name of ['created', 'updated', 'unchanged'] as const) outcome.counts[name] += counts[name] ?? 0;
    outcome.notices.add(notices ?? []);
    for (const [item, errors] of refused) outcome.refuse(item, errors);
  }
}

/** Returns the payload of a call; empty if the response violates the schema. */
function payloadOf(data: Partial<ImportMutation>): Partial<ImportMutation['import']> {
  const payload = Object(data.import) as Partial<ImportMutation['import']>;
  return Array.isArray(payload.userErrors) ? payload : {};
}

const NO_RECORD: UserError = {
  field: [],
  code: 'INVALID',
  message:
    'Expected an object with exactly one of plan, member, account, subscription, interaction and usage; got another value, or one that cannot be read.',
  externalId: null,
};

/** Codes of whole calls that are refused for their size. Fewer records may be accepted. */
const TOO_LARGE = ['PAYLOAD_TOO_LARGE', 'GRAPHQL_LIMIT_EXCEEDED', 'OPERATION_TOO_COSTLY'];

/**
 * Tells whether a whole call was refused because of its records: JSON cannot represent one of them, the server cannot read
 * them, or they are too large.
 */
function isRefusedAsAWhole(error: unknown): error is UserInputError | BadRequestError | UnsendableError {
  if (error instanceof UnsendableError) return true;
  if (error instanceof UserInputError) return !error.userErrors.some(({ field }) => field[0] === 'idempotencyKey');
  if (!(error instanceof BadRequestError)) return false;
  return error.status === 413 || TOO_LARGE.includes(String(error.responseErrors[0]?.extensions?.code));
}

function whyRefused(error: UserInputError | BadRequestError | UnsendableError): UserError[] {
  if (error instanceof UserInputError && error.userErrors.length > 0) return [...error.userErrors];
  const messages = error instanceof UnsendableError ? [] : error.responseErrors.map(({ message }) => message);
  const code = error instanceof BadRequestError ? 'TOO_LONG' : 'INVALID';
  return (messages.length > 0 ? messages : [error.message]).map((message) => ({
    field: [],
    code,
    message,
    externalId: null,
  }));
}

function iteratorOf(source: ImportSource): Iterator<ImportRecord> | AsyncIterator<ImportRecord> {
  if (typeof source === 'object') {
    if (Symbol.asyncIterator in source) return source[Symbol.asyncIterator]();
    if (Symbol.iterator in source) return source[Symbol.iterator]();
  }
  throw new UsageError('Expected records to import as an iterable or async iterable; got another value.');
}
