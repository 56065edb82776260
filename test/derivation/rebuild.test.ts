import { checkWorkspace, rebuildWorkspace, type RebuildReport } from '../../src/derivation/rebuild.service.js';
import {
  account,
  everyRow,
  instant,
  interaction,
  member,
  phase,
  plan,
  record,
  subscription,
} from '../support/records.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

const DAY_MS = 86_400_000;
const ACME = `account_id = (SELECT id FROM account WHERE workspace_id = $1 AND external_id = 'acme')`;
const PERIOD = (assignment: string): string =>
  `UPDATE account_period SET ${assignment} WHERE workspace_id = $1 AND ${ACME} AND type = 'CUSTOMER'`;
const NOW_ROW = (assignment: string): string =>
  `UPDATE account_now SET ${assignment} WHERE workspace_id = $1 AND ${ACME}`;

/** Ways to damage the derived rows of an account, and the table that each affects. */
const DAMAGE: [what: string, statement: string, tables: 'periods' | 'now'][] = [
  ['a type in the past', PERIOD(`type = 'CLIENT'`), 'periods'],
  ['an end', PERIOD(`to_at = to_at - interval '1 millisecond'`), 'periods'],
  ['a revenue', PERIOD('mrr_minor = mrr_minor + 1'), 'periods'],
  ['a paused revenue', PERIOD('paused_mrr_minor = 1'), 'periods'],
  ['since when it pays', PERIOD('paying_since = NULL'), 'periods'],
  ['a policy', PERIOD('policy_version = 2'), 'periods'],
  ['the type before', PERIOD('type_before = NULL'), 'periods'],
  ['the revenue before', PERIOD('mrr_before = 7'), 'periods'],
  ['the paused revenue before', PERIOD('paused_before = 7'), 'periods'],
  ['when it first paid', PERIOD(`first_paid_at = 'infinity'`), 'periods'],
  ['no past', `DELETE FROM account_period WHERE workspace_id = $1 AND ${ACME} AND from_at = '-infinity'`, 'periods'],
  ['no periods at all', `DELETE FROM account_period WHERE workspace_id = $1 AND ${ACME}`, 'periods'],
  [
    'a period too many',
    `INSERT INTO account_period SELECT workspace_id, account_id, from_at - interval '1 day', from_at, type, 1, 0, NULL, 1, NULL, 0, 0, NULL
     FROM account_period WHERE workspace_id = $1 AND ${ACME} AND type = 'CUSTOMER'`,
    'periods',
  ],
  ['the type', NOW_ROW(`type = 'PROSPECT'`), 'now'],
  ['the score', NOW_ROW('score = score + 0.0000000001'), 'now'],
  ['the criteria met', NOW_ROW('criteria_met = 0'), 'now'],
  ['whether it is borderline', NOW_ROW('is_borderline = NOT is_borderline'), 'now'],
  ['the revenue now', NOW_ROW('mrr_minor = 0'), 'now'],
  ['since when it pays now', NOW_ROW('paying_since = paying_since + interval $$1 day$$'), 'now'],
  ['the plan', NOW_ROW(`plan_id = (SELECT id FROM plan WHERE workspace_id = $1 AND external_id = 'top')`), 'now'],
  ['the success manager', NOW_ROW('success_manager_id = NULL'), 'now'],
  ['the name that it is listed by', NOW_ROW(`name_folded = 'zzz'`), 'now'],
  ['when it was recorded', NOW_ROW(`created_at = '2020-01-01'`), 'now'],
  ['the last interaction', NOW_ROW('last_interaction_at = NULL'), 'now'],
  ['when its type turns', NOW_ROW(`next_type_at = 'infinity'`), 'now'],
  ['until when it holds', NOW_ROW(`valid_until = 'infinity'`), 'now'],
  ['since when it is of its type', NOW_ROW(`type_since = '2020-01-01'`), 'now'],
  ['what it becomes', NOW_ROW(`next_type = 'PROSPECT'`), 'now'],
  ['until when it is that', NOW_ROW(`next_type_to = '2028-01-01'`), 'now'],
  ['the policy that makes it that', NOW_ROW('next_policy_version = 7'), 'now'],
  ['until when it is a client', NOW_ROW(`client_until = '2027-01-01'`), 'now'],
  ['what was found for a criterion', NOW_ROW(`evidence = replace(evidence, 'MONTHS', 'DAYS')`), 'now'],
  ['until when evidence holds', NOW_ROW(`evidence_until = evidence_until + interval $$1 day$$`), 'now'],
  ['no evidence', NOW_ROW('evidence = NULL'), 'now'],
  ['for when it was computed', NOW_ROW(`computed_at = '2025-02-01'`), 'now'],
  ['no row at all', `DELETE FROM account_now WHERE workspace_id = $1 AND ${ACME}`, 'now'],
];

