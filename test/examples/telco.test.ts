import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { clientele, endAll, postgresOf, preparedDataDirectory } from '../support/processes.js';
import { RunningServer } from '../support/servers.js';
import { byTwoOfThree, countTelco, type MakesClient } from '../support/telco-oracle.js';

const REPOSITORY = join(__dirname, '../..');
const FILE = join(REPOSITORY, '../shared/data/telco/Telco-Customer-Churn.csv');
const hasFile = existsSync(FILE);
// eslint-disable-next-line no-console
if (!hasFile) console.warn(`SKIPPED: the Telco example is not tested, since ${FILE} is missing.`);

const DEADLINE_MS = 120_000;

/** Runs the example as its user does; answers what it prints. */
async function runExample(url: string, apiKey: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx/esm', 'examples/telco.ts', FILE], {
    cwd: REPOSITORY,
    env: { ...process.env, CLIENTELE_URL: url, CLIENTELE_API_KEY: apiKey },
  });
  return stdout;
}

/** `CLIENT  1779  151054.45 USD` of the printed table, as numbers. */
function rowOf(type: string, printed: string): { accounts: number; mrrCents: number } {
  const [, accounts, whole, cents] = new RegExp(`^ +${type} +(\\d+) +(\\d+)\\.(\\d\\d) USD$`, 'm').exec(printed) ?? [];
  return { accounts: Number(accounts), mrrCents: Number(whole) * 100 + Number(cents) };
}

const TYPES = ['PROSPECT', 'TRIAL', 'CUSTOMER', 'CLIENT', 'FORMER_CUSTOMER', 'FORMER_CLIENT'] as const;

/** What the data set must show, counted straight from the file. */
function expected(makesClient?: MakesClient): Record<string, { accounts: number; mrrCents: number }> {
  const { byType, mrrCents } = countTelco(FILE, makesClient);
  const accountsOf: Record<string, number> = byType;
  const centsOf: Record<string, number> = mrrCents;
  return Object.fromEntries(
    TYPES.map((type) => [type, { accounts: accountsOf[type] ?? 0, mrrCents: centsOf[type] ?? 0 }]),
  );
}

/** Publishes another policy, effective from 1970 on, and waits until it has judged every account. */
async function publishTwoOfThree(server: RunningServer, key: string): Promise<void> {
  const criterion = { comparison: 'AT_LEAST', weight: 1 };
  const { data } = await server.ask(
    'mutation ($input: PolicyPublishInput!) { policyPublish(input: $input) { policy { version } userErrors { message } } }',
    {
      input: {
        expectedVersion: 1,
        effectiveFrom: '1970-01-01T00:00:00Z',
        policy: {
          name: 'Two of three',
          clientScore: 0.75,
          criteria: [
            { ...criterion, fact: 'TENURE_MONTHS', threshold: 24, required: true },
            { ...criterion, fact: 'TERM_MONTHS', threshold: 12 },
            { ...criterion, fact: 'PERSONALIZED_INTERACTIONS', threshold: 1, windowDays: 120 },
            { ...criterion, fact: 'PLAN_RANK', threshold: 4 },
          ],
        },
      },
    },
    key,
  );
  expect(data).toEqual({ policyPublish: { policy: { version: 2 }, userErrors: [] } });
  for (let waited = 0; waited < DEADLINE_MS; waited += 200) {
    const { data: shown } = await server.ask(
      '{ policy { version rollout { accountsDone accountsTotal finishedAt } } }',
      {},
      key,
    );
    const { policy } = shown as unknown as { policy: { rollout: { finishedAt: string | null } } };
    if (policy.rollout.finishedAt !== null) {
      expect(policy).toMatchObject({ version: 2, rollout: { accountsDone: 7_043, accountsTotal: 7_043 } });
      return;
    }
    await sleep(200);
  }
  throw new Error('Expected the rollout to end; it did not.');
}

(hasFile ? describe : describe.skip)('the Telco example', () => {
  afterAll(endAll);

  it(
    'shows the figures of the file, changes nothing the second time, and shows them again after kill -9',
    async () => {
      const settings = { CLIENTELE_DATA_DIR: preparedDataDirectory() };
      const server = await RunningServer.start(settings);
      const made = await clientele(['workspace', 'create', 'Telco', '--currency', 'USD'], settings);
      const key = /clk_\S+/.exec(made.stdout)![0];

      const figures = expected();
      const total = Object.values(figures).reduce((sum, { mrrCents }) => sum + mrrCents, 0);
      expect(figures.CUSTOMER!.accounts + figures.CLIENT!.accounts).toBe(5_174);
      expect(figures.FORMER_CUSTOMER!.accounts + figures.FORMER_CLIENT!.accounts).toBe(1_869);
      expect(total).toBe(31_698_575);

      const first = await runExample(server.url, key);
      expect(first).toContain('20125 created, 0 updated, 0 unchanged, 0 refused.');
      expect(Object.fromEntries(TYPES.map((type) => [type, rowOf(type, first)]))).toEqual(figures);

      const postgres = postgresOf(settings.CLIENTELE_DATA_DIR)!;
      server.process.send('SIGKILL');
      process.kill(postgres, 'SIGKILL');
      await server.process.ending;

      const restarted = await RunningServer.start(settings);
      const second = await runExample(restarted.url, key);
      expect(second).toContain('0 created, 0 updated, 20125 unchanged, 0 refused.');
      expect(second).toContain('Nothing changed');
      expect(Object.fromEntries(TYPES.map((type) => [type, rowOf(type, second)]))).toEqual(figures);

      await publishTwoOfThree(restarted, key);
      const judgedAnew = await runExample(restarted.url, key);
      const figuresOfTwo = expected(byTwoOfThree);
      expect(figuresOfTwo).not.toEqual(figures);
      expect(Object.fromEntries(TYPES.map((type) => [type, rowOf(type, judgedAnew)]))).toEqual(figuresOfTwo);
      expect(await restarted.stop('SIGINT')).toBe(0);
    },
    DEADLINE_MS,
  );
});
