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
const RENEWAL = (assignment: string): string =>
  `UPDATE account_renewal SET ${assignment} WHERE workspace_id = $1 AND ${ACME}`;
const NOW_ROW = (assignment: string): string =>
  `UPDATE account_now SET ${assignment} WHERE workspace_id = $1 AND ${ACME}`;

/** Ways to damage the derived rows of an account, and the table that each affects. */
const DAMAGE: [what: string, statement: string, tables: 'periods' | 'renewals' | 'now' | 'renewals and now'][] = [
  ['the type of a past period', PERIOD(`type = 'CLIENT'`), 'periods'],
  ['the end of a period', PERIOD(`to_at = to_at - interval '1 millisecond'`), 'periods'],
  ['the revenue of a period', PERIOD('mrr_minor = mrr_minor + 1'), 'periods'],
  ['the paused revenue of a period', PERIOD('paused_mrr_minor = 1'), 'periods'],
  ['the paying-since date of a period', PERIOD('paying_since = NULL'), 'periods'],
  ['the policy of a period', PERIOD('policy_version = 2'), 'periods'],
  ['the type before a period', PERIOD('type_before = NULL'), 'periods'],
  ['the revenue before a period', PERIOD('mrr_before = 7'), 'periods'],
  ['the paused revenue before a period', PERIOD('paused_before = 7'), 'periods'],
  ['whether anything was paid before', PERIOD('paying_before = NOT paying_before'), 'periods'],
  ['a cancellation', PERIOD('is_after_cancellation = true'), 'periods'],
  ['the date of the first payment', PERIOD(`first_paid_at = 'infinity'`), 'periods'],
  [
    'a missing first period',
    `DELETE FROM account_period WHERE workspace_id = $1 AND ${ACME} AND from_at = '-infinity'`,
    'periods',
  ],
  ['a lack of all periods', `DELETE FROM account_period WHERE workspace_id = $1 AND ${ACME}`, 'periods'],
  [
    'an extra period',
    `INSERT INTO account_period SELECT workspace_id, account_id, from_at - interval '1 day', from_at, type, 1, 0, NULL, 1, NULL, 0, 0, NULL
     FROM account_period WHERE workspace_id = $1 AND ${ACME} AND type = 'CUSTOMER'`,
    'periods',
  ],
  ['the end of a term', RENEWAL(`at = at + interval '1 millisecond'`), 'renewals'],
  ['the price of one more term', RENEWAL('amount_minor = 7'), 'renewals'],
  ['the instant of a renewal', RENEWAL(`renewed_at = 'infinity'`), 'renewals'],
  ['a lack of all renewals', `DELETE FROM account_renewal WHERE workspace_id = $1 AND ${ACME}`, 'renewals'],
  ['the current type', NOW_ROW(`type = 'PROSPECT'`), 'now'],
  ['the current score', NOW_ROW('score = score + 0.0000000001'), 'now'],
  ['the set of met criteria', NOW_ROW('criteria_met = 0'), 'now'],
  ['the borderline flag', NOW_ROW('is_borderline = NOT is_borderline'), 'now'],
  ['the current revenue', NOW_ROW('mrr_minor = 0'), 'now'],
  ['the current paying-since date', NOW_ROW('paying_since = paying_since + interval $$1 day$$'), 'now'],
  [
    'the current plan',
    NOW_ROW(`plan_id = (SELECT id FROM plan WHERE workspace_id = $1 AND external_id = 'top')`),
    'now',
  ],
  ['the success manager', NOW_ROW('success_manager_id = NULL'), 'now'],
  ['the name as a sort key', NOW_ROW(`name_folded = 'zzz'`), 'now'],
  ['the creation date', NOW_ROW(`created_at = '2020-01-01'`), 'now'],
  ['the date of the last interaction', NOW_ROW('last_interaction_at = NULL'), 'now'],
  ['the date of the next type', NOW_ROW(`next_type_at = 'infinity'`), 'now'],
  ['the end of validity', NOW_ROW(`valid_until = 'infinity'`), 'now'],
  ['the start of the current type', NOW_ROW(`type_since = '2020-01-01'`), 'now'],
  ['the next type', NOW_ROW(`next_type = 'PROSPECT'`), 'now'],
  ['the end of the next type', NOW_ROW(`next_type_to = '2028-01-01'`), 'now'],
  ['the policy of the next type', NOW_ROW('next_policy_version = 7'), 'now'],
  ['the end of being a client', NOW_ROW(`client_until = '2027-01-01'`), 'now'],
  ['the finding for a criterion', NOW_ROW(`evidence = replace(evidence, 'MONTHS', 'DAYS')`), 'now'],
  ['the end of validity of evidence', NOW_ROW(`evidence_until = evidence_until + interval $$1 day$$`), 'now'],
  ['the date of a pending announcement', NOW_ROW(`announce_at = '2026-12-02'`), 'now'],
  ['missing evidence', NOW_ROW('evidence = NULL'), 'now'],
  [
    'the date of computation',
    NOW_ROW(`(computed_at, continuous_at) = ('2025-02-01', '2025-02-01')`),
    'renewals and now',
  ],
  ['a missing row', `DELETE FROM account_now WHERE workspace_id = $1 AND ${ACME}`, 'now'],
];

