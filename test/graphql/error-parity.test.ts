import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { Account } from '../../src/accounts/account.type.js';
import { AccountManagerResolver } from '../../src/accounts/account-manager.resolver.js';
import { AccountResolver } from '../../src/accounts/account.resolver.js';
import { AccountRelationshipResolver } from '../../src/relationships/account-relationship.resolver.js';
import { SubscriptionResolver } from '../../src/subscriptions/subscription.resolver.js';
import { Role } from '../../src/graphql/role.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { account, member, phase, plan, record, subscription } from '../support/records.js';

/**
 * graphql-js executes a document the first time. The second request compiles it; later requests use the compiled query.
 */
const LATER_REQUESTS = ['compiles the query', 'uses the compiled query'];

const MISTAKES: [mistake: string, query: string, variables?: Record<string, unknown>, role?: Role][] = [
  ['in two fields', '{ a: accounts(first: 200) { totalCount } b: accounts(first: 0) { totalCount } }'],
  ['in a nullable field beside a non-null field', '{ account(by: {}) { id } accounts(first: 0) { totalCount } }'],
  [
    'in several fields of a record that the error sets to null',
    '{ account(by: { externalId: "a0" }) { a: interactions(first: 0) { totalCount } b: subscriptions(first: 0) { totalCount } } }',
  ],
  [
    'in a fragment that is used under two aliases',
    `{ x: account(by: { externalId: "a0" }) { ...F } y: account(by: { externalId: "a1" }) { name } }
     fragment F on Account { name page: interactions(first: 200) { totalCount } }`,
  ],
  [
    'in a field that is selected twice',
    '{ account(by: { externalId: "a0" }) { interactions(first: 0) { totalCount } interactions(first: 0) { nodes { id } } } }',
  ],
  ['in each record of a list', '{ accounts { nodes { interactions(first: 200) { totalCount } } } }'],
  ['in a cursor', '{ accounts(after: "x") { totalCount } }'],
  ['in a variable', 'query ($n: Int, $m: Int) { accounts(first: $n, last: $m) { totalCount } }', { n: 'x', m: 'y' }],
  [
    'in a variable that is null',
    'query ($i: MetricInterval) { cohorts(from: "2026-01-01", to: "2026-02-01", interval: $i) { accounts } }',
    { i: null },
  ],
  [
    'in a directive',
    'query ($b: Boolean = true) { account(by: { externalId: "a0" }) @include(if: $b) { id } }',
    { b: null },
  ],
  ['in the role', '{ apiKeys { id } viewer { role } }', {}, Role.READER],
];

const THROWN: [kind: string, make: () => unknown][] = [
  ['an Error', () => new Error('secret')],
  ['a string', () => 'secret'],
  ['undefined', () => undefined],
  ['an Error with extensions', () => Object.assign(new Error('secret'), { extensions: { code: 'BAD_USER_INPUT' } })],
  [
    'a GraphQLError with a code',
    () => new GraphQLError('Wrong.', { extensions: { code: 'BAD_USER_INPUT', field: ['x'] } }),
  ],
  ['a GraphQLError without a code', () => new GraphQLError('secret')],
  [
    'a GraphQLError with a status and headers',
    () => {
      const http = { status: 429, headers: new HeaderMap([['retry-after', '7']]) };
      return new GraphQLError('Slower.', { extensions: { code: 'RATE_LIMITED', http } });
    },
  ],
];

const [managers, relationships, roots, subscriptions] = [
  AccountManagerResolver.prototype,
  AccountRelationshipResolver.prototype,
  AccountResolver.prototype,
  SubscriptionResolver.prototype,
];
const FIELDS: [where: string, spy: () => jest.SpyInstance, query: string][] = [
  ['of Query', () => jest.spyOn(roots, 'account'), '{ account(by: { externalId: "a0" }) { name } viewer { role } }'],
  [
    'that is nullable, in a list',
    () => jest.spyOn(managers, 'successManager'),
    '{ accounts { nodes { name successManager { name } } } }',
  ],
  [
    'that is non-null',
    () => jest.spyOn(relationships, 'relationship'),
    '{ account(by: { externalId: "a0" }) { name relationship { type } } viewer { role } }',
  ],
];

const PERIODS = '{ account(by: { externalId: "a0" }) { name relationshipPeriods { type } } viewer { role } }';
const SUBSCRIPTIONS = '{ account(by: { externalId: "a0" }) { subscriptions { nodes { status trialEndsAt } } } }';
const VALUES: [wrong: string, spy: () => jest.SpyInstance, value: () => unknown, query: string][] = [
  ['null instead of a list', () => jest.spyOn(relationships, 'relationshipPeriods'), () => null, PERIODS],
  ['a list of null', () => jest.spyOn(relationships, 'relationshipPeriods'), () => [null], PERIODS],
  [
    'a list of Errors',
    () => jest.spyOn(relationships, 'relationshipPeriods'),
    () => [new Error('a'), new Error('b')],
    PERIODS,
  ],
  ['a number instead of a list', () => jest.spyOn(relationships, 'relationshipPeriods'), () => 7, PERIODS],
  ['null instead of an enum value', () => jest.spyOn(subscriptions, 'status'), () => null, SUBSCRIPTIONS],
  ['a value that an enum does not have', () => jest.spyOn(subscriptions, 'status'), () => 'nonsense', SUBSCRIPTIONS],
  ['a value that a scalar cannot serialize', () => jest.spyOn(subscriptions, 'trialEndsAt'), () => 'x', SUBSCRIPTIONS],
];

