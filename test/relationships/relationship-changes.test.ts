import { announce } from '../../src/derivation/announcement.service.js';
import { ChangeCause } from '../../src/derivation/relationship-change.entity.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { pause } from '../support/wait-until.js';
import { nodesOf, pagesOf, walk, type AskForPage, type Page } from '../support/pages.js';
import { account, instant, mutated, phase, plan, record, subscription, usd, type Given } from '../support/records.js';

const DAY_MS = 86_400_000;
const CHANGE = 'id account { externalId } previousType type at announcedAt cause policy { version } summary';

const changePages = (workspace: TestWorkspace, filter: Given | null = null, node = CHANGE): AskForPage => {
  const argumentTypes = { filter: 'RelationshipChangeFilter' };
  return pagesOf(workspace, { field: 'relationshipChanges', node, argumentTypes }, { filter });
};

describe('relationshipChanges', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    server.clock.now = NOW;
    workspace = await server.addWorkspace();
    await record(workspace, { plans: [plan('basic', 1), plan('top', 2)] });
    await server.runJobs();
  });

  const start = (externalId: string): Promise<Given> =>
    mutated(workspace, 'subscriptionStart', {
      account: { externalId },
      plan: { externalId: 'basic' },
      startsAt: new Date(NOW - DAY_MS).toISOString(),
      unitPrice: usd('9'),
      billingInterval: 'MONTH',
    });
  const all = async (filter: Given | null = null, of = workspace): Promise<Given[]> =>
    nodesOf(await walk(changePages(of, filter), 100));

  it('state what changed, when, why and under which policy, newest first', async () => {
    await record(workspace, {
      accounts: [account('acme')],
      subscriptions: [
        subscription('s', 'acme', [phase('2026-03-10', '2026-04-10', { status: 'TRIALING' }), phase('2026-04-10')]),
      ],
    });
    server.clock.now = Date.parse(instant('2026-04-20'));
    await all();
    server.clock.now = Date.parse(instant('2026-05-01'));
    await mutated(workspace, 'subscriptionCancel', { subscription: { externalId: 's' }, at: '2026-04-30T00:00:00Z' });
    const policy = { version: 1 };
    const change = { id: expect.stringMatching(/^chg_\w{26}$/) as string, account: { externalId: 'acme' }, policy };
    expect(await all()).toEqual([
      {
        ...change,
        ...{ previousType: 'CUSTOMER', type: 'FORMER_CUSTOMER', cause: 'RECORD' },
        ...{ at: instant('2026-04-30'), announcedAt: instant('2026-05-01') },
        summary: 'Became a former customer on 30 April 2026 because of a change to its records; previously a customer.',
      },
      {
        ...change,
        ...{ previousType: 'TRIAL', type: 'CUSTOMER', cause: 'TIME' },
        ...{ at: instant('2026-04-10'), announcedAt: instant('2026-04-20') },
        summary: 'Became a customer on 10 April 2026 because of the passage of time; previously on trial.',
      },
      {
        ...change,
        ...{ previousType: 'PROSPECT', type: 'TRIAL', cause: 'FIRST_SEEN' },
        ...{ at: instant('2026-03-10'), announcedAt: new Date(NOW).toISOString() },
        summary: 'Started a trial on 10 March 2026 before the account was recorded; previously a prospect.',
      },
    ]);
  });

  it('state that a change of plans changed an account, even though none of its records changed', async () => {
    await record(workspace, {
      accounts: [account('acme')],
      subscriptions: [subscription('s', 'acme', [phase('2023-01-01', null, { planExternalId: 'top' })])],
    });
    await record(workspace, { plans: [plan('summit', 3, { offeredFrom: '2026-03-01T00:00:00Z' })] });
    await server.runJobs();
    expect((await all())[0]).toMatchObject({
      ...{ previousType: 'CLIENT', type: 'CUSTOMER', cause: 'POLICY', at: instant('2026-03-01') },
      summary: 'Became a customer on 1 March 2026 because of a change to policies or plans; previously a client.',
    });
  });

  it('due to the passage of time are recorded before they are listed', async () => {
    await record(workspace, {
      accounts: [account('acme')],
      subscriptions: [subscription('s', 'acme', [phase('2026-01-01', '2026-04-01')])],
    });
    server.clock.now += 30 * DAY_MS;
    const page = await changePages(workspace)({ first: 1 });
    expect(page).toMatchObject({ totalCount: 2, nodes: [{ type: 'FORMER_CUSTOMER', cause: 'TIME' }] });
  });

  it('are nodes, found by id only in their own workspace', async () => {
    await record(workspace, {
      accounts: [account('acme')],
      subscriptions: [subscription('s', 'acme', [phase('2026-01-01')])],
    });
    const [change] = await all();
    const query = `query ($id: ID!) { node(id: $id) { __typename id ... on RelationshipChange { ${CHANGE} } } }`;
    expect((await workspace.ask(query, { id: change!.id })).data).toEqual({
      node: { __typename: 'RelationshipChange', ...change },
    });
    const other = await server.addWorkspace();
    expect((await other.ask(query, { id: change!.id })).data).toEqual({ node: null });
    expect(await changePages(other)({})).toMatchObject({ totalCount: 0, nodes: [] });
  });

  describe('of many accounts', () => {
    let many: TestWorkspace;

    beforeAll(async () => {
      server.clock.now = NOW;
      many = await server.addWorkspace();
      const numbers = Array.from({ length: 90 }, (_, i) => i);
      await record(many, {
        plans: [plan('basic', 1), plan('top', 2)],
        accounts: numbers.map((i) => account(`a${i}`)),
        subscriptions: numbers.map((i) =>
          subscription(`s${i}`, `a${i}`, [
            phase('2026-03-01', `2026-04-${10 + (i % 9)}`, { status: i % 2 ? 'TRIALING' : 'ACTIVE' }),
            ...(i % 3 ? [phase(`2026-05-${10 + (i % 7)}`, null, { tailored: i % 3 === 1 })] : []),
          ]),
        ),
      });
      for (let i = 0; i < 10; i++) {
        server.clock.now += 11 * DAY_MS;
        await all(null, many);
      }
      await mutated(many, 'subscriptionCancel', { subscription: { externalId: 's1' }, at: instant('2026-06-01') });
    });

    it('are listed once each, in the same order forward and backward, by when they were recorded', async () => {
      const forwards = nodesOf(await walk(changePages(many), 37));
      expect(nodesOf(await walk(changePages(many), 41, true))).toEqual(forwards);
      expect(new Set(forwards.map(({ id }) => id)).size).toBe(90 * 2 + 60 + 1);
      const sortKeys = forwards.map(({ announcedAt, id }) => `${String(announcedAt)} ${String(id)}`);
      expect(sortKeys).toEqual(sortKeys.toSorted().reverse());
      expect(new Set(forwards.map(({ announcedAt }) => announcedAt)).size).toBeGreaterThan(4);
    });

    it.each<[string, Given, (change: Given) => boolean]>([
      ['an account', { account: { externalId: 'a4' } }, ({ account }) => (account as Given).externalId === 'a4'],
      ['a type', { type: { eq: 'CUSTOMER' } }, ({ type }) => type === 'CUSTOMER'],
      ['types', { type: { in: ['TRIAL', 'PROSPECT'] } }, ({ type }) => type === 'TRIAL' || type === 'PROSPECT'],
      [
        'a previous type',
        { previousType: { eq: 'FORMER_CUSTOMER' } },
        ({ previousType }) => previousType === 'FORMER_CUSTOMER',
      ],
      ['a cause', { cause: { eq: 'RECORD' } }, ({ cause }) => cause === 'RECORD'],
      ['first sightings', { cause: { eq: 'FIRST_SEEN' } }, ({ cause }) => cause === 'FIRST_SEEN'],
      ['news', { cause: { in: ['RECORD', 'TIME', 'POLICY'] } }, ({ cause }) => cause !== 'FIRST_SEEN'],
      [
        'announcedAt',
        { announcedAt: { gte: '2026-04-17T12:00:00Z', lt: '2026-05-20T12:00:00Z' } },
        ({ announcedAt }) =>
          String(announcedAt) >= '2026-04-17T12:00:00.000Z' && String(announcedAt) < '2026-05-20T12:00:00.000Z',
      ],
      [
        'several conditions',
        {
          account: { externalId: 'a7' },
          type: { eq: 'CUSTOMER' },
          previousType: { in: ['PROSPECT'] },
          cause: { eq: 'TIME' },
          announcedAt: { gt: '2026-03-20T00:00:00Z' },
        },
        ({ account, type, previousType }) =>
          (account as Given).externalId === 'a7' && type === 'CUSTOMER' && previousType === 'PROSPECT',
      ],
    ])('are filtered by %s, on every page', async (_, filter, holds) => {
      const expected = (await all(null, many)).filter(holds);
      expect(expected.length).toBeGreaterThan(0);
      expect(expected.length).toBeLessThan(241);
      const pages = await walk(changePages(many, filter), 7);
      expect(nodesOf(pages)).toEqual(expected);
      expect(pages[0]!.totalCount).toBe(expected.length);
      expect(nodesOf(await walk(changePages(many, filter), 9, true))).toEqual(expected);
    });

    it('form a chain for each account: each change starts with the type that the previous one ended with', async () => {
      for (const i of [0, 1, 2, 3]) {
        const chain = (await all({ account: { externalId: `a${i}` } }, many)).reverse();
        expect(chain.map(({ previousType }) => previousType)).toEqual([
          'PROSPECT',
          ...chain.slice(0, -1).map(({ type }) => type),
        ]);
      }
    });
  });

  it.each<[string, Given, string[], string]>([
    ['an unknown account', { account: { externalId: 'nobody' } }, ['filter', 'account'], 'NOT_FOUND'],
    [
      'an account with both id and externalId',
      { account: { externalId: 'a', id: 'b' } },
      ['filter', 'account'],
      'INVALID',
    ],
    ['a malformed date', { announcedAt: { gt: 'noon' } }, ['filter', 'announcedAt', 'gt'], 'INVALID'],
  ])('are refused for %s', async (_, filter, field, code) => {
    const query = 'query ($filter: RelationshipChangeFilter) { relationshipChanges(filter: $filter) { totalCount } }';
    expect((await workspace.ask(query, { filter })).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', userErrors: [{ field, code }] } },
    ]);
  });

  /** Polls as the API documents: pages forward from the last cursor to newer changes until a page is empty. */
  class Poller {
    readonly seen: string[] = [];
    private cursor: string | null = null;

    async poll(size = 5): Promise<void> {
      const ask = changePages(workspace, null, 'id');
      for (;;) {
        const { nodes, pageInfo }: Page = await ask({ last: size, before: this.cursor });
        if (pageInfo.startCursor === null) return;
        this.seen.push(...nodes.map(({ id }) => id as string).reverse());
        this.cursor = pageInfo.startCursor;
      }
    }
  }

  it('reach a polling client exactly once each during concurrent writes with differing clocks', async () => {
    const names = Array.from({ length: 60 }, (_, i) => `a${i}`);
    await record(workspace, { accounts: names.map((name) => account(name)) });
    const poller = new Poller();
    let isRecording = true as boolean;
    const polling = (async () => {
      while (isRecording) {
        await poller.poll();
        await pause(5);
      }
    })();
    await Promise.all(
      Array.from({ length: 12 }, async (_, writer) => {
        for (const name of names.filter((_, i) => i % 12 === writer)) {
          // A request reads the clock before it waits for locks, so the last one to commit may carry the earliest time.
          server.clock.now = NOW + Math.floor(Math.random() * 1_000);
          const { id } = await start(name);
          server.clock.now = NOW + Math.floor(Math.random() * 1_000);
          await mutated(workspace, 'subscriptionCancel', { subscription: { id }, at: new Date(NOW - 1).toISOString() });
        }
      }),
    );
    isRecording = false;
    await polling;
    await poller.poll();
    const announced = (await all()).map(({ id }) => id).reverse();
    expect(announced).toHaveLength(120);
    expect(poller.seen).toEqual(announced);
  });

  it('are never skipped by a cursor because their transaction commits late', async () => {
    await record(workspace, { accounts: [account('slow'), account('quick'), account('idle')] });
    const [{ id: slowId } = { id: '' }] = await server.database.dataSource.query<{ id: string }[]>(
      "SELECT id FROM account WHERE workspace_id = $1 AND external_id = 'slow'",
      [workspace.id],
    );
    let commit: () => void = () => undefined;
    const isAnnounced = new Promise<void>((resolve) => {
      void workspace.scope().write(async (sql) => {
        const transition = {
          accountId: slowId,
          previousType: 'PROSPECT',
          type: 'CUSTOMER',
          at: NOW,
          policyVersion: 1,
        } as const;
        await announce(sql, NOW, [{ ...transition, cause: ChangeCause.RECORD, isFirstSeen: false }]);
        resolve();
        await new Promise<void>((go) => (commit = go));
      });
    });
    await isAnnounced;
    const poller = new Poller();
    const started = start('quick');
    const aWhile = pause(200).then(() => 'still waiting');
    expect(await Promise.race([started, aWhile])).toBe('still waiting');
    await poller.poll();
    expect(poller.seen).toEqual([]);
    // A mutation that records no change does not wait.
    await mutated(workspace, 'interactionRecord', {
      account: { externalId: 'idle' },
      kind: 'CALL',
      occurredAt: instant('2026-03-01'),
    });
    commit();
    await started;
    await poller.poll();
    const accounts = (await all()).map(({ id, account }) => [id, (account as Given).externalId]);
    expect(accounts.map(([, externalId]) => externalId)).toEqual(['quick', 'slow']);
    expect(poller.seen).toEqual(accounts.map(([id]) => id).reverse());
  });
});
