import { clientele, endAll, postgresOf, preparedDataDirectory, refusalOf } from '../support/processes.js';
import { RunningServer } from '../support/servers.js';

jest.setTimeout(120_000);

/** Parses what `workspace create` printed. */
function readWorkspace(stdout: string): { id: string; key: string } {
  const [, id, key] = /^Workspace +(wrk_\w+)\nAPI key +(clk_\S+)\n$/.exec(stdout) ?? [];
  expect(stdout).toEqual(expect.stringMatching(/^Workspace +wrk_\w+\nAPI key +clk_\S+\n$/));
  return { id: id!, key: key! };
}

describe('a CLI command', () => {
  const settings = { CLIENTELE_DATA_DIR: preparedDataDirectory() };
  let server: RunningServer;
  let postgres: number | undefined;
  let ours: { id: string; key: string };

  /** Runs a command that is expected to succeed, and returns what it printed. */
  const run = async (...args: string[]): Promise<string> => {
    const { ending, stdout, stderr } = await clientele(args, settings);
    expect({ ending, stderr }).toEqual({ ending: 0, stderr: '' });
    return stdout;
  };

  beforeAll(async () => {
    server = await RunningServer.start(settings);
    postgres = postgresOf(settings.CLIENTELE_DATA_DIR);
    expect(postgres).toBeDefined();
  });
  afterAll(endAll);
  /** Checks that the server still works with the same database process. */
  const expectUntouched = async (): Promise<void> => {
    expect(await server.get('{ workspace { name } }')).toEqual({ workspace: { name: 'Main' } });
    expect(postgresOf(settings.CLIENTELE_DATA_DIR)).toBe(postgres);
  };

  it('creates two workspaces concurrently while the server runs, and the server accepts their keys immediately', async () => {
    const [berlin, tokyo] = await Promise.all([
      run('workspace', 'create', 'Berlin & co', '--currency', 'EUR', '--time-zone', 'Europe/Berlin'),
      run('workspace', 'create', '東京', '--currency', 'JPY'),
    ]);
    ours = readWorkspace(berlin);
    const other = readWorkspace(tokyo);
    const look = ({ key }: { key: string }): Promise<unknown> =>
      server.get('{ viewer { role workspace { id name currencyCode timeZone } } }', {}, key);
    expect(await look(ours)).toEqual({
      viewer: {
        role: 'ADMIN',
        workspace: { id: ours.id, name: 'Berlin & co', currencyCode: 'EUR', timeZone: 'Europe/Berlin' },
      },
    });
    expect(await look(other)).toEqual({
      viewer: { role: 'ADMIN', workspace: { id: other.id, name: '東京', currencyCode: 'JPY', timeZone: 'UTC' } },
    });

    await server.record('Of Berlin', ours.key);
    expect(await server.accounts(ours.key)).toEqual(['Of Berlin']);
    expect(await server.accounts(other.key)).toEqual([]);
    expect(await server.accounts()).toEqual([]);
    await expectUntouched();
  });

  it('lists workspaces, creates a read-only key and migrates, all concurrently while the server runs', async () => {
    const [list, reader, migrated] = await Promise.all([
      run('workspace', 'list'),
      run('key', 'create', '--workspace', ours.id, '--role', 'READER'),
      run('migrate'),
    ]);
    const lines = list.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^wrk_\w+ {2}Main {2}USD {2}UTC$/);
    expect(lines).toContain(`${ours.id}  Berlin & co  EUR  Europe/Berlin`);
    expect(list).toMatch(/^wrk_\w+ {2}東京 {2}JPY {2}UTC$/m);
    expect(migrated).toBe('The schema is up to date.\n');

    expect(reader).toMatch(/^clk_[0-9a-zA-Z]{12}_[0-9a-zA-Z_-]{43}\n$/);
    const key = reader.trim();
    expect(await server.accounts(key)).toEqual(['Of Berlin']);
    const write = 'mutation { accountUpsert(input: { name: "Refused" }) { account { name } } }';
    const refused = await server.ask(write, {}, key);
    expect(refused.data).toBeNull();
    expect(refused.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(refused.errors[0]!.message).toMatch(/WRITER.*READER/);
    expect(await server.accounts(ours.key)).toEqual(['Of Berlin']);
    await expectUntouched();
  });

  it('lists keys with their state and revokes keys, except the last admin key, while the server runs', async () => {
    const short = await run(
      ...['key', 'create', '--workspace', ours.id, '--role', 'writer', '--name', 'Short'],
      ...['--expires', '2999-01-01T00:00:00Z'],
    );
    const listed = await run('key', 'list', '--workspace', ours.id);
    const lines = listed.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^key_\w+ {2}WRITER {2}valid {2}expires 2999-01-01T00:00:00.000Z {2}never used {2}Short$/);
    expect(lines[2]).toMatch(/^key_\w+ {2}ADMIN {2}valid {2}does not expire {2}last used \S+Z {2}First key$/);
    const idOf = (line: string): string => line.slice(0, line.indexOf(' '));

    expect(await run('key', 'revoke', idOf(lines[0]!))).toBe(`Revoked ${idOf(lines[0]!)}.\n`);
    const refused = await server.ask('{ viewer { role } }', {}, short.trim());
    expect(refused.status).toBe(401);
    expect(refused.errors[0]!.message).toMatch(/was revoked on/);
    expect(await run('key', 'list', '--workspace', ours.id)).toMatch(/ {2}WRITER {2}revoked {2}/);
    expect(await refusalOf(['key', 'revoke', idOf(lines[2]!)], settings)).toMatch(/another admin key/);
    await expectUntouched();
  });

  it('issues tokens for development, but not in production, while the server runs', async () => {
    const token = (await run('token', '--role', 'READER', '--workspace', ours.id)).trim();
    expect(await server.get('{ viewer { role key { id } workspace { id } } }', {}, token)).toEqual({
      viewer: { role: 'READER', key: null, workspace: { id: ours.id } },
    });
    expect(await refusalOf(['token', '--role', 'READER'], settings)).toMatch(/--workspace wrk_…/);
    const production = { ...settings, NODE_ENV: 'production' };
    expect(await refusalOf(['token', '--role', 'READER', '--workspace', ours.id], production)).toMatch(/development/);
    await expectUntouched();
  });

  it('changes the time zone of a workspace, by name or id, and its name, while the server runs', async () => {
    const look = async (): Promise<unknown> => await server.get('{ workspace { name timeZone } }', {}, ours.key);
    expect(await run('workspace', 'update', 'Berlin & co', '--time-zone', 'Asia/Tokyo')).toMatch(
      /^Name {7}Berlin & co\nTime zone {2}Asia\/Tokyo\nThe server derives every account again/,
    );
    expect(await look()).toEqual({ workspace: { name: 'Berlin & co', timeZone: 'Asia/Tokyo' } });
    expect(await run('workspace', 'update', ours.id, '--time-zone', 'Asia/Tokyo')).toMatch(
      /Time zone {2}Asia\/Tokyo\nNo account has to be derived again\.\n$/,
    );
    expect(await run('workspace', 'update', ours.id, '--name', 'Tokyo & co')).toMatch(/^Name {7}Tokyo & co\n/);
    expect(await look()).toEqual({ workspace: { name: 'Tokyo & co', timeZone: 'Asia/Tokyo' } });
    const back = ['--time-zone', 'Europe/Berlin', '--name', 'Berlin & co'];
    expect(await run('workspace', 'update', ours.id, ...back)).toMatch(
      /^Name {7}Berlin & co\nTime zone {2}Europe\/Berlin\n/,
    );
    await expectUntouched();
  });

  it('refuses to update a workspace that is unknown or named twice, and a time zone that does not exist', async () => {
    const unknown = ['workspace', 'update', 'Nowhere', '--time-zone', 'UTC'];
    expect(await refusalOf(unknown, settings)).toMatch(/Workspace Nowhere does not exist\. .*workspace list/);
    const zone = ['workspace', 'update', ours.id, '--time-zone', 'Europe/Bonn'];
    expect(await refusalOf(zone, settings)).toMatch(/IANA time zone such as Europe\/Berlin; got "Europe\/Bonn"/);
    expect(await refusalOf(['workspace', 'update', ours.id], settings)).toMatch(/Expected --time-zone or --name/);
    const first = readWorkspace(await run('workspace', 'create', 'Twin', '--currency', 'EUR'));
    const second = readWorkspace(await run('workspace', 'create', 'Twin', '--currency', 'EUR'));
    const refusal = await refusalOf(['workspace', 'update', 'Twin', '--name', 'Other'], settings);
    expect(refusal).toMatch(/2 have the name Twin/);
    expect(refusal).toContain(first.id);
    expect(refusal).toContain(second.id);
    await expectUntouched();
  });

  it('is refused with one line if its arguments are invalid', async () => {
    const [unknown, currency, noKey, expired] = await Promise.all([
      refusalOf(['key', 'create', '--workspace', 'wrk_01h455vb4pex5vsknk084sn02q', '--role', 'ADMIN'], settings),
      refusalOf(['workspace', 'create', 'Nowhere', '--currency', 'DOLLAR'], settings),
      refusalOf(['key', 'revoke', 'key_01h455vb4pex5vsknk084sn02q'], settings),
      refusalOf(
        ['key', 'create', '--workspace', ours.id, '--role', 'READER', '--expires', '2001-01-01T00:00:00Z'],
        settings,
      ),
    ]);
    expect(noKey).toMatch(/Key key_01h455vb4pex5vsknk084sn02q does not exist\. .*key list/);
    expect(expired).toMatch(/expiry after now.*2001-01-01/);
    expect(unknown).toMatch(/Workspace wrk_01h455vb4pex5vsknk084sn02q does not exist\. .*workspace list/);
    expect(currency).toMatch(/ISO 4217.*DOLLAR/);
    await expectUntouched();
  });

  it('prints control characters in names escaped, so that a name cannot forge a line or control the terminal', async () => {
    const names = [
      '\u001b[2Jcleared',
      'a\nkey_fake  ADMIN  valid',
      'b\r\tc',
      '\u009b31mred',
      'txt.\u202egnp',
      '\u2066x\u2069',
      'l\u2028s',
    ];
    const { key } = readWorkspace(await run('workspace', 'create', 'Evil\u001b[31m\nline', '--currency', 'EUR'));
    for (const name of names) {
      await server.get(
        'mutation ($name: String!) { apiKeyCreate(input: { name: $name, role: READER }) { secret } }',
        { name },
        key,
      );
    }
    const workspaces = await run('workspace', 'list');
    expect(workspaces).toContain('  Evil\\u001b[31m\\u000aline  EUR');
    const [id] = /wrk_\w+(?= {2}Evil)/.exec(workspaces)!;
    const listed = await run('key', 'list', '--workspace', id);
    expect(listed.trimEnd().split('\n')).toHaveLength(names.length + 1);
    expect(`${workspaces}${listed}`).not.toMatch(/[^\P{Cc}\n]|[\p{Bidi_Control}\u2028]/u);
    for (const shown of [
      '\\u001b[2Jcleared',
      'a\\u000akey_fake',
      'b\\u000d\\u0009c',
      '\\u009b31mred',
      'txt.\\u202egnp',
    ]) {
      expect(listed).toContain(`  ${shown}`);
    }
    const { stderr } = await clientele(['workspace', 'create', 'X', '--currency', '\u001b[31m\nE'], settings);
    expect(stderr).not.toMatch(/[^\P{Cc}\n]/u);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('starts the database itself after the server has stopped, and leaves no PostgreSQL running', async () => {
    expect(await server.stop('SIGTERM')).toBe(0);
    expect(await run('workspace', 'list')).toContain(ours.id);
    expect(postgresOf(settings.CLIENTELE_DATA_DIR)).toBeUndefined();
  });
});
