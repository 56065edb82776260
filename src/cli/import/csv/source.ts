import type { ImportContext, OpenSource, Source } from '../source.js';
import { Interrupted } from '../terminal.js';
import type { CsvOptions } from './command.js';
import { CsvImport, type OpenedTables } from './csv-import.js';
import { TABLES } from './fields.js';
import { EMPTY_MAPPING, readMappingFile, writeMappingFile, type MappingFile } from './mapping-file.js';
import { monthlyPriceOf, readPrice } from './price.js';
import { Plans } from './plans.js';
import { RefusedFile } from './refused-file.js';
import { readRows } from './rows.js';
import { toMappingFile } from './save-mapping.js';
import { describePlans, describeTable } from './show.js';
import { subscriptionIdOf } from './subscription-row.js';
import { STATUSES } from './words.js';
import { openTable, type OpenedTable } from './table.js';

/** The file of refused rows, in the directory in which the command runs. */
const REFUSED = 'refused.csv';

export const openCsv = (options: CsvOptions): OpenSource => {
  checkOptions(options);
  return (context) => open(options, context);
};

function checkOptions({ measures, ...options }: CsvOptions): void {
  if (measures !== undefined) {
    throw new Error('Measures cannot be imported yet: the API does not have them. Leave out --measures.');
  }
  if (TABLES.every((table) => options[table] === undefined)) {
    throw new Error(`Expected at least one of ${TABLES.map((table) => `--${table}`).join(', ')}; got none.`);
  }
}

async function open(options: CsvOptions, { workspace, isDryRun, terminal, signal }: ImportContext): Promise<Source> {
  const mapping = options.mapping === undefined ? EMPTY_MAPPING : readMappingFile(options.mapping);
  const tables: OpenedTables = {};
  for (const name of TABLES) {
    const path = options[name];
    if (path !== undefined) tables[name] = await openTable(name, path, mapping[name], workspace, signal);
  }
  const { plans, isSorted } = await readPlans(tables.subscriptions, mapping, signal);
  for (const name of TABLES) if (tables[name]) describeTable(tables[name]).forEach((line) => terminal.note(line));
  if (tables.subscriptions) describePlans(plans).forEach((line) => terminal.note(line));
  terminal.note('');
  if (options.saveMapping !== undefined) {
    writeMappingFile(options.saveMapping, toMappingFile(tables, plans));
    terminal.note(`Mapping saved to ${options.saveMapping}`);
  }
  if (!isDryRun && !(await terminal.confirm(`Import this into the workspace "${workspace.name}"?`))) {
    throw new Interrupted(
      'Nothing was imported. To correct what the columns mean, add --save-mapping mapping.yaml, edit the file, and pass it with --mapping mapping.yaml.',
    );
  }
  return new CsvImport(tables, plans, isSorted, new RefusedFile(REFUSED));
}

/** Reads the plans that the subscriptions name, and whether the rows are sorted by subscription. */
async function readPlans(
  table: OpenedTable | undefined,
  mapping: MappingFile,
  signal: AbortSignal,
): Promise<{ plans: Plans; isSorted: boolean }> {
  const plans = new Plans(mapping.plans);
  let isSorted = true;
  if (!table) return { plans, isSorted };
  let last = '';
  for await (const row of readRows(table.file)) {
    signal.throwIfAborted();
    if (!('cells' in row)) continue;
    const reader = table.read(row);
    const id = subscriptionIdOf(reader);
    if (id !== undefined) {
      isSorted &&= last <= id;
      last = id;
    }
    if (reader.word('status', STATUSES) === 'SKIP') continue;
    const plan = reader.text('plan');
    const price = readPrice(reader);
    if (plan !== undefined && price) plans.add(plan, monthlyPriceOf(price));
  }
  return { plans, isSorted };
}
