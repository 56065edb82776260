import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { accountPages, nodesOf, walk } from '../support/pages.js';
import { account, phase, plan, record, subscription, usd, type Given } from '../support/records.js';

const COUNT = 250;
/** Few of each, so that most accounts share their place with others. */
const NAMES = ['Acme', 'acme', 'ACMÉ', 'Zulu', 'Émile', 'emil', 'Ωmega', '株式会社', '0', '!'];
const PRICES = ['0', '10.00', '20.00', '20.01'];
const STARTS = ['2026-01-01', '2025-01-01', '2023-01-01'];

interface Listed {
  id: string;
  name: string;
  createdAt: string;
  relationship: { score: number };
  monthlyRecurringRevenue: { amount: string };
}

const fold = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
/** What accounts are ordered by, as it is shown. */
const KEYS: Record<string, (listed: Listed) => string | number> = {
  NAME: ({ name }) => fold(name),
  CREATED_AT: ({ createdAt }) => createdAt,
  SCORE: ({ relationship }) => relationship.score,
  MONTHLY_RECURRING_REVENUE: ({ monthlyRecurringRevenue }) => Number(monthlyRecurringRevenue.amount),
};

describe('Pages of accounts', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  let all: Map<string, Listed>;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    const numbers = Array.from({ length: COUNT }, (_, i) => i);
    await record(workspace, { plans: [plan('basic', 1), plan('top', 2)] });
    for (const batch of [0, 1, 2]) {
      const some = numbers.filter((i) => i % 3 === batch);
      await record(workspace, {
        accounts: some.map((i) => account(`a${i}`, { name: `${NAMES[i % NAMES.length]!} ${Math.floor(i / 100)}` })),
        subscriptions: some
          .filter((i) => i % 7 !== 0)
          .map((i) => {
            const changes = { planExternalId: i % 2 ? 'top' : 'basic', unitPrice: usd(PRICES[i % PRICES.length]!) };
            return subscription(`s${i}`, `a${i}`, [phase(STARTS[i % STARTS.length]!, null, changes)]);
          }),
      });
      server.clock.now += 1_000;
    }
    const fields = 'id name createdAt relationship { score } monthlyRecurringRevenue { amount }';
    const listed = nodesOf(await walk(accountPages(workspace, fields), 100)) as unknown as Listed[];
    all = new Map(listed.map((one) => [one.id, one]));
  });
  afterAll(() => server.close());

  it('contain 50 accounts in the order of their names by default', async () => {
    const page = await accountPages(workspace, 'id name')({});
    expect(page.nodes).toHaveLength(50);
    expect(page.totalCount).toBe(COUNT);
    const keys = page.nodes.map(({ name }) => fold(name as string));
    expect(keys).toEqual(keys.toSorted());
  });

  describe.each(Object.keys(KEYS))('ordered by %s', (field) => {
    it.each(['ASC', 'DESC'])(
      '%s list each account once, in the same order forwards and backwards',
      async (direction) => {
        const ask = accountPages(workspace, 'id', { orderBy: { field, direction } });
        const forwards = await walk(ask, 37);
        const backwards = await walk(ask, 41, true);
        const ids = nodesOf(forwards).map(({ id }) => id as string);

        expect(new Set(ids).size).toBe(COUNT);
        expect(ids).toHaveLength(COUNT);
        expect(nodesOf(backwards)).toEqual(nodesOf(forwards));
        expect([...forwards, ...backwards].map(({ totalCount }) => totalCount)).toEqual(
          Array(forwards.length + backwards.length).fill(COUNT),
        );
        const sign = direction === 'ASC' ? 1 : -1;
        const places = ids.map((id) => [KEYS[field]!(all.get(id)!), id] as const);
        const [compare, distinct] = [
          (a: string | number, b: string | number) => (a < b ? -sign : a > b ? sign : 0),
          new Set(places.map(([key]) => key)).size,
        ];
        expect(distinct).toBeGreaterThan(1);
        expect(distinct).toBeLessThan(COUNT / 5);
        expect(places).toEqual(places.toSorted((a, b) => compare(a[0], b[0]) || compare(a[1], b[1])));
      },
    );
  });

  it('can be read from a cursor in the middle of the list, in both directions', async () => {
    const ask = accountPages(workspace);
    const { edges } = await ask({ first: 20 });
    const [tenth, eleventh, twelfth] = edges.slice(9, 12).map(({ cursor }) => cursor);
    expect((await ask({ first: 1, after: tenth })).edges).toEqual([edges[10]]);
    expect((await ask({ last: 1, before: twelfth })).edges).toEqual([edges[10]]);
    const before = await ask({ last: 10, before: eleventh });
    expect(before.edges).toEqual(edges.slice(0, 10));
    expect(before.pageInfo).toMatchObject({ hasPreviousPage: false, hasNextPage: true });
    const last = await ask({ last: 5 });
    expect(last.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
    expect(await ask({ first: 5, after: last.pageInfo.endCursor })).toMatchObject({
      totalCount: COUNT,
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, startCursor: null, endCursor: null },
    });
  });

  it.each([1, 99, 100])(
    'of size %i contain all matching accounts, and a full last page has no next page',
    async (size) => {
      const ask = accountPages(workspace, 'id', { filter: { name: { startsWith: 'zulu 0' } } });
      expect(nodesOf(await walk(ask, size))).toHaveLength(10);
      const { pageInfo } = await ask({ first: 10 });
      expect(pageInfo.hasNextPage).toBe(false);
    },
  );

  it('stay stable while accounts are added before and after the cursor', async () => {
    const workspace = await server.addWorkspace();
    const named = (...names: string[]): Promise<unknown> =>
      record(workspace, { accounts: names.map((name) => account(name)) });
    const letters = [...'bcdefghijk'];
    for (const isBackward of [false, true]) {
      const suffix = isBackward ? '9' : '1';
      await named(...letters.map((letter) => letter + suffix));
      let asked = 0;
      const page = accountPages(workspace, 'name', { filter: { name: { startsWith: '' } } });
      const pages = await walk(
        async (args) => {
          const answer = await page(args);
          if (asked++ === 1) await named(`a${suffix}+`, `z${suffix}+`);
          return answer;
        },
        3,
        isBackward,
      );
      const names = nodesOf(pages).map(({ name }) => name as string);
      expect(names.filter((name) => name.length === 2 && name.endsWith(suffix))).toEqual(
        letters.map((letter) => letter + suffix),
      );
      expect(names.filter((name) => name.endsWith(`${suffix}+`))).toEqual([isBackward ? `a${suffix}+` : `z${suffix}+`]);
    }
  });

  it('list each account once although time passes between two pages', async () => {
    server.clock.now = NOW + 10_000;
    const ask = accountPages(workspace, 'id', { orderBy: { field: 'CREATED_AT', direction: 'DESC' } });
    let asked = 0;
    const pages = await walk(async (args) => {
      server.clock.now += asked++ === 2 ? 400 * 24 * 3_600_000 : 0;
      return ask(args);
    }, 60);
    expect(new Set(nodesOf(pages).map(({ id }: Given) => id)).size).toBe(COUNT);
  });
});
