import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';

const PUBLISH = `mutation ($input: PolicyPublishInput!) {
  policyPublish(input: $input) { policy { version name effectiveFrom rollout { accountsDone accountsTotal finishedAt } } userErrors { field code message } }
}`;

const tenure = { fact: 'TENURE_MONTHS', comparison: 'AT_LEAST', threshold: 6, weight: 1, required: true };
const lenient = { name: 'Half a year', criteria: [tenure], clientScore: 1 };

/** Returns records of accounts, by externalId, that have been on a plan for this number of months. */
const importOf = (months: Record<string, number>) => ({
  plans: [{ externalId: 'only', name: 'Only', rank: 1 }],
  accounts: Object.keys(months).map((externalId) => ({ externalId, name: externalId })),
  subscriptions: Object.entries(months).map(([externalId, count]) => ({
    externalId,
    accountExternalId: externalId,
    phases: [
      {
        from: new Date(Date.UTC(2026, 2 - count, 15)).toISOString(),
        planExternalId: 'only',
        status: 'ACTIVE',
        unitPrice: { amount: '10', currencyCode: 'USD' },
        billingInterval: 'MONTH',
      },
    ],
  })),
});

describe('policies', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  beforeEach(async () => {
    workspace = await server.addWorkspace();
    const { data } = await workspace.ask('mutation ($input: ImportInput!) { import(input: $input) { refused } }', {
      input: importOf({ new: 2, settled: 9, old: 30 }),
    });
    expect(data).toEqual({ import: { refused: 0 } });
    await server.runJobs();
  });

  const publish = async (input: Record<string, unknown>) =>
    (await workspace.ask(PUBLISH, { input })).data.policyPublish;

  async function typesNow(): Promise<Record<string, string>> {
    const { data } = await workspace.ask('{ accounts { nodes { name relationship { type policy { version } } } } }');
    return Object.fromEntries(
      data.accounts.nodes.map((node: { name: string; relationship: { type: string; policy: { version: number } } }) => [
        node.name,
        `${node.relationship.type} by ${node.relationship.policy.version}`,
      ]),
    );
  }

  it('start with the baseline, in force and rolled out', async () => {
    const { data } = await workspace.ask(
      '{ policy { version name criteria { fact { name } weight } rollout { accountsDone accountsTotal finishedAt } } policies { totalCount nodes { version } } facts { name unit windowed } }',
    );
    expect(data.policy).toMatchObject({
      version: 1,
      name: 'SaaS baseline',
      rollout: { accountsDone: 3, accountsTotal: 3 },
    });
    expect(data.policy.rollout.finishedAt).not.toBeNull();
    expect(data.policies).toEqual({ totalCount: 1, nodes: [{ version: 1 }] });
    expect(data.facts).toHaveLength(19);
  });

  it('classify each account again only when the rollout reaches it', async () => {
    const before = { new: 'CUSTOMER by 1', settled: 'CUSTOMER by 1', old: 'CUSTOMER by 1' };
    expect(await typesNow()).toEqual({ ...before, old: 'CLIENT by 1' });

    const { policy, userErrors } = await publish({ policy: lenient, expectedVersion: 1 });
    expect(userErrors).toEqual([]);
    expect(policy).toEqual({
      version: 2,
      name: 'Half a year',
      effectiveFrom: '2026-03-15T12:00:00.000Z',
      rollout: { accountsDone: 0, accountsTotal: 3, finishedAt: null },
    });
    expect(await typesNow()).toEqual({ ...before, old: 'CLIENT by 1' });

    await server.runJobs();
    expect(await typesNow()).toEqual({ new: 'CUSTOMER by 2', settled: 'CLIENT by 2', old: 'CLIENT by 2' });
    const { data } = await workspace.ask('{ policy { version rollout { accountsDone accountsTotal finishedAt } } }');
    expect(data.policy).toEqual({
      version: 2,
      rollout: { accountsDone: 3, accountsTotal: 3, finishedAt: '2026-03-15T12:00:00.000Z' },
    });
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });

  it('record a relationship change only for accounts whose type they change', async () => {
    const changesByPolicy = () =>
      server.database.dataSource.query<unknown[]>(
        `SELECT a.name, c.previous_type, c.type, c.cause FROM relationship_change c
         JOIN account a USING (workspace_id) WHERE a.id = c.account_id AND workspace_id = $1 AND c.cause = 'POLICY'`,
        [workspace.id],
      );
    await publish({ policy: lenient, expectedVersion: 1 });
    await server.runJobs();
    const changes = [{ name: 'settled', previous_type: 'CUSTOMER', type: 'CLIENT', cause: 'POLICY' }];
    expect(await changesByPolicy()).toEqual(changes);
    await server.runJobs();
    expect(await changesByPolicy()).toEqual(changes);
  });

  it('classify the past too if they are effective from the past', async () => {
    await publish({ policy: lenient, expectedVersion: 1, effectiveFrom: '1970-01-01T00:00:00Z' });
    await server.runJobs();
    const { data } = await workspace.ask(
      '{ account(by: { externalId: "settled" }) { then: relationship(asOf: "2026-01-01T00:00:00Z") { type since policy { version } } } }',
    );
    expect(data.account.then).toEqual({ type: 'CLIENT', since: '2025-12-15T00:00:00.000Z', policy: { version: 2 } });
  });

  it('classify nothing before they become effective', async () => {
    await publish({ policy: lenient, expectedVersion: 1, effectiveFrom: '2026-04-01T00:00:00Z' });
    await server.runJobs();
    const { data } = await workspace.ask(
      '{ policy { version } account(by: { externalId: "settled" }) { relationship { type nextChange { type from policy { version } } } } }',
    );
    expect(data.policy).toEqual({ version: 1 });
    expect(data.account.relationship).toEqual({
      type: 'CUSTOMER',
      nextChange: { type: 'CLIENT', from: '2026-04-01T00:00:00.000Z', policy: { version: 2 } },
    });
  });

  it('are not published unless expectedVersion is the latest version', async () => {
    await publish({ policy: lenient, expectedVersion: 1 });
    expect(await publish({ policy: lenient, expectedVersion: 1 })).toEqual({
      policy: null,
      userErrors: [
        {
          field: ['expectedVersion'],
          code: 'CONFLICT',
          message: 'Expected 2, the latest version; got 1. Read the latest version before you publish the next one.',
        },
      ],
    });
  });

  it('are published once by several concurrent calls', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => publish({ policy: lenient, expectedVersion: 1 })),
    );
    expect(answers.filter(({ policy }: { policy: unknown }) => policy !== null)).toHaveLength(1);
    const { data } = await workspace.ask('{ policies { totalCount } }');
    expect(data.policies.totalCount).toBe(2);
  });

  it('are refused with every mistake at once', async () => {
    const { policy, userErrors } = await publish({
      expectedVersion: 1,
      effectiveFrom: '300000-01-01T00:00:00Z',
      policy: {
        name: ' ',
        clientScore: 1.5,
        gapDays: -1,
        criteria: [
          { ...tenure, windowDays: 30 },
          { fact: 'TOP_TIER', comparison: 'AT_LEAST', threshold: 2, weight: 0 },
          { fact: 'INTERACTIONS', comparison: 'AT_MOST', threshold: -1, windowDays: 0, weight: 0.1234567 },
        ],
      },
    });
    expect(policy).toBeNull();
    expect(
      userErrors.map(({ field, code }: { field: string[]; code: string }) => `${field.join('.')} ${code}`).sort(),
    ).toEqual([
      'effectiveFrom INVALID',
      'policy.clientScore OUT_OF_RANGE',
      'policy.criteria.0.windowDays INVALID',
      'policy.criteria.1.threshold OUT_OF_RANGE',
      'policy.criteria.1.weight OUT_OF_RANGE',
      'policy.criteria.2.threshold OUT_OF_RANGE',
      'policy.criteria.2.weight INVALID',
      'policy.criteria.2.windowDays OUT_OF_RANGE',
      'policy.gapDays OUT_OF_RANGE',
      'policy.name REQUIRED',
    ]);
  });

  it('are refused as a contradiction only if they contradict themselves', async () => {
    const codes = async (policy: object): Promise<string[]> =>
      (await publish({ expectedVersion: 1, policy })).userErrors.map(({ code }: { code: string }) => code);
    expect(await codes({ name: 'Empty', clientScore: 0.5, criteria: [] })).toEqual(['REQUIRED']);
    expect(await codes({ name: 'Too much', clientScore: 1.5, criteria: [tenure] })).toEqual(['OUT_OF_RANGE']);
  });

  it('are refused if no account could satisfy them', async () => {
    const contradiction = { ...tenure, comparison: 'AT_MOST', threshold: 3 };
    const { userErrors } = await publish({
      expectedVersion: 1,
      policy: { name: 'Impossible', clientScore: 0.6, criteria: [tenure, contradiction] },
    });
    expect(userErrors).toMatchObject([{ field: ['policy', 'criteria'], code: 'CONFLICT' }]);
    const possible = { ...contradiction, required: false };
    const { policy } = await publish({
      expectedVersion: 1,
      policy: { name: 'Possible', clientScore: 0.5, criteria: [tenure, possible] },
    });
    expect(policy).toMatchObject({ version: 2 });
  });

  it('show their differences from an earlier version', async () => {
    const { data: baseline } = await workspace.ask(
      '{ policy { criteria { fact { name } comparison threshold windowDays weight required } } }',
    );
    const criteria = baseline.policy.criteria.map(({ fact, ...rest }: { fact: { name: string } }) => ({
      fact: fact.name,
      ...rest,
    }));
    const [first, second, ...others] = criteria;
    await publish({
      expectedVersion: 1,
      policy: {
        name: 'SaaS baseline',
        clientScore: 0.6,
        criteria: [
          first,
          { ...second, threshold: 36 },
          ...others.slice(0, -1),
          { ...tenure, fact: 'SEATS', required: false },
        ],
      },
    });
    const { data } = await workspace.ask(
      '{ policy(version: 2) { differences(fromVersion: 1) { summary before { threshold } after { threshold } } } }',
    );
    expect(data.policy.differences).toEqual([
      { summary: 'The client score changed from 0.5 to 0.6.', before: null, after: null },
      {
        summary: 'Changed from TENURE_MONTHS of at least 24 (weight 3) to TENURE_MONTHS of at least 36 (weight 3).',
        before: { threshold: 24 },
        after: { threshold: 36 },
      },
      { summary: 'Added: SEATS of at least 6 (weight 1).', before: null, after: { threshold: 6 } },
      {
        summary: 'Removed: ADVOCACY of at least 1 in the last 730 days (weight 1).',
        before: { threshold: 1 },
        after: null,
      },
    ]);
  });

  it('are rolled out consistently by two concurrent workers during concurrent writes', async () => {
    await publish({ policy: lenient, expectedVersion: 1 });
    await Promise.all([
      server.runJobs(),
      server.runJobs(),
      ...Array.from({ length: 10 }, (_, i) =>
        workspace.ask(
          'mutation ($input: AccountUpsertInput!) { accountUpsert(input: $input) { userErrors { message } } }',
          { input: { externalId: `late ${i}`, name: `late ${i}` } },
        ),
      ),
    ]);
    await server.runJobs();
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
    const versions = await server.database.dataSource.query<{ policy_version: number; rules_revision: number }[]>(
      'SELECT DISTINCT policy_version, rules_revision FROM account WHERE workspace_id = $1',
      [workspace.id],
    );
    expect(versions).toEqual([{ policy_version: 2, rules_revision: 3 }]);
  });

  it('are simulated before publication without changing anything', async () => {
    const { data } = await workspace.ask(
      `query ($policy: PolicyInput!) { policySimulation(policy: $policy) {
        accounts policy { version }
        counts { type now { accounts } draft { accounts } }
        transitions { from to accounts monthlyRecurringRevenue { amount } }
        flips { account { name } from to }
      } }`,
      { policy: lenient },
    );
    const { accounts, policy, counts, transitions, flips } = data.policySimulation;
    expect({ accounts, policy }).toEqual({ accounts: 3, policy: { version: 1 } });
    expect(counts).toContainEqual({ type: 'CLIENT', now: { accounts: 1 }, draft: { accounts: 2 } });
    expect(counts).toContainEqual({ type: 'CUSTOMER', now: { accounts: 2 }, draft: { accounts: 1 } });
    expect(transitions).toEqual([
      { from: 'CUSTOMER', to: 'CLIENT', accounts: 1, monthlyRecurringRevenue: { amount: '10.00' } },
    ]);
    expect(flips).toEqual([{ account: { name: 'settled' }, from: 'CUSTOMER', to: 'CLIENT' }]);
    expect(await typesNow()).toEqual({ new: 'CUSTOMER by 1', settled: 'CUSTOMER by 1', old: 'CLIENT by 1' });
  });
});
