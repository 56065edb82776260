import {
  account,
  importRecords,
  interaction,
  member,
  mutate,
  mutated,
  phase,
  plan,
  record,
  subscription,
  type Given,
  type ImportRecords,
  type MutationName,
} from '../support/records.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

const HOUR_MS = 3_600_000;
const ACME = { externalId: 'acme' };
const CALL = { externalId: 'call', account: ACME, kind: 'CALL', occurredAt: '2026-01-01T00:00:00.000Z' };

/** For each kind of record: a mutation that makes its n-th change, and an import that does. */
interface Kind {
  mutation: MutationName;
  change: (n: number) => Given;
  imported: (n: number) => ImportRecords;
}
const KINDS: Record<string, Kind> = {
  account: {
    mutation: 'accountUpsert',
    change: (n) => ({ ...ACME, name: `Name ${n}` }),
    imported: (n) => ({ accounts: [account('acme', { name: `Name ${n}` })] }),
  },
  member: {
    mutation: 'memberUpsert',
    change: (n) => ({ externalId: 'mia', name: `Name ${n}` }),
    imported: (n) => ({ members: [member('mia', { name: `Name ${n}` })] }),
  },
  plan: {
    mutation: 'planUpsert',
    change: (n) => ({ externalId: 'basic', name: `Name ${n}` }),
    imported: (n) => ({ plans: [plan('basic', 1, { name: `Name ${n}` })] }),
  },
  subscription: {
    mutation: 'subscriptionChange',
    change: (n) => ({ subscription: { externalId: 's' }, quantity: n + 2, at: '2026-02-01T00:00:00.000Z' }),
    imported: (n) => ({ subscriptions: [subscription('s', 'acme', [phase('2024-01-01', null, { quantity: n + 2 })])] }),
  },
  interaction: {
    mutation: 'interactionRecord',
    change: (n) => ({ ...CALL, note: `Note ${n}` }),
    imported: (n) => ({
      interactions: [interaction('call', 'acme', '2026-01-01', { kind: 'CALL', note: `Note ${n}` })],
    }),
  },
};

