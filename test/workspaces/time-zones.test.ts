import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { account, phase, plan, record, subscription, type Given } from '../support/records.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { setTimeZone } from '../support/workspaces.js';
import { describeTimeZoneUpdate } from '../../src/cli/workspace.js';
import { updateTimeZones } from '../../src/workspaces/time-zone-update.service.js';

const PUBLISH = `mutation ($policy: PolicyInput!) {
  policyPublish(input: { expectedVersion: 1, effectiveFrom: "2000-01-01T00:00:00Z", policy: $policy }) {
    userErrors { message }
  }
}`;
const TERM_END = '{ account(by: { externalId: "acme" }) { subscriptions { nodes { currentTermEndsAt } } } }';
const FACTS = `query ($at: DateTime!) {
  account(by: { externalId: "acme" }) { relationship(asOf: $at) { type evidence { criterion { fact { name } } observed } } }
}`;
const PERIODS = '{ account(by: { externalId: "acme" }) { relationshipPeriods { type from } } }';

/** A policy by which accounts are clients after some months. */
const clientAfter = (months: number) => ({
  name: 'Tenure',
  clientScore: 1,
  criteria: [
    { fact: 'TENURE_MONTHS', comparison: 'AT_LEAST', threshold: months, weight: 1, required: true },
    { fact: 'COMPLETED_BILLING_CYCLES', comparison: 'AT_LEAST', threshold: 0, weight: 1 },
  ],
});

