/* Shows what the command recognized: the meaning of the columns, and the plans. */
import { amountOf, counted, table as aligned, section, wrap } from '../layout.js';
import { FIELDS, type Field } from './fields.js';
import type { FieldSource } from './meaning.js';
import type { Plans } from './plans.js';
import { nameOfSeparator } from './rows.js';
import type { OpenedTable } from './table.js';

const NAMES_OF_ENCODINGS = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252',
};
const MAX_CELL = 30;

export function describeTable({ name, file, meaning, notation, examples, rows }: OpenedTable): string[] {
  const fields = FIELDS[meaning.table] as Record<string, Field>;
  const lines = [...meaning.fields].map(([field, source]) => [
    fields[field]!.label,
    nameOf(source),
    exampleOf(source, examples, notation.dates, notation.decimals),
  ]);
  for (const { column } of meaning.attributes)
    lines.push(['Attribute', short(column), short(examples.get(column) ?? '')]);
  const writing = `${counted(rows, 'row')}, ${nameOfSeparator(file.separator)}, ${NAMES_OF_ENCODINGS[file.encoding]}`;
  return [
    ...section(`${name}: ${writing}`, toColumns(lines)),
    ...(meaning.unused.length > 0 ? wrap(meaning.unused.join(', '), '  Not used: ') : []),
    ...assumptionsOf(meaning.table, meaning.fields).flatMap((line) => wrap(line, '  Note: ')),
  ];
}

const nameOf = (source: FieldSource): string =>
  'column' in source ? short(source.column) : `"${short(source.value)}"`;

function exampleOf(
  source: FieldSource,
  examples: ReadonlyMap<string, string>,
  dates: ReadonlyMap<string, string>,
  decimals: ReadonlyMap<string, string>,
): string {
  if (!('column' in source)) return 'in all rows';
  const order = { DMY: ', day first', MDY: ', month first' }[dates.get(source.column) ?? ''] ?? '';
  const sign = decimals.has(source.column) ? `, decimal ${decimals.get(source.column)}` : '';
  return `${short(examples.get(source.column) ?? '')}${order}${sign}`;
}

const short = (text: string): string => (text.length > MAX_CELL ? `${text.slice(0, MAX_CELL - 1)}…` : text);

const toColumns = (rows: readonly (readonly string[])[]): string[] => {
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map(([one, two, three]) =>
    `${one!.padEnd(widths[0]!)}   ${two!.padEnd(widths[1]!)}   ${three!}`.trimEnd(),
  );
};

/** Returns what the import assumes because a column is missing. */
function assumptionsOf(table: string, fields: ReadonlyMap<string, unknown>): string[] {
  const lacks = (field: string): boolean => !fields.has(field);
  if (table === 'accounts') return lacks('id') ? ['No column of ids: the name of an account is its id.'] : [];
  if (table === 'interactions') {
    return lacks('id')
      ? ['No column of ids: the id is made from the content of the row, so a changed row becomes a new interaction.']
      : [];
  }
  // A price or the revenue per month counts before that per year.
  const isYearly = !lacks('arr') && lacks('price') && lacks('mrr');
  return [
    ...(lacks('id') ? ['No column of ids: all rows of an account are one subscription.'] : []),
    ...(lacks('status') ? ['No column of statuses: every subscription is paid from its start to its end.'] : []),
    ...(lacks('interval')
      ? [`No column of billing intervals: every subscription is billed every ${isYearly ? 'year' : 'month'}.`]
      : []),
  ];
}

export function describePlans(plans: Plans): string[] {
  const rows = plans.all.map(({ rank, name, monthlyPrice }) => [
    `${rank}  ${short(name)}`,
    amountOf(monthlyPrice.toFixed(2)),
  ]);
  return section('Plans by rank (a higher rank offers more), and their highest monthly unit price:', aligned(rows));
}
