import { expectEachTurnAnnouncedOnce } from '../support/announced.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import {
  account,
  instant,
  interaction,
  mutated,
  phase,
  plan,
  record,
  subscription,
  usd,
  type Given,
} from '../support/records.js';
import { shownTypes } from '../support/shown-types.js';

const DAY = 86_400_000;
const START = Date.parse('2026-01-15T00:00:00.000Z');
/** From trial to customer, paused, gone, and back: seven turns, six of them after START. */
const EVENTFUL = [
  phase('2026-01-10', '2026-01-24', { status: 'TRIALING' }),
  phase('2026-01-24', '2026-03-01'),
  phase('2026-03-10', '2026-03-20', { status: 'TRIALING' }),
  phase('2026-03-20', '2026-04-01', { tailored: true, termMonths: 12 }),
  phase('2026-06-01'),
];
const EVENTFUL_TURNS = [
  ['TRIAL', 'CUSTOMER', '2026-01-24'],
  ['CUSTOMER', 'FORMER_CUSTOMER', '2026-03-01'],
  ['FORMER_CUSTOMER', 'TRIAL', '2026-03-10'],
  ['TRIAL', 'CUSTOMER', '2026-03-20'],
  ['CUSTOMER', 'FORMER_CUSTOMER', '2026-04-01'],
  ['FORMER_CUSTOMER', 'CUSTOMER', '2026-06-01'],
];

interface Change {
  account: string;
  previousType: string;
  type: string;
  at: string;
  cause: string;
  announcedAt: string;
}

