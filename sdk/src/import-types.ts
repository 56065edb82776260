/* What an import is given and answers. */
import { ClienteleError, TimeoutError, type UserError } from './errors.js';
import type { ImportRecord } from './import-batches.js';
import type { RequestOptions } from './options.js';
import { isTransient } from './retries.js';

/** What became of the records. */
export interface ImportCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
}

/** How far an import has come. Plain data: keep it as JSON, and go on from it where the import was interrupted. */
export interface ImportCheckpoint extends ImportCounts {
  /** The import; its calls carry it in their idempotency keys. */
  readonly id: string;
  /** How many records at the beginning of the source are done. */
  readonly records: number;
  /** Where the calls begin that were done before an earlier one. */
  readonly ahead: readonly number[];
}

/** A record that was refused, and why. It held back no others. */
export interface ImportRefusal {
  readonly record: ImportRecord;
  /** Where it stands in the source, from 0. */
  readonly index: number;
  /** What is wrong with it; `field` is the path inside the record. */
  readonly userErrors: readonly UserError[];
}

/** `timeoutMs` is 300,000 for each call and `maxRetries` 10 unless given: an import is patient. */
export interface ImportOptions extends RequestOptions {
  /** How many calls run at once; 4 unless given. No more of the source is read than they hold. */
  readonly concurrency?: number | undefined;
  /** Told after each call how far the import has come. */
  readonly onProgress?: ((checkpoint: ImportCheckpoint) => void) | undefined;
  /** Takes the refusals as they come; they are not collected then. */
  readonly onRefused?: ((refusal: ImportRefusal) => void) | undefined;
  /** Goes on from here: the source must give the same records again, in the same order. */
  readonly resumeFrom?: ImportCheckpoint | undefined;
}

export interface ImportResult extends ImportCounts {
  /** Every record that was refused since this run began, by its place in the source; empty where `onRefused` took them. */
  readonly refusals: readonly ImportRefusal[];
}

/**
 * The import stopped before its end; `cause` says why, `checkpoint` how far it came. Given as `resumeFrom`, with the
 * same source, it goes on there: what was done is left out, what may have been done is sent under the same keys.
 */
export class ImportInterruptedError extends ClienteleError {
  static {
    this.prototype.name = 'ImportInterruptedError';
  }
  readonly code = 'IMPORT_INTERRUPTED';
  readonly #refusals: readonly ImportRefusal[];

  constructor(
    cause: unknown,
    readonly checkpoint: ImportCheckpoint,
    refusals: readonly ImportRefusal[],
  ) {
    const { message, requestId, status } = (cause instanceof ClienteleError ? cause : {}) as Partial<ClienteleError>;
    const why =
      message?.replace(/ \(request [^)]*\)$/, '') ?? 'the source or a function that was given failed, see `cause`.';
    super(
      `The import stopped with ${checkpoint.records} records done: ${why} Go on with \`resumeFrom: error.checkpoint\`.`,
      // Going on repeats nothing, whatever the calls that failed have done.
      { cause, requestId, status, retryable: isTransient(cause) || cause instanceof TimeoutError },
    );
    this.#refusals = refusals;
  }

  /** Every record refused in this run, unless `onRefused` took them. */
  get refusals(): readonly ImportRefusal[] {
    return this.#refusals;
  }
}
