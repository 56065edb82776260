/* What the columns of one file mean: the guess, overridden by the mapping file. */
import type { DateOrder } from './dates.js';
import { fieldsOf, type Table } from './fields.js';
import { guessAttributes, guessColumns } from './guess.js';
import type { TableMapping } from './mapping-file.js';
import type { DecimalSign } from './numbers.js';
import { fold } from './words.js';

/** Where the value of a field comes from: a column, or one value for all rows. */
export type FieldSource = { column: string; place: number } | { value: string };

export interface Meaning {
  table: Table;
  fields: ReadonlyMap<string, FieldSource>;
  /** Columns that are kept as attributes of accounts. */
  attributes: readonly { column: string; place: number }[];
  unused: readonly string[];
  /** The values that the mapping gives to texts of a field, by field and folded text. */
  values: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** From the mapping. If undefined, the values of each column decide. */
  dates: DateOrder | undefined;
  /** From the mapping. If undefined, the values of each column decide. */
  decimals: DecimalSign | undefined;
  /** The date of a file that is a snapshot. */
  asOf: string | undefined;
}

/**
 * Combines the guess with the mapping.
 *
 * @throws Error that names every column of the mapping that the file does not have.
 */
export function findMeaning(
  table: Table,
  path: string,
  columns: readonly string[],
  sample: readonly (readonly string[])[],
  mapping: TableMapping,
): Meaning {
  const placeOf = (column: string): number => columns.indexOf(column);
  const given = new Map(Object.entries(mapping.columns).filter((entry) => entry[1] !== undefined));
  const named = [...given.values()].filter((source) => typeof source === 'string');
  const missing = [...named, ...(mapping.attributes ?? [])].filter((column) => placeOf(column) < 0);
  if (missing.length > 0) {
    throw new Error(
      `Expected the mapping to name columns of ${path}; the file has no column ${missing.map((name) => `"${name}"`).join(', ')}. Its columns: ${columns.join(', ')}. Correct the names in the mapping file.`,
    );
  }
  const rest = columns.map((column) => (named.includes(column) ? '' : column));
  const guessed = guessColumns(table, rest, sample);
  const fields = new Map<string, FieldSource>();
  for (const [field] of fieldsOf(table)) {
    const source = given.has(field) ? given.get(field) : guessed.get(field);
    if (typeof source === 'string') fields.set(field, { column: source, place: placeOf(source) });
    else if (source) fields.set(field, source);
  }
  const used = [...fields.values()].flatMap((source) => ('column' in source ? source.column : []));
  const free = columns.filter((column) => column !== '' && !used.includes(column));
  const attributes = mapping.attributes ?? (table === 'accounts' ? guessAttributes(free) : []);
  return {
    table,
    fields,
    attributes: attributes.map((column) => ({ column, place: placeOf(column) })),
    unused: free.filter((column) => !attributes.includes(column)),
    values: new Map(
      Object.entries(mapping.values).map(([field, words = {}]) => [
        field,
        new Map(Object.entries(words).map(([text, value]) => [fold(text), value])),
      ]),
    ),
    dates: mapping.dates,
    decimals: mapping.decimals,
    asOf: mapping.asOf,
  };
}
