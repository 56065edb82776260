import pg from 'pg';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { nodesOf, pagesOf, walk, type AskForPage } from '../support/pages.js';
import {
  account,
  interaction,
  member,
  phase,
  plan,
  record,
  subscription,
  usd,
  type Given,
} from '../support/records.js';
import { statementNames } from '../support/statement-names.js';

const BOOK = `book {
  accounts effortMinutes monthlyRecurringRevenue { amount currencyCode }
  counts { type accounts monthlyRecurringRevenue { amount } }
}`;
const TYPES = ['PROSPECT', 'TRIAL', 'CUSTOMER', 'CLIENT', 'FORMER_CUSTOMER', 'FORMER_CLIENT'];

interface Book {
  accounts: number;
  effortMinutes: number;
  monthlyRecurringRevenue: { amount: string; currencyCode: string };
  counts: { type: string; accounts: number; monthlyRecurringRevenue: { amount: string } }[];
}

const memberPages = (workspace: TestWorkspace, node = 'id name'): AskForPage =>
  pagesOf(workspace, { field: 'members', node });

describe('members', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    workspace = await server.addWorkspace();
  });

  async function books(): Promise<Record<string, Book>> {
    const { nodes } = await memberPages(workspace, `externalId ${BOOK}`)({ first: 100 });
    return Object.fromEntries(
      (nodes as unknown as { externalId: string; book: Book }[]).map((node) => [node.externalId, node.book]),
    );
  }

  it('are listed once each by name, ignoring case and accents, in the same order forward and backward', async () => {
    const names = ['Zoë', 'zoe', 'Ángel', 'angela', 'Bob', 'bob', '李', 'Émile', 'Ærø', 'zz top'];
    await record(workspace, {
      members: Array.from({ length: 57 }, (_, i) => member(`m${i}`, { name: `${names[i % names.length]!} ${i % 3}` })),
    });
    const forwards = nodesOf(await walk(memberPages(workspace), 10));
    expect(nodesOf(await walk(memberPages(workspace), 13, true))).toEqual(forwards);
    expect(new Set(forwards.map(({ id }) => id)).size).toBe(57);
    const fold = (name: string): string =>
      name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace('æ', 'ae').replace('ø', 'o');
    const sortKeys = forwards.map(({ name, id }) => `${fold(String(name))} ${String(id)}`);
    expect(sortKeys).toEqual(sortKeys.toSorted());
    expect(await memberPages(workspace)({})).toMatchObject({ totalCount: 57, pageInfo: { hasNextPage: true } });
  });

  it('move in the list when their name changes, and keep their other fields', async () => {
    await record(workspace, {
      members: [member('a', { name: 'Anna' }), member('b', { name: 'Ben', email: 'ben@example.com' })],
    });
    await record(workspace, { members: [member('a', { name: 'Čeněk' })] });
    const page = await memberPages(workspace, 'externalId name email')({});
    expect(page.nodes).toEqual([
      { externalId: 'b', name: 'Ben', email: 'ben@example.com' },
      { externalId: 'a', name: 'Čeněk', email: null },
    ]);
  });

  it('of another workspace are not listed', async () => {
    await record(workspace, { members: [member('a')] });
    expect((await memberPages(await server.addWorkspace())({})).nodes).toEqual([]);
  });

  it('have a book of business: their accounts by type with revenue, and the minutes they spent in the last 365 days', async () => {
    const spent = (externalId: string, on: string, effortMinutes: number | null, memberExternalId = 'mia') =>
      interaction(externalId, 'client', on, { effortMinutes, memberExternalId });
    await record(workspace, {
      plans: [plan('basic', 1), plan('top', 2)],
      members: [member('mia'), member('noah'), member('olga')],
      accounts: [
        account('client', { successManagerExternalId: 'mia' }),
        account('customer', { successManagerExternalId: 'mia' }),
        account('trial', { successManagerExternalId: 'mia' }),
        account('gone', { successManagerExternalId: 'noah' }),
        account('unmanaged'),
      ],
      subscriptions: [
        subscription('1', 'client', [
          phase('2022-01-01', null, { planExternalId: 'top', unitPrice: usd('100.00'), quantity: 2 }),
        ]),
        subscription('2', 'customer', [phase('2026-01-01')]),
        subscription('3', 'trial', [phase('2026-03-01', null, { status: 'TRIALING' })]),
        subscription('4', 'gone', [phase('2022-01-01', '2023-01-01', { unitPrice: usd('1000.00') })]),
        subscription('5', 'unmanaged', [phase('2022-01-01')]),
      ],
      interactions: [
        // Now is 2026-03-15T12:00:00Z: the window starts just after that instant of the year before.
        spent('too long ago', '2025-03-15T12:00:00.000Z', 1_000),
        spent('just in time', '2025-03-15T12:00:00.001Z', 30),
        spent('now', '2026-03-15T12:00:00.000Z', 15),
        spent('ahead', '2026-03-15T12:04:00.000Z', 500),
        spent('not measured', '2026-01-01', null),
        spent('by another member', '2026-01-01', 7, 'noah'),
      ],
    });
    const { mia, noah, olga } = await books();
    const countsOf = (some: Record<string, [number, string]>) =>
      TYPES.map((type) => {
        const [accounts, amount] = some[type] ?? [0, '0.00'];
        return { type, accounts, monthlyRecurringRevenue: { amount } };
      });
    expect(mia).toEqual({
      accounts: 3,
      effortMinutes: 45,
      monthlyRecurringRevenue: { amount: '249.00', currencyCode: 'USD' },
      counts: countsOf({ CLIENT: [1, '200.00'], CUSTOMER: [1, '49.00'], TRIAL: [1, '0.00'] }),
    });
    expect(noah).toMatchObject({ accounts: 1, effortMinutes: 7, counts: countsOf({ FORMER_CUSTOMER: [1, '0.00'] }) });
    expect(olga).toMatchObject({ accounts: 0, effortMinutes: 0, counts: countsOf({}) });
  });

  it('have a current book of business, even after an account changed its type only by the passage of time', async () => {
    await record(workspace, {
      plans: [plan('basic', 1)],
      members: [member('mia')],
      accounts: [account('acme', { successManagerExternalId: 'mia' })],
      subscriptions: [subscription('1', 'acme', [phase('2026-01-01', '2026-04-01')])],
    });
    expect((await books()).mia).toMatchObject({ monthlyRecurringRevenue: { amount: '49.00' } });
    server.clock.now = Date.parse('2026-04-02T00:00:00Z');
    const { mia } = await books();
    expect(mia).toMatchObject({ monthlyRecurringRevenue: { amount: '0.00' } });
    expect(mia!.counts.find(({ type }) => type === 'FORMER_CUSTOMER')!.accounts).toBe(1);
  });

  it('load their books of business with one statement, however many members are returned and wherever they occur', async () => {
    await record(workspace, {
      members: Array.from({ length: 40 }, (_, i) => member(`m${i}`)),
      accounts: Array.from({ length: 40 }, (_, i) => account(`a${i}`, { successManagerExternalId: `m${i}` })),
    });
    const query = jest.spyOn(pg.Client.prototype, 'query');
    const namesOf = async (text: string): Promise<string[]> => {
      query.mockClear();
      const { errors } = await workspace.ask(text);
      expect(errors).toBeUndefined();
      return statementNames(query).sort();
    };
    try {
      const ofMany = await namesOf(`{ members(first: 40) { nodes { ${BOOK} } } }`);
      expect(await namesOf(`{ members(first: 2) { nodes { ${BOOK} } } }`)).toEqual(ofMany);
      expect(ofMany).toEqual(['selectBooks', 'selectDueAccounts', 'selectMemberPage']);
      const ofAccounts = await namesOf(`{ accounts(first: 40) { nodes { successManager { ${BOOK} } } } }`);
      expect(ofAccounts.filter((name) => name === 'selectBooks' || name === 'selectDueAccounts')).toHaveLength(2);
    } finally {
      query.mockRestore();
    }
  });
});

