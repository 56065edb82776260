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
  type Given,
  type ImportRecords,
} from '../support/records.js';
import { shownTypes } from '../support/shown-types.js';

// Now is 2026-03-15T12:00:00Z. The baseline asks for 9 of 18: tenure of 12 months (3, required) and of 24 (3), the top
// tier (3), and 3 personalized interactions within 365 days (3).
const PLANS = [plan('basic', 1), plan('top', 2)];
const personal = (externalId: string, on: string) => interaction(externalId, 'acme', on, { personalized: true });

describe('a late record', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    workspace = await server.addWorkspace();
  });
  afterEach(() => expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id));

  /** The account "acme" with these phases and interactions. */
  const recordAcme = (phases: Given[], others: ImportRecords = {}): Promise<unknown> =>
    record(workspace, {
      plans: PLANS,
      accounts: [account('acme')],
      subscriptions: [subscription('s', 'acme', phases)],
      ...others,
    });
  const typeAt = async (asOf: string): Promise<string> => {
    const query = `{ account(by: { externalId: "acme" }) { relationship(asOf: "${asOf}") { type } } }`;
    const { data } = await workspace.ask(query);
    return (data as { account: { relationship: { type: string } } }).account.relationship.type;
  };
  const changes = (): Promise<unknown[]> =>
    server.database.dataSource.query(
      'SELECT previous_type, type, cause FROM relationship_change WHERE workspace_id = $1 ORDER BY announced_at, id',
      [workspace.id],
    );

  it('rewrites the relationship from the date of the record on, without a relationship change for the past', async () => {
    await recordAcme([phase('2023-01-01', null)], {
      interactions: [personal('1', '2025-02-01'), personal('2', '2025-03-01')],
    });
    const announced = await changes();
    expect(announced).toEqual([{ previous_type: 'PROSPECT', type: 'CUSTOMER', cause: 'RECORD' }]);
    expect(await typeAt('2025-06-01T00:00:00Z')).toBe('CUSTOMER');

    await mutated(workspace, 'interactionRecord', {
      account: { externalId: 'acme' },
      kind: 'MEETING',
      personalized: true,
      occurredAt: '2025-02-15T00:00:00Z',
    });
    expect(await typeAt('2025-02-28T23:59:59.999Z')).toBe('CUSTOMER');
    expect(await typeAt(instant('2025-03-01'))).toBe('CLIENT');
    // 365 days after the first of the three.
    expect(await typeAt('2026-01-31T23:59:59.999Z')).toBe('CLIENT');
    expect(await typeAt(instant('2026-02-01'))).toBe('CUSTOMER');
    expect(await changes()).toEqual(announced);

    await recordAcme([phase('2025-01-01', '2026-01-01')]);
    expect(await typeAt('2024-12-31T23:59:59.999Z')).toBe('PROSPECT');
    expect(await changes()).toEqual([
      ...announced,
      { previous_type: 'CUSTOMER', type: 'FORMER_CUSTOMER', cause: 'RECORD' },
    ]);
  });

  it('of a new top plan changes the type of accounts on the former top plan from the date of the offer on', async () => {
    await recordAcme([phase('2023-01-01', null, { planExternalId: 'top' })], {
      accounts: [account('acme'), account('upgraded'), account('free')],
      subscriptions: [
        subscription('s', 'acme', [phase('2023-01-01', null, { planExternalId: 'top' })]),
        subscription('u', 'upgraded', [phase('2023-01-01', null, { planExternalId: 'basic' })]),
      ],
    });
    const recordPlan = async (given: Given): Promise<void> => {
      await record(workspace, { plans: [given] });
      await server.runJobs();
    };
    expect(await shownTypes(workspace)).toEqual({ acme: 'CLIENT', upgraded: 'CUSTOMER', free: 'PROSPECT' });

    await recordPlan(plan('summit', 3, { offeredFrom: '2026-02-01T00:00:00Z' }));
    expect(await shownTypes(workspace)).toEqual({ acme: 'CUSTOMER', upgraded: 'CUSTOMER', free: 'PROSPECT' });
    expect(await typeAt('2026-01-31T23:59:59.999Z')).toBe('CLIENT');
    expect(await changes()).toContainEqual(expect.objectContaining({ previous_type: 'CLIENT', type: 'CUSTOMER' }));
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);

    await recordPlan(plan('summit', 3, { offeredFrom: '2026-02-01T00:00:00Z', offeredUntil: '2026-03-01T00:00:00Z' }));
    expect(await shownTypes(workspace)).toEqual({ acme: 'CLIENT', upgraded: 'CUSTOMER', free: 'PROSPECT' });
    await recordPlan(plan('basic', 9));
    expect(await shownTypes(workspace)).toEqual({ acme: 'CUSTOMER', upgraded: 'CLIENT', free: 'PROSPECT' });
  });
});
