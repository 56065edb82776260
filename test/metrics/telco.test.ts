/*
 * Compares the Telco Customer Churn data set, as the example imports it, with its published totals: 7,043 accounts with
 * charges of $456,116.60 a month, of which 1,869 accounts with $139,130.85 left.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { reportBacktests, COMMITTED } from '../../examples/telco/backtest.js';
import { toRecords, type TelcoRow } from '../../examples/telco/mapping.js';
import { Clientele } from '../../sdk/src/index.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

const FILE = join(__dirname, '../../../shared/data/telco/Telco-Customer-Churn.csv');
const hasFile = existsSync(FILE);
// eslint-disable-next-line no-console
if (!hasFile) console.warn(`SKIPPED: the metrics of the Telco data set are not tested, because ${FILE} is missing.`);

const IMPORT_DEADLINE_MS = 240_000;

(hasFile ? describe : describe.skip)('the Telco data set', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  let client: Clientele;
  let rows: TelcoRow[];

  beforeAll(async () => {
    rows = parse<TelcoRow>(readFileSync(FILE, 'utf8'), { columns: true, skip_empty_lines: true, bom: true });
    server = await startTestServer();
    workspace = await server.addWorkspace();
    client = new Clientele({ url: server.url, apiKey: workspace.key });
    expect(await client.import(toRecords(rows))).toMatchObject({ created: 20_125, refusals: [] });
  }, IMPORT_DEADLINE_MS);
  afterAll(() => server.close());

  /** Returns the monthly charges of rows in cents. */
  const cents = (some: readonly TelcoRow[]): number =>
    some.reduce((sum, { MonthlyCharges }) => sum + Math.round(Number(MonthlyCharges) * 100), 0);

  it('has the published totals of charges, churned accounts and churned revenue', async () => {
    const months = await client.revenueMovements({ from: '2013-09-01', to: '2019-09-01' });
    expect(months).toHaveLength(73);
    const september = months.at(-1)!;
    expect(september).toMatchObject({
      churn: { amount: '139130.85' },
      end: { amount: '316985.75' },
      contraction: { amount: '0.00' },
      expansion: { amount: '0.00' },
    });
    const isNew = rows.filter(({ tenure }) => tenure === '0');
    expect(Number(september.new.amount) * 100).toBeCloseTo(cents(isNew), 6);
    // Every charge in the file was new revenue in some month.
    const everNew = months.reduce((sum, month) => sum + Math.round(Number(month.new.amount) * 100), 0);
    expect(everNew).toBe(45_611_660);

    const [retention] = await client.retention({ from: '2019-09-01', to: '2019-09-01' });
    expect(retention).toMatchObject({ accounts: 7_043 - isNew.length, churnedAccounts: 1_869 });
    expect((1_869 / 7_043).toFixed(4)).toBe('0.2654');
    const cohorts = await client.cohorts({ from: '2013-09-01', to: '2019-09-01' });
    expect(cohorts.reduce((sum, { accounts }) => sum + accounts, 0)).toBe(7_043);
  });

  it('shows that more clients than customers were kept, under the baseline and another policy, as counted from the file', async () => {
    /** Counts rows, and those whose account was kept. */
    const count = (some: readonly TelcoRow[]) => ({
      accounts: some.length,
      kept: some.filter(({ Churn }) => Churn === 'No').length,
    });
    const present = rows.filter(({ tenure }) => Number(tenure) >= 12);
    const committed = present.filter(({ tenure, Contract }) => Number(tenure) >= 36 && Contract !== 'Month-to-month');
    const others = present.filter((row) => !committed.includes(row));
    const { outcomes } = await client.policyBacktest({ asOf: '2018-09-30T00:00:00Z', policy: COMMITTED });
    expect(outcomes).toMatchObject([
      { type: 'CUSTOMER', ...count(others) },
      { type: 'CLIENT', ...count(committed) },
    ]);
    const baseline = await client.policyBacktest({ asOf: '2018-09-30T00:00:00Z' });
    const [customers, clients] = baseline.outcomes;
    expect(customers!.accounts + clients!.accounts).toBe(present.length);
    expect(clients!.keptShare!).toBeGreaterThan(customers!.keptShare!);
    // The README quotes these lines.
    const lines = (await reportBacktests(client)).map((line) => line.trimEnd());
    const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
    expect(readme).toContain(lines.join('\n'));
  });
});
