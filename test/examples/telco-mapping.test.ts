import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SubscriptionImport } from '@clientele/sdk';
import { parse } from 'csv-parse/sync';
import { toRecords, type TelcoRow } from '../../examples/telco/mapping.js';
import { ofKind, readCsv } from '../cli/import/csv/read-csv.js';

const REPOSITORY = join(__dirname, '../..');
const FILE = join(REPOSITORY, '../shared/data/telco/Telco-Customer-Churn.csv');
const hasFile = existsSync(FILE);
// eslint-disable-next-line no-console
if (!hasFile) console.warn(`SKIPPED: the mapping of the Telco data set is not tested because ${FILE} is missing.`);

/** Only one in this many rows is read, because the rows are alike. */
const STEP = 40;

/** What both programs derive about a subscription, without the plan, which differs because the example also counts add-ons. */
const comparable = ({ externalId, accountExternalId, phases }: SubscriptionImport) => ({
  externalId,
  accountExternalId,
  phases: phases.map(({ from, to, status, unitPrice, termMonths }) => ({
    from,
    to: to ?? null,
    status,
    unitPrice,
    termMonths,
  })),
});

(hasFile ? describe : describe.skip)('the mapping file of the Telco data set', () => {
  it('makes the same subscriptions as the program of the example', async () => {
    const [header, ...all] = readFileSync(FILE, 'utf8').trimEnd().split('\n');
    const file = [header, ...all.filter((_, row) => row % STEP === 0), ''].join('\n');
    const mapping = readFileSync(join(REPOSITORY, 'examples/telco/mapping.yaml'), 'utf8');
    const workspace = { name: 'Telco', currencyCode: 'USD', timeZone: 'UTC' };
    const { records, refused } = await readCsv({ accounts: file, subscriptions: file, mapping }, workspace);
    expect(refused).toEqual([]);
    const rows = parse<TelcoRow>(file, { columns: true });
    const expected = ofKind([...toRecords(rows)], 'subscription').map(comparable);
    const byId = new Map(ofKind(records, 'subscription').map((one) => [one.externalId, comparable(one)]));
    expect(expected.map(({ externalId }) => byId.get(externalId))).toEqual(expected);
    expect(ofKind(records, 'account')).toHaveLength(expected.length);
  });
});