describe('the updatedAt', () => {
  let server: TestServer;
  let other: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    // Another node on the same database, whose clock is behind.
    other = await startTestServer({ database: server.database });
  });
  afterAll(async () => {
    await other.app.close();
    await server.close();
  });
  beforeEach(async () => {
    server.clock.now = NOW;
    other.clock.now = NOW - HOUR_MS;
    workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1)],
      members: [member('mia')],
      accounts: [account('acme')],
      subscriptions: [subscription('s', 'acme', [phase('2024-01-01')])],
      interactions: [interaction('call', 'acme', '2026-01-01', { kind: 'CALL' })],
    });
  });

  const byName = { account: 'acme', member: 'mia', plan: 'basic', subscription: 's', interaction: 'call' };
  const updatedAtOf = async (kind: string): Promise<string> => {
    const by = byName[kind as keyof typeof byName];
    const { data } = await workspace.ask(`{ ${kind}(by: { externalId: "${by}" }) { updatedAt } }`);
    return (data as Record<string, { updatedAt: string }>)[kind]!.updatedAt;
  };
  const onOther = (): TestWorkspace => ({
    ...workspace,
    ask: (query, variables) => other.ask(query, variables, { authorization: `Bearer ${workspace.key}` }),
  });

  it.each(Object.entries(KINDS))(
    'of %s increases with every change: in one millisecond, by import, on another node and after the clock is set back',
    async (kind, { mutation, change, imported }) => {
      const changes: (() => Promise<unknown>)[] = [
        () => mutated(workspace, mutation, change(0)),
        () => mutated(workspace, mutation, change(1)),
        () => record(workspace, imported(2)),
        () => record(workspace, imported(3)),
        () => mutated(onOther(), mutation, change(4)),
        () => record(onOther(), imported(5)),
        () => {
          server.clock.now = NOW - 24 * HOUR_MS;
          return mutated(workspace, mutation, change(6));
        },
        () => record(workspace, imported(7)),
      ];
      const seen = [await updatedAtOf(kind)];
      for (const make of changes) {
        await make();
        seen.push(await updatedAtOf(kind));
      }
      expect(seen).toEqual([...new Set(seen)].sort());
      expect(seen).toHaveLength(changes.length + 1);
      const stale = seen.slice(0, -1);
      for (const expectedUpdatedAt of stale) {
        const { userErrors } = await mutate(workspace, mutation, { ...change(99), expectedUpdatedAt });
        expect(userErrors).toMatchObject([{ field: ['expectedUpdatedAt'], code: 'CONFLICT' }]);
      }
      await mutated(workspace, mutation, { ...change(99), expectedUpdatedAt: seen.at(-1) });
    },
  );

  it.each(Object.entries(KINDS))(
    'of %s does not change if nothing does',
    async (kind, { mutation, change, imported }) => {
      await mutated(workspace, mutation, change(0));
      const before = await updatedAtOf(kind);
      server.clock.now += HOUR_MS;
      await mutated(workspace, mutation, change(0));
      if (kind !== 'subscription') await record(workspace, imported(0));
      expect(await updatedAtOf(kind)).toBe(before);
    },
  );

  it.each(Object.entries(KINDS))(
    'of %s is compared with the one that an import expects, and only that record is refused',
    async (kind, { imported }) => {
      const expecting = (expectedUpdatedAt: unknown, n: number): ImportRecords =>
        Object.fromEntries(
          Object.entries(imported(n)).map(([name, records]) => [
            name,
            records.map((one) => ({ ...one, expectedUpdatedAt })),
          ]),
        );
      const read = await updatedAtOf(kind);
      await record(workspace, expecting(read, 1));
      const [list] = Object.keys(imported(2));
      const other = kind === 'account' ? { members: [member('new')] } : { accounts: [account('new')] };
      expect(await importRecords(workspace, { ...expecting(read, 2), ...other })).toMatchObject({
        ...{ created: 1, updated: 0, refused: 1 },
        userErrors: [{ field: [list, '0', 'expectedUpdatedAt'], code: 'CONFLICT' }],
      });
      for (const [expected, code] of [
        ['soon', 'INVALID'],
        [read, 'NOT_FOUND'],
      ]) {
        const [records] = Object.values(expecting(expected, 3));
        const unknown = { [list!]: records!.map((one) => ({ ...one, externalId: 'unknown' })) };
        expect(await importRecords(workspace, unknown)).toMatchObject({
          refused: 1,
          userErrors: [{ field: [list, '0', 'expectedUpdatedAt'], code }],
        });
      }
    },
  );

  it('of an account and an interaction increases if their member is deleted', async () => {
    await mutated(workspace, 'successManagerAssign', { account: ACME, member: { externalId: 'mia' } });
    await mutated(workspace, 'interactionRecord', { ...CALL, member: { externalId: 'mia' } });
    const before = [await updatedAtOf('account'), await updatedAtOf('interaction')];
    await mutated(workspace, 'memberDelete', { member: { externalId: 'mia' } });
    const after = [await updatedAtOf('account'), await updatedAtOf('interaction')];
    for (const [i, at] of after.entries()) expect(Date.parse(at)).toBeGreaterThan(Date.parse(before[i]!));
  });

  it('of a subscription increases if it is canceled and the cancellation is taken back in one millisecond', async () => {
    const seen = [await updatedAtOf('subscription')];
    for (let i = 0; i < 2; i++) {
      await mutated(workspace, 'subscriptionCancel', { subscription: { externalId: 's' }, at: '2026-05-01T00:00:00Z' });
      seen.push(await updatedAtOf('subscription'));
      await mutated(workspace, 'subscriptionUncancel', { subscription: { externalId: 's' } });
      seen.push(await updatedAtOf('subscription'));
    }
    expect(seen).toEqual([...new Set(seen)].sort());
  });
});
