import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { account, phase, plan, record, subscription } from '../support/records.js';
import { startTestServer, type TestServer } from '../support/server.js';

describe('the example that draws revenue movements', () => {
  let server: TestServer;
  let folder: string;
  beforeAll(async () => {
    server = await startTestServer();
    folder = mkdtempSync(join(tmpdir(), 'clientele-chart-'));
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs the example as a user does, and returns what it draws. */
  async function draw(timeZone: string, start: string): Promise<string> {
    const workspace = await server.addWorkspace({ timeZone });
    await record(workspace, {
      plans: [plan('basic', 1)],
      accounts: [account('a')],
      subscriptions: [subscription('s', 'a', [phase(start)])],
    });
    const file = join(folder, 'revenue.svg');
    await promisify(execFile)(process.execPath, ['--import', 'tsx/esm', 'examples/revenue-chart.ts', file], {
      cwd: join(__dirname, '../..'),
      env: { ...process.env, CLIENTELE_URL: server.url, CLIENTELE_API_KEY: workspace.key },
    });
    return readFileSync(file, 'utf8');
  }

  it.each([
    ['Europe/Berlin', '2025-07-31T22:00:00Z', '2025-08'],
    ['Europe/Berlin', '2025-07-31T21:59:59.999Z', '2025-07'],
    ['Pacific/Kiritimati', '2025-07-31T10:00:00Z', '2025-08'],
    ['America/New_York', '2025-08-01T03:59:59.999Z', '2025-07'],
    ['America/New_York', '2025-08-01T04:00:00Z', '2025-08'],
    ['UTC', '2025-08-01T00:00:00Z', '2025-08'],
  ])("labels months by the workspace's calendar: in %s, revenue from %s is of %s", async (timeZone, start, month) => {
    expect(await draw(timeZone, start)).toContain(`<title>${month} new 49.00</title>`);
  });
});
