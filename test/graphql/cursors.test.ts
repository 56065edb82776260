import { partsOf, plainCursor } from '../support/cursors.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { account, interaction, member, phase, plan, record, subscription, type Given } from '../support/records.js';

const ACCOUNTS = `query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: AccountOrder) {
  accounts(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) { edges { cursor } totalCount }
}`;
const CONNECTION = (name: string): string => `query ($first: Int, $after: String, $last: Int, $before: String) {
  account(by: { externalId: "acme" }) {
    accounts: ${name}(first: $first, after: $after, last: $last, before: $before) { edges { cursor } totalCount }
  }
}`;
const LIST = (name: string): string => `query ($first: Int, $after: String, $last: Int, $before: String) {
  accounts: ${name}(first: $first, after: $after, last: $last, before: $before) { edges { cursor } totalCount }
}`;
const FIELDS = ['NAME', 'CREATED_AT', 'SCORE', 'MONTHLY_RECURRING_REVENUE'];
const INTERACTIONS = Array.from({ length: 23 }, (_, i) =>
  interaction(`i${i}`, 'acme', i < 15 ? '2025-01-01' : `2025-02-${i}`),
);

describe('a cursor', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1)],
      members: ['mia', 'noah', 'olga'].map((id) => member(id, { name: `${id} Miller` })),
      accounts: [account('acme', { name: 'Acme Holding' }), account('b'), account('c')],
      subscriptions: ['1', '2', '3'].map((id) => subscription(id, 'acme', [phase(`2025-0${id}-01`)])),
      interactions: INTERACTIONS,
    });
  });
  afterAll(() => server.close());

  const asked = async (query: string, variables: Given) => {
    const { data, errors } = await workspace.ask(query, variables);
    const holder = data as { accounts?: Given; account?: { accounts: Given } } | null;
    return { connection: holder?.accounts ?? holder?.account?.accounts ?? null, errors };
  };
  const cursorOf = async (query: string, variables: Given = {}): Promise<string> => {
    const { connection } = await asked(query, { ...variables, first: 1 });
    return (connection as { edges: { cursor: string }[] }).edges[0]!.cursor;
  };
  /**
   * Fails unless the API refuses the page as a user error that names the argument and what to do, rather than as an
   * internal error.
   */
  async function expectRefusal(query: string, variables: Given, field: string, code: string, message: RegExp) {
    const { connection, errors } = await asked(query, variables);
    expect(connection).toBeNull();
    expect(errors).toMatchObject([
      {
        extensions: {
          code: 'BAD_USER_INPUT',
          userErrors: [{ field: [field], code, message: expect.stringMatching(message) as string }],
        },
      },
    ]);
  }

  const QUERIES: [string, string][] = [
    ['accounts', ACCOUNTS],
    ['subscriptions', CONNECTION('subscriptions')],
    ['interactions', CONNECTION('interactions')],
    ['members', LIST('members')],
    ['relationshipChanges', LIST('relationshipChanges')],
  ];

  it.each([
    ['NAME', ACCOUNTS, { orderBy: { field: 'NAME' } }, [null, 1.5, 0, 'a\0b', '\ud800']],
    [
      'CREATED_AT',
      ACCOUNTS,
      { orderBy: { field: 'CREATED_AT' } },
      [null, 'word', '2025-01-01', 1.5, 1e300, -1e300, 9e15],
    ],
    ['SCORE', ACCOUNTS, { orderBy: { field: 'SCORE' } }, [null, 'word', '\0', '2025-01-01']],
    [
      'MONTHLY_RECURRING_REVENUE',
      ACCOUNTS,
      { orderBy: { field: FIELDS[3] } },
      [null, 'word', '\0', 'NaN', 1.5, 1e300, -1e300],
    ],
    ['start of subscriptions', CONNECTION('subscriptions'), {}, [null, 'word', '\0', 1.5, 1e300, -1e300, 9e15]],
    ['time of interactions', CONNECTION('interactions'), {}, [null, 'word', '\0', 1.5, 1e300, -1e300, 9e15]],
    ['name of members', LIST('members'), {}, [null, 1.5, 0, 'a\0b', '\ud800']],
    ['time of changes', LIST('relationshipChanges'), {}, [null, 'word', '\0', 1.5, 1e300, -1e300, 9e15]],
  ])('with an impossible sort key for the %s is refused as a user error', async (_, query, variables, values) => {
    const [ordering, , id] = await partsOf(workspace, await cursorOf(query, variables));
    const outcomes = values.map(async (value) => {
      const cursor = plainCursor([ordering, value, id]);
      const { errors } = await asked(query, { ...variables, first: 2, after: cursor });
      return [value, errors?.[0]?.extensions.code ?? 'accepted'];
    });
    expect(await Promise.all(outcomes)).toEqual(values.map((value) => [value, 'BAD_USER_INPUT']));
  });

  it.each([
    ['the name of an account', ACCOUNTS, { orderBy: { field: 'NAME' } }, /holding/i],
    ['when an account was created', ACCOUNTS, { orderBy: { field: 'CREATED_AT' } }, /17\d{8}|2026-/],
    ['the revenue of an account', ACCOUNTS, { orderBy: { field: FIELDS[3], direction: 'DESC' } }, /14700|147\.00/],
    ['the start of a tenure', ACCOUNTS, { orderBy: { field: 'TENURE', direction: 'DESC' } }, /17\d{8}|2025-/],
    ['the start of a subscription', CONNECTION('subscriptions'), {}, /17\d{8}|2025-/],
    ['the time of an interaction', CONNECTION('interactions'), {}, /17\d{8}|2025-/],
    ['the name of a member', LIST('members'), {}, /miller/i],
    ['the time of a change', LIST('relationshipChanges'), {}, /17\d{8}|202[56]-/],
  ])('does not reveal %s, in the cursor itself or decoded', async (_, query, variables, secret) => {
    const cursor = await cursorOf(query, variables);
    expect(cursor).not.toMatch(secret);
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toMatch(secret);
  });

  it('of another workspace is refused, also if both workspaces have the same records', async () => {
    const another = await server.addWorkspace();
    await record(another, { accounts: [account('acme'), account('b'), account('c')] });
    const { data } = await another.ask(ACCOUNTS, { first: 1 });
    const { cursor } = (data as { accounts: { edges: { cursor: string }[] } }).accounts.edges[0]!;
    const message = /^Expected a cursor that this connection returned/;
    await expectRefusal(ACCOUNTS, { first: 1, after: cursor }, 'after', 'INVALID', message);
    await expectRefusal(ACCOUNTS, { last: 1, before: cursor }, 'before', 'INVALID', message);
  });

  it.each(['', ' ', '=', 'x', '0', 'null', 'bnVsbA', 'W10', '\u{1f600}', 'x'.repeat(10_000)])(
    'that is malformed is refused in every connection and direction: %j',
    async (cursor) => {
      const message = /^Expected a cursor that this connection returned/;
      for (const [, query] of QUERIES) {
        await expectRefusal(query, { first: 1, after: cursor }, 'after', 'INVALID', message);
        await expectRefusal(query, { last: 1, before: cursor }, 'before', 'INVALID', message);
        const misplaced = /^Expected after only with first, and before only with last/;
        await expectRefusal(query, { first: 1, before: cursor }, 'before', 'CONFLICT', misplaced);
        await expectRefusal(query, { last: 1, after: cursor }, 'after', 'CONFLICT', misplaced);
      }
    },
  );

  it('of null means no cursor', async () => {
    const { connection } = await asked(ACCOUNTS, { first: 1, after: null });
    expect(connection).toMatchObject({ totalCount: 3 });
  });

  it('of another ordering, direction or connection is refused', async () => {
    const message =
      /^Expected a cursor that this connection returned for the same ordering\. Start again without a cursor\.$/;
    const orders = FIELDS.flatMap((field) => ['ASC', 'DESC'].map((direction) => ({ orderBy: { field, direction } })));
    const cursors = await Promise.all([
      ...orders.map((order) => cursorOf(ACCOUNTS, order)),
      ...QUERIES.slice(1).map(([, query]) => cursorOf(query)),
    ]);
    const targets: [string, Given][] = [
      ...orders.map((order): [string, Given] => [ACCOUNTS, order]),
      ...QUERIES.slice(1).map(([, query]): [string, Given] => [query, {}]),
    ];
    for (const [i, [query, variables]] of targets.entries()) {
      for (const [j, cursor] of cursors.entries()) {
        if (i === j) expect((await asked(query, { ...variables, first: 1, after: cursor })).errors).toBeUndefined();
        else await expectRefusal(query, { ...variables, first: 1, after: cursor }, 'after', 'INVALID', message);
      }
    }
  });
});