describe('a rebuild', () => {
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
      members: [member('mia')],
      accounts: [account('acme', { successManagerExternalId: 'mia' }), account('other'), account('empty')],
      subscriptions: [
        subscription('a', 'acme', [phase('2024-06-15', '2026-12-01', { quantity: 2 })]),
        subscription('o', 'other', [phase('2022-01-01', null, { planExternalId: 'top' })]),
      ],
      interactions: [interaction('i', 'acme', '2026-01-01'), interaction('j', 'other', '2026-01-01')],
    });
    await server.runJobs();
  });

  const check = (): Promise<RebuildReport> => checkWorkspace(workspace.scope(), () => undefined);
  const mend = (): Promise<RebuildReport> => rebuildWorkspace(workspace.scope(), () => undefined);
  const damage = (statement: string): Promise<unknown> => server.database.dataSource.query(statement, [workspace.id]);
  const turnsOf = async (of: TestWorkspace): Promise<unknown[]> => {
    const { data } = await of.ask(
      '{ relationshipChanges(filter: { account: { externalId: "acme" } }) { nodes { previousType type at cause } } }',
    );
    return (data as { relationshipChanges: { nodes: unknown[] } }).relationshipChanges.nodes;
  };
  const changes = async (): Promise<string[]> =>
    (await everyRow(server, workspace)).filter((row) => row.startsWith('relationship_change '));

  it('finds nothing to mend in what was recorded, and writes nothing', async () => {
    const before = await everyRow(server, workspace);
    expect(await check()).toEqual({ accounts: 3, waiting: 0, differences: [] });
    expect(await mend()).toEqual({ accounts: 3, waiting: 0, differences: [] });
    expect(await everyRow(server, workspace)).toEqual(before);
  });

  it.each(DAMAGE)(
    'finds and mends %s that is wrong, in one account alone, and announces nothing',
    async (_, statement, tables) => {
      const announced = await changes();
      await damage(statement);
      const damaged = await everyRow(server, workspace);
      const found = await check();
      expect(found).toMatchObject({ accounts: 3, differences: [{ name: 'acme' }] });
      const [{ hasOtherPeriods, hasOtherNow } = { hasOtherPeriods: false, hasOtherNow: false }] = found.differences;
      expect({ hasOtherPeriods, hasOtherNow }).toEqual({
        hasOtherPeriods: tables === 'periods',
        hasOtherNow: tables === 'now',
      });
      expect(await everyRow(server, workspace)).toEqual(damaged);

      expect(await mend()).toEqual(found);
      await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
      expect((await check()).differences).toEqual([]);
      expect(await changes()).toEqual(announced);
    },
  );

  it('leaves to its turn what was recorded before evidence was kept', async () => {
    await damage(`UPDATE account_now SET evidence = NULL, evidence_until = '-infinity' WHERE workspace_id = $1`);
    const before = await everyRow(server, workspace);
    expect((await mend()).differences).toEqual([]);
    expect(await everyRow(server, workspace)).toEqual(before);
    await damage(NOW_ROW('score = 0.9'));
    expect((await mend()).differences).toMatchObject([{ name: 'acme', hasOtherPeriods: false, hasOtherNow: true }]);
  });

  it('announces what time alone has turned meanwhile, after what was announced, not after what was damaged', async () => {
    await damage(NOW_ROW(`type = 'FORMER_CLIENT', next_type_at = 'infinity', valid_until = 'infinity'`));
    server.clock.now = Date.parse(instant('2026-12-02'));
    expect((await mend()).differences).toHaveLength(1);
    const turns = await turnsOf(workspace);
    expect(turns[0]).toEqual({
      previousType: 'CUSTOMER',
      type: 'FORMER_CUSTOMER',
      at: instant('2026-12-01'),
      cause: 'TIME',
    });

    // The same as for an undamaged account with the same history.
    const sound = await server.addWorkspace();
    server.clock.now = NOW;
    await record(sound, {
      plans: [plan('basic', 1), plan('top', 2)],
      accounts: [account('acme')],
      subscriptions: [subscription('a', 'acme', [phase('2024-06-15', '2026-12-01', { quantity: 2 })])],
      interactions: [interaction('i', 'acme', '2026-01-01')],
    });
    server.clock.now = Date.parse(instant('2026-12-02'));
    expect(turns).toEqual(await turnsOf(sound));
  });

  it('leaves to the rollout what a change of plans has not reached yet, unless it is to mend', async () => {
    await record(workspace, { plans: [plan('summit', 3)] });
    expect(await check()).toEqual({ accounts: 3, waiting: 3, differences: [] });
    expect(await mend()).toEqual({ accounts: 3, waiting: 0, differences: [] });
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });

  it('goes through more accounts than it holds at once, tells how far it is, and finds each that is damaged', async () => {
    for (const batch of [0, 1]) {
      await record(workspace, { accounts: Array.from({ length: 600 }, (_, i) => account(`many ${batch} ${i}`)) });
    }
    await damage(`UPDATE account_now SET mrr_minor = 1 WHERE workspace_id = $1 AND name_folded LIKE 'many%7'`);
    const progress: [number, number][] = [];
    const report = await rebuildWorkspace(workspace.scope(), (done, total) => progress.push([done, total]));
    expect(report).toMatchObject({ accounts: 1_203, waiting: 0 });
    expect(report.differences).toHaveLength(120);
    expect(progress).toEqual([
      [500, 1_203],
      [1_000, 1_203],
      [1_203, 1_203],
    ]);
    expect((await check()).differences).toEqual([]);
  });

  it('may run while others record: what it reports was so, and what it leaves is right', async () => {
    let isRecording = true as boolean;
    const recording = (async () => {
      for (let i = 0; isRecording; i++) {
        server.clock.now += DAY_MS / 24;
        await record(workspace, {
          interactions: [interaction(`k${i}`, 'acme', '2026-02-01', { personalized: i % 2 === 0 })],
        });
      }
    })();
    for (let i = 0; i < 10; i++) expect((await check()).differences).toEqual([]);
    await damage(NOW_ROW('score = 7'));
    await mend();
    isRecording = false;
    await recording;
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });
});
