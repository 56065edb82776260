/* Guesses from the names of columns, and a sample of their values, what the columns mean. */
import { possibleOrders } from './dates.js';
import { ATTRIBUTES, fieldsOf, type FieldType, type Table } from './fields.js';
import { possibleSigns } from './numbers.js';
import { fold } from './words.js';

/** How many rows are a sample. */
export const SAMPLE_ROWS = 1_000;

/** Share of the values of a column that must have the type of a field. Invalid cells must not hide what the column means. */
const MIN_SHARE = 0.5;

/** Returns the column of each field that has one. */
export function guessColumns(
  table: Table,
  columns: readonly string[],
  sample: readonly (readonly string[])[],
): Map<string, string> {
  const free = new Map(columns.map((name, place) => [name, place] as const).filter(([name]) => name !== ''));
  const found = new Map<string, string>();
  for (const matches of [isNamed, endsWith]) {
    for (const [field, { names, type }] of fieldsOf(table)) {
      if (found.has(field)) continue;
      for (const name of names) {
        const fitting = [...free].find(
          ([column, place]) =>
            matches(fold(column), name) &&
            isOf(
              type,
              sample.map((cells) => cells[place] ?? ''),
            ),
        );
        if (!fitting) continue;
        found.set(field, fitting[0]);
        free.delete(fitting[0]);
        break;
      }
    }
  }
  return found;
}

const isNamed = (column: string, name: string): boolean => column === name;

/** "Contract start date" ends with "start date". Single words would match too much. */
const endsWith = (column: string, name: string): boolean => name.includes(' ') && column.endsWith(` ${name}`);

function isOf(type: FieldType, values: readonly string[]): boolean {
  const given = values.map((value) => value.trim()).filter((value) => value !== '');
  if (type === 'TEXT' || given.length === 0) return true;
  const isTyped = (value: string): boolean =>
    (type === 'DATE' ? possibleOrders(value) : possibleSigns(value)).length > 0;
  return given.filter(isTyped).length / given.length >= MIN_SHARE;
}

/** Returns the unused columns of accounts that are kept as attributes. */
export const guessAttributes = (unused: readonly string[]): string[] =>
  unused.filter((column) => ATTRIBUTES.includes(fold(column)));
