import { DAY_MS } from '../../src/classification/calendar.js';
import { refreshWorkspace } from '../../src/derivation/due-accounts.service.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { account, interaction, mutated, phase, plan, record, subscription } from '../support/records.js';
import { rollOutPlans } from '../support/rollouts.js';

const SHOWN = `type isCustomer score clientScore borderline summary
  evidence { criterion { fact { name } threshold } observed met shortfall changesAt summary interactions { id } }
  pathToClient { needsPaidSubscription criteria { criterion { fact { name } } observed summary } }`;
const CRITERION = { comparison: 'AT_LEAST', weight: 1 };

interface Shown {
  type: string;
  summary: string;
  evidence: { criterion: { fact: { name: string } }; observed: number | null; met: boolean }[];
}

// Now is 2026-03-15T12:00:00Z.
const RECORDS = {
  plans: [plan('basic', 1), plan('top', 2)],
  accounts: ['client', 'customer', 'trial', 'buyer', 'former', 'empty'].map((name) => account(name)),
  subscriptions: [
    subscription('s1', 'client', [
      phase('2022-01-31', '2024-05-01', { planExternalId: 'basic', termMonths: 12 }),
      phase('2024-05-01', null, { planExternalId: 'top', termMonths: 12, tailored: true, quantity: 3 }),
    ]),
    subscription('s2', 'customer', [phase('2025-08-15')]),
    subscription('s3', 'trial', [phase('2026-03-01', '2026-04-01', { status: 'TRIALING' })]),
    subscription('s4', 'former', [phase('2024-01-01', '2025-02-01')]),
  ],
  interactions: [
    interaction('i1', 'client', '2025-04-01', { personalized: true, initiative: 'US' }),
    interaction('i2', 'client', '2025-11-01', { personalized: true, initiative: 'THEM' }),
    interaction('i3', 'client', '2026-02-01', { kind: 'ADVOCACY' }),
    interaction('i4', 'customer', '2025-04-15', { personalized: true, initiative: 'US' }),
    interaction('i5', 'buyer', '2026-03-01', { kind: 'PURCHASE' }),
  ],
};

