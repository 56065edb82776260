import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { instant, usd } from '../support/records.js';
import { recordAcme, shownSubscription, startSubscription } from './subscriptions.js';

// Now is 2026-03-15T12:00:00Z.
describe('starting a subscription', () => {
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

  it.each([
    ['now by default', {}, '2026-03-15T12:00:00.000Z', 'CUSTOMER', '49.00', '2026-04-15T12:00:00.000Z'],
    [
      'in the past',
      { startsAt: '2026-01-31T10:00:00Z' },
      '2026-01-31T10:00:00.000Z',
      'CUSTOMER',
      '49.00',
      '2026-03-31T10:00:00.000Z',
    ],
    ['in the future', { startsAt: '2026-05-01T02:00:00+02:00' }, '2026-05-01T00:00:00.000Z', 'PROSPECT', '0.00', null],
    ['free of charge', { unitPrice: usd('0') }, '2026-03-15T12:00:00.000Z', 'PROSPECT', '0.00', null],
  ])('%s returns its state and type', async (_, input, startedAt, type, amount, currentTermEndsAt) => {
    expect(await startSubscription(workspace, { ...input, externalId: 's' })).toMatchObject({
      externalId: 's',
      status: 'ACTIVE',
      startedAt,
    });
    expect(await shownSubscription(workspace)).toEqual([
      type,
      {
        status: 'ACTIVE',
        startedAt,
        trialEndsAt: null,
        currentTermEndsAt,
        cancelAt: null,
        endedAt: null,
        churnReason: null,
        phases: [{ from: startedAt, to: null, status: 'ACTIVE' }],
        monthlyRecurringRevenue: { amount },
      },
    ]);
  });

  it.each([
    ['that is running', '2026-03-10', '2026-03-24', 'TRIALING', 'TRIAL', '0.00', null],
    ['that has ended', '2026-02-10', '2026-02-24', 'ACTIVE', 'CUSTOMER', '49.00', '2026-03-24'],
    [
      'that ends now',
      '2026-02-15',
      '2026-03-15T12:00:00.000Z',
      'ACTIVE',
      'CUSTOMER',
      '49.00',
      '2026-04-15T12:00:00.000Z',
    ],
    ['that has not started', '2026-04-10', '2026-04-24', 'TRIALING', 'PROSPECT', '0.00', null],
  ])(
    'with a trial %s returns its state and type',
    async (_, startsAt, trialEndsAt, status, type, amount, currentTermEndsAt) => {
      const [from, end] = [instant(startsAt), instant(trialEndsAt)];
      await startSubscription(workspace, { startsAt: from, trialEndsAt: end });
      expect(await shownSubscription(workspace)).toEqual([
        type,
        {
          status,
          startedAt: from,
          trialEndsAt: end,
          currentTermEndsAt: currentTermEndsAt && instant(currentTermEndsAt),
          cancelAt: null,
          endedAt: null,
          churnReason: null,
          phases: [
            { from, to: end, status: 'TRIALING' },
            { from: end, to: null, status: 'ACTIVE' },
          ],
          monthlyRecurringRevenue: { amount },
        },
      ]);
    },
  );
});
