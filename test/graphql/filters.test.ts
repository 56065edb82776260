import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { accountPages, nodesOf, pagesOfAcme, walk } from '../support/pages.js';
import { account, interaction, phase, plan, record, subscription, type Given } from '../support/records.js';

const NAMES = [
  'Acme',
  'ACME',
  'Ácmè',
  'A\u0301cme', // the same accent as a combining character
  'Acme Europe',
  'Acmeville',
  'Åre Ski',
  'are you sure',
  'a_b',
  'axb',
  'a%b',
  'a100b',
  'a\\b',
  "O'Hara",
  'o"hara',
  '"; DROP TABLE account; --',
  'Straße',
  'ﬁne',
  'İstanbul',
];
const EVENTS = Array.from({ length: 40 }, (_, i) =>
  interaction(`i${String(i).padStart(2, '0')}`, 'acme', `2025-0${1 + Math.floor(i / 10)}-01`, {
    kind: ['CALL', 'EMAIL', 'MEETING'][i % 3],
    personalized: i % 4 === 0,
  }),
);

describe('a filter', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    const startsAt = ['2026-02-01', '2023-01-01', '2023-01-01'];
    await record(workspace, {
      plans: [plan('basic', 1), plan('top', 2)],
      accounts: [
        account('acme', { name: 'Zeta' }),
        account('other', { name: 'Zeta' }),
        ...NAMES.map((name) => account(name)),
      ],
      subscriptions: NAMES.slice(0, 9).map((name, i) =>
        subscription(name, name, [
          phase(startsAt[i % 3]!, i % 3 === 2 ? '2026-01-01' : null, { planExternalId: 'top' }),
        ]),
      ),
      interactions: [...EVENTS, interaction('of another account', 'other', '2025-01-01')],
    });
  });
  afterAll(() => server.close());

  const listed = async (filter: Given, field = 'externalId'): Promise<unknown[]> => {
    const pages = await walk(accountPages(workspace, field, { filter }), 4);
    for (const { totalCount } of pages) expect(totalCount).toBe(nodesOf(pages).length);
    return nodesOf(pages).map((node) => node[field]);
  };

  it.each([
    ['acme', ['Acme', 'ACME', 'Ácmè', 'A\u0301cme']],
    ['ÁCME', ['Acme', 'ACME', 'Ácmè', 'A\u0301cme']],
    [' acme ', ['Acme', 'ACME', 'Ácmè', 'A\u0301cme']],
    ['ÅRE SKI', ['Åre Ski']],
    ['a_b', ['a_b']],
    ['a%b', ['a%b']],
    ['a\\b', ['a\\b']],
    ['a\\\\b', []],
    ['%', []],
    ["o'hara", ["O'Hara"]],
    ['"; drop table account; --', ['"; DROP TABLE account; --']],
    ['fine', ['ﬁne']],
    ['istanbul', ['İstanbul']],
    ['STRASSE', ['Straße']],
    ['', []],
    ['acm', []],
  ])('by name %j matches the whole name, ignoring case and accents', async (eq, expected) => {
    expect(new Set(await listed({ name: { eq } }))).toEqual(new Set(expected));
  });

  it.each([
    ['acme', ['Acme', 'ACME', 'Ácmè', 'A\u0301cme', 'Acme Europe', 'Acmeville']],
    ['ácmÉ ', ['Acme Europe']],
    ['ACMEV', ['Acmeville']],
    ['åre', ['Åre Ski', 'are you sure']],
    ['a_', ['a_b']],
    ['a%', ['a%b']],
    ['%', []],
    ['_', []],
    ['a\\', ['a\\b']],
    ['\\', []],
    ['zeta', ['acme', 'other']],
  ])('by a prefix of the name takes %j literally', async (startsWith, expected) => {
    expect(new Set(await listed({ name: { startsWith } }))).toEqual(new Set(expected));
  });

  it('that is empty matches every account, and several conditions must all hold', async () => {
    for (const filter of [{}, { name: {} }, { type: {} }, { name: { startsWith: '' } }, { name: null, type: null }]) {
      expect(await listed(filter)).toHaveLength(NAMES.length + 2);
    }
    expect(await listed({ name: { eq: 'acmeville', startsWith: 'acme' } })).toEqual(['Acmeville']);
    expect(await listed({ name: { eq: 'acmeville', startsWith: 'acmes' } })).toEqual([]);
    const clients = ['ACME', 'Acme Europe', 'are you sure'];
    const former = ['Ácmè', 'Acmeville', 'a_b'];
    expect(await listed({ type: { eq: 'CLIENT' } })).toEqual(clients);
    expect(await listed({ type: { eq: 'CLIENT' }, name: { startsWith: 'acme' } })).toEqual(clients.slice(0, 2));
    expect(new Set(await listed({ type: { in: ['CLIENT', 'FORMER_CLIENT'] } }))).toEqual(
      new Set([...clients, ...former]),
    );
    expect(await listed({ type: { eq: 'CLIENT', in: ['FORMER_CLIENT'] } })).toEqual([]);
    expect(await listed({ type: { eq: 'CLIENT', in: ['CLIENT', 'TRIAL'] } })).toEqual(clients);
    expect(await listed({ type: { in: [] } })).toEqual([]);
    expect(await listed({ type: { in: ['TRIAL'] } })).toEqual([]);
  });

  it('by a name that PostgreSQL cannot store is refused as a user error', async () => {
    for (const name of [{ eq: 'a\0' }, { startsWith: '\ud800' }, { eq: 'x'.repeat(201) }]) {
      const { data, errors } = await workspace.ask(
        'query ($filter: AccountFilter) { accounts(filter: $filter) { totalCount } }',
        { filter: { name } },
      );
      expect(data).toBeNull();
      expect(errors).toMatchObject([
        {
          message: expect.stringMatching(/^filter\.name\.\w+: Expected /) as string,
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ]);
    }
  });

  const events = (filter: Given): Promise<unknown[]> =>
    walk(pagesOfAcme(workspace, 'interactions', 'InteractionFilter', 'externalId', { filter }), 7).then((pages) => {
      for (const { totalCount } of pages) expect(totalCount).toBe(nodesOf(pages).length);
      return nodesOf(pages).map(({ externalId }) => externalId);
    });
  const instantOf = ({ occurredAt }: Given): number => Date.parse(occurredAt as string);

  it.each<[Given, (event: Given) => boolean]>([
    [{}, () => true],
    [{ kind: { eq: 'CALL' } }, ({ kind }) => kind === 'CALL'],
    [{ kind: { in: ['CALL', 'EMAIL'] } }, ({ kind }) => kind !== 'MEETING'],
    [{ kind: { in: [] } }, () => false],
    [{ personalized: true }, ({ personalized }) => personalized === true],
    [
      { personalized: false, kind: { eq: 'EMAIL' } },
      ({ personalized, kind }) => personalized === false && kind === 'EMAIL',
    ],
    [{ personalized: null }, () => true],
    ...(['gt', 'gte', 'lt', 'lte'] as const).map((key): [Given, (event: Given) => boolean] => [
      { occurredAt: { [key]: '2025-02-01T00:00:00Z' } },
      (event) => {
        const difference = instantOf(event) - Date.parse('2025-02-01T00:00:00Z');
        return { gt: difference > 0, gte: difference >= 0, lt: difference < 0, lte: difference <= 0 }[key];
      },
    ]),
    [
      { occurredAt: { gte: '2025-02-01T00:00:00Z', lt: '2025-03-01T00:00:00Z' } },
      ({ occurredAt }) => (occurredAt as string).startsWith('2025-02'),
    ],
    [{ occurredAt: { gt: '2025-03-01T00:00:00Z', lt: '2025-02-01T00:00:00Z' } }, () => false],
    [{ occurredAt: { gte: '0001-01-01T00:00:00Z' } }, () => true],
    [{ occurredAt: { lt: '9999-12-31T23:59:59.999Z' } }, () => true],
    [{ occurredAt: { lte: '9999-12-31T23:59:59.999Z' } }, () => true],
    [{ occurredAt: { gt: '9999-12-31T23:59:59.999Z' } }, () => false],
  ])('of interactions by %j returns the matches, newest first', async (filter, isExpected) => {
    const expected = EVENTS.filter(isExpected);
    const shown = await events(filter);
    expect(new Set(shown)).toEqual(new Set(expected.map(({ externalId }) => externalId)));
    expect(shown).toHaveLength(expected.length);
    const instants = shown.map((id) => instantOf(EVENTS.find(({ externalId }) => externalId === id)!));
    expect(instants).toEqual(instants.toSorted((a, b) => b - a));
  });

  it('of interactions by an invalid date is refused', async () => {
    const { errors } = await workspace.ask(
      '{ account(by: { externalId: "acme" }) { interactions(filter: { occurredAt: { gte: "yesterday" } }) { totalCount } } }',
    );
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(/^filter\.occurredAt\.gte: Expected an RFC 3339/) as string,
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });
});
