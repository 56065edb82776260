import { refreshWorkspace } from '../../src/derivation/due-accounts.service.js';
import { WorkspaceScope } from '../../src/database/workspace-scope.js';
import { poolOf } from '../../src/database/pool.js';
import { account, interaction, mutated, phase, plan, record, subscription, type Given } from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { shownTypes } from '../support/shown-types.js';

const DAY = 86_400_000;
const START = Date.parse('2026-01-15T00:00:00.000Z');
const END = Date.parse('2026-02-01T00:00:00.000Z');
const iso = (at: number): string => new Date(at).toISOString();
/** From 1 January to the end, recorded as one period. */
const until = (end: number): Given[] => [phase('2026-01-01', iso(end))];

describe('the announcement of a former customer', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    server.clock.now = START;
    workspace = await server.addWorkspace();
    await record(workspace, { plans: [plan('basic', 1)], accounts: [account('acme')] });
  });

  const recordPhases = (phases: Given[], name = 's'): Promise<unknown> =>
    record(workspace, { subscriptions: [subscription(name, 'acme', phases)] });
  /** What the minutely job does, at an instant. */
  const refreshAt = async (at: number): Promise<void> => {
    server.clock.now = at;
    await refreshWorkspace(workspace.scope());
  };
  const turns = async (): Promise<string[]> => {
    const rows = await server.database.dataSource.query<{ type: string; at: Date; announcedAt: Date; cause: string }[]>(
      `SELECT type, at, announced_at AS "announcedAt", cause FROM relationship_change
       WHERE workspace_id = $1 ORDER BY announced_at, id`,
      [workspace.id],
    );
    return rows.map(({ type, cause, at, announcedAt }) => `${type} ${cause} ${iso(+at)} ${iso(+announcedAt)}`);
  };
  const CUSTOMER = `CUSTOMER RECORD 2026-01-01T00:00:00.000Z ${iso(START)}`;
  const formerAt = (end: number, announcedAt: number): string => `FORMER_CUSTOMER TIME ${iso(end)} ${iso(announcedAt)}`;

  it('comes once the day has passed, while the type is shown from the first instant', async () => {
    await recordPhases(until(END));
    for (const at of [END - 1, END, END + DAY / 2, END + DAY]) {
      await refreshAt(at);
      expect(await shownTypes(workspace)).toEqual({ acme: at < END ? 'CUSTOMER' : 'FORMER_CUSTOMER' });
      expect(await turns()).toEqual([CUSTOMER]);
    }
    await refreshAt(END + DAY + 1);
    await refreshAt(END + DAY + 2);
    expect(await turns()).toEqual([CUSTOMER, formerAt(END, END + DAY + 1)]);
  });

  it('comes from the scheduled job, although no row of the account changes then', async () => {
    await recordPhases(until(END));
    await refreshAt(END);
    server.clock.now = END + DAY + 1;
    await server.runScheduledJobs();
    expect(await turns()).toEqual([CUSTOMER, formerAt(END, END + DAY + 1)]);
  });

  it('comes when something else about the account is recorded first, and has the same cause and instant', async () => {
    await recordPhases(until(END));
    await refreshAt(END);
    server.clock.now = END + 2 * DAY;
    await record(workspace, { interactions: [interaction('i', 'acme', iso(END + DAY))] });
    expect(await turns()).toEqual([CUSTOMER, formerAt(END, END + 2 * DAY)]);
  });

  it('comes in order if the server was down over the day and a return', async () => {
    await recordPhases([...until(END), phase(iso(END + 3 * DAY))]);
    await refreshAt(END + 5 * DAY);
    expect(await turns()).toEqual([
      CUSTOMER,
      formerAt(END, END + 5 * DAY),
      `CUSTOMER TIME ${iso(END + 3 * DAY)} ${iso(END + 5 * DAY)}`,
    ]);
  });

  it('never comes if a nightly import records the next period within the day, also twice', async () => {
    await recordPhases(until(END));
    for (let night = 0; night < 40; night++) {
      const end = END + night * DAY;
      await refreshAt(end);
      // Each night one more period, as one more phase, and the last one has just ended.
      const days = Array.from({ length: night }, (_, i) => phase(iso(END + i * DAY), iso(END + (i + 1) * DAY)));
      await recordPhases([...until(END), ...days]);
      await recordPhases([...until(END), ...days]);
      await refreshAt(end + DAY / 2);
    }
    expect(await turns()).toEqual([CUSTOMER]);
    const last = END + 39 * DAY;
    await refreshAt(last + DAY + 1);
    expect(await turns()).toEqual([CUSTOMER, formerAt(last, last + DAY + 1)]);
  });

  it('never comes if the next period is a subscription of its own that begins within the day', async () => {
    await recordPhases(until(END));
    await refreshAt(END + DAY / 4);
    server.clock.now = END + DAY / 2;
    await recordPhases([phase(iso(END + DAY / 3))], 't');
    await refreshAt(END + 3 * DAY);
    expect(await turns()).toEqual([CUSTOMER]);
    expect(await shownTypes(workspace)).toEqual({ acme: 'CUSTOMER' });
  });

  it('comes with the return if the next import is late', async () => {
    await recordPhases(until(END));
    await refreshAt(END);
    server.clock.now = END + 2 * DAY;
    await recordPhases([...until(END), phase(iso(END + 2 * DAY))]);
    expect(await turns()).toEqual([
      CUSTOMER,
      formerAt(END, END + 2 * DAY),
      `CUSTOMER RECORD ${iso(END + 2 * DAY)} ${iso(END + 2 * DAY)}`,
    ]);
  });

  it('does not come for an account whose last period ended just before its first import', async () => {
    server.clock.now = END + DAY / 2;
    await recordPhases(until(END));
    expect(await turns()).toEqual([`CUSTOMER RECORD 2026-01-01T00:00:00.000Z ${iso(END + DAY / 2)}`]);
    await refreshAt(END + DAY + 1);
    expect((await turns()).slice(1)).toEqual([formerAt(END, END + DAY + 1)]);
  });

  it('comes at once for a recorded cancellation', async () => {
    await recordPhases([phase('2026-01-01')]);
    await mutated(workspace, 'subscriptionCancel', { subscription: { externalId: 's' }, at: iso(END) });
    await refreshAt(END);
    expect(await turns()).toEqual([CUSTOMER, formerAt(END, END)]);
    await refreshAt(END + DAY + 1);
    expect(await turns()).toHaveLength(2);
  });

  it('comes once if two nodes find it at the same time', async () => {
    await recordPhases(until(END));
    await refreshAt(END);
    server.clock.now = END + DAY + 1;
    const node = (): WorkspaceScope =>
      new WorkspaceScope(poolOf(server.database.served), workspace.id, server.clock.now);
    await Promise.all(Array.from({ length: 8 }, () => refreshWorkspace(node())));
    expect(await turns()).toEqual([CUSTOMER, formerAt(END, END + DAY + 1)]);
  });

  it('comes although a server of the previous version wrote the row of the account within the day', async () => {
    await recordPhases(until(END));
    await refreshAt(END);
    // It does not know the column that says when the type may be announced, and finds nothing due.
    await server.database.dataSource.query(
      `UPDATE account_now SET valid_until = 'infinity', computed_at = $2 WHERE workspace_id = $1`,
      [workspace.id, iso(END + DAY / 2)],
    );
    await refreshAt(END + DAY + 1);
    expect(await turns()).toEqual([CUSTOMER, formerAt(END, END + DAY + 1)]);
  });

  it('is not taken back if a server of the previous version announced it at once', async () => {
    await recordPhases(until(END));
    await refreshAt(END);
    await server.database.dataSource.query(
      `INSERT INTO relationship_change (workspace_id, id, account_id, previous_type, type, at, announced_at, cause,
         is_first_seen, policy_version)
       SELECT workspace_id, gen_random_uuid(), account_id, 'CUSTOMER', 'FORMER_CUSTOMER', $2, $2, 'TIME', false, 1
       FROM account_now WHERE workspace_id = $1`,
      [workspace.id, iso(END)],
    );
    server.clock.now = END + DAY / 2;
    await record(workspace, { interactions: [interaction('i', 'acme', iso(END))] });
    await refreshAt(END + 2 * DAY);
    expect(await turns()).toEqual([CUSTOMER, formerAt(END, END)]);
  });
});