describe('stored evidence', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    server.clock.now = NOW;
    workspace = await server.addWorkspace();
    await record(workspace, RECORDS);
    await server.runJobs();
  });

  /** By the name of the account. */
  async function shown(): Promise<Record<string, Shown>> {
    const { data, errors } = await workspace.ask(`{ accounts { nodes { name relationship { ${SHOWN} } } } }`);
    expect(errors).toBeUndefined();
    const { nodes } = (data as { accounts: { nodes: { name: string; relationship: Shown }[] } }).accounts;
    return Object.fromEntries(nodes.map(({ name, relationship }) => [name, relationship]));
  }
  const run = <Row>(statement: string): Promise<Row[]> =>
    server.database.dataSource.query<Row[]>(statement, [workspace.id]);
  /** As after the migration that brought it. */
  const forget = (): Promise<unknown> =>
    run(`UPDATE account_now SET evidence = NULL, evidence_until = '-infinity' WHERE workspace_id = $1`);
  /** The names of the accounts of which evidence is kept that holds now. */
  const kept = async (): Promise<string[]> => {
    const rows = await run<{ name: string }>(
      `SELECT a.name FROM account_now n JOIN account a USING (workspace_id) WHERE workspace_id = $1
         AND a.id = n.account_id AND n.evidence_until > '${new Date(server.clock.now).toISOString()}'`,
    );
    return rows.map(({ name }) => name).sort();
  };
  const everybody = RECORDS.accounts.map(({ name }) => name).sort();
  /** The same without the stored state of the account. */
  async function fromHistories(): Promise<Record<string, Shown>> {
    await run(`UPDATE account_now SET computed_at = computed_at + interval '9999 days' WHERE workspace_id = $1`);
    const found = await shown();
    await run(`UPDATE account_now SET computed_at = computed_at - interval '9999 days' WHERE workspace_id = $1`);
    return found;
  }

  it('equals the evidence computed from histories, and so do the fields derived from it', async () => {
    expect(await kept()).toEqual(everybody);
    const read = await shown();
    expect(Object.fromEntries(Object.entries(read).map(([name, { type }]) => [name, type]))).toEqual({
      ...{ client: 'CLIENT', customer: 'CUSTOMER', trial: 'TRIAL' },
      ...{ buyer: 'CUSTOMER', former: 'FORMER_CUSTOMER', empty: 'PROSPECT' },
    });
    expect(read.client!.evidence[0]).toMatchObject({ observed: 49, met: true });
    expect(await fromHistories()).toEqual(read);
  });

  it.each([
    'clientScore',
    'borderline',
    'summary',
    'evidence { observed met }',
    'pathToClient { criteria { observed } }',
  ])('is used without reading histories for %s', async (field) => {
    const before = await shown();
    // Were it found in them, it would not be there any more.
    await run('DELETE FROM interaction WHERE workspace_id = $1');
    const { data } = await workspace.ask(`{ accounts { nodes { name relationship { ${field} } } } }`);
    const { nodes } = (data as { accounts: { nodes: { name: string; relationship: object }[] } }).accounts;
    expect(before).toMatchObject(Object.fromEntries(nodes.map(({ name, relationship }) => [name, relationship])));
  });

  it('follows the passage of time, whether or not a job has refreshed it', async () => {
    for (const day of [0, 16, 17, 30, 47, 92, 200, 250, 400]) {
      server.clock.now = NOW + day * DAY_MS;
      const read = await shown();
      if (day === 16) {
        expect(await kept()).toEqual(everybody);
        expect(read.client!.evidence[0]).toMatchObject({ observed: 50 });
      }
      if (day === 47) {
        await refreshWorkspace(workspace.scope());
        expect(await kept()).toEqual(everybody);
        expect(await shown()).toEqual(read);
      }
      // An interaction leaves its window, which changes no list. The end of the term, before day 400, renews evidence.
      if (day === 250) expect(await kept()).not.toEqual(everybody);
      expect(await fromHistories()).toEqual(read);
    }
  });

  it('includes the latest record', async () => {
    await mutated(workspace, 'interactionRecord', {
      ...{ account: { externalId: 'customer' }, kind: 'MEETING', personalized: true },
      occurredAt: '2026-03-15T11:00:00Z',
    });
    const read = await shown();
    expect(read.customer!.evidence[5]).toMatchObject({ observed: 2 });
    expect(await fromHistories()).toEqual(read);
  });

  it('belongs to the policy that classifies the account, before and after a rollout', async () => {
    const before = await shown();
    const policy = {
      ...{ name: 'New', clientScore: 0.5 },
      criteria: [
        { ...CRITERION, fact: 'DAYS_SINCE_LAST_INTERACTION', comparison: 'AT_MOST', threshold: 30 },
        { ...CRITERION, fact: 'RENEWALS', threshold: 2 },
        { ...CRITERION, fact: 'COMPLETED_BILLING_CYCLES', threshold: 40 },
        { ...CRITERION, fact: 'LIFETIME_PAID_MONTHS', threshold: 13 },
        { ...CRITERION, fact: 'AVERAGE_SENTIMENT', threshold: 0.3, windowDays: 90 },
      ],
    };
    const published = await workspace.ask(
      `mutation ($input: PolicyPublishInput!) { policyPublish(input: $input) { userErrors { message } } }`,
      { input: { policy, expectedVersion: 1 } },
    );
    expect(published.data).toEqual({ policyPublish: { userErrors: [] } });
    expect(await shown()).toEqual(before);
    await server.runJobs();
    const read = await shown();
    const facts = policy.criteria.map(({ fact }) => fact);
    for (const { evidence } of Object.values(read)) {
      expect(evidence.map(({ criterion }) => criterion.fact.name)).toEqual(facts);
    }
    expect(read.client!.evidence.map(({ observed }) => observed)).toEqual([42, 4, 49, 49, 0]);
    expect(read.empty!.evidence[0]).toMatchObject({ observed: null, met: false });
    expect(await fromHistories()).toEqual(read);
    await refreshWorkspace(workspace.scope());
    server.clock.now += 45 * DAY_MS;
    expect(await shown()).toEqual(await fromHistories());
  });

  it('agrees with the stored type after a change of plans, before and after the rollout', async () => {
    const before = await shown();
    await mutated(workspace, 'planUpsert', { externalId: 'summit', name: 'Summit', rank: 9 });
    expect(await shown()).toEqual(before);
    await rollOutPlans(workspace);
    const read = await shown();
    expect(read.client!.evidence[2]).toMatchObject({ observed: 0, met: false });
    expect(await fromHistories()).toEqual(read);
  });

  it('is computed from histories while it is missing, until a job has stored it', async () => {
    const read = await shown();
    await forget();
    expect(await kept()).toEqual([]);
    expect(await shown()).toEqual(read);
    await refreshWorkspace(workspace.scope());
    expect(await kept()).toEqual(everybody);
    expect(await shown()).toEqual(read);
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });
});
