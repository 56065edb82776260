import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Running, clientele, endAll } from '../support/processes.js';
import { isLongRun, trialsOf } from '../support/trials.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { pause } from '../support/wait-until.js';

const ROWS = isLongRun ? 1_500 : 200;
const KILLS = trialsOf(2);
const DEADLINE_MS = 300_000;

jest.setTimeout(2 * DEADLINE_MS);

let server: TestServer;
const folder = mkdtempSync(join(tmpdir(), 'clientele-killed-import-'));

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await endAll();
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Returns all accounts with what is derived from their subscriptions. */
async function recorded(workspace: TestWorkspace): Promise<unknown[]> {
  const all: unknown[] = [];
  for (let after: string | null = null; ;) {
    const { data } = await workspace.ask(
      `query ($after: String) { accounts(first: 100, after: $after, orderBy: { field: NAME, direction: ASC }) {
        nodes { externalId name monthlyRecurringRevenue { amount } relationship { type since }
          subscriptions(first: 5) { nodes { externalId phases { from to status } } } }
        pageInfo { hasNextPage endCursor } } }`,
      { after },
    );
    const { nodes, pageInfo } = data.accounts as {
      nodes: unknown[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
    all.push(...nodes);
    if (!pageInfo.hasNextPage) return all;
    after = pageInfo.endCursor;
  }
}

describe('an import of CSV files', () => {
  it('records the same data however often it is killed and repeated', async () => {
    const numbers = Array.from({ length: ROWS }, (_, i) => i);
    const table = (header: string, rows: string[]) => [header, ...rows].join('\n');
    writeFileSync(
      join(folder, 'accounts.csv'),
      table(
        'id,Name',
        numbers.map((i) => `a${i},Account ${i}`),
      ),
    );
    // The rows of a subscription are far apart.
    const phases = [1, 2].flatMap((year) => numbers.map((i) => `s${i},a${i},Pro,202${year}-01-01,${year}0.00`));
    writeFileSync(join(folder, 'subscriptions.csv'), table('id,Account id,Plan,Start,Price', phases));
    const args = ['import', 'csv', '--accounts', 'accounts.csv', '--subscriptions', 'subscriptions.csv'];
    const settingsOf = ({ key }: TestWorkspace) => ({ CLIENTELE_API_KEY: key, CLIENTELE_ENDPOINT: server.url });

    /** Shows what the command said if it fails. */
    const importAll = async (workspace: TestWorkspace): Promise<void> => {
      const { ending, stderr, stdout } = await clientele(args, settingsOf(workspace), DEADLINE_MS, folder);
      expect({ ending, said: ending === 0 ? '' : stdout + stderr }).toEqual({ ending: 0, said: '' });
    };

    const whole = await server.addWorkspace();
    const start = performance.now();
    await importAll(whole);
    const durationMs = performance.now() - start;

    const killed = await server.addWorkspace();
    for (let kill = 1; kill <= KILLS; kill++) {
      const running = new Running(args, settingsOf(killed), folder);
      await pause((durationMs * kill) / (KILLS + 1));
      running.send('SIGKILL');
      await running.ending;
    }
    await importAll(killed);
    expect(await recorded(killed)).toEqual(await recorded(whole));
    expect(await recorded(killed)).toHaveLength(ROWS);
  });
});