describe('the mutation successManagerAssign', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await record(workspace, {
      members: [member('mia'), member('noah')],
      accounts: [account('acme'), account('other')],
    });
  });
  afterAll(() => server.close());

  const assign = async (input: Given): Promise<{ account: Given | null; userErrors: Given[] }> => {
    const { data, errors } = await workspace.ask(
      `mutation ($input: SuccessManagerAssignInput!) {
        successManagerAssign(input: $input) {
          account { externalId updatedAt successManager { externalId } } userErrors { field code message }
        }
      }`,
      { input },
    );
    expect(errors).toBeUndefined();
    return (data as { successManagerAssign: { account: Given | null; userErrors: Given[] } }).successManagerAssign;
  };
  const acme = { externalId: 'acme' };

  it('assigns a success manager, replaces it and removes it', async () => {
    const managers: unknown[] = [];
    for (const name of ['mia', 'noah', null]) {
      const { account, userErrors } = await assign({ account: acme, member: name && { externalId: name } });
      expect(userErrors).toEqual([]);
      managers.push(account!.successManager);
      const { data } = await workspace.ask(
        '{ members { nodes { externalId book { accounts } } } clientBase { clientsWithoutSuccessManager } }',
      );
      expect((data as { members: { nodes: unknown[] } }).members.nodes).toEqual(
        ['mia', 'noah'].map((externalId) => ({ externalId, book: { accounts: externalId === name ? 1 : 0 } })),
      );
    }
    expect(managers).toEqual([{ externalId: 'mia' }, { externalId: 'noah' }, null]);
  });

  it('changes nothing, not even updatedAt, if the member is already assigned', async () => {
    const first = await assign({ account: acme, member: { externalId: 'mia' } });
    server.clock.now += 1_000;
    expect(await assign({ account: acme, member: { externalId: 'mia' } })).toEqual(first);
  });

  it('is refused if the account has changed since the caller read it', async () => {
    const { account } = await assign({ account: acme, member: { externalId: 'mia' } });
    const seen = { expectedUpdatedAt: account!.updatedAt };
    expect(await assign({ account: acme, member: null, ...seen })).toMatchObject({ userErrors: [] });
    expect(await assign({ account: acme, member: { externalId: 'noah' }, ...seen })).toMatchObject({
      account: null,
      userErrors: [{ field: ['expectedUpdatedAt'], code: 'CONFLICT' }],
    });
  });

  it.each<[string, Given, string[], string]>([
    ['an unknown account', { account: { externalId: 'nobody' }, member: null }, ['account'], 'NOT_FOUND'],
    ['an unknown member', { account: acme, member: { externalId: 'nobody' } }, ['member'], 'NOT_FOUND'],
    [
      'a member with the id of an account',
      { account: acme, member: { id: 'acct_01h455vb4pex5vsknk084sn02q' } },
      ['member', 'id'],
      'NOT_FOUND',
    ],
    [
      'a member with both id and externalId',
      { account: acme, member: { id: 'mem_01h455vb4pex5vsknk084sn02q', externalId: 'mia' } },
      ['member'],
      'INVALID',
    ],
    ['an omitted member', { account: acme }, ['member'], 'REQUIRED'],
    ['a malformed date', { account: acme, member: null, expectedUpdatedAt: 'noon' }, ['expectedUpdatedAt'], 'INVALID'],
  ])('is refused for %s', async (_, input, field, code) => {
    expect(await assign(input)).toMatchObject({ account: null, userErrors: [{ field, code }] });
  });
});
