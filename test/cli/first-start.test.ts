import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { clientele, endAll, newDataDirectory, refusalOf } from '../support/processes.js';
import { RunningServer } from '../support/servers.js';

jest.setTimeout(120_000);

const TYPES = ['CLIENT', 'CUSTOMER', 'FORMER_CLIENT', 'FORMER_CUSTOMER', 'PROSPECT', 'TRIAL'];

/** Returns the number of accounts and the relationship types that occur in the workspace of the shown key. */
async function countAccounts(server: RunningServer): Promise<{ accounts: number; types: string[] }> {
  const { clientBase } = await server.get('{ clientBase { accounts counts { type accounts } } }');
  const { accounts, counts } = clientBase;
  return { accounts, types: counts.flatMap((count) => (count.accounts > 0 ? [count.type] : [])).sort() };
}

function expectDemo({ accounts, types }: { accounts: number; types: string[] }): void {
  expect(accounts).toBeGreaterThan(350);
  expect(accounts).toBeLessThan(450);
  expect(types).toEqual(TYPES);
}

describe('the first start', () => {
  const dataDirectory = newDataDirectory();
  let starting: Promise<RunningServer>;
  let startingTwice: Promise<RunningServer[]>;

  beforeAll(() => {
    starting = RunningServer.start({ CLIENTELE_DATA_DIR: dataDirectory, CLIENTELE_DEMO: undefined });
    const settings = { CLIENTELE_DATA_DIR: newDataDirectory(), CLIENTELE_DEMO: 'off' };
    startingTwice = Promise.all([RunningServer.start(settings), RunningServer.start(settings)]);
    // The tests that await these promises report a failure; here it only must not be unhandled.
    for (const each of [starting, startingTwice]) each.catch(() => undefined);
  });
  afterAll(endAll);

  it('prints the URL of Sandbox, a working key and how to stop', async () => {
    const server = await starting;
    expect(server.label).toContain('Sandbox');
    expect(server.url).toMatch(/^http:\/\/localhost:\d+\/graphql$/);
    expect(server.howToStop).toBe('Ctrl-C');
    expect(server.process.stderr).toBe('');
    expect(await server.get('{ viewer { role workspace { name } } }')).toEqual({
      viewer: { role: 'ADMIN', workspace: { name: 'Demo' } },
    });
  });

  it('rejects requests without a key or with a wrong key', async () => {
    const server = await starting;
    for (const key of [null, 'clk_nonsense', server.shownKey.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))]) {
      const { data, errors } = await server.ask('{ workspace { name } }', {}, key);
      expect(data).toBeNull();
      expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    }
  });

  it('serves Sandbox to a browser, preconfigured with the key', async () => {
    const server = await starting;
    const page = await server.open();
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    const html = await page.text();
    expect(html).toContain('Sandbox');
    expect(html).toContain(`Bearer ${server.shownKey}`);
  });

  it('stores the key in the data directory, in a file that only its owner can read', async () => {
    const { shownKey } = await starting;
    const file = join(dataDirectory, 'first-api-key');
    expect(readFileSync(file, 'utf8').trim()).toBe(shownKey);
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  });

  it('creates a demo of about 400 accounts of all six types', async () => {
    const server = await starting;
    expect(server.greeting).toMatch(/Creating the demo client base: \d+ %/);
    expectDemo(await countAccounts(server));
  });

  it('creates an empty workspace with CLIENTELE_DEMO=off', async () => {
    const [server] = await startingTwice;
    expect(server!.greeting).not.toContain('Creating the demo');
    expect(await countAccounts(server!)).toEqual({ accounts: 0, types: [] });
  });

  it('creates only one workspace and one key if two processes start concurrently', async () => {
    const [one, other] = (await startingTwice) as [RunningServer, RunningServer];
    expect(other.shownKey).toBe(one.shownKey);
    await one.record('Seen by both');
    expect(await other.accounts()).toEqual(['Seen by both']);
  });

  it('can be repeated with `clientele demo`, which replaces the demo and keeps its key', async () => {
    const server = await starting;
    const before = await countAccounts(server);
    const { workspace } = await server.get('{ workspace { id } }');
    await server.record('Tried out');
    expect(await countAccounts(server)).toMatchObject({ accounts: before.accounts + 1 });

    const { ending, stderr } = await clientele(['demo'], { CLIENTELE_DATA_DIR: dataDirectory });
    expect({ ending, stderr }).toEqual({ ending: 0, stderr: '' });

    expectDemo(await countAccounts(server));
    const after = await server.get('{ workspace { id name } account(by: { externalId: "Tried out" }) { name } }');
    expect(after).toMatchObject({ workspace: { name: 'Demo' }, account: null });
    expect(after.workspace.id).not.toBe(workspace.id);
  });

  it('says what comes next, until the workspace has data of its own', async () => {
    expect((await starting).greeting).toMatch(/Next +this is a demo; .*workspace create NAME.*demo --remove/);
    expect((await startingTwice)[0]!.greeting).toMatch(
      /Next +the workspace is empty; import CSV files with .*`import`/,
    );
  });

  it('is left with `clientele demo --remove`, once there is another workspace', async () => {
    const server = await starting;
    const settings = { CLIENTELE_DATA_DIR: dataDirectory };
    expect(await refusalOf(['demo', '--remove'], settings)).toMatch(/another workspace.*workspace create/);
    expect((await server.get('{ workspace { name } }')).workspace.name).toBe('Demo');

    const { stdout } = await clientele(['workspace', 'create', 'Own', '--currency', 'EUR'], settings);
    const removal = await clientele(['demo', '--remove'], settings);
    expect(removal).toEqual({ ending: 0, stdout: 'The demo workspace is removed.\n', stderr: '' });
    const key = /clk_\S+/.exec(stdout)![0];
    expect(await server.get('{ workspace { name } clientBase { accounts } }', {}, key)).toEqual({
      workspace: { name: 'Own' },
      clientBase: { accounts: 0 },
    });
    expect((await server.ask('{ viewer { role } }')).status).toBe(401);
    expect(await refusalOf(['demo', '--remove'], settings)).toMatch(/no demo workspace/);

    const next = await RunningServer.start(settings);
    expect(next.shownKey).toMatch(/^use your own/);
    expect((await next.get('{ workspace { name } }', {}, key)).workspace.name).toBe('Own');
  });
});
