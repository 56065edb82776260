import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { nodesOf, walk, type AskForPage, type Page } from '../support/pages.js';
import { account, interaction, member, phase, plan, record, subscription, type Given } from '../support/records.js';

const NOW = Date.parse('2026-03-15T12:00:00.000Z');
const KINDS = ['CALL', 'EMAIL', 'MEETING', 'ADVOCACY'];
const SENTIMENTS = [null, -1, -0.29, 0, 0.28, 0.29, 1];
const MEMBERS = ['mia', 'noah', null];
const EVENTS = Array.from({ length: 84 }, (_, i) => ({
  ...interaction(
    `i${i}`,
    ['acme', 'zulu', 'other'][i % 3]!,
    new Date(NOW - Math.floor(i / 2) * 3_600_000).toISOString(),
  ),
  kind: KINDS[i % 4]!,
  personalized: i % 5 === 0,
  initiative: ['US', 'THEM', 'UNKNOWN'][Math.floor(i / 3) % 3]!,
  sentiment: SENTIMENTS[i % 7] as number | null,
  memberExternalId: MEMBERS[Math.floor(i / 7) % 3] as string | null,
}));
type Event = (typeof EVENTS)[number];

describe('filtering', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1), plan('top', 2)],
      members: [member('mia', { name: 'Mía' }), member('noah', { name: 'Noah' }), member('olga', { name: 'Olga M' })],
      accounts: [account('acme', { successManagerExternalId: 'mia' }), account('zulu'), account('other')],
      interactions: EVENTS,
      subscriptions: [
        subscription('running', 'acme', [
          phase('2024-01-01', '2025-01-01'),
          phase('2025-01-01', null, { planExternalId: 'top' }),
        ]),
        subscription('ended', 'acme', [phase('2023-01-01', '2024-01-01', { planExternalId: 'top' })], {
          churnReason: 'PRICE',
        }),
        subscription('left', 'acme', [phase('2022-01-01', '2023-01-01')], { churnReason: 'COMPETITOR' }),
        subscription('to come', 'acme', [phase('2027-01-01', null, { planExternalId: 'top' })]),
        subscription('gap', 'acme', [
          phase('2025-01-01', '2025-02-01', { planExternalId: 'top' }),
          phase('2027-01-01'),
        ]),
        subscription('z', 'zulu', [phase('2025-06-01')]),
      ],
    });
  });
  afterAll(() => server.close());

  const pages =
    (list: string, filterType: string, node: string, filter: Given): AskForPage =>
    async (args) => {
      const { data, errors } = await workspace.ask(
        `query ($first: Int, $after: String, $last: Int, $before: String, $filter: ${filterType}) {
          list: ${list}(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
            totalCount nodes { ${node} } edges { cursor node { ${node} } }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
          }
        }`,
        { filter, ...args },
      );
      expect(errors).toBeUndefined();
      return (data as { list: Page }).list;
    };
  async function listed(list: string, filterType: string, filter: Given, node = 'externalId'): Promise<unknown[]> {
    const ask = pages(list, filterType, node, filter);
    const forwards = await walk(ask, 9);
    expect(nodesOf(await walk(ask, 11, true))).toEqual(nodesOf(forwards));
    for (const { totalCount } of forwards) expect(totalCount).toBe(nodesOf(forwards).length);
    return nodesOf(forwards).map(({ externalId }) => externalId);
  }

  const FILTERS: [Given, (event: Event) => boolean][] = [
    [{}, () => true],
    [{ account: { externalId: 'acme' } }, ({ accountExternalId }) => accountExternalId === 'acme'],
    [{ kind: { in: ['CALL', 'EMAIL'] } }, ({ kind }) => kind === 'CALL' || kind === 'EMAIL'],
    [{ personalized: true }, ({ personalized }) => personalized],
    [{ initiative: { eq: 'US' } }, ({ initiative }) => initiative === 'US'],
    [{ initiative: { in: ['THEM', 'UNKNOWN'] } }, ({ initiative }) => initiative !== 'US'],
    [{ sentiment: { eq: 0.29 } }, ({ sentiment }) => sentiment === 0.29],
    [{ sentiment: { in: [0.28, -1, 5] } }, ({ sentiment }) => sentiment === 0.28 || sentiment === -1],
    [{ sentiment: { gt: 0.28 } }, ({ sentiment }) => sentiment !== null && sentiment > 0.28],
    [
      { sentiment: { gte: -0.29, lt: 0.29 } },
      ({ sentiment }) => sentiment !== null && sentiment >= -0.29 && sentiment < 0.29,
    ],
    [{ sentiment: { lte: -0.295 } }, ({ sentiment }) => sentiment === -1],
    [{ member: { eq: { externalId: 'mia' } } }, ({ memberExternalId }) => memberExternalId === 'mia'],
    [
      { member: { in: [{ externalId: 'mia' }, { externalId: 'noah' }] } },
      ({ memberExternalId }) => memberExternalId !== null,
    ],
    [{ member: { isNull: true } }, ({ memberExternalId }) => memberExternalId === null],
    [{ member: { isNull: false, eq: { externalId: 'noah' } } }, ({ memberExternalId }) => memberExternalId === 'noah'],
    [
      { occurredAt: { gte: new Date(NOW - 36_000_000).toISOString() } },
      ({ occurredAt }) => Date.parse(occurredAt) >= NOW - 36_000_000,
    ],
    [
      { account: { externalId: 'zulu' }, kind: { eq: 'CALL' }, member: { isNull: false }, sentiment: { lt: 0.5 } },
      (event) =>
        event.accountExternalId === 'zulu' &&
        event.kind === 'CALL' &&
        event.memberExternalId !== null &&
        event.sentiment !== null &&
        event.sentiment < 0.5,
    ],
  ];

  it.each(FILTERS)(
    'interactions by %j returns the matches of all accounts, newest first',
    async (filter, isExpected) => {
      const expected = EVENTS.filter(isExpected);
      const shown = await listed('interactions', 'InteractionFilter', filter);
      expect(new Set(shown)).toEqual(new Set(expected.map(({ externalId }) => externalId)));
      expect(expected.length).toBeGreaterThan(0);
      const instants = shown.map((id) => EVENTS.find(({ externalId }) => externalId === id)!.occurredAt);
      expect(instants).toEqual(instants.toSorted().reverse());
    },
  );

  it.each(FILTERS)('interactions by %j returns the same matches through each account', async (filter, isExpected) => {
    const { data } = await workspace.ask(
      'query ($filter: InteractionFilter) { accounts { nodes { externalId interactions(first: 100, filter: $filter) { totalCount nodes { externalId } } } } }',
      { filter },
    );
    for (const { externalId, interactions } of data.accounts.nodes) {
      const expected = EVENTS.filter((event) => isExpected(event) && event.accountExternalId === externalId);
      const shown = interactions.nodes.map((node: Given) => node.externalId);
      expect(new Set(shown)).toEqual(new Set(expected.map((event) => event.externalId)));
      expect(interactions.totalCount).toBe(expected.length);
    }
  });

  it('interactions refuses unknown accounts and members, and a cursor of another list', async () => {
    const refusalOf = async (text: string): Promise<unknown> => {
      const { errors } = await workspace.ask(text);
      return (errors![0]!.extensions.userErrors as { field: string[]; code: string }[])[0];
    };
    expect(await refusalOf('{ interactions(filter: { account: { externalId: "x" } }) { totalCount } }')).toMatchObject({
      field: ['filter', 'account'],
      code: 'NOT_FOUND',
    });
    expect(
      await refusalOf(
        '{ interactions(filter: { member: { in: [{ externalId: "mia" }, { externalId: "x" }] } }) { totalCount } }',
      ),
    ).toMatchObject({ field: ['filter', 'member', 'in', '1'], code: 'NOT_FOUND' });
    const { data } = await workspace.ask(
      '{ account(by: { externalId: "acme" }) { interactions(first: 1) { pageInfo { endCursor } } } }',
    );
    const cursor = data.account.interactions.pageInfo.endCursor as string;
    expect(await refusalOf(`{ interactions(after: "${cursor}") { totalCount } }`)).toMatchObject({ field: ['after'] });
  });

  it.each<[Given, string[]]>([
    [{}, ['ended', 'gap', 'left', 'running', 'to come']],
    [{ plan: { eq: { externalId: 'top' } } }, ['ended', 'gap', 'running', 'to come']],
    [{ plan: { in: [{ externalId: 'basic' }] } }, ['left']],
    [{ plan: { eq: { externalId: 'top' } }, status: { eq: 'ACTIVE' } }, ['running', 'to come']],
    [{ status: { eq: 'CANCELED' } }, ['ended', 'gap', 'left']],
    [{ churnReason: { in: ['PRICE', 'COMPETITOR'] } }, ['ended', 'left']],
    [{ churnReason: { eq: 'PRICE' }, plan: { eq: { externalId: 'basic' } } }, []],
  ])('subscriptions by %j returns the matches with their current status and plan', async (filter, expected) => {
    const { data } = await workspace.ask(
      'query ($filter: AccountSubscriptionFilter) { account(by: { externalId: "acme" }) { subscriptions(filter: $filter) { totalCount nodes { externalId status plan { externalId } } } } }',
      { filter },
    );
    const { totalCount, nodes } = data.account.subscriptions as { totalCount: number; nodes: Given[] };
    expect(nodes.map(({ externalId }) => externalId).sort()).toEqual(expected);
    expect(totalCount).toBe(expected.length);
  });

  it.each<[Given, string[]]>([
    [{}, ['mia', 'noah', 'olga']],
    [{ name: { eq: ' MIA' } }, ['mia']],
    [{ name: { in: ['noah', 'mia', 'nobody'] } }, ['mia', 'noah']],
    [{ name: { startsWith: 'ol' } }, ['olga']],
    [{ name: { startsWith: 'm' } }, ['mia']],
    [{ name: { startsWith: 'n', in: ['mia'] } }, []],
  ])('members by %j returns the matches', async (filter, expected) => {
    expect(await listed('members', 'MemberFilter', filter)).toEqual(expected);
  });

  it('relationship changes returns those of the accounts of a success manager, and those within a time range', async () => {
    const shown = async (filter: Given): Promise<unknown[]> => {
      const ask = pages('relationshipChanges', 'RelationshipChangeFilter', 'account { externalId } at', filter);
      return nodesOf(await walk(ask, 1)).map(({ account, at }) => [(account as Given).externalId, at]);
    };
    const all = (await shown({})) as [string, string][];
    expect(new Set(all.map(([externalId]) => externalId))).toEqual(new Set(['acme', 'zulu']));
    expect(await shown({ successManager: { externalId: 'mia' } })).toEqual(all.filter(([id]) => id === 'acme'));
    expect(await shown({ successManager: { externalId: 'noah' } })).toEqual([]);
    const [, zulu] = all.find(([externalId]) => externalId === 'zulu')!;
    expect(await shown({ at: { gte: zulu } })).toEqual(all.filter(([, at]) => at >= zulu));
    expect(await shown({ at: { lt: zulu } })).toEqual(all.filter(([, at]) => at < zulu));
  });
});
