import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { FULL_RECORDS, shownOf } from '../support/full-records.js';
import {
  account,
  everyRow,
  interaction,
  member,
  phase,
  plan,
  record,
  subscription,
  type Given,
} from '../support/records.js';
import { rollOutPlans } from '../support/rollouts.js';

describe('importing records that are already recorded', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    server.clock.now = NOW;
    workspace = await server.addWorkspace();
  });
  afterEach(async () => {
    await rollOutPlans(workspace);
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });

  it('changes nothing, even later and with the records in another order', async () => {
    await record(workspace, FULL_RECORDS);
    const before = await everyRow(server, workspace);
    const reversed = Object.fromEntries(
      Object.entries(FULL_RECORDS)
        .reverse()
        .map(([kind, records]) => [kind, (records as Given[]).toReversed()]),
    );
    server.clock.now += 60_000;
    expect(await record(workspace, FULL_RECORDS)).toMatchObject({ created: 0, updated: 0, unchanged: 7 });
    expect(await record(workspace, reversed)).toMatchObject({ created: 0, updated: 0, unchanged: 7 });
    expect(await everyRow(server, workspace)).toEqual(before);
  });

  it('counts the updated records, and sets updatedAt only on those that changed', async () => {
    await record(workspace, { ...FULL_RECORDS, accounts: [...FULL_RECORDS.accounts, account('other')] });
    const at = new Date((server.clock.now += 60_000)).toISOString();
    const answer = await record(workspace, {
      plans: [plan('basic', 1, { name: 'Basic' }), FULL_RECORDS.plans[1]!],
      members: [member('mia', { name: 'Mia M.' }), FULL_RECORDS.members[1]!],
      accounts: [account('acme', { name: 'Acme' }), account('other'), account('third')],
      subscriptions: [subscription('acme-1', 'acme', [phase('2024-01-01')])],
      interactions: [interaction('i1', 'acme', '2025-06-02')],
    });
    expect(answer).toMatchObject({ created: 1, updated: 5, unchanged: 3 });
    const { accounts } = await shownOf(workspace);
    expect(accounts.nodes.map((one: Given) => [one.externalId, one.updatedAt === at])).toEqual([
      ['acme', true],
      ['other', false],
      ['third', true],
    ]);
    expect(accounts.nodes[0].subscriptions.nodes[0]).toMatchObject({ churnReason: null, phases: [{ to: null }] });
  });

  it('keeps fields that a record omits', async () => {
    await record(workspace, FULL_RECORDS);
    const before = await shownOf(workspace);
    const answer = await record(workspace, {
      plans: [plan('basic', 1)],
      members: [{ externalId: 'mia', name: 'Mia' }],
      accounts: [{ externalId: 'acme', name: 'Acmé' }],
      subscriptions: [subscription('acme-1', 'acme', FULL_RECORDS.subscriptions[0]!.phases)],
      interactions: [interaction('i1', 'acme', '2025-06-01T09:00:00.123Z', { kind: 'PURCHASE' })],
    });
    expect(answer).toMatchObject({ created: 0, updated: 0, unchanged: 5 });
    expect(await shownOf(workspace)).toEqual(before);
  });

  it('clears fields that a record sets to null', async () => {
    await record(workspace, FULL_RECORDS);
    const { phases } = FULL_RECORDS.subscriptions[0]!;
    const nulls = (...fields: string[]): Given => Object.fromEntries(fields.map((field) => [field, null]));
    await record(workspace, {
      plans: [plan('basic', 1, nulls('offeredFrom', 'offeredUntil'))],
      members: [member('mia', nulls('email'))],
      accounts: [account('acme', nulls('domain', 'desiredOutcome', 'attributes'))],
      subscriptions: [subscription('acme-1', 'acme', phases, nulls('churnReason'))],
      interactions: [
        interaction('i1', 'acme', '2025-06-01T09:00:00.123Z', {
          kind: 'PURCHASE',
          ...nulls('personalized', 'initiative', 'sentiment', 'amount', 'effortMinutes', 'memberExternalId', 'note'),
        }),
      ],
    });
    const { plans, accounts } = await shownOf(workspace);
    expect(plans[0]).toMatchObject(nulls('offeredFrom', 'offeredUntil'));
    expect(accounts.nodes).toMatchObject([
      {
        ...nulls('domain', 'desiredOutcome'),
        attributes: {},
        successManager: { name: 'mia', email: null },
        subscriptions: { nodes: [{ churnReason: null }] },
        interactions: {
          nodes: [
            {
              personalized: false,
              initiative: 'UNKNOWN',
              ...nulls('sentiment', 'amount', 'effortMinutes', 'member', 'note'),
            },
          ],
        },
      },
    ]);
    await record(workspace, { accounts: [account('acme', nulls('successManagerExternalId'))] });
    expect((await shownOf(workspace)).accounts.nodes[0].successManager).toBeNull();
  });

  /** Returns the counts of an import with `input` as a literal in the query, which is sent twice. */
  async function countsOfText(input: string): Promise<unknown[]> {
    const text = `mutation { import(input: { ${input} }) { created updated unchanged userErrors { message } } }`;
    return [(await workspace.ask(text)).data.import, (await workspace.ask(text)).data.import];
  }
  const TWICE = [
    { created: 1, updated: 0, unchanged: 0, userErrors: [] },
    { created: 0, updated: 0, unchanged: 1, userErrors: [] },
  ];

  it('changes nothing if the records are a literal in the query', async () => {
    const record = '{ externalId: "acme", name: "acme", attributes: { size: 2, owner: { name: "Ann" } } }';
    expect(await countsOfText(`accounts: [${record}]`)).toEqual(TWICE);
  });

  it('treats minus zero as zero, as PostgreSQL does', async () => {
    await record(workspace, { accounts: [account('acme')] });
    const happened = 'accountExternalId: "acme", kind: CALL, occurredAt: "2025-01-01T00:00:00Z"';
    expect(await countsOfText(`interactions: [{ externalId: "i", ${happened}, sentiment: -0.0 }]`)).toEqual(TWICE);
    expect(await countsOfText('accounts: [{ externalId: "b", name: "b", attributes: { balance: -0.0 } }]')).toEqual(
      TWICE,
    );
  });
});
