import { ISO_DIGITS } from '../../src/money/currency-digits.js';
import { InputCheck } from '../../src/graphql/input-check.js';
import { currencyOf, Money, readMoney } from '../../src/money/money.type.js';
import { createWorkspace } from '../../src/workspaces/workspace.service.js';
import { dropDatabases, newDatabase } from '../support/databases.js';
import { clientele, endAll, newDataDirectory, type Settings } from '../support/processes.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { RunningServer } from '../support/servers.js';
import { TEMPLATE_DATABASE } from '../support/template.js';
import {
  account,
  importRecords,
  interaction,
  phase,
  plan,
  record,
  subscription,
  type ImportRecords,
} from '../support/records.js';

jest.setTimeout(240_000);

/** Makes Intl return this number of digits for every currency, as another release of Node.js may do for some. */
const runtimeWithDigits = (digits: number): Settings => {
  const script = `
    const { resolvedOptions } = Intl.NumberFormat.prototype;
    Intl.NumberFormat.prototype.resolvedOptions = function () {
      const options = resolvedOptions.call(this);
      return options.style === 'currency' ? { ...options, maximumFractionDigits: ${digits} } : options;
    };`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` };
};

/** Returns records of accounts that pay these amounts per month. */
const payers = (currencyCode: string, amounts: Record<string, string>): ImportRecords => ({
  plans: [plan('basic', 1)],
  accounts: Object.keys(amounts).map((name) => account(name)),
  subscriptions: Object.entries(amounts).map(([name, amount]) =>
    subscription(name, name, [phase('2025-01-01', null, { unitPrice: { amount, currencyCode } })]),
  ),
});

/** Returns the monthly recurring revenue of each account by name. */
async function readRevenues({ ask }: Pick<TestWorkspace, 'ask'>): Promise<Record<string, string>> {
  const { data } = await ask(
    '{ accounts(orderBy: { field: NAME }) { nodes { name monthlyRecurringRevenue { amount } } } }',
  );
  const nodes = data.accounts.nodes as { name: string; monthlyRecurringRevenue: { amount: string } }[];
  return Object.fromEntries(nodes.map(({ name, monthlyRecurringRevenue: { amount } }) => [name, amount]));
}

describe('the decimal places of a currency', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(async () => {
    await server.close();
    await endAll();
    await dropDatabases();
  });

  it('do not depend on the locale data of the Node.js that records or reads an amount', async () => {
    const settings = { DATABASE_URL: await newDatabase(TEMPLATE_DATABASE), CLIENTELE_DATA_DIR: newDataDirectory() };
    const create = ['workspace', 'create', 'Shop', '--currency', 'HUF'];
    const { stdout } = await clientele(create, { ...settings, ...runtimeWithDigits(2) });
    const key = /clk_\S+/.exec(stdout)![0];

    const recordAndRead = async (digits: number, amounts: Record<string, string>): Promise<unknown> => {
      const running = await RunningServer.start({ ...settings, ...runtimeWithDigits(digits) });
      const ask = async (query: string, variables = {}) => ({
        status: 200,
        data: await running.get(query, variables, key),
        errors: undefined,
      });
      await record({ ask }, payers('HUF', amounts));
      const revenues = await readRevenues({ ask });
      expect(await running.stop('SIGTERM')).toBe(0);
      return revenues;
    };
    expect(await recordAndRead(2, { a: '990' })).toEqual({ a: '990.00' });
    expect(await recordAndRead(0, { b: '12' })).toEqual({ a: '990.00', b: '12.00' });
  });

  it.each([
    ...[['JPY', '1234'] as const, ['ISK', '1234'] as const, ['UGX', '1234'] as const],
    ...['USD', 'XCG', 'HUF', 'IDR', 'PKR', 'COP', 'RSD', 'MGA', 'LBP'].map((code) => [code, '12.34'] as const),
    ...[['IQD', '1.234'] as const, ['KWD', '1.234'] as const],
    ...[['CLF', '1.2345'] as const, ['UYW', '1.2345'] as const],
  ])(
    'are those of ISO 4217 in a new workspace in %s, so that %s is recorded and returned',
    async (currencyCode, amount) => {
      const workspace = await server.addWorkspace({ currencyCode });
      await record(workspace, payers(currencyCode, { a: amount }));
      expect(await readRevenues(workspace)).toEqual({ a: amount });
      // An amount that nothing but the digits of the currency limits.
      const finer = amount.includes('.') ? `${amount}5` : `${amount}.5`;
      const interactions = [
        interaction('bought', 'a', '2025-01-01', { kind: 'PURCHASE', amount: { amount: finer, currencyCode } }),
      ];
      expect((await importRecords(workspace, { interactions })).userErrors).toMatchObject([
        {
          message: `Expected at most ${ISO_DIGITS.get(currencyCode)} decimal places for ${currencyCode}; got ${finer}. Round it first.`,
        },
      ]);
    },
  );

  it('allow the smallest and the largest amount of every ISO 4217 currency', () => {
    expect(ISO_DIGITS.size).toBe(165);
    for (const [code, digits] of ISO_DIGITS) {
      const currency = currencyOf(code, digits);
      for (const minor of [0, 1, 10 ** digits, 1_000_000_000_000]) {
        const check = new InputCheck();
        expect(readMoney(check, [], Money.ofMinor(minor, currency), currency)).toBe(minor);
        check.done();
      }
    }
  });

  it('are those stored with the workspace, even if ISO 4217 has others or no longer lists the currency', async () => {
    for (const [code, digits, amount] of [
      ['IQD', 0, '5000'],
      ['HRK', 2, '49.90'],
      ['SLL', 0, '5000'],
    ] as const) {
      const workspace = await server.addWorkspace();
      await server.database.dataSource.query(
        'UPDATE workspace SET currency_code = $2, currency_digits = $3 WHERE id = $1',
        [workspace.id, code, digits],
      );
      await record(workspace, payers(code, { a: amount }));
      expect(await readRevenues(workspace)).toEqual({ a: amount });
    }
  });

  it('are those of ISO 4217 in a workspace created by an earlier version, unless amounts may already use others', async () => {
    const addWorkspace = async (currencyCode: string): Promise<TestWorkspace> => {
      const workspace = await server.addWorkspace({ currencyCode });
      await server.database.dataSource.query('UPDATE workspace SET currency_digits = NULL WHERE id = $1', [
        workspace.id,
      ]);
      return workspace;
    };
    const dollars = await addWorkspace('USD');
    await record(dollars, payers('USD', { a: '9.90' }));
    expect(await readRevenues(dollars)).toEqual({ a: '9.90' });
    for (const code of ['HUF', 'IQD']) {
      const { errors } = await (
        await addWorkspace(code)
      ).ask('{ clientBase { counts { monthlyRecurringRevenue { amount } } } }');
      expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
    }
  });

  it.each(['BGN', 'HRK', 'XAU', 'XDR', 'XXX', 'usd', 'DOLLAR', ''])(
    'must be known to create a workspace, so that the currency %p is refused',
    async (currencyCode) => {
      const draft = { name: 'Shop', currencyCode, timeZone: 'UTC' };
      await expect(createWorkspace(server.database.dataSource, NOW, draft)).rejects.toThrow(
        `Expected the ISO 4217 code of a currency in use, such as USD; got "${currencyCode}".`,
      );
    },
  );
});
