import { closeSync, existsSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import type { Problem } from './row-reader.js';

const HEADER = 'file,line,column,problem\n';

/** `refused.csv`: the refused rows, and how to correct each. The file is created when the first row is refused. */
export class RefusedFile {
  #file: number | undefined;
  #rows = 0;

  constructor(readonly path: string) {}

  get rows(): number {
    return this.#rows;
  }

  /** Removes the file of an earlier import, which would otherwise look like the result of this one. */
  removeEarlier(): void {
    if (existsSync(this.path) && readFileSync(this.path, 'utf8').startsWith(HEADER)) rmSync(this.path);
  }

  add(file: string, line: number, problems: readonly Problem[]): void {
    if (this.#file === undefined) {
      this.#file = openSync(this.path, 'w');
      writeSync(this.#file, HEADER);
    }
    this.#rows++;
    // A spreadsheet would otherwise calculate a cell that looks like a formula.
    const cells = problems.map(({ column, message }) => [file, line, column, message]);
    writeSync(this.#file, stringify(cells, { escape_formulas: true }));
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }
}
