/*
 * Imports the Telco Customer Churn data set through the SDK and reports which of its customers are clients:
 *
 *   npx clientele workspace create Telco --currency USD --time-zone UTC
 *   CLIENTELE_API_KEY=clk_… npm run example:telco -- Telco-Customer-Churn.csv
 *
 * Default of CLIENTELE_URL: http://localhost:4000/graphql.
 */
import { readFileSync } from 'node:fs';
import { Clientele, ClienteleError } from '@clientele/sdk';
import { parse } from 'csv-parse/sync';
import { reportBacktests } from './telco/backtest.js';
import { AS_OF, COLUMNS, nameOf, toRecords, type TelcoRow } from './telco/mapping.js';
import { showProgress } from './telco/progress.js';
import { reportAccounts, reportClientBase } from './telco/report.js';

const SHOWN_REFUSALS = 10;

/** A mistake that the reader can fix. */
class Refusal extends Error {}

function readSettings() {
  const { CLIENTELE_URL: url = 'http://localhost:4000/graphql', CLIENTELE_API_KEY: apiKey } = process.env;
  const [, , file] = process.argv;
  if (!file) throw new Refusal('Expected the path of Telco-Customer-Churn.csv: npm run example:telco -- FILE');
  if (!apiKey) {
    throw new Refusal(
      'Expected an API key in CLIENTELE_API_KEY. This prints one:\n  npx clientele workspace create Telco --currency USD --time-zone UTC',
    );
  }
  return { url, apiKey, file };
}

function readRows(file: string): TelcoRow[] {
  const rows = parse<TelcoRow>(readText(file), { columns: true, skip_empty_lines: true, bom: true });
  const [first] = rows;
  const missing = COLUMNS.filter((name) => first?.[name] === undefined);
  if (missing.length === 0) return rows;
  throw new Refusal(`Expected rows with the columns ${COLUMNS.join(', ')}; ${file} lacks ${missing.join(', ')}.`);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Refusal(`Expected a readable file; ${file} is none.`, { cause });
  }
}

/** Imports the records and shows the progress. */
async function importRows(client: Clientele, rows: readonly TelcoRow[]) {
  const records = [...toRecords(rows)];
  const progress = showProgress('Importing records', records.length);
  try {
    return await client.import(records, { onProgress: ({ records: done }) => progress.show(done) });
  } finally {
    progress.stop();
  }
}

async function main(): Promise<void> {
  const { url, apiKey, file } = readSettings();
  const rows = readRows(file);
  const client = new Clientele({ url, apiKey });
  const { name, currencyCode } = await client.workspace();
  if (currencyCode !== 'USD') {
    throw new Refusal(`Expected a workspace in USD, as the data set is; "${name}" is in ${currencyCode}.`);
  }

  console.log(`${rows.length} accounts go to the workspace "${name}".`);
  const { refusals, ...counts } = await importRows(client, rows);
  console.log(
    `${counts.created} created, ${counts.updated} updated, ${counts.unchanged} unchanged, ${counts.refused} refused.`,
  );
  if (counts.created + counts.updated + counts.refused === 0) {
    console.log('Nothing changed: all of it was recorded already.');
  }
  for (const { record, userErrors } of refusals.slice(0, SHOWN_REFUSALS)) {
    for (const { message } of userErrors) console.error(`  ${nameOf(record)}: ${message}`);
  }
  if (refusals.length > SHOWN_REFUSALS) console.error(`  and ${refusals.length - SHOWN_REFUSALS} more`);
  if (refusals.length > 0) process.exitCode = 1;

  for (const line of ['', ...(await reportClientBase(client, AS_OF))]) console.log(line);
  for (const line of await reportAccounts(client, AS_OF)) console.log(line);
  for (const line of ['', ...(await reportBacktests(client))]) console.log(line);
}

main().catch((error: unknown) => {
  if (error instanceof Refusal || error instanceof ClienteleError) console.error(error.message);
  else console.error(error);
  process.exitCode = 1;
});
