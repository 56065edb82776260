import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import {
  account,
  externalIds,
  importRecords,
  instant,
  interaction,
  member,
  mutate,
  mutated,
  phase,
  plan,
  record,
  subscription,
  usd,
  type Given,
  type MutationName,
} from '../support/records.js';
import { rollOutPlans } from '../support/rollouts.js';
import { untilStatementsWait } from '../support/waiting-statements.js';

const ACME = { externalId: 'acme' };
const CALL = { account: ACME, kind: 'CALL', occurredAt: '2026-03-01T00:00:00Z' };
const START = { account: ACME, plan: { externalId: 'basic' }, unitPrice: usd('49.00'), billingInterval: 'MONTH' };
const times = <Result>(count: number, make: (i: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => make(i)));

describe('concurrent writes', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    server.clock.now = NOW;
    workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1), plan('top', 2)],
      accounts: [account('acme')],
      subscriptions: [subscription('s', 'acme', [phase('2023-01-01')])],
    });
  });
  afterEach(async () => {
    await rollOutPlans(workspace);
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });

  const ofAcme = async <Answer>(fields: string): Promise<Answer> => {
    const { data } = await workspace.ask(`{ account(by: { externalId: "acme" }) { ${fields} } }`);
    return (data as { account: Answer }).account;
  };

  it('of 20 interactions to one account all succeed, and each interaction counts', async () => {
    const recorded = await times(20, (i) =>
      mutated(workspace, 'interactionRecord', { ...CALL, externalId: `i${i}`, personalized: true }),
    );
    expect(new Set(recorded.map(({ id }) => id)).size).toBe(20);
    expect(
      await ofAcme(
        'relationship { type evidence { observed criterion { fact { name } } } } interactions { totalCount }',
      ),
    ).toMatchObject({
      relationship: {
        type: 'CLIENT',
        evidence: expect.arrayContaining([
          { observed: 20, criterion: { fact: { name: 'PERSONALIZED_INTERACTIONS' } } },
        ]) as unknown,
      },
      interactions: { totalCount: 20 },
    });
  });

  it('of the same interaction, sent 20 times, store one interaction', async () => {
    const recorded = await times(20, () => mutated(workspace, 'interactionRecord', { ...CALL, externalId: 'same' }));
    expect(new Set(recorded.map(({ id }) => id)).size).toBe(1);
    expect(await ofAcme('interactions { totalCount }')).toEqual({ interactions: { totalCount: 1 } });
  });

  it('of the same account, sent 20 times, store one account', async () => {
    const recorded = await times(20, () => mutated(workspace, 'accountUpsert', { externalId: 'new', name: 'New' }));
    expect(new Set(recorded.map(({ id }) => id)).size).toBe(1);
    expect((await externalIds(server, workspace)).accounts).toEqual(['acme', 'new']);
  });

  it('of different fields of one account keep all fields', async () => {
    const fields = [
      { name: 'Acme!' },
      { domain: 'acme.example' },
      { desiredOutcome: 'Calm' },
      { attributes: { a: 1 } },
    ];
    await times(20, (i) => mutated(workspace, 'accountUpsert', { ...ACME, ...fields[i % fields.length] }));
    expect(await ofAcme('name domain desiredOutcome attributes')).toEqual(Object.assign({}, ...fields));
  });

  it('of 20 changes with the same expectedUpdatedAt fail except for one', async () => {
    const { updatedAt } = await mutated(workspace, 'accountUpsert', { ...ACME, name: 'Seen' });
    const answers = await times(20, (i) =>
      mutate(workspace, 'accountUpsert', { ...ACME, name: `Name ${i}`, expectedUpdatedAt: updatedAt }),
    );
    const won = answers.filter(({ thing }) => thing !== null);
    expect(won).toHaveLength(1);
    expect(await ofAcme('name')).toEqual({ name: won[0]!.thing!.name });
    for (const { userErrors } of answers.filter(({ thing }) => thing === null)) {
      expect(userErrors).toMatchObject([{ field: ['expectedUpdatedAt'], code: 'CONFLICT' }]);
    }
  });

  it('of the same import, sent 20 times, store each record once', async () => {
    const names = ['p', 'q', 'r'];
    const records = {
      plans: names.map((name, i) => plan(name, i)),
      members: names.map((name) => member(name)),
      accounts: names.map((name) => account(name, { successManagerExternalId: name })),
      subscriptions: names.map((name) =>
        subscription(name, name, [phase('2024-01-01', null, { planExternalId: name })]),
      ),
      interactions: names.map((name) => interaction(name, name, '2025-01-01', { memberExternalId: name })),
    };
    const answers = await times(20, (i) =>
      importRecords(
        workspace,
        i % 2
          ? records
          : Object.fromEntries(Object.entries(records).map(([kind, all]) => [kind, (all as Given[]).toReversed()])),
      ),
    );
    const sum = (key: 'created' | 'updated' | 'unchanged' | 'refused'): number =>
      answers.reduce((total, answer) => total + answer[key], 0);
    expect({
      created: sum('created'),
      updated: sum('updated'),
      unchanged: sum('unchanged'),
      refused: sum('refused'),
    }).toEqual({
      created: 15,
      updated: 0,
      unchanged: 19 * 15,
      refused: 0,
    });
    expect(await externalIds(server, workspace)).toEqual({
      plans: ['basic', ...names, 'top'],
      members: names,
      accounts: ['acme', ...names],
      subscriptions: [...names, 's'],
      interactions: names,
    });
  });

  it('that start the same subscription 20 times start it once, and return CONFLICT to the other calls', async () => {
    const answers = await times(20, () => mutate(workspace, 'subscriptionStart', { ...START, externalId: 'new' }));
    expect(answers.filter(({ thing }) => thing !== null)).toHaveLength(1);
    for (const { userErrors } of answers.filter(({ thing }) => thing === null)) {
      expect(userErrors).toMatchObject([{ field: ['externalId'], code: 'CONFLICT' }]);
    }
    expect(await ofAcme('subscriptions { totalCount }')).toEqual({ subscriptions: { totalCount: 2 } });
  });

  it('of starts, cancellations, interactions and imports all take effect together', async () => {
    await record(workspace, {
      subscriptions: [0, 1, 2, 3, 4].map((i) => subscription(`c${i}`, 'acme', [phase('2025-01-01')])),
    });
    await times(20, async (i) => {
      const n = Math.floor(i / 4);
      if (i % 4 === 0) await mutated(workspace, 'subscriptionStart', { ...START, externalId: `n${n}` });
      if (i % 4 === 1) await mutated(workspace, 'subscriptionCancel', { subscription: { externalId: `c${n}` } });
      if (i % 4 === 2) await mutated(workspace, 'interactionRecord', CALL);
      if (i % 4 === 3) await record(workspace, { interactions: [interaction(`i${n}`, 'acme', '2026-01-01')] });
    });
    const { subscriptions, interactions } = await ofAcme<{
      subscriptions: { nodes: { externalId: string; cancelAt: string | null }[] };
      interactions: unknown;
    }>('subscriptions { nodes { externalId cancelAt } } interactions { totalCount }');
    expect(interactions).toEqual({ totalCount: 10 });
    expect(Object.fromEntries(subscriptions.nodes.map(({ externalId, cancelAt }) => [externalId, cancelAt]))).toEqual({
      s: null,
      ...Object.fromEntries(
        [0, 1, 2, 3, 4].flatMap((i) => [
          [`c${i}`, instant('2026-04-01')],
          [`n${i}`, null],
        ]),
      ),
    });
  });

  it('that cancel the same subscription 20 times all return the same cancellation date', async () => {
    const answers = await times(20, () =>
      mutated(workspace, 'subscriptionCancel', { subscription: { externalId: 's' } }),
    );
    expect(new Set(answers.map(({ cancelAt }) => cancelAt))).toEqual(new Set([instant('2026-04-01')]));
  });

  it('of imports with shared records in opposite order and changed plans all succeed', async () => {
    await record(workspace, { accounts: ['a', 'b', 'c', 'd'].map((name) => account(name)) });
    await times(20, (i) => {
      const names = i % 2 ? ['a', 'b', 'c', 'd'] : ['d', 'c', 'b', 'a'];
      return record(workspace, {
        plans: i % 5 ? [] : [plan('top', 2 + i), plan('basic', i)],
        accounts: names.map((name) => account(name, { domain: `${i}.example` })),
        interactions: names.map((name) => interaction(`${name}${i}`, name, '2026-02-01')),
      });
    });
    expect((await externalIds(server, workspace)).interactions).toHaveLength(80);
  });

  it('and queries that refresh outdated rows return and leave correct data', async () => {
    await record(workspace, {
      accounts: Array.from({ length: 30 }, (_, i) => account(`due ${i}`)),
      subscriptions: Array.from({ length: 30 }, (_, i) =>
        subscription(`due ${i}`, `due ${i}`, [phase('2026-01-01', '2026-04-01')]),
      ),
    });
    server.clock.now = Date.parse(instant('2026-05-01'));
    const counts = await times(20, async (i) => {
      if (i % 2)
        return mutated(workspace, 'interactionRecord', { ...CALL, account: { externalId: `due ${i}` } }).then(() => 30);
      const { data } = await workspace.ask('{ accounts(filter: { type: { eq: FORMER_CUSTOMER } }) { totalCount } }');
      return (data as { accounts: { totalCount: number } }).accounts.totalCount;
    });
    expect(counts).toEqual(Array(20).fill(30));
  });

  it('that wait for an account that is erased meanwhile return NOT_FOUND', async () => {
    await record(workspace, {
      accounts: [account('gone')],
      subscriptions: [subscription('gone', 'gone', [phase('2023-01-01')])],
      interactions: [interaction('gone', 'gone', '2026-01-01')],
    });
    const gone = { externalId: 'gone' };
    const writes: [MutationName, Given][] = [
      ['interactionRecord', { ...CALL, account: gone }],
      ['interactionDelete', { interaction: gone }],
      ['subscriptionStart', { ...START, account: gone }],
      ['subscriptionCancel', { subscription: gone }],
      ['subscriptionDelete', { subscription: gone }],
      ['successManagerAssign', { account: gone, member: null }],
      ['accountDelete', { account: gone }],
    ];
    const eraser = server.database.dataSource.createQueryRunner();
    await eraser.startTransaction();
    await eraser.query(`SELECT FROM account WHERE workspace_id = $1 AND external_id = 'gone' FOR UPDATE`, [
      workspace.id,
    ]);
    const answers = writes.map(([name, input]) => mutate(workspace, name, input));
    await untilStatementsWait(server.database.dataSource, writes.length);
    await eraser.query(`DELETE FROM account WHERE workspace_id = $1 AND external_id = 'gone'`, [workspace.id]);
    await eraser.commitTransaction();
    await eraser.release();
    for (const [i, { thing, userErrors }] of (await Promise.all(answers)).entries()) {
      expect({ mutation: writes[i]![0], thing, codes: userErrors.map(({ code }) => code) }).toEqual({
        mutation: writes[i]![0],
        thing: null,
        codes: ['NOT_FOUND'],
      });
    }
  });
});
