/* One opened file: how it is written, what its columns mean, and how they write dates and numbers. */
import { basename } from 'node:path';
import type { Workspace } from '../source.js';
import { isAmbiguousDate, possibleOrders, type DateOrder } from './dates.js';
import { FIELDS, type Field, type Table } from './fields.js';
import { SAMPLE_ROWS } from './guess.js';
import type { TableMapping } from './mapping-file.js';
import { findMeaning, type Meaning } from './meaning.js';
import { isAmbiguousNumber, possibleSigns, type DecimalSign } from './numbers.js';
import { RowReader, type Notation } from './row-reader.js';
import { openCsvFile, readRows, type CsvFile, type Row } from './rows.js';
import { Votes } from './votes.js';
import { fold } from './words.js';

export interface OpenedTable {
  name: string;
  file: CsvFile;
  meaning: Meaning;
  notation: Notation;
  /** The first value of each column, to show it; empty if the column has no values. */
  examples: ReadonlyMap<string, string>;
  rows: number;
  read: (row: Row) => RowReader;
}

/**
 * Opens a file, and reads it once to find out how its columns write dates and numbers.
 *
 * @throws Error if the values do not decide it, or if required columns are missing.
 */
export async function openTable(
  table: Table,
  path: string,
  mapping: TableMapping,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<OpenedTable> {
  const file = await openCsvFile(path, mapping);
  const sample: (readonly string[])[] = [];
  for await (const row of readRows(file)) {
    if ('cells' in row) sample.push(row.cells);
    if (sample.length === SAMPLE_ROWS) break;
  }
  const name = basename(path);
  const meaning = findMeaning(table, name, file.columns, sample, mapping);
  requireFields(name, file, meaning, sample);
  const { notation, rows } = await survey(file, name, meaning, signal);
  const examples = new Map(
    file.columns.map((column, place) => [column, sample.find((cells) => cells[place]?.trim())?.[place]?.trim() ?? '']),
  );
  return {
    name,
    file,
    meaning,
    notation,
    examples,
    rows,
    read: ({ cells }) => new RowReader(meaning, notation, workspace, cells),
  };
}

/** The required fields of each table. Of each list of alternatives, one field is enough. */
const REQUIRED: Readonly<Record<Table, readonly (readonly string[])[]>> = {
  accounts: [['id', 'name']],
  subscriptions: [['account'], ['plan'], ['start', 'tenureMonths'], ['price', 'mrr', 'arr', 'amount']],
  interactions: [['account'], ['occurredAt']],
};

function requireFields(
  name: string,
  file: CsvFile,
  { table, fields, asOf }: Meaning,
  sample: readonly (readonly string[])[],
): void {
  const missing = REQUIRED[table].filter((some) => !some.some((field) => fields.has(field)));
  if (missing.length > 0) {
    const labels = missing.map((some) =>
      some.map((field) => `${(FIELDS[table] as Record<string, Field>)[field]!.label} (${field})`).join(' or '),
    );
    throw new Error(
      [
        `Expected columns for all required fields in ${name}; not recognized: ${labels.join('; ')}.`,
        `Its columns: ${file.columns.join(', ')}.`,
        ...missing
          .flat()
          .flatMap((field) => describeUnreadable((FIELDS[table] as Record<string, Field>)[field]!, file, sample)),
        `Name the columns in a mapping file, or set one value for all rows, and pass the file with --mapping. For example: ${table}: { columns: { ${missing[0]![0]!}: "Name of the column" } } or ${table}: { columns: { ${missing[0]![0]!}: { value: "Value for all rows" } } }.`,
      ].join('\n'),
    );
  }
  const hasPeriod = ['price', 'mrr', 'arr', 'interval'].some((field) => fields.has(field));
  if (fields.has('amount') && !hasPeriod && table === 'subscriptions') {
    throw new Error(
      `Expected billing intervals beside the amounts of ${name}, because an amount can be that of a month, a year or a whole contract; got no column for them. Name the column in a mapping file, or set one value for all rows, and pass the file with --mapping. For example: subscriptions: { columns: { interval: { value: yearly } } }.`,
    );
  }
  if (!fields.has('start') && fields.has('tenureMonths') && asOf === undefined) {
    throw new Error(
      `Expected the date of the export in the mapping file, because ${name} has months since the start instead of start dates; got none. For example: subscriptions: { asOf: 2026-01-31 }.`,
    );
  }
}

/** Names a value of a column that has the name of a field, but not its values. */
function describeUnreadable({ names, type }: Field, file: CsvFile, sample: readonly (readonly string[])[]): string[] {
  if (type === 'TEXT') return [];
  const isReadable = (text: string): boolean =>
    (type === 'DATE' ? possibleOrders(text) : possibleSigns(text)).length > 0;
  const place = file.columns.findIndex((column) => names.includes(fold(column)));
  const unreadable = sample
    .map((cells) => (cells[place] ?? '').trim())
    .find((text) => text !== '' && !isReadable(text));
  if (unreadable === undefined) return [];
  const what = type === 'DATE' ? 'dates that could be read' : 'numbers';
  return [`Most values of "${file.columns[place]!}" are no ${what}, such as "${unreadable}".`];
}

/** Reads all rows, and decides how the columns write dates and numbers. */
async function survey(
  file: CsvFile,
  name: string,
  meaning: Meaning,
  signal: AbortSignal,
): Promise<{ notation: Notation; rows: number }> {
  const dates = new Votes<DateOrder>();
  const decimals = new Votes<DecimalSign>();
  const columns = [...meaning.fields].flatMap(([field, source]) => {
    const { type } = (FIELDS[meaning.table] as Record<string, Field>)[field]!;
    return 'column' in source && type !== 'TEXT' ? [{ ...source, type }] : [];
  });
  let rows = 0;
  for await (const row of readRows(file)) {
    signal.throwIfAborted();
    rows++;
    if (!('cells' in row)) continue;
    for (const { column, place, type } of columns) {
      const text = (row.cells[place] ?? '').trim();
      if (text === '') continue;
      const example = { line: row.line, text };
      if (type === 'DATE') {
        dates.add(column, example, { possible: possibleOrders(text), isAmbiguous: isAmbiguousDate(text) });
      } else decimals.add(column, example, { possible: possibleSigns(text), isAmbiguous: isAmbiguousNumber(text) });
    }
  }
  const { table } = meaning;
  return {
    rows,
    notation: {
      dates: meaning.dates
        ? new Map()
        : dates.decide(
            name,
            'dates',
            `Set the order in a mapping file (--mapping): ${table}: { dates: DMY } if the day comes first, ${table}: { dates: MDY } if the month comes first.`,
          ),
      decimals: meaning.decimals
        ? new Map()
        : decimals.decide(
            name,
            'numbers',
            `Set the decimal sign in a mapping file (--mapping): ${table}: { decimals: comma } or ${table}: { decimals: point }.`,
          ),
    },
  };
}
