import { Role } from '../../src/graphql/role.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import {
  account,
  everyRow,
  instant,
  mutate,
  mutated,
  phase,
  plan,
  record,
  subscription,
  type Given,
} from '../support/records.js';
import { rollOutPlans } from '../support/rollouts.js';

const iso = (at: number): string => new Date(at).toISOString();

describe('a plan', () => {
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
      plans: [plan('basic', 1), plan('unused', 0)],
      accounts: [account('acme')],
      subscriptions: [subscription('s', 'acme', [phase('2024-01-01')])],
    });
    await rollOutPlans(workspace);
  });
  afterEach(async () => {
    await rollOutPlans(workspace);
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });

  const upsert = (input: Given): Promise<Given> => mutated(workspace, 'planUpsert', input);
  const refusal = async (name: 'planUpsert' | 'planDelete', input: Given): Promise<Given> => {
    const rows = await everyRow(server, workspace);
    const { thing, userErrors } = await mutate(workspace, name, input);
    expect(thing).toBeNull();
    expect(await everyRow(server, workspace)).toEqual(rows);
    return { ...userErrors[0], all: userErrors.length };
  };
  const topTierMet = async (): Promise<boolean> => {
    const { data } = await workspace.ask(
      `{ account(by: { externalId: "acme" }) { relationship { evidence { met criterion { fact { name } } } } } }`,
    );
    const evidence = data.account.relationship.evidence as { met: boolean; criterion: { fact: { name: string } } }[];
    return evidence.find(({ criterion }) => criterion.fact.name === 'TOP_TIER')!.met;
  };

  it('is offered from its creation by default, and is found by id and externalId', async () => {
    const created = await upsert({ externalId: 'top', name: 'Top', rank: 2 });
    expect(created).toMatchObject({ name: 'Top', rank: 2, offeredFrom: iso(NOW), offeredUntil: null, isTopTier: true });
    for (const by of [{ id: created.id }, { externalId: 'top' }]) {
      expect((await workspace.ask('query ($by: PlanBy!) { plan(by: $by) { id name } }', { by })).data).toEqual({
        plan: { id: created.id, name: 'Top' },
      });
      expect(await upsert({ ...by, name: 'Tip top' })).toMatchObject({ id: created.id, name: 'Tip top', rank: 2 });
      await upsert({ ...by, name: 'Top' });
    }
    expect(await upsert({ id: created.id, externalId: 'summit', offeredFrom: null })).toMatchObject({
      externalId: 'summit',
      offeredFrom: null,
    });
    const other = await server.addWorkspace();
    expect((await other.ask('query ($by: PlanBy!) { plan(by: $by) { id } }', { by: { id: created.id } })).data).toEqual(
      { plan: null },
    );
  });

  it('with a new top rank is rolled out to every account, as are the end of its offer and its deletion', async () => {
    expect(await topTierMet()).toBe(true);
    await upsert({ externalId: 'top', name: 'Top', rank: 2 });
    await rollOutPlans(workspace);
    expect(await topTierMet()).toBe(false);
    await upsert({ externalId: 'top', offeredFrom: instant('2024-01-01'), offeredUntil: iso(NOW) });
    await rollOutPlans(workspace);
    expect(await topTierMet()).toBe(true);
    await upsert({ externalId: 'top', offeredUntil: null });
    await rollOutPlans(workspace);
    expect(await topTierMet()).toBe(false);
    await mutated(workspace, 'planDelete', { plan: { externalId: 'top' } });
    await rollOutPlans(workspace);
    expect(await topTierMet()).toBe(true);
    const { data } = await workspace.ask('{ policy { rollout { accountsDone accountsTotal finishedAt } } }');
    expect(data.policy.rollout).toMatchObject({ accountsDone: 1, accountsTotal: 1 });
  });

  it('whose name changes is not rolled out', async () => {
    const revision = async (): Promise<unknown> =>
      server.database.dataSource.query('SELECT revision FROM workspace WHERE id = $1', [workspace.id]);
    const before = await revision();
    await upsert({ externalId: 'basic', name: 'Simple' });
    expect(await revision()).toEqual(before);
  });

  it('is deleted only if it never had a subscription', async () => {
    const { data } = await workspace.ask('{ plan(by: { externalId: "unused" }) { id } }');
    expect(await mutated(workspace, 'planDelete', { plan: { externalId: 'unused' } })).toBe(data.plan.id);
    expect((await workspace.ask('{ plans { externalId } }')).data).toEqual({ plans: [{ externalId: 'basic' }] });
    expect(await refusal('planDelete', { plan: { id: data.plan.id } })).toMatchObject({
      field: ['plan'],
      code: 'NOT_FOUND',
    });
    expect(await refusal('planDelete', { plan: { externalId: 'basic' } })).toMatchObject({
      field: ['plan'],
      code: 'CONFLICT',
      message:
        'Expected a plan without past, current or future subscriptions; this one has 1. Set offeredUntil to stop offering the plan.',
    });
  });

  it('that is deleted during concurrent subscription starts is either deleted or subscribed to, never both', async () => {
    const TERMS = { account: { externalId: 'acme' }, unitPrice: { amount: '1', currencyCode: 'USD' } };
    for (let round = 0; round < 5; round++) {
      await upsert({ externalId: `p${round}`, name: 'P', rank: 1 });
      const by = { plan: { externalId: `p${round}` } };
      const [deleted, ...started] = await Promise.all([
        mutate(workspace, 'planDelete', by),
        ...[1, 2, 3].map(() => mutate(workspace, 'subscriptionStart', { ...TERMS, ...by, billingInterval: 'MONTH' })),
      ]);
      for (const { userErrors } of deleted.thing ? started : [deleted]) {
        expect(userErrors).toMatchObject([{ field: ['plan'], code: deleted.thing ? 'NOT_FOUND' : 'CONFLICT' }]);
      }
    }
  });

  it('with invalid input is refused and nothing changes', async () => {
    expect(await refusal('planUpsert', { externalId: 'new' })).toMatchObject({ code: 'REQUIRED', all: 2 });
    expect(await refusal('planUpsert', { externalId: 'basic', name: null, rank: null })).toMatchObject({ all: 2 });
    expect(await refusal('planUpsert', { externalId: 'basic', rank: -1 })).toMatchObject({
      field: ['rank'],
      code: 'OUT_OF_RANGE',
    });
    expect(await refusal('planUpsert', { externalId: 'basic', offeredFrom: 'soon' })).toMatchObject({
      field: ['offeredFrom'],
      code: 'INVALID',
    });
    await upsert({ externalId: 'basic', offeredFrom: instant('2025-01-01') });
    expect(await refusal('planUpsert', { externalId: 'basic', offeredUntil: instant('2025-01-01') })).toMatchObject({
      field: ['offeredUntil'],
      code: 'INVALID',
    });
    const { id } = await upsert({ externalId: 'other', name: 'Other', rank: 1 });
    expect(await refusal('planUpsert', { id, externalId: 'basic' })).toMatchObject({
      field: ['externalId'],
      code: 'CONFLICT',
      message: 'Expected an unused externalId; another plan has this one.',
    });
    expect(await refusal('planUpsert', { id: 'plan_01h455vb4pex5vsknk084sn02q', name: 'X' })).toMatchObject({
      field: ['id'],
      code: 'NOT_FOUND',
    });
  });

  it('is updated by only the first of several concurrent calls that expect the same updatedAt', async () => {
    const { updatedAt } = await upsert({ externalId: 'basic', name: 'Seen' });
    const seen = { externalId: 'basic', expectedUpdatedAt: updatedAt };
    const answers = await Promise.all(
      [1, 2, 3].map((i) => mutate(workspace, 'planUpsert', { ...seen, name: `Name ${i}` })),
    );
    expect(answers.filter(({ thing }) => thing)).toHaveLength(1);
    expect(await refusal('planUpsert', { ...seen, name: 'Late' })).toMatchObject({ code: 'CONFLICT' });
  });

  it('is changed and deleted only by admins', async () => {
    const writer = await server.addWorkspace({ role: Role.WRITER });
    for (const text of [
      'mutation { planUpsert(input: { name: "X", rank: 1 }) { plan { id } } }',
      'mutation { planDelete(input: { plan: { externalId: "basic" } }) { deletedId } }',
      'mutation { accountDelete(input: { account: { externalId: "acme" } }) { deletedId } }',
    ]) {
      expect((await writer.ask(text)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
  });
});
