import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { clientele, endAll, postgresOf, preparedDataDirectory } from '../support/processes.js';
import { RunningServer } from '../support/servers.js';
import { byTwoOfThree, countTelco, type MakesClient } from '../support/telco-oracle.js';
import { isLongRun } from '../support/trials.js';
import { waitUntil } from '../support/wait-until.js';

const REPOSITORY = join(__dirname, '../..');
const FILE = join(REPOSITORY, '../shared/data/telco/Telco-Customer-Churn.csv');
const hasFile = existsSync(FILE);
// eslint-disable-next-line no-console
if (!hasFile) console.warn(`SKIPPED: the Telco example is not tested because ${FILE} is missing.`);

const DEADLINE_MS = 300_000;

/** A short run imports every eighth row; metrics/telco.test.ts imports the whole file. */
const STEP = isLongRun ? 1 : 8;

/** Writes the rows that the example imports to a file of their own, and returns the file's path. */
function writeSample(folder: string): string {
  const [header, ...rows] = readFileSync(FILE, 'utf8').trimEnd().split('\n');
  const path = join(folder, 'sample.csv');
  writeFileSync(path, [header, ...rows.filter((_, i) => i % STEP === 0), ''].join('\n'));
  return path;
}

/** Runs the example as a user does, and returns what it prints. */
async function runExample(file: string, url: string, apiKey: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx/esm', 'examples/telco.ts', file], {
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

/** The expected figures, counted straight from the file. */
function expected(file: string, makesClient?: MakesClient): Record<string, { accounts: number; mrrCents: number }> {
  const { byType, mrrCents } = countTelco(file, makesClient);
  const accountsOf: Record<string, number> = byType;
  const centsOf: Record<string, number> = mrrCents;
  return Object.fromEntries(
    TYPES.map((type) => [type, { accounts: accountsOf[type] ?? 0, mrrCents: centsOf[type] ?? 0 }]),
  );
}

/** Publishes a policy that is effective from 1970 on, and waits until every account is classified by it. */
async function publishTwoOfThree(server: RunningServer, key: string, accounts: number): Promise<void> {
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
  await waitUntil('the rollout ends', async () => {
    const { data: shown } = await server.ask(
      '{ policy { version rollout { accountsDone accountsTotal finishedAt } } }',
      {},
      key,
    );
    const { policy } = shown as unknown as { policy: { rollout: { finishedAt: string | null } } };
    if (policy.rollout.finishedAt === null) return false;
    expect(policy).toMatchObject({ version: 2, rollout: { accountsDone: accounts, accountsTotal: accounts } });
    return true;
  });
}

(hasFile ? describe : describe.skip)('the Telco example', () => {
  let folder: string;
  let sample: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'clientele-telco-'));
    sample = writeSample(folder);
  });
  afterAll(async () => {
    await endAll();
    rmSync(folder, { recursive: true });
  });

  const totalOf = (figures: ReturnType<typeof expected>, of: 'accounts' | 'mrrCents'): number =>
    Object.values(figures).reduce((sum, figure) => sum + figure[of], 0);

  it('is checked by an oracle that counts 5,174 present and 1,869 former accounts in the whole file', () => {
    const figures = expected(FILE);
    expect(figures.CUSTOMER!.accounts + figures.CLIENT!.accounts).toBe(5_174);
    expect(figures.FORMER_CUSTOMER!.accounts + figures.FORMER_CLIENT!.accounts).toBe(1_869);
    expect(totalOf(figures, 'mrrCents')).toBe(31_698_575);
  });

  it(
    'prints the figures of the file, and after kill -9 runs again without changes and prints the same figures',
    async () => {
      const settings = { CLIENTELE_DATA_DIR: preparedDataDirectory() };
      const server = await RunningServer.start(settings);
      const createdWorkspace = await clientele(['workspace', 'create', 'Telco', '--currency', 'USD'], settings);
      const key = /clk_\S+/.exec(createdWorkspace.stdout)![0];
      const figures = expected(sample);
      const accounts = totalOf(figures, 'accounts');

      const first = await runExample(sample, server.url, key);
      const created = Number(/(\d+) created, 0 updated, 0 unchanged, 0 refused\./.exec(first)?.[1]);
      expect(created).toBeGreaterThan(2 * accounts);
      if (isLongRun) expect(created).toBe(20_125);
      expect(Object.fromEntries(TYPES.map((type) => [type, rowOf(type, first)]))).toEqual(figures);

      const postgres = postgresOf(settings.CLIENTELE_DATA_DIR)!;
      server.process.send('SIGKILL');
      process.kill(postgres, 'SIGKILL');
      await server.process.ending;

      const restarted = await RunningServer.start(settings);
      const second = await runExample(sample, restarted.url, key);
      expect(second).toContain(`0 created, 0 updated, ${created} unchanged, 0 refused.`);
      expect(second).toContain('Nothing changed');
      expect(Object.fromEntries(TYPES.map((type) => [type, rowOf(type, second)]))).toEqual(figures);

      await publishTwoOfThree(restarted, key, accounts);
      const reclassified = await runExample(sample, restarted.url, key);
      const figuresOfTwo = expected(sample, byTwoOfThree);
      expect(figuresOfTwo).not.toEqual(figures);
      expect(Object.fromEntries(TYPES.map((type) => [type, rowOf(type, reclassified)]))).toEqual(figuresOfTwo);
      expect(await restarted.stop('SIGINT')).toBe(0);
    },
    DEADLINE_MS,
  );
});
