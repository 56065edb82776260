import { closeSync, openSync, writeSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import type { Verdict } from './source.js';

/** A CSV file with all verdicts and refused records, one per line. The file is created with the first of them. */
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

  /** Writes cells that a spreadsheet would read as formulas as text. */
  #write(row: string[]): void {
    writeSync(this.#file!, stringify([row], { escape_formulas: true }));
  }
}