describe('a query that fails each time it is sent', () => {
  let server: TestServer;
  let keys: Partial<Record<Role, string>>;

  beforeAll(async () => {
    server = await startTestServer();
    const admin = await server.addWorkspace();
    const reader = await server.addWorkspace({ role: Role.READER });
    keys = { [Role.ADMIN]: admin.key, [Role.READER]: reader.key };
    const names = ['a0', 'a1', 'a2'];
    await record(admin, {
      plans: [plan('basic', 1)],
      members: [member('mia')],
      accounts: names.map((name) => account(name, { successManagerExternalId: 'mia' })),
      subscriptions: names.map((name) => subscription(name, name, [phase('2023-01-01')])),
    });
  });
  afterAll(() => server.close());
  afterEach(() => jest.restoreAllMocks());

  /**
   * Returns the response as a client sees it, with the request id replaced, and checks that each fault is logged once.
   */
  async function answerTo(query: string, variables = {}, role: Role | null = Role.ADMIN) {
    const log = jest.spyOn(server.app.log, 'error');
    const response = await fetch(server.url, {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json',
        'content-type': 'application/json',
        ...(role === null ? {} : { authorization: `Bearer ${keys[role]}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    const { status, headers } = response;
    const requestId = headers.get('x-request-id')!;
    const text = await response.text();
    expect(text).not.toContain('secret');
    const answer = JSON.parse(text.replaceAll(requestId, 'ID')) as {
      data: unknown;
      errors: { path: unknown; extensions: { code: string; requestId: string } }[];
    };
    for (const { extensions } of answer.errors) expect(extensions.requestId).toBe('ID');
    const faults = answer.errors.filter(({ extensions }) => extensions.code === 'INTERNAL_SERVER_ERROR');
    const logged = log.mock.calls.filter(([what]) => (what as { reqId?: string }).reqId === requestId);
    expect(logged).toHaveLength(faults.length);
    log.mockRestore();
    return { status, retryAfter: headers.get('retry-after'), ...answer };
  }

  async function expectSameAnswers(...asked: Parameters<typeof answerTo>) {
    const first = await answerTo(...asked);
    for (const request of LATER_REQUESTS) {
      expect({ request, ...(await answerTo(...asked)) }).toEqual({ request, ...first });
    }
    return first;
  }

  it.each(MISTAKES)('returns the same errors each time for a mistake %s', async (...[, query, ...variablesAndRole]) => {
    const { errors } = await expectSameAnswers(query, ...variablesAndRole);
    for (const { extensions } of errors) expect(extensions.code).toMatch(/^(BAD_USER_INPUT|FORBIDDEN)$/);
  });

  it('returns the same errors each time without an API key', async () => {
    const query = '{ viewer { role } account(by: { externalId: "a0" }) { id } }';
    const { status, errors } = await expectSameAnswers(query, {}, null);
    expect({ status, errors }).toMatchObject({ status: 401, errors: [{ path: ['viewer'] }] });
  });

  describe.each(FIELDS)('because of a field %s', (where, spy, query) => {
    it.each(THROWN)(
      'returns the same errors each time, whether the resolver throws, rejects with or returns %s',
      async (kind, make) => {
        const ways: [way: string, resolve: () => unknown][] = [
          [
            'throws',
            () => {
              throw make();
            },
          ],
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
          ['rejects', () => Promise.reject(make())],
          ...(make() instanceof Error
            ? ([
                ['returns', make],
                ['resolves', () => Promise.resolve(make())],
              ] as [string, () => unknown][])
            : []),
        ];
        for (const [way, resolve] of ways) {
          const resolver = spy().mockImplementation(resolve);
          await expectSameAnswers(`${query} # ${where} ${way} ${kind}`);
          resolver.mockRestore();
        }
      },
    );
  });

  it.each(VALUES)('returns the same errors each time when a resolver returns %s', async (_, spy, value, query) => {
    spy().mockImplementation(value);
    const { errors } = await expectSameAnswers(`${query} # ${_}`);
    expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
  });

  it('returns an error, and does not end the process, when reading a property of a record throws', async () => {
    const record = {
      get name(): string {
        throw new Error('secret');
      },
    };
    jest.spyOn(roots, 'account').mockImplementation(() => Promise.resolve(record as unknown as Account));
    for (const request of ['is executed by graphql-js', ...LATER_REQUESTS]) {
      const { data, errors } = await answerTo(
        '{ account(by: { externalId: "a0" }) { name } viewer { role } } # getter',
      );
      expect({ request, data }).toEqual({ request, data: { account: null, viewer: { role: 'ADMIN' } } });
      expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
    }
  });
});