const NO_DIFFERENCE = { hasOtherPeriods: false, hasOtherRenewals: false, hasOtherNow: false };

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
        subscription('a', 'acme', [phase('2024-06-15', '2026-12-01', { quantity: 2, termMonths: 3 })]),
        subscription('o', 'other', [phase('2022-01-01', null, { planExternalId: 'top' })]),
      ],
      interactions: [interaction('i', 'acme', '2026-01-01'), interaction('j', 'other', '2026-01-01')],
    });
    await server.runJobs();
  });

  const check = (): Promise<RebuildReport> => checkWorkspace(workspace.scope(), () => undefined);
  const repair = (): Promise<RebuildReport> => rebuildWorkspace(workspace.scope(), () => undefined);
  const damage = (statement: string): Promise<unknown> => server.database.dataSource.query(statement, [workspace.id]);
  const turnsOf = async (of: TestWorkspace): Promise<unknown[]> => {
    const { data } = await of.ask(
      '{ relationshipChanges(filter: { account: { externalId: "acme" } }) { nodes { previousType type at cause } } }',
    );
    return (data as { relationshipChanges: { nodes: unknown[] } }).relationshipChanges.nodes;
  };
  const changes = async (): Promise<string[]> =>
    (await everyRow(server, workspace)).filter((row) => row.startsWith('relationship_change '));

  it('finds no difference after normal recording, and writes nothing', async () => {
    const before = await everyRow(server, workspace);
    expect(await check()).toEqual({ accounts: 3, waiting: 0, differences: [] });
    expect(await repair()).toEqual({ accounts: 3, waiting: 0, differences: [] });
    expect(await everyRow(server, workspace)).toEqual(before);
  });

  it.each(DAMAGE)(
    'finds and fixes damage to one account (%s), and stores no relationship change',
    async (_, statement, tables) => {
      const announced = await changes();
      await damage(statement);
      const damaged = await everyRow(server, workspace);
      const found = await check();
      expect(found).toMatchObject({ accounts: 3, differences: [{ name: 'acme' }] });
      const [{ hasOtherPeriods, hasOtherRenewals, hasOtherNow } = NO_DIFFERENCE] = found.differences;
      expect({ hasOtherPeriods, hasOtherRenewals, hasOtherNow }).toEqual({
        hasOtherPeriods: tables === 'periods',
        hasOtherRenewals: tables.includes('renewals'),
        hasOtherNow: tables.includes('now'),
      });
      expect(await everyRow(server, workspace)).toEqual(damaged);

      expect(await repair()).toEqual(found);
      await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
      expect((await check()).differences).toEqual([]);
      expect(await changes()).toEqual(announced);
    },
  );

  it('does not report rows from before evidence was stored, unless something else differs', async () => {
    await damage(`UPDATE account_now SET evidence = NULL, evidence_until = '-infinity' WHERE workspace_id = $1`);
    const before = await everyRow(server, workspace);
    expect((await repair()).differences).toEqual([]);
    expect(await everyRow(server, workspace)).toEqual(before);
    await damage(NOW_ROW('score = 0.9'));
    expect((await repair()).differences).toMatchObject([{ name: 'acme', hasOtherPeriods: false, hasOtherNow: true }]);
  });

  it('stores transitions through time that continue from the last stored change, not from the damaged row', async () => {
    await damage(NOW_ROW(`type = 'FORMER_CLIENT', next_type_at = 'infinity', valid_until = 'infinity'`));
    server.clock.now = Date.parse(instant('2026-12-03'));
    expect((await repair()).differences).toHaveLength(1);
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
    server.clock.now = Date.parse(instant('2026-12-03'));
    expect(turns).toEqual(await turnsOf(sound));
  });

  it('counts accounts that wait for a rollout instead of reporting them when checking, and updates them when fixing', async () => {
    await record(workspace, { plans: [plan('summit', 3)] });
    expect(await check()).toEqual({ accounts: 3, waiting: 3, differences: [] });
    expect(await repair()).toEqual({ accounts: 3, waiting: 0, differences: [] });
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });

  it('processes accounts in batches of 500, reports the progress, and finds each damaged account', async () => {
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

  it('gives correct results during concurrent writes', async () => {
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
    await repair();
    isRecording = false;
    await recording;
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });
});
