import { closeSync, openSync, writeSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import type { Verdict } from './source.js';

/** A CSV file with all verdicts and refused records, one a line. It is created with the first one. */
export class ReportFile {
  #file: number | undefined;

  constructor(readonly path: string) {}

  get isEmpty(): boolean {
    return this.#file === undefined;
  }

  add({ subject, exactness, reasons }: Verdict): void {
    if (this.#file === undefined) {
      this.#file = openSync(this.path, 'w');
      this.#write(['subject', 'exactness', 'reasons']);
    }
    this.#write([subject, exactness, reasons.join(' ')]);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }

  /** A cell that a spreadsheet would take for a formula is written as text. */
  #write(row: string[]): void {
    writeSync(this.#file!, stringify([row], { escape_formulas: true }));
  }
}