describe('the time zone of a workspace', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  beforeEach(() => {
    server.clock.now = NOW;
  });
  afterAll(() => server.close());

  /** Makes a workspace with one account, whose only subscription begins at an instant. */
  async function workspaceWith(timeZone: string, from: string, terms: Given, months: number): Promise<TestWorkspace> {
    const workspace = await server.addWorkspace({ timeZone });
    const { errors, data } = await workspace.ask(PUBLISH, { policy: clientAfter(months) });
    expect({ errors, data }).toMatchObject({ errors: undefined, data: { policyPublish: { userErrors: [] } } });
    await record(workspace, {
      plans: [plan('basic', 1)],
      accounts: [account('acme')],
      subscriptions: [subscription('s', 'acme', [phase(from, null, terms)])],
    });
    return workspace;
  }

  async function factsAt(workspace: TestWorkspace, at: string): Promise<Record<string, unknown>> {
    const { data, errors } = await workspace.ask(FACTS, { at });
    expect(errors).toBeUndefined();
    const { type, evidence } = data.account.relationship as {
      type: string;
      evidence: { criterion: { fact: { name: string } }; observed: number }[];
    };
    return { type, ...Object.fromEntries(evidence.map(({ criterion, observed }) => [criterion.fact.name, observed])) };
  }

  const clientSince = async (workspace: TestWorkspace): Promise<string | undefined> => {
    const { data } = await workspace.ask(PERIODS);
    const periods = data.account.relationshipPeriods as { type: string; from: string }[];
    return periods.find(({ type }) => type === 'CLIENT')?.from;
  };

  /** What counts in months changes at local instants that differ from those of UTC. */
  it.each([
    [
      'Europe/Berlin',
      '2025-09-30T22:00:00.000Z',
      { billingInterval: 'MONTH' },
      '2025-11-30T12:00:00Z',
      '2025-11-30T23:00:00.000Z',
      2,
      2,
    ],
    [
      'Europe/Berlin',
      '2025-04-30T22:00:00.000Z',
      { billingInterval: 'QUARTER' },
      '2026-01-20T00:00:00Z',
      '2026-01-31T23:00:00.000Z',
      9,
      3,
    ],
    [
      'Asia/Tokyo',
      '2025-02-28T15:00:00.000Z',
      { billingInterval: 'MONTH' },
      '2025-12-15T00:00:00Z',
      '2025-12-31T15:00:00.000Z',
      10,
      10,
    ],
    [
      'America/New_York',
      '2025-11-01T02:00:00.000Z',
      { billingInterval: 'MONTH' },
      '2025-11-15T00:00:00Z',
      '2025-12-01T03:00:00.000Z',
      1,
      1,
    ],
    [
      'America/New_York',
      '2025-11-01T02:00:00.000Z',
      { termMonths: 12 },
      '2025-11-15T00:00:00Z',
      '2026-11-01T02:00:00.000Z',
      12,
      12,
    ],
    [
      'UTC',
      '2025-09-30T22:00:00.000Z',
      { billingInterval: 'MONTH' },
      '2025-11-30T12:00:00Z',
      '2025-11-30T22:00:00.000Z',
      2,
      2,
    ],
  ])(
    'decides in %s when months from %s on, with %j, are complete',
    async (zone, from, terms, now, end, months, cycles) => {
      const workspace = await workspaceWith(zone, from, terms, months);
      server.clock.now = Date.parse(now);
      const { data } = await workspace.ask(TERM_END);
      expect(data).toEqual({ account: { subscriptions: { nodes: [{ currentTermEndsAt: end }] } } });

      const before = new Date(Date.parse(end) - 1).toISOString();
      expect(await factsAt(workspace, end)).toEqual({
        type: 'CLIENT',
        TENURE_MONTHS: months,
        COMPLETED_BILLING_CYCLES: cycles,
      });
      expect(await factsAt(workspace, before)).toEqual({
        type: 'CUSTOMER',
        TENURE_MONTHS: months - 1,
        COMPLETED_BILLING_CYCLES: cycles - 1,
      });
      expect(await clientSince(workspace)).toBe(end);
      server.clock.now = NOW;
      await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
    },
  );

  describe('when it changes', () => {
    let workspace: TestWorkspace;
    beforeEach(async () => {
      workspace = await workspaceWith('UTC', '2025-09-30T22:00:00.000Z', {}, 2);
    });

    const revision = async (): Promise<number> => {
      const [row] = await server.database.dataSource.query<{ revision: number }[]>(
        'SELECT revision FROM workspace WHERE id = $1',
        [workspace.id],
      );
      return row!.revision;
    };
    const update = () =>
      updateTimeZones({ operator: server.database.dataSource, dataSource: server.database.served }, server.clock.now);
    const storeChanges = (changes: unknown): Promise<unknown> =>
      server.database.dataSource.query('UPDATE workspace SET clock_changes = $2::jsonb WHERE id = $1', [
        workspace.id,
        changes === null ? null : JSON.stringify(changes),
      ]);

    it('derives every account again, and accounts written in the meantime already count in the new one', async () => {
      expect(await clientSince(workspace)).toBe('2025-11-30T22:00:00.000Z');
      await setTimeZone(workspace, 'Europe/Berlin');
      expect(await clientSince(workspace)).toBe('2025-11-30T22:00:00.000Z');
      await record(workspace, {
        accounts: [account('late')],
        subscriptions: [subscription('t', 'late', [phase('2025-09-30T22:00:00.000Z')])],
      });
      const { data } = await workspace.ask(PERIODS.replace('acme', 'late'));
      expect(data.account.relationshipPeriods).toContainEqual({ type: 'CLIENT', from: '2025-11-30T23:00:00.000Z' });

      await server.runJobs();
      expect(await clientSince(workspace)).toBe('2025-11-30T23:00:00.000Z');
      await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
    });

    it('selects accounts by months of tenure in the new one', async () => {
      const withTenure = async (): Promise<unknown> =>
        (await workspace.ask('{ accounts(filter: { tenureMonths: { gte: 2 } }) { totalCount } }')).data;
      server.clock.now = Date.parse('2025-11-30T22:30:00Z');
      expect(await withTenure()).toEqual({ accounts: { totalCount: 1 } });
      await setTimeZone(workspace, 'Europe/Berlin');
      expect(await withTenure()).toEqual({ accounts: { totalCount: 0 } });
    });

    it('rolls nothing out if the clocks are the same', async () => {
      const before = await revision();
      await setTimeZone(workspace, 'UTC');
      await setTimeZone(workspace, 'Etc/UTC');
      expect(await revision()).toBe(before);
      await Promise.all([setTimeZone(workspace, 'Europe/Berlin'), setTimeZone(workspace, 'Europe/Berlin')]);
      expect(await revision()).toBe(before + 1);
    });

    it('twice at once, ends with one of the two, in which every account is derived', async () => {
      await Promise.all([setTimeZone(workspace, 'Asia/Tokyo'), setTimeZone(workspace, 'Europe/Berlin')]);
      await server.runJobs();
      const { data } = await workspace.ask('{ workspace { timeZone } }');
      const since = { 'Asia/Tokyo': '2025-11-30T22:00:00.000Z', 'Europe/Berlin': '2025-11-30T23:00:00.000Z' };
      expect(await clientSince(workspace)).toBe(since[data.workspace.timeZone as keyof typeof since]);
      await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
    });

    it('is counted by the stored clocks, and by those of the runtime if an earlier version stored none', async () => {
      await setTimeZone(workspace, 'Europe/Berlin');
      await server.runJobs();
      await storeChanges(null);
      await record(workspace, { accounts: [account('acme', { name: 'Acme' })] });
      expect(await clientSince(workspace)).toBe('2025-11-30T23:00:00.000Z');

      expect(await update()).toEqual([]);
      await server.runJobs();
      await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
      const before = await revision();
      expect(await update()).toEqual([]);
      expect(await revision()).toBe(before);
    });

    it('in the tables of the runtime, is stored and rolled out, with the first instant that differs', async () => {
      await setTimeZone(workspace, 'Europe/Berlin');
      // As if the tables of an earlier runtime had Berlin on summer time from 2025 on.
      const changes = [
        [null, 3_600_000],
        [Date.parse('2025-03-30T01:00:00Z'), 7_200_000],
      ];
      await storeChanges(changes);
      await server.database.dataSource.query('UPDATE workspace SET revision = revision + 1 WHERE id = $1', [
        workspace.id,
      ]);
      await server.runJobs();
      expect(await clientSince(workspace)).toBe('2025-11-30T22:00:00.000Z');

      const updates = await update();
      expect(updates).toEqual([{ timeZone: 'Europe/Berlin', from: -Infinity, workspaces: 1 }]);
      expect(updates.map(describeTimeZoneUpdate)).toEqual([expect.stringMatching(/Europe\/Berlin .* one workspace/)]);
      await server.runJobs();
      expect(await clientSince(workspace)).toBe('2025-11-30T23:00:00.000Z');
      await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
    });

    it('is compared from the first instant that differs', async () => {
      await setTimeZone(workspace, 'Africa/Cairo');
      await server.database.dataSource.query(
        `UPDATE workspace SET clock_changes = clock_changes - (jsonb_array_length(clock_changes) - 1) WHERE id = $1`,
        [workspace.id],
      );
      const [updated] = await update();
      expect(new Date(updated!.from).toISOString()).toMatch(/^2099-10-/);
    });

    it('stays as stored if the runtime does not know it', async () => {
      await storeChanges([[null, 5_400_000]]);
      await server.database.dataSource.query(`UPDATE workspace SET time_zone = 'Mars/Olympus' WHERE id = $1`, [
        workspace.id,
      ]);
      expect(await update()).toEqual([]);
      const stored = await server.database.dataSource.query<unknown[]>(
        'SELECT clock_changes AS changes FROM workspace WHERE id = $1',
        [workspace.id],
      );
      expect(stored).toEqual([{ changes: [[null, 5_400_000]] }]);
    });
  });
});
