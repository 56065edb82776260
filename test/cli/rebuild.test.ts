import { account, phase, plan, record, subscription } from '../support/records.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { encodeId } from '../../src/graphql/ids.js';
import { clientele, endAll, newDataDirectory, refusalOf } from '../support/processes.js';

jest.setTimeout(120_000);

describe('the command `clientele rebuild`', () => {
  let server: TestServer;
  let workspaces: TestWorkspace[];
  let settings: Record<string, string>;

  beforeAll(async () => {
    server = await startTestServer();
    settings = {
      DATABASE_URL: server.database.url,
      CLIENTELE_DATA_DIR: newDataDirectory(),
      CLIENTELE_NOW: new Date(NOW).toISOString(),
    };
    workspaces = [await server.addWorkspace(), await server.addWorkspace()];
    for (const workspace of workspaces) {
      await record(workspace, {
        plans: [plan('basic', 1)],
        accounts: [account('acme'), account('other')],
        subscriptions: [subscription('s', 'acme', [phase('2025-01-01')])],
      });
    }
    await server.runJobs();
  });
  afterAll(async () => {
    await endAll();
    await server.close();
  });

  const run = (...args: string[]): ReturnType<typeof clientele> => clientele(['rebuild', ...args], settings);
  const corrupt = ({ id }: TestWorkspace): Promise<unknown> =>
    server.database.dataSource.query(
      `UPDATE account_now SET mrr_minor = 0 WHERE workspace_id = $1 AND type = 'CUSTOMER'`,
      [id],
    );
  const reportOf = (outcome: string): string => `Test: 100 %\n2 accounts: ${outcome}.\n`;
  const NO_DIFFERENCES = reportOf('no differences');

  it('with --check reports a corrupted row and exits with 1, and without --check fixes the row', async () => {
    expect(await run('--check')).toEqual({ ending: 0, stdout: NO_DIFFERENCES + NO_DIFFERENCES, stderr: '' });

    await corrupt(workspaces[1]!);
    const { data } = await workspaces[1]!.ask('{ account(by: { externalId: "acme" }) { id } }');
    const line = `  ${(data as { account: { id: string } }).account.id}  current state  acme\n`;
    const found = await run('--check');
    expect(found).toEqual({
      ending: 1,
      stdout: NO_DIFFERENCES + reportOf('1 with differences; `clientele rebuild` fixes them') + line,
      stderr: '',
    });
    expect(await run('--check')).toEqual(found);

    expect(await run()).toEqual({ ending: 0, stdout: NO_DIFFERENCES + reportOf('1 fixed') + line, stderr: '' });
    expect(await run('--check')).toEqual({ ending: 0, stdout: NO_DIFFERENCES + NO_DIFFERENCES, stderr: '' });
  });

  it('with --workspace neither checks nor fixes other workspaces', async () => {
    await corrupt(workspaces[0]!);
    const [first, second] = workspaces.map(({ id }) => encodeId('Workspace', id));
    expect(await run('--check', '--workspace', second!)).toEqual({ ending: 0, stdout: NO_DIFFERENCES, stderr: '' });
    expect(await run('--workspace', second!)).toEqual({ ending: 0, stdout: NO_DIFFERENCES, stderr: '' });
    expect((await run('--check', '--workspace', first!)).ending).toBe(1);
  });

  it('refuses a workspace that does not exist', async () => {
    for (const id of ['wrk_01h455vb4pex5vsknk084sn02q', 'acct_01h455vb4pex5vsknk084sn02q', 'Test']) {
      expect(await refusalOf(['rebuild', '--workspace', id], settings)).toBe(
        `clientele: Workspace ${id} does not exist. \`clientele workspace list\` shows all workspaces.\n`,
      );
    }
  });
});
