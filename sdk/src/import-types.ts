/* Options and results of an import. */
import type { Open } from './enums.js';
import { ClienteleError, TimeoutError, type UserError } from './errors.js';
import type { ImportNoticeCode } from './generated/types.js';
import type { ImportRecord } from './import-batches.js';
import type { RequestOptions } from './options.js';
import { isTransient } from './retries.js';

/** The number of records by outcome. */
export interface ImportCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
}

/** How records were understood, where that may not be obvious. A notice is no error. */
export interface ImportNotice {
  /** The kind of the notice. `TOUCHING_PERIODS`: phases that end at most a day before the next one, taken as lasting until then. */
  readonly code: Open<ImportNoticeCode>;
  /** Number of phases that the notice is about, in all calls of the import. */
  readonly count: number;
  /** The notice in a sentence, for people. */
  readonly message: string;
}

/** The progress of an import. It is plain data that you can store as JSON to resume an interrupted import. */
export interface ImportCheckpoint extends ImportCounts {
  /** Identifies the import. It is part of the idempotency keys of its calls. */
  readonly id: string;
  /** Number of records from the start of the source that are done. */
  readonly records: number;
  /** Start indexes of later calls that finished before an earlier one. */
  readonly ahead: readonly number[];
  /** Notices on the records that are done. */
  readonly notices: readonly ImportNotice[];
}

/** A record that was refused, and why. The other records are not affected. */
export interface ImportRefusal {
  readonly record: ImportRecord;
  /** The record's index in the source, from 0. */
  readonly index: number;
  /** The errors; `field` is the path inside the record. */
  readonly userErrors: readonly UserError[];
}

/** Options of an import. Both limits apply to each call; the defaults are `timeoutMs` 300,000 and `maxRetries` 10. */
export interface ImportOptions extends RequestOptions {
  /** Maximum number of concurrent calls. Default: 4. It also bounds how far the source is read ahead. */
  readonly concurrency?: number | undefined;
  /** Called after each call with the progress of the import. */
  readonly onProgress?: ((checkpoint: ImportCheckpoint) => void) | undefined;
  /** Called for each refused record. If set, refusals are not collected in the result. */
  readonly onRefused?: ((refusal: ImportRefusal) => void) | undefined;
  /** Resumes from this checkpoint. The source must yield the same records again, in the same order. */
  readonly resumeFrom?: ImportCheckpoint | undefined;
}

export interface ImportResult extends ImportCounts {
  /** Notices on the records that were not refused, at most one of each code; like the counts, also of the run that it resumes. */
  readonly notices: readonly ImportNotice[];
  /** All records refused in this run, in source order. Empty if `onRefused` is set. */
  readonly refusals: readonly ImportRefusal[];
}

/**
 * The import stopped before the end of the source; `cause` says why. To resume it, pass `checkpoint` as `resumeFrom` with
 * the same source: completed calls are skipped, and calls with an unknown outcome are sent with the same keys.
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
    const why = message?.replace(/ \(request [^)]*\)$/, '') ?? 'the source or a callback failed; see `cause`.';
    super(
      `The import stopped with ${checkpoint.records} records done: ${why} Resume with \`resumeFrom: error.checkpoint\`.`,
      // Resuming repeats no effect, whatever the failed calls did.
      { cause, requestId, status, retryable: isTransient(cause) || cause instanceof TimeoutError },
    );
    this.#refusals = refusals;
  }

  /**
   * The records refused in the calls of this run that are done, in source order. The resumed import returns the others. Empty
   * if `onRefused` is set.
   */
  get refusals(): readonly ImportRefusal[] {
    return this.#refusals;
  }
}
