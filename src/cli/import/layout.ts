import { Help } from 'commander';
import { printable } from '../printable.js';

/** The width of reports in columns. */
export const WIDTH = 80;

const help = new Help();

/** Wraps a text; `first` starts the first line, and the others are indented as far. */
export function wrap(text: string, first = ''): string[] {
  const indent = ' '.repeat(first.length);
  // Two columns less, because most lines are part of a section.
  const lines = help.boxWrap(printable(text), WIDTH - 2 - first.length).split('\n');
  return lines.map((line, index) => `${index === 0 ? first : indent}${line}`.trimEnd());
}

/** A section of a report: its title in a line of its own, and its lines indented by two columns. */
export const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => (line === '' ? '' : `  ${line}`))];

/** Aligns the columns of a table: the first to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('   ')
      .trimEnd(),
  );
}

const grouping = new Intl.NumberFormat('en-US');

/** Writes a number with thousands separators: 12,000. */
export const count = (value: number): string => grouping.format(value);

/** Writes an exact amount with thousands separators: "12000.50" as 12,000.50. */
export const amountOf = (amount: string): string => amount.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');

/** Writes a number and its noun: "1 row", "2 rows". */
export const counted = (value: number, singular: string, plural = `${singular}s`): string =>
  `${count(value)} ${value === 1 ? singular : plural}`;
