import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { clientele, endAll, newDataDirectory } from '../support/processes.js';
import { RunningServer } from '../support/servers.js';

jest.setTimeout(120_000);

const TYPES = ['CLIENT', 'CUSTOMER', 'FORMER_CLIENT', 'FORMER_CUSTOMER', 'PROSPECT', 'TRIAL'];

/** What the base of the key's workspace holds. */
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
    // Whoever waits for them is told if they fail.
    for (const each of [starting, startingTwice]) each.catch(() => undefined);
  });
  afterAll(endAll);

  it('prints where Sandbox is, a key that works, and how to stop', async () => {
    const server = await starting;
    expect(server.label).toContain('Sandbox');
    expect(server.url).toMatch(/^http:\/\/localhost:\d+\/graphql$/);
    expect(server.howToStop).toBe('Ctrl-C');
    expect(server.process.stderr).toBe('');
    expect(await server.get('{ viewer { role workspace { name } } }')).toEqual({
      viewer: { role: 'ADMIN', workspace: { name: 'Demo' } },
    });
  });

  it('lets nobody in without a key, or with another one', async () => {
    const server = await starting;
    for (const key of [null, 'clk_nonsense', server.shownKey.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))]) {
      const { data, errors } = await server.ask('{ workspace { name } }', {}, key);
      expect(data).toBeNull();
      expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    }
  });

  it('shows a browser Sandbox, ready with that key', async () => {
    const server = await starting;
    const page = await server.open();
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    const html = await page.text();
    expect(html).toContain('Sandbox');
    expect(html).toContain(`Bearer ${server.shownKey}`);
  });

  it('keeps the key in the data directory, for this user alone', async () => {
    const { shownKey } = await starting;
    const file = join(dataDirectory, 'first-api-key');
    expect(readFileSync(file, 'utf8').trim()).toBe(shownKey);
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  });

  it('makes a client base of about 400 accounts, of all six types', async () => {
    const server = await starting;
    expect(server.process.stdout).toMatch(/Creating the demo client base: \d+ %/);
    expectDemo(await countAccounts(server));
  });

  it('makes an empty workspace with CLIENTELE_DEMO=off', async () => {
    const [server] = await startingTwice;
    expect(server!.process.stdout).not.toContain('demo');
    expect(await countAccounts(server!)).toEqual({ accounts: 0, types: [] });
  });

  it('makes one workspace and one key where two processes start at the same time', async () => {
    const [one, other] = (await startingTwice) as [RunningServer, RunningServer];
    expect(other.shownKey).toBe(one.shownKey);
    await one.record('Seen by both');
    expect(await other.accounts()).toEqual(['Seen by both']);
  });

  it('can be undone by `clientele demo`: a fresh demo in the place of the old one, opened by the same key', async () => {
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
});
