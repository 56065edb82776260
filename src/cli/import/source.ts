/* What a source of an import provides: this file is the contract between `clientele import` and its sources. */
import type { ImportRecord, UserError } from '@clientele/sdk';
import type { Terminal } from './terminal.js';

/** A record to import, and where it came from. */
export interface SourcedRecord {
  record: ImportRecord;
  /** For people, such as "subscription sub_1" or "accounts.csv, line 7". */
  origin: string;
  /** How exactly the record says what the source contains. It counts unless the server refuses the record. */
  verdict?: Verdict | undefined;
}

export type Exactness = 'EXACT' | 'APPROXIMATE' | 'REFUSED';

/** How exactly a part of the source, such as the history of a subscription, is recorded. */
export interface Verdict {
  /** For people, such as "subscription sub_1". */
  subject: string;
  exactness: Exactness;
  /** Whole sentences; at least one unless EXACT. Reasons that differ only in quoted texts and numbers are counted together. */
  reasons: string[];
}

/** The workspace that receives the records. */
export interface Workspace {
  name: string;
  currencyCode: string;
  /** IANA name of the time zone in which days and months are counted. */
  timeZone: string;
}

export interface ImportContext {
  workspaceId: string;
  workspace: Workspace;
  /** Whether the records are only checked and counted. */
  isDryRun: boolean;
  terminal: Terminal;
  /** Aborted when the user presses Ctrl-C. */
  signal: AbortSignal;
}

/** An opened source. Its memory must not grow with the number of records. */
export interface Source {
  /** The name of the source in reports, such as "Stripe". */
  readonly name: string;

  /**
   * Yields each record after those that it refers to, and verdicts at any place. The same input yields the same records in
   * the same order. Ids come from the input, so that a repeated import changes nothing.
   */
  records(): AsyncIterable<SourcedRecord | Verdict>;

  /** The share of the input that `records` has read, from 0 to 1. Omit it if unknown. */
  share?(): number;

  /** Called for each record that the server refused, with the errors. The paths of the errors start inside the record. */
  onRefused?(refused: SourcedRecord, errors: readonly UserError[]): void;

  /** The path of a CSV file to which all verdicts and refused records are written. Omit it if the source writes its own file. */
  readonly reportFile?: string;

  /** Lines that the source adds to the final report. Called once, after the last record. */
  report?(): Promise<string[]>;

  /**
   * Goes on importing what changes after `records`, until the signal is aborted. `send` imports records immediately, and
   * returns what became of them in a sentence.
   */
  follow?(send: (items: AsyncIterable<SourcedRecord | Verdict>) => Promise<string>): Promise<void>;

  /** Releases what the source holds, such as temporary files. Called once, however the import ends. */
  close?(): Promise<void>;
}

/** Opens a source: reads what must be known before the first record, shows the assumptions and asks for confirmation. */
export type OpenSource = (context: ImportContext) => Promise<Source>;
