import { checkWorkspace } from '../../src/derivation/rebuild.service.js';
import { expectEachTurnAnnouncedOnce } from '../support/announced.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import {
  account,
  externalIds,
  importRecords,
  instant,
  interaction,
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
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { Draw } from '../support/trials.js';
import { untilStatementsWait } from '../support/waiting-statements.js';

const by = (externalId: string) => ({ externalId });
const CALL = { kind: 'CALL', occurredAt: '2026-03-01T00:00:00Z' };
const START = { plan: by('basic'), unitPrice: usd('49.00'), billingInterval: 'MONTH' };
const CHARGE = { at: instant('2026-02-01'), amount: usd('5.00') };

describe('concurrent merges', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    server.clock.now = NOW;
    workspace = await server.addWorkspace();
    await record(workspace, { plans: [plan('basic', 1)] });
  });
  afterEach(async () => {
    const { dataSource } = server.database;
    await expectDerivedTablesToEqualRebuild(dataSource, workspace.id);
    expect((await checkWorkspace(workspace.scope(), () => undefined)).differences).toEqual([]);
    await expectEachTurnAnnouncedOnce(dataSource, workspace.id);
    const [statistics] = await dataSource.query<[{ deadlocks: number }]>(
      'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
    );
    expect(statistics.deadlocks).toBe(0);
  });

  it('of two accounts into each other leave one of them, with all records', async () => {
    for (let round = 0; round < 5; round++) {
      const [a, b] = [`a${round}`, `b${round}`];
      await record(workspace, {
        accounts: [account(a), account(b)],
        interactions: [interaction(a, a, '2026-01-01'), interaction(b, b, '2026-01-01')],
      });
      const answers = await Promise.all([
        mutate(workspace, 'accountMerge', { from: by(a), into: by(b) }),
        mutate(workspace, 'accountMerge', { from: by(b), into: by(a) }),
      ]);
      expect(answers.filter(({ thing }) => thing)).toHaveLength(1);
      expect(answers.flatMap(({ userErrors }) => userErrors)).toMatchObject([{ code: 'NOT_FOUND' }]);
    }
    expect((await externalIds(server, workspace)).accounts).toHaveLength(5);
    expect((await externalIds(server, workspace)).interactions).toHaveLength(10);
  });

  it('in a circle, sent at the same time, leave one account with the records of all accounts', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    await record(workspace, {
      accounts: names.map((name) => account(name)),
      subscriptions: names.map((name) => subscription(name, name, [phase('2024-01-01')])),
    });
    const merge = (name: string, i: number) =>
      mutate(workspace, 'accountMerge', { from: by(name), into: by(names[(i + 1) % names.length]!) });
    const answers = await Promise.all(names.map(merge));
    const carriedOut = answers.filter(({ thing }) => thing).length;
    expect(carriedOut).toBeGreaterThan(0);
    for (const { thing, userErrors } of answers) if (!thing) expect(userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    const left = await externalIds(server, workspace);
    expect(left.accounts).toHaveLength(names.length - carriedOut);
    expect(left.subscriptions).toEqual(names);
  });

  it('beside fifty writers to the same accounts lose no record and cause no deadlock', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    await record(workspace, {
      accounts: names.map((name) => account(name)),
      subscriptions: names.map((name) => subscription(name, name, [phase('2024-01-01')])),
    });
    const [interactions, subscriptions, usage] = [[] as string[], [...names], [] as string[]];
    let merges = 0;
    const change = async (draw: Draw, id: string): Promise<void> => {
      const [one, other] = [draw.one(names), draw.one(names)];
      const add = async (to: string[], name: MutationName, input: Given): Promise<void> => {
        const { thing, userErrors } = await mutate(workspace, name, { externalId: id, ...input });
        if (thing) to.push(id);
        else expect(userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
      };
      switch (draw.number(1, 7)) {
        case 1:
          return add(interactions, 'interactionRecord', { ...CALL, account: by(one) });
        case 2:
          return add(subscriptions, 'subscriptionStart', { ...START, account: by(one) });
        case 3:
          return add(usage, 'usageRecord', { ...CHARGE, account: by(one) });
        case 4:
        case 5: {
          // Records accounts again that have been merged.
          const input = {
            accounts: [...new Set([one, other])].map((name) => account(name, { domain: `${id}.example` })),
            interactions: [interaction(id, one, '2026-01-01')],
            usage: [{ ...CHARGE, externalId: `${id} usage`, accountExternalId: other }],
          };
          await record(workspace, input);
          interactions.push(id);
          usage.push(`${id} usage`);
          return;
        }
        case 6: {
          const { thing, userErrors } = await mutate(workspace, 'subscriptionChange', {
            ...{ subscription: by(draw.one(subscriptions)), quantity: draw.number(1, 9) },
          });
          expect({ thing, userErrors }).toMatchObject({ userErrors: [] });
          return;
        }
        default: {
          const { thing, userErrors } = await mutate(workspace, 'accountMerge', { from: by(one), into: by(other) });
          if (thing) merges++;
          else expect(['NOT_FOUND', 'INVALID', 'CONFLICT', 'TOO_MANY']).toContain(userErrors[0]!.code);
        }
      }
    };
    await Promise.all(
      Array.from({ length: 50 }, async (_, writer) => {
        const draw = new Draw(writer + 1);
        for (let i = 0; i < 3; i++) await change(draw, `${writer}-${i}`);
      }),
    );
    expect(merges).toBeGreaterThan(3);
    const left = await externalIds(server, workspace);
    expect(left).toMatchObject({ interactions: interactions.toSorted(), subscriptions: subscriptions.toSorted() });
    const rows = await server.database.dataSource.query<{ id: string }[]>(
      'SELECT external_id AS id FROM usage_record WHERE workspace_id = $1',
      [workspace.id],
    );
    expect(rows.map(({ id }) => id).sort()).toEqual(usage.toSorted());
  });

  describe('into an account, while others wait to write,', () => {
    const old = by('old');

    beforeEach(() =>
      record(workspace, {
        accounts: [account('old'), account('acme'), account('third')],
        subscriptions: ['s1', 's2', 's3'].map((name) => subscription(name, 'old', [phase('2023-01-01')])),
        interactions: [interaction('call', 'old', '2026-01-01')],
      }),
    );

    /** Merges an account while the given writes wait for its lock, and returns the responses to the writes. */
    async function whileWaiting<Answer>(writes: readonly (() => Promise<Answer>)[]): Promise<Answer[]> {
      const { dataSource } = server.database;
      const holder = dataSource.createQueryRunner();
      await holder.startTransaction();
      await holder.query(`SELECT FROM account WHERE workspace_id = $1 AND external_id = 'old' FOR UPDATE`, [
        workspace.id,
      ]);
      // The first one to wait is the first one to get the lock.
      const merging = mutated(workspace, 'accountMerge', { from: old, into: by('acme') });
      await untilStatementsWait(dataSource, 1);
      const answers = writes.map((write) => write());
      await untilStatementsWait(dataSource, writes.length + 1);
      await holder.commitTransaction();
      await holder.release();
      expect(await merging).toMatchObject(by('acme'));
      return Promise.all(answers);
    }

    it('refuse writes to the removed account as NOT_FOUND', async () => {
      const { id } = await mutated(workspace, 'accountUpsert', old);
      const writes: [MutationName, Given][] = [
        ['interactionRecord', { ...CALL, account: old }],
        ['subscriptionStart', { ...START, account: old }],
        ['successManagerAssign', { account: old, member: null }],
        ['accountUpsert', { id, name: 'Renamed' }],
        ['usageRecord', { ...CHARGE, externalId: 'usage', account: old }],
        ['accountDelete', { account: old }],
        ['accountMerge', { from: old, into: by('third') }],
        ['accountMerge', { from: by('third'), into: old }],
      ];
      const answers = await whileWaiting(
        writes.map(
          ([name, input]) =>
            () =>
              mutate(workspace, name, input),
        ),
      );
      for (const [i, { thing, userErrors }] of answers.entries()) {
        expect({ mutation: writes[i], thing, userErrors }).toMatchObject({
          thing: null,
          userErrors: [{ code: 'NOT_FOUND' }],
        });
      }
    });

    it('refuse the records of an import for the removed account, and no others', async () => {
      const [answer] = await whileWaiting([
        () =>
          importRecords(workspace, {
            interactions: ['old', 'third'].map((name) => interaction(`imported ${name}`, name, '2026-01-01')),
          }),
      ]);
      expect(answer).toMatchObject({
        created: 1,
        userErrors: [{ field: ['interactions', '0', 'accountExternalId'], code: 'NOT_FOUND' }],
      });
    });

    it('let changes of the records that move take effect in the account that remains', async () => {
      const writes: [MutationName, Given][] = [
        ['subscriptionChange', { subscription: by('s1'), quantity: 3 }],
        ['subscriptionCancel', { subscription: by('s2') }],
        ['subscriptionDelete', { subscription: by('s3') }],
        ['interactionDelete', { interaction: by('call') }],
      ];
      await whileWaiting(
        writes.map(
          ([name, input]) =>
            () =>
              mutated(workspace, name, input),
        ),
      );
      const { data } = await workspace.ask(
        `{ account(by: { externalId: "acme" }) { interactions { totalCount }
           subscriptions { nodes { externalId quantity cancelAt } } } }`,
      );
      const { interactions, subscriptions } = (data as { account: Record<string, Given> }).account;
      expect(interactions).toEqual({ totalCount: 0 });
      expect(new Set(subscriptions!.nodes as Given[])).toEqual(
        new Set([
          { externalId: 's1', quantity: 3, cancelAt: null },
          { externalId: 's2', quantity: 1, cancelAt: instant('2026-04-01') },
        ]),
      );
    });
  });
});
