import { StoreCurrencyDigits1764000800000 } from '../../migrations/1764000800000-store-currency-digits.js';
import { account, interaction, phase, plan, record, subscription, everyRow } from '../support/records.js';
import { queryOn } from '../support/databases.js';
import { clientele, endAll } from '../support/processes.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

jest.setTimeout(120_000);

const NAME = new StoreCurrencyDigits1764000800000().name;

/** Inserts a workspace like a version of Clientele that does not know the column. */
const insertAsEarlierVersion = (server: TestServer, currencyCode: string): Promise<unknown> =>
  server.database.dataSource.query(
    `INSERT INTO workspace (id, name, currency_code, time_zone, is_demo, revision, created_at)
     VALUES (gen_random_uuid(), $1, $1, 'UTC', false, 1, $2)`,
    [currencyCode, new Date(server.clock.now)],
  );

describe('the migration that stores the digits of currencies', () => {
  let server: TestServer;
  /** Workspaces in HUF and IQD with amounts. */
  let uncertain: Record<'Forint "shop"' | 'Dinar shop', TestWorkspace>;

  const migrate = () => clientele(['migrate'], { DATABASE_URL: server.database.url });
  const storedDigits = (): Promise<unknown> =>
    server.database.dataSource.query('SELECT name, currency_digits AS digits FROM workspace ORDER BY name');

  const addWorkspace = async (name: string, currencyCode: string): Promise<TestWorkspace> => {
    const workspace = await server.addWorkspace({ currencyCode });
    await server.database.dataSource.query('UPDATE workspace SET name = $2 WHERE id = $1', [workspace.id, name]);
    await record(workspace, { plans: [plan('basic', 1)], accounts: [account('a')] });
    return workspace;
  };
  const price = async (workspace: TestWorkspace, amount: string, currencyCode: string): Promise<unknown> => {
    const paid = phase('2025-01-01', null, { unitPrice: { amount, currencyCode } });
    return record(workspace, { subscriptions: [subscription('s', 'a', [paid])] });
  };

  beforeAll(async () => {
    server = await startTestServer();
    uncertain = {
      'Forint "shop"': await addWorkspace('Forint "shop"', 'HUF'),
      'Dinar shop': await addWorkspace('Dinar shop', 'IQD'),
    };
    await price(uncertain['Forint "shop"'], '990', 'HUF');
    const purchase = { kind: 'PURCHASE', amount: { amount: '5000', currencyCode: 'IQD' } };
    await record(uncertain['Dinar shop'], { interactions: [interaction('p', 'a', '2025-02-01', purchase)] });
    await price(await addWorkspace('Dollar shop', 'USD'), '9.90', 'USD');
    await price(await addWorkspace('Free of charge', 'IDR'), '0', 'IDR');
    await addWorkspace('Without amounts', 'COP');
    const runner = server.database.dataSource.createQueryRunner();
    await new StoreCurrencyDigits1764000800000().down(runner);
    await runner.query('DELETE FROM migrations WHERE name = $1', [NAME]);
    await runner.release();
    await insertAsEarlierVersion(server, 'HRK');
    await insertAsEarlierVersion(server, 'SLL');
  });
  afterAll(async () => {
    await endAll();
    await server.close();
  });

  it('refuses workspaces whose amounts have ambiguous digits without changing data, and accepts the digits that an operator sets', async () => {
    const rows = () => Promise.all(Object.values(uncertain).map((workspace) => everyRow(server, workspace)));
    const before = await rows();
    const { ending, stderr } = await migrate();
    expect(ending).toBe(1);
    const { id: forint } = uncertain['Forint "shop"'];
    const { id: dinar } = uncertain['Dinar shop'];
    expect(stderr).toMatch(
      new RegExp(
        `${forint} "Forint \\\\"shop\\\\"": HUF has 2 digits in ISO 4217, [02] in Node.js [\\d.]+; recorded with 0 or 2`,
      ),
    );
    expect(stderr).toMatch(
      new RegExp(`${dinar} "Dinar shop": IQD has 3 digits in ISO 4217, 0 in Node.js [\\d.]+; recorded with 0 or 3`),
    );
    expect(stderr.match(/in ISO 4217/g)).toHaveLength(2);
    expect(await rows()).toEqual(before);
    await expect(storedDigits()).rejects.toThrow('column "currency_digits" does not exist');
    expect(await server.database.dataSource.query('SELECT FROM migrations WHERE name = $1', [NAME])).toEqual([]);

    const [fix] = /SET clientele\.operator = on;\n(.+;\n)+/.exec(stderr)!;
    await queryOn(server.database.url, fix.replace('<0 or 2>', '2').replace('<0 or 3>', '0'));
    expect(await migrate()).toEqual({ ending: 0, stderr: '', stdout: 'The schema is up to date.\n' });
    expect(await storedDigits()).toEqual([
      { name: 'Dinar shop', digits: 0 },
      { name: 'Dollar shop', digits: 2 },
      { name: 'Forint "shop"', digits: 2 },
      { name: 'Free of charge', digits: 2 },
      { name: 'HRK', digits: 2 },
      { name: 'SLL', digits: 0 },
      { name: 'Without amounts', digits: 2 },
    ]);
    expect(await rows()).toEqual(before);
  });

  it('lets a server of an earlier version create workspaces, and rejects impossible digits', async () => {
    await insertAsEarlierVersion(server, 'EUR');
    expect(await storedDigits()).toContainEqual({ name: 'EUR', digits: null });
    await expect(
      server.database.dataSource.query(`UPDATE workspace SET currency_digits = 5 WHERE name = 'EUR'`),
    ).rejects.toThrow('workspace_currency_digits_range');
  });
});
