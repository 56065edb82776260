import type { OpenedTables } from './csv-import.js';
import { TABLES } from './fields.js';
import type { Plans } from './plans.js';

/** Returns what the columns mean as the content of a mapping file. */
export function toMappingFile(tables: OpenedTables, plans: Plans): object {
  const mapping: Record<string, object> = {};
  for (const name of TABLES) {
    const table = tables[name];
    if (!table) continue;
    const { file, meaning, notation } = table;
    const columns = [...meaning.fields].map(([field, source]) => [field, 'column' in source ? source.column : source]);
    const values = [...meaning.values].map(([field, words]) => [field, Object.fromEntries(words)]);
    mapping[name] = {
      separator: file.separator,
      encoding: file.encoding,
      columns: Object.fromEntries(columns) as object,
      ...(name === 'accounts' ? { attributes: meaning.attributes.map(({ column }) => column) } : {}),
      ...only('dates', meaning.dates ?? onlyOf(notation.dates)),
      ...only('decimals', meaning.decimals ?? onlyOf(notation.decimals)),
      ...only('asOf', meaning.asOf),
      ...(values.length > 0 ? { values: Object.fromEntries(values) as object } : {}),
    };
  }
  const ranks = plans.all.map(({ externalId, name, rank }) => [
    name,
    externalId === name ? rank : { id: externalId, rank },
  ]);
  return tables.subscriptions ? { ...mapping, plans: Object.fromEntries(ranks) as object } : mapping;
}

/** Returns the value that all columns share; undefined if they differ, because then each column must decide again. */
function onlyOf<Value>(byColumn: ReadonlyMap<string, Value>): Value | undefined {
  const values = new Set(byColumn.values());
  return values.size === 1 ? [...values][0] : undefined;
}

const only = (name: string, value: unknown): object => (value === undefined ? {} : { [name]: value });