describe('relationship changes', () => {
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
  afterEach(async () => {
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
    await expectEachTurnAnnouncedOnce(server.database.dataSource, workspace.id);
    // Once a day has passed without a record, nothing waits to be announced.
    server.clock.now += 2 * DAY;
    const shown = await shownTypes(workspace);
    const lastTypes = new Map((await announced()).map(({ account, type }) => [account, type]));
    for (const [externalId, type] of Object.entries(shown)) {
      expect(lastTypes.get(externalId) ?? 'PROSPECT').toBe(type);
    }
  });

  const announced = (): Promise<Change[]> =>
    server.database.dataSource.query<Change[]>(
      `SELECT a.external_id AS account, c.previous_type AS "previousType", c.type, c.cause,
         to_char(c.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
         to_char(c.announced_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "announcedAt"
       FROM relationship_change c JOIN account a ON a.workspace_id = c.workspace_id AND a.id = c.account_id
       WHERE c.workspace_id = $1 ORDER BY c.announced_at, c.id`,
      [workspace.id],
    );
  const turns = async (): Promise<string[][]> =>
    (await announced()).map(({ previousType, type, at, cause }) => [previousType, type, at, cause]);
  const recordAcme = (...phases: Given[]): Promise<unknown> =>
    record(workspace, { subscriptions: [subscription('s', 'acme', phases)] });
  const lookAtAccounts = async (): Promise<void> =>
    expect((await workspace.ask('{ accounts { totalCount } }')).errors).toBeUndefined();
  const travelTo = async (at: string): Promise<void> => {
    server.clock.now = Date.parse(instant(at));
    await lookAtAccounts();
  };
  const byTime = (all: string[][]): string[][] => all.map(([from, to, at]) => [from!, to!, instant(at!), 'TIME']);

  it('contain nothing about an account that has never been more than a prospect', async () => {
    await mutated(workspace, 'accountUpsert', { externalId: 'new', name: 'New' });
    await travelTo('2030-01-01');
    expect(await turns()).toEqual([]);
  });

  it('contain one change for the first import of an account, whatever its history', async () => {
    await recordAcme(
      phase('2020-01-01', '2021-01-01'),
      phase('2022-01-01', '2022-02-01', { status: 'TRIALING' }),
      phase('2023-06-01'),
    );
    expect(await turns()).toEqual([['PROSPECT', 'CLIENT', instant('2025-06-01'), 'RECORD']]);
    await recordAcme(
      phase('2020-01-01', '2021-01-01'),
      phase('2022-01-01', '2022-02-01', { status: 'TRIALING' }),
      phase('2023-06-01'),
    );
    expect(await turns()).toHaveLength(1);
  });

  it('contain each transition through time once, when the account is queried after each transition', async () => {
    await recordAcme(...EVENTFUL);
    for (const [, , at] of EVENTFUL_TURNS) {
      await travelTo(at!);
      await travelTo(at!);
      server.clock.now += DAY + 1;
      await lookAtAccounts();
    }
    await travelTo('2026-07-01');
    expect(await turns()).toEqual([['PROSPECT', 'TRIAL', instant('2026-01-10'), 'RECORD'], ...byTime(EVENTFUL_TURNS)]);
    expect((await announced()).slice(1).map(({ at, announcedAt }) => [at, announcedAt])).toEqual(
      EVENTFUL_TURNS.map(([, type, at]) => {
        const delay = type === 'FORMER_CUSTOMER' ? DAY + 1 : 0;
        return [instant(at!), new Date(Date.parse(instant(at!)) + delay).toISOString()];
      }),
    );
  });

  it('contain each transition through time once and in order, when nothing was queried for half a year', async () => {
    await recordAcme(...EVENTFUL);
    await travelTo('2026-07-01');
    await travelTo('2026-07-02');
    expect(await turns()).toEqual([['PROSPECT', 'TRIAL', instant('2026-01-10'), 'RECORD'], ...byTime(EVENTFUL_TURNS)]);
    expect(new Set((await announced()).slice(1).map(({ announcedAt }) => announcedAt))).toEqual(
      new Set([instant('2026-07-01')]),
    );
  });

  it('contain the transitions of all accounts in the order in which they occurred', async () => {
    await record(workspace, {
      accounts: [account('b'), account('c')],
      subscriptions: [
        subscription('s', 'acme', EVENTFUL),
        subscription('b', 'b', [phase('2026-02-01', '2026-03-15')]),
        subscription('c', 'c', [phase('2026-01-20', '2026-05-15')]),
      ],
    });
    await travelTo('2026-07-01');
    const instants = (await announced()).slice(1).map(({ at }) => at);
    expect(instants).toHaveLength(EVENTFUL_TURNS.length + 4);
    expect(instants).toEqual(instants.toSorted());
  });

  it('contain a transition through time before a transition by a record, when both are found together', async () => {
    await recordAcme(phase('2026-01-10', '2026-01-24', { status: 'TRIALING' }), phase('2026-01-24'));
    server.clock.now = Date.parse(instant('2026-02-10'));
    await mutated(workspace, 'subscriptionCancel', { subscription: { externalId: 's' }, at: '2026-02-01T00:00:00Z' });
    expect(await turns()).toEqual([
      ['PROSPECT', 'TRIAL', instant('2026-01-10'), 'RECORD'],
      ['TRIAL', 'CUSTOMER', instant('2026-01-24'), 'TIME'],
      ['CUSTOMER', 'FORMER_CUSTOMER', instant('2026-02-01'), 'RECORD'],
    ]);
  });

  it('contain one reversal when a late record cancels a transition that was already reported', async () => {
    await recordAcme(phase('2026-01-10', '2026-01-24', { status: 'TRIALING' }), phase('2026-01-24'));
    server.clock.now = Date.parse(instant('2026-02-10'));
    await recordAcme(phase('2026-01-10', '2026-01-24', { status: 'TRIALING' }));
    expect((await turns()).slice(1)).toEqual([
      ['TRIAL', 'CUSTOMER', instant('2026-01-24'), 'TIME'],
      ['CUSTOMER', 'PROSPECT', instant('2026-01-24'), 'RECORD'],
    ]);
  });

  it('do not contain rewritten history or records that do not change the type', async () => {
    await recordAcme(phase('2025-06-01'));
    const before = await turns();
    await record(workspace, { interactions: [interaction('i', 'acme', '2025-07-01', { kind: 'PURCHASE' })] });
    await recordAcme(phase('2025-01-01', '2025-02-01'), phase('2025-08-01', null, { quantity: 5 }));
    await mutated(workspace, 'accountUpsert', { externalId: 'acme', name: 'Acme & Sons' });
    expect(await turns()).toEqual(before);
  });

  it('contain the cancellation and the return of an account', async () => {
    const started = {
      account: { externalId: 'acme' },
      plan: { externalId: 'basic' },
      unitPrice: usd('9'),
      billingInterval: 'MONTH',
    };
    await mutated(workspace, 'subscriptionStart', { ...started, externalId: 's' });
    await mutated(workspace, 'subscriptionCancel', { subscription: { externalId: 's' } });
    await travelTo('2026-02-14T23:59:59.999Z');
    expect(await turns()).toHaveLength(1);
    server.clock.now = Date.parse(instant('2026-03-01'));
    await mutated(workspace, 'subscriptionStart', started);
    expect(await turns()).toEqual([
      ['PROSPECT', 'CUSTOMER', instant('2026-01-15'), 'RECORD'],
      ['CUSTOMER', 'FORMER_CUSTOMER', instant('2026-02-15'), 'TIME'],
      ['FORMER_CUSTOMER', 'CUSTOMER', instant('2026-03-01'), 'RECORD'],
    ]);
  });

  it('are stored once when twenty queries find them concurrently', async () => {
    await recordAcme(...EVENTFUL);
    server.clock.now = Date.parse(instant('2026-07-01'));
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => workspace.ask('{ accounts { totalCount } clientBase { borderline } }')),
    );
    for (const { errors } of answers) expect(errors).toBeUndefined();
    expect((await turns()).slice(1)).toEqual(byTime(EVENTFUL_TURNS));
  });
});
