import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import {
  everyRow,
  instant,
  mutate,
  mutated,
  phase,
  record,
  subscription,
  usd,
  type Given,
} from '../support/records.js';
import { recordAcme, shownSubscription, startSubscription } from './subscriptions.js';

// Now is 2026-03-15T12:00:00Z.
describe('canceling a subscription', () => {
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
  });
  afterEach(() => expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id));

  const importPhases = (...phases: Given[]): Promise<unknown> =>
    record(workspace, { subscriptions: [subscription('s', 'acme', phases)] });
  const cancel = (input: Given = {}): Promise<Given> =>
    mutated(workspace, 'subscriptionCancel', { subscription: { externalId: 's' }, ...input });

  it.each([
    ['month', {}, '2026-01-31T10:00:00Z', '2026-03-31T10:00:00.000Z'],
    ['quarter', { billingInterval: 'QUARTER' }, '2025-11-30', '2026-05-30'],
    ['year', { billingInterval: 'YEAR' }, '2024-02-29', '2027-02-28'],
    ['term of 12 months', { termMonths: 12 }, '2024-06-01', '2026-06-01'],
    ['term of 24 months', { termMonths: 24, billingInterval: 'YEAR' }, '2024-06-01', '2026-06-01'],
    [
      'term that would renew at this instant',
      { termMonths: 12 },
      '2025-03-15T12:00:00.000Z',
      '2027-03-15T12:00:00.000Z',
    ],
  ])('takes effect by default at the end of its %s', async (_, terms, startsAt, end) => {
    await startSubscription(workspace, { ...terms, startsAt: instant(startsAt), externalId: 's' });
    const cancelAt = instant(end);
    expect(await cancel({ churnReason: 'PRICE' })).toMatchObject({ status: 'ACTIVE', cancelAt, endedAt: null });
    expect((await shownSubscription(workspace))[1]).toMatchObject({
      churnReason: 'PRICE',
      currentTermEndsAt: cancelAt,
    });
    server.clock.now = Date.parse(cancelAt) - 1;
    expect((await shownSubscription(workspace))[1]).toMatchObject({ status: 'ACTIVE', cancelAt, endedAt: null });
    server.clock.now = Date.parse(cancelAt);
    expect((await shownSubscription(workspace))[1]).toMatchObject({
      status: 'CANCELED',
      cancelAt: null,
      endedAt: cancelAt,
    });
  });

  it('on trial takes effect at the end of the trial, before any payment', async () => {
    const [startsAt, trialEndsAt] = ['2026-03-10T00:00:00.000Z', '2026-03-24T00:00:00.000Z'];
    await startSubscription(workspace, { startsAt, trialEndsAt, externalId: 's' });
    expect(await cancel()).toMatchObject({ status: 'TRIALING', cancelAt: trialEndsAt });
    expect(await shownSubscription(workspace)).toMatchObject([
      'TRIAL',
      { phases: [{ from: startsAt, to: trialEndsAt, status: 'TRIALING' }] },
    ]);
    server.clock.now = Date.parse(trialEndsAt);
    expect(await shownSubscription(workspace)).toMatchObject([
      'PROSPECT',
      { status: 'CANCELED', endedAt: trialEndsAt },
    ]);
  });

  it('free of charge takes effect at the end of its month by default', async () => {
    await startSubscription(workspace, { startsAt: '2026-03-01T00:00:00Z', unitPrice: usd('0'), externalId: 's' });
    expect(await cancel()).toMatchObject({ status: 'ACTIVE', cancelAt: '2026-04-01T00:00:00.000Z' });
  });

  it('on a trial without an end sets an end or returns an error', async () => {
    await importPhases(phase('2026-03-01', null, { status: 'TRIALING' }));
    const { thing, userErrors } = await mutate(workspace, 'subscriptionCancel', { subscription: { externalId: 's' } });
    const end = thing?.cancelAt ?? thing?.endedAt ?? null;
    expect({ end, userErrors }).not.toEqual({ end: null, userErrors: [] });
  });

  it('while paused or past due takes effect at the end of the current term', async () => {
    await importPhases(
      phase('2025-06-01', '2025-12-01', { termMonths: 12 }),
      phase('2025-12-01', '2026-02-01', { termMonths: 12, status: 'PAST_DUE' }),
      phase('2026-02-01', null, { termMonths: 12, status: 'PAUSED' }),
    );
    expect(await cancel()).toMatchObject({ status: 'PAUSED', cancelAt: '2026-06-01T00:00:00.000Z' });
  });

  it('takes effect at a requested instant in the future', async () => {
    await startSubscription(workspace, { startsAt: '2026-01-01T00:00:00Z', externalId: 's' });
    const at = '2026-08-08T08:08:08.008Z';
    expect(await cancel({ at })).toMatchObject({ status: 'ACTIVE', cancelAt: at, endedAt: null });
  });

  it('takes effect at a requested instant in the past and sets all later phases aside', async () => {
    await importPhases(
      phase('2025-01-01', '2025-06-01', { status: 'TRIALING' }),
      phase('2025-06-01', '2026-01-01'),
      phase('2026-01-01', null, { quantity: 2 }),
    );
    const at = '2025-09-01T00:00:00.000Z';
    expect(await cancel({ at })).toMatchObject({ status: 'CANCELED', cancelAt: null, endedAt: at });
    expect(await shownSubscription(workspace)).toMatchObject([
      'FORMER_CUSTOMER',
      { phases: [{ status: 'TRIALING' }, { from: '2025-06-01T00:00:00.000Z', to: at }] },
    ]);
  });

  it('twice changes nothing the second time', async () => {
    await startSubscription(workspace, { startsAt: '2026-01-01T00:00:00Z', externalId: 's' });
    const canceled = await cancel({ churnReason: 'PRODUCT' });
    const before = await everyRow(server, workspace);
    server.clock.now += 1_000;
    expect(await cancel()).toEqual(canceled);
    expect(await cancel({ at: canceled.cancelAt })).toEqual(canceled);
    expect(await everyRow(server, workspace)).toEqual(before);
  });

  it('again can move the end later and earlier, and change the churn reason', async () => {
    await startSubscription(workspace, { startsAt: '2026-01-01T00:00:00Z', externalId: 's' });
    await cancel({ at: '2026-07-01T00:00:00Z', churnReason: 'PRICE' });
    expect(await cancel({ at: '2026-09-01T00:00:00Z' })).toMatchObject({
      cancelAt: '2026-09-01T00:00:00.000Z',
      churnReason: 'PRICE',
    });
    const earlier = await cancel({ at: '2026-06-01T00:00:00Z' });
    expect(earlier).toMatchObject({ cancelAt: '2026-06-01T00:00:00.000Z', churnReason: 'PRICE' });
    expect(await cancel({ churnReason: null })).toMatchObject({
      cancelAt: '2026-04-01T00:00:00.000Z',
      churnReason: null,
    });
  });

  it('is refused after the end of what was agreed, in a gap and at a start', async () => {
    await importPhases(phase('2025-01-01', '2026-01-01'), phase('2026-03-01', '2026-07-01'));
    for (const at of ['2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z', '2026-07-01T00:00:00.001Z']) {
      const { userErrors } = await mutate(workspace, 'subscriptionCancel', { subscription: { externalId: 's' }, at });
      expect(userErrors).toMatchObject([{ field: ['at'], code: 'CONFLICT' }]);
    }
  });

  it('is refused at the instant at which the subscription was started again, and keeps what follows', async () => {
    await startSubscription(workspace, { startsAt: '2025-01-01T00:00:00Z', externalId: 's' });
    await cancel({ at: '2025-03-01T00:00:00Z' });
    const reference = { subscription: { externalId: 's' } };
    const at = '2025-06-01T00:00:00Z';
    await mutated(workspace, 'subscriptionChange', { ...reference, at, status: 'ACTIVE' });
    const before = await everyRow(server, workspace);
    const { userErrors } = await mutate(workspace, 'subscriptionCancel', { ...reference, at });
    expect(userErrors).toMatchObject([{ field: ['at'], code: 'CONFLICT' }]);
    expect(await everyRow(server, workspace)).toEqual(before);
  });

  it('that has ended requires an explicit end', async () => {
    const input = { subscription: { externalId: 's' } };
    await importPhases(phase('2025-01-01', '2026-01-01'));
    expect((await mutate(workspace, 'subscriptionCancel', input)).userErrors).toEqual([
      {
        field: ['subscription'],
        code: 'CONFLICT',
        message:
          'Expected a subscription in force; this one ended on 2026-01-01T00:00:00.000Z. Pass the instant at which it ends as `at`.',
      },
    ]);
    expect(await cancel({ at: '2025-07-01T00:00:00Z' })).toMatchObject({ endedAt: '2025-07-01T00:00:00.000Z' });
  });
});
