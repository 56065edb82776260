import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import {
  everyRow,
  instant,
  mutate,
  mutated,
  phase,
  plan,
  record,
  subscription,
  usd,
  type Given,
} from '../support/records.js';
import { recordAcme, startSubscription } from './subscriptions.js';

const PHASES = `{ subscription(by: { externalId: "s" }) { churnReason phases {
  from to status plan { externalId } quantity unitPrice { amount } billingInterval termMonths tailored
} } }`;
const DAY = 86_400_000;

// Now is 2026-03-15T12:00:00Z.
describe('changing a subscription', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    server.clock.now = NOW;
    workspace = await server.addWorkspace();
    await recordAcme(workspace);
    await record(workspace, { plans: [plan('top', 2)] });
  });
  afterEach(() => expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id));

  const importPhases = (...phases: Given[]): Promise<unknown> =>
    record(workspace, { subscriptions: [subscription('s', 'acme', phases, { churnReason: 'PRICE' })] });
  const input = (given: Given): Given => ({ subscription: { externalId: 's' }, ...given });
  const change = (given: Given = {}): Promise<Given> => mutated(workspace, 'subscriptionChange', input(given));
  const cancel = (given: Given = {}): Promise<Given> => mutated(workspace, 'subscriptionCancel', input(given));
  const phases = async (): Promise<Given[]> => (await workspace.ask(PHASES)).data.subscription.phases as Given[];
  /** Returns the start, end, status and plan of each phase. */
  const phaseSummaries = async (): Promise<unknown[][]> =>
    (await phases()).map(({ from, to, status, plan }) => [from, to, status, (plan as Given).externalId]);
  const typeAt = async (asOf: string): Promise<string> =>
    (
      await workspace.ask(
        'query ($asOf: DateTime) { account(by: { externalId: "acme" }) { relationship(asOf: $asOf) { type } } }',
        { asOf: instant(asOf) },
      )
    ).data.account.relationship.type as string;
  const refusal = async (given: Given): Promise<Given> => {
    const rows = await everyRow(server, workspace);
    const { thing, userErrors } = await mutate(workspace, 'subscriptionChange', input(given));
    expect(thing).toBeNull();
    expect(userErrors).toHaveLength(1);
    expect(await everyRow(server, workspace)).toEqual(rows);
    return { ...userErrors[0]!, field: userErrors[0]!.field.join('.') };
  };
  const midnight = (day: string): string => `${day}T00:00:00.000Z`;

  it('takes effect now by default, and keeps the terms that are not given', async () => {
    await importPhases(phase('2025-01-01', null, { quantity: 3, termMonths: 12, tailored: true }));
    expect(await change({ plan: { externalId: 'top' }, unitPrice: usd('99.00') })).toMatchObject({ status: 'ACTIVE' });
    const common = { quantity: 3, billingInterval: 'MONTH', termMonths: 12, tailored: true, status: 'ACTIVE' };
    const now = new Date(NOW).toISOString();
    expect(await phases()).toEqual([
      {
        ...common,
        from: midnight('2025-01-01'),
        to: now,
        plan: { externalId: 'basic' },
        unitPrice: { amount: '49.00' },
      },
      { ...common, from: now, to: null, plan: { externalId: 'top' }, unitPrice: { amount: '99.00' } },
    ]);
  });

  it('accepts every term, and null as the default', async () => {
    await importPhases(phase('2025-01-01', null, { termMonths: 12, tailored: true }));
    await change({
      at: midnight('2025-06-01'),
      quantity: 7,
      billingInterval: 'QUARTER',
      termMonths: null,
      tailored: null,
    });
    expect((await phases())[1]).toMatchObject({
      quantity: 7,
      billingInterval: 'QUARTER',
      termMonths: 0,
      tailored: false,
      unitPrice: { amount: '49.00' },
    });
  });

  it('at the start of a phase sets the given fields of that phase', async () => {
    await importPhases(phase('2025-01-01', '2025-06-01'), phase('2025-06-01', null, { status: 'PAUSED' }));
    await change({ at: midnight('2025-06-01'), status: 'ACTIVE', quantity: 2 });
    expect(await phaseSummaries()).toEqual([
      [midnight('2025-01-01'), midnight('2025-06-01'), 'ACTIVE', 'basic'],
      [midnight('2025-06-01'), null, 'ACTIVE', 'basic'],
    ]);
    await change({ at: midnight('2025-01-01'), plan: { externalId: 'top' } });
    expect((await phaseSummaries()).map(([, , status, plan]) => [status, plan])).toEqual([
      ['ACTIVE', 'top'],
      ['ACTIVE', 'top'],
    ]);
  });

  it('in the past removes the later phases if asked to, and reclassifies the account from that instant', async () => {
    await importPhases(
      phase('2025-01-01', '2025-06-01'),
      phase('2025-06-01', '2025-09-01', { status: 'PAUSED' }),
      phase('2025-09-01', '2025-12-01'),
    );
    expect(await typeAt('2026-01-01')).toBe('FORMER_CUSTOMER');
    await change({ at: midnight('2025-03-01'), quantity: 2, replaceLater: true });
    expect(await phaseSummaries()).toEqual([
      [midnight('2025-01-01'), midnight('2025-03-01'), 'ACTIVE', 'basic'],
      [midnight('2025-03-01'), null, 'ACTIVE', 'basic'],
    ]);
    expect(await typeAt('2026-01-01')).toBe('CUSTOMER');
  });

  it('to pause and later resume it keeps the relationship', async () => {
    await importPhases(phase('2025-01-01'));
    expect(await change({ status: 'PAUSED' })).toMatchObject({ status: 'PAUSED' });
    expect(await typeAt('2026-04-01')).toBe('CUSTOMER');
    server.clock.now += 30 * DAY;
    expect(await change({ quantity: 2 })).toMatchObject({ status: 'PAUSED' });
    expect(await change({ status: 'ACTIVE' })).toMatchObject({ status: 'ACTIVE' });
    expect((await phaseSummaries()).map(([, , status]) => status)).toEqual(['ACTIVE', 'PAUSED', 'ACTIVE']);
  });

  it('that is canceled can remove the cancellation and the churn reason', async () => {
    await importPhases(phase('2025-01-01'));
    expect(await cancel({ churnReason: 'PRICE' })).toMatchObject({ cancelAt: midnight('2026-04-01') });
    expect(await typeAt('2026-05-01')).toBe('FORMER_CUSTOMER');
    expect(await change({ replaceLater: true })).toMatchObject({
      status: 'ACTIVE',
      cancelAt: null,
      churnReason: null,
    });
    expect(await phaseSummaries()).toEqual([[midnight('2025-01-01'), null, 'ACTIVE', 'basic']]);
    expect(await typeAt('2026-05-01')).toBe('CUSTOMER');
  });

  it('to active after its end starts it again', async () => {
    await importPhases(phase('2025-01-01', '2025-02-01'), phase('2025-02-01', '2025-06-01', { status: 'PAUSED' }));
    await change({ at: midnight('2025-08-01'), status: 'ACTIVE' });
    expect(await phaseSummaries()).toEqual([
      [midnight('2025-01-01'), midnight('2025-02-01'), 'ACTIVE', 'basic'],
      [midnight('2025-02-01'), midnight('2025-06-01'), 'PAUSED', 'basic'],
      [midnight('2025-08-01'), null, 'ACTIVE', 'basic'],
    ]);
    expect(await typeAt('2025-07-01')).toBe('FORMER_CUSTOMER');
    expect(await typeAt('2025-08-01')).toBe('CUSTOMER');
    // A change exactly at the end leaves no gap.
    await importPhases(phase('2025-01-01', '2025-06-01'));
    await change({ at: midnight('2025-06-01'), status: 'ACTIVE' });
    expect(await phaseSummaries()).toEqual([
      [midnight('2025-01-01'), midnight('2025-06-01'), 'ACTIVE', 'basic'],
      [midnight('2025-06-01'), null, 'ACTIVE', 'basic'],
    ]);
  });

  it('at a future instant keeps the terms until then, and a cancellation before that instant sets the change aside', async () => {
    await importPhases(phase('2025-01-01'));
    await change({ at: midnight('2026-06-01'), plan: { externalId: 'top' } });
    expect(await phaseSummaries()).toEqual([
      [midnight('2025-01-01'), midnight('2026-06-01'), 'ACTIVE', 'basic'],
      [midnight('2026-06-01'), null, 'ACTIVE', 'top'],
    ]);
    expect(await cancel()).toMatchObject({ cancelAt: midnight('2026-04-01') });
    expect(await phaseSummaries()).toEqual([[midnight('2025-01-01'), midnight('2026-04-01'), 'ACTIVE', 'basic']]);
    await cancel({ at: midnight('2026-07-01') });
    expect(await phaseSummaries()).toEqual([
      [midnight('2025-01-01'), midnight('2026-06-01'), 'ACTIVE', 'basic'],
      [midnight('2026-06-01'), midnight('2026-07-01'), 'ACTIVE', 'top'],
    ]);
  });

  it('before it starts takes effect at its start', async () => {
    await startSubscription(workspace, { externalId: 's', startsAt: midnight('2026-05-01') });
    await change({ quantity: 5 });
    expect(await phases()).toMatchObject([{ from: midnight('2026-05-01'), to: null, quantity: 5 }]);
  });

  it('on trial keeps the end of the trial, and the subscription is paid from then on if its cancellation is removed', async () => {
    await startSubscription(workspace, {
      externalId: 's',
      startsAt: midnight('2026-03-10'),
      trialEndsAt: midnight('2026-03-24'),
    });
    const onTop = [
      [midnight('2026-03-10'), midnight('2026-03-12'), 'TRIALING', 'basic'],
      [midnight('2026-03-12'), midnight('2026-03-24'), 'TRIALING', 'top'],
      [midnight('2026-03-24'), null, 'ACTIVE', 'top'],
    ];
    await change({ at: midnight('2026-03-12'), plan: { externalId: 'top' } });
    expect(await phaseSummaries()).toEqual(onTop);
    await cancel();
    expect(await phaseSummaries()).toEqual(onTop.slice(0, 2));
    const replaced = await change({ at: midnight('2026-03-12'), status: 'TRIALING', replaceLater: true });
    expect(replaced).toMatchObject({ status: 'TRIALING', cancelAt: null });
    expect(await phaseSummaries()).toEqual(onTop);
    // The same holds for a trial of two phases.
    await change({ at: midnight('2026-03-11'), quantity: 2, replaceLater: true });
    expect((await phaseSummaries()).map(([from, to, status]) => [from, to, status])).toEqual([
      [midnight('2026-03-10'), midnight('2026-03-11'), 'TRIALING'],
      [midnight('2026-03-11'), midnight('2026-03-24'), 'TRIALING'],
      [midnight('2026-03-24'), null, 'ACTIVE'],
    ]);
  });

  it('from trial to active makes it paid, and its term starts then', async () => {
    await startSubscription(workspace, {
      externalId: 's',
      startsAt: midnight('2026-03-10'),
      trialEndsAt: midnight('2026-03-24'),
      termMonths: 12,
    });
    expect(await typeAt('2026-03-14')).toBe('TRIAL');
    expect(await change({ at: midnight('2026-03-14'), status: 'ACTIVE' })).toMatchObject({
      currentTermEndsAt: midnight('2027-03-14'),
    });
    expect(await phaseSummaries()).toEqual([
      [midnight('2026-03-10'), midnight('2026-03-14'), 'TRIALING', 'basic'],
      [midnight('2026-03-14'), null, 'ACTIVE', 'basic'],
    ]);
    expect(await typeAt('2026-03-14')).toBe('CUSTOMER');
  });

  it('on a trial without an end keeps the trial', async () => {
    await importPhases(phase('2026-03-01', null, { status: 'TRIALING' }));
    await change({ at: midnight('2026-03-05'), plan: { externalId: 'top' } });
    expect((await phaseSummaries())[1]).toEqual([midnight('2026-03-05'), null, 'TRIALING', 'top']);
  });

  it('starts a new term only if the length of the term changes', async () => {
    await startSubscription(workspace, { externalId: 's', startsAt: midnight('2025-06-01'), termMonths: 12 });
    expect(await change({ quantity: 4 })).toMatchObject({ currentTermEndsAt: midnight('2026-06-01') });
    expect(await change({ at: midnight('2026-03-01'), termMonths: 24 })).toMatchObject({
      currentTermEndsAt: midnight('2028-03-01'),
    });
  });

  it('to its current terms writes nothing the second time, nor without any field', async () => {
    await startSubscription(workspace, { externalId: 's', startsAt: midnight('2025-06-01') });
    await change({ quantity: 1, status: 'ACTIVE', plan: { externalId: 'basic' } });
    const rows = await everyRow(server, workspace);
    server.clock.now += 1_000;
    await change({ at: new Date(NOW).toISOString(), quantity: 1, status: 'ACTIVE', plan: { externalId: 'basic' } });
    await change();
    expect(await everyRow(server, workspace)).toEqual(rows);
  });

  it('is refused if the change is invalid', async () => {
    await startSubscription(workspace, {
      externalId: 's',
      startsAt: midnight('2026-03-01'),
      trialEndsAt: midnight('2026-03-24'),
    });
    const at = midnight('2026-03-24');
    expect(await refusal({ at: '2026-02-28T23:59:59.999Z' })).toMatchObject({ field: 'at', code: 'OUT_OF_RANGE' });
    expect(await refusal({ at: 'soon' })).toMatchObject({ field: 'at', code: 'INVALID' });
    expect(await refusal({ at, status: 'TRIALING' })).toMatchObject({ field: 'status', code: 'CONFLICT' });
    expect(await refusal({ status: 'PAUSED' })).toEqual({
      field: 'status',
      code: 'CONFLICT',
      message:
        'Expected ACTIVE; got PAUSED. Only a paid subscription can be PAUSED, and this one is on trial at 2026-03-15T12:00:00.000Z.',
    });
    for (const field of ['plan', 'status', 'quantity', 'unitPrice', 'billingInterval']) {
      expect(await refusal({ at, [field]: null })).toMatchObject({ field, code: 'REQUIRED' });
    }
    expect(await refusal({ plan: { externalId: 'nowhere' } })).toMatchObject({ field: 'plan', code: 'NOT_FOUND' });
    expect(await refusal({ subscription: { externalId: 'nobody' } })).toMatchObject({
      field: 'subscription',
      code: 'NOT_FOUND',
    });
    expect(await refusal({ quantity: -1 })).toMatchObject({ field: 'quantity', code: 'OUT_OF_RANGE' });
    expect(await refusal({ termMonths: 601 })).toMatchObject({ field: 'termMonths', code: 'OUT_OF_RANGE' });
    expect(await refusal({ unitPrice: usd('-1') })).toMatchObject({
      field: 'unitPrice.amount',
      code: 'OUT_OF_RANGE',
    });
    await change({ at, unitPrice: usd('10000000000') });
    expect(await refusal({ at, quantity: 2 })).toMatchObject({ field: 'quantity', code: 'OUT_OF_RANGE' });
    await cancel({ at: midnight('2026-05-01') });
    expect(await refusal({ at: midnight('2026-05-01'), status: 'PAST_DUE' })).toMatchObject({ code: 'CONFLICT' });
  });

  it('is refused beyond 200 phases', async () => {
    const start = Date.parse(midnight('2025-01-01'));
    await importPhases(
      ...Array.from({ length: 200 }, (_, i) =>
        phase(
          new Date(start + i * DAY).toISOString(),
          i === 199 ? null : new Date(start + (i + 1) * DAY).toISOString(),
          { quantity: i + 1 },
        ),
      ),
    );
    expect(await refusal({ quantity: 500 })).toMatchObject({ field: 'subscription', code: 'TOO_MANY' });
    await change({ at: new Date(start + 199 * DAY).toISOString(), quantity: 500 });
    expect(await phases()).toHaveLength(200);
  });

  it('takes effect for only the first of several concurrent calls that expect the same updatedAt', async () => {
    await importPhases(phase('2025-01-01'));
    const { updatedAt } = await change({ quantity: 2 });
    const seen = { expectedUpdatedAt: updatedAt };
    const answers = await Promise.all(
      [3, 4, 5].map((quantity) => mutate(workspace, 'subscriptionChange', input({ quantity, ...seen }))),
    );
    expect(answers.filter(({ thing }) => thing)).toHaveLength(1);
    expect(await refusal({ quantity: 9, ...seen })).toMatchObject({ field: 'expectedUpdatedAt', code: 'CONFLICT' });
    expect((await mutate(workspace, 'subscriptionCancel', input(seen))).userErrors).toMatchObject([
      { field: ['expectedUpdatedAt'], code: 'CONFLICT' },
    ]);
    const { data } = await workspace.ask('{ subscription(by: { externalId: "s" }) { updatedAt } }');
    await cancel({ expectedUpdatedAt: data.subscription.updatedAt });
  });
});
