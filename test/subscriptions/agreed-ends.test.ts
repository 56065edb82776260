import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import {
  importRecords,
  instant,
  mutate,
  mutated,
  phase,
  record,
  subscription,
  usd,
  type Given,
} from '../support/records.js';
import { recordAcme, startSubscription } from './subscriptions.js';

const SHOWN = `{ subscription(by: { externalId: "s" }) {
  status endsAt endedAt cancelAt cancelRequestedAt noticeDays autoRenews phases { from to noticeDays autoRenews status }
} }`;
const TYPE = `query ($asOf: DateTime!) { account(by: { externalId: "acme" }) { relationship(asOf: $asOf) { type } } }`;

// Now is 2026-03-15T12:00:00Z.
describe('a subscription with agreed notice and renewal', () => {
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

  const start = (given: Given): Promise<Given> =>
    startSubscription(workspace, { externalId: 's', startsAt: instant('2026-01-31'), ...given });
  const importPhases = (phases: Given[], more: Given = {}) =>
    record(workspace, { subscriptions: [subscription('s', 'acme', phases, more)] });
  const input = (given: Given): Given => ({ subscription: { externalId: 's' }, ...given });
  const change = (given: Given): Promise<Given> => mutated(workspace, 'subscriptionChange', input(given));
  const cancel = (given: Given = {}): Promise<Given> => mutated(workspace, 'subscriptionCancel', input(given));
  const uncancel = (): Promise<Given> => mutated(workspace, 'subscriptionUncancel', input({}));
  const shown = async (): Promise<Given> => (await workspace.ask(SHOWN)).data.subscription as Given;
  const typeAt = async (asOf: string): Promise<unknown> =>
    (await workspace.ask(TYPE, { asOf: instant(asOf) })).data.account.relationship.type;

  it.each([
    ['with its term', { termMonths: 12 }, '2027-01-31'],
    ['with its billing period if it has no term', { billingInterval: 'QUARTER' }, '2026-04-30'],
    [
      'with a billing period of days',
      { billingInterval: undefined, billingPeriod: { unit: 'DAY', count: 100 } },
      '2026-05-11',
    ],
    ['with its billing period if it is free', { unitPrice: usd('0'), billingInterval: 'YEAR' }, '2027-01-31'],
    [
      'with its billing period if a discount makes it free',
      { billingInterval: 'YEAR', discounts: [{ percentOff: '100', duration: 'FOREVER' }] },
      '2027-01-31',
    ],
    ['with the first term after its trial', { trialEndsAt: instant('2026-02-28'), termMonths: 3 }, '2026-05-28'],
  ])('that does not renew ends %s', async (_, terms, end) => {
    await start({ ...terms, autoRenews: false });
    const { phases, ...now } = await shown();
    expect(now).toEqual({
      ...{ status: 'ACTIVE', endsAt: instant(end), endedAt: null, cancelAt: null, cancelRequestedAt: null },
      ...{ noticeDays: null, autoRenews: false },
    });
    expect((phases as Given[]).at(-1)).toMatchObject({ to: null, autoRenews: false });
    server.clock.now = Date.parse(instant(end));
    expect(await shown()).toMatchObject({ status: 'CANCELED', endsAt: null, endedAt: instant(end), cancelAt: null });
    const { data } = await workspace.ask(
      `{ account(by: { externalId: "acme" }) { subscriptions(filter: { status: { eq: CANCELED } }) { totalCount } } }`,
    );
    expect(data.account.subscriptions.totalCount).toBe(1);
  });

  it('that does not renew ends the relationship with its term', async () => {
    await start({ termMonths: 12, autoRenews: false });
    expect([await typeAt('2027-01-30'), await typeAt('2027-01-31')]).toEqual(['CUSTOMER', 'FORMER_CUSTOMER']);
    await change({ autoRenews: true });
    expect([await typeAt('2027-01-31'), (await shown()).endsAt]).toEqual(['CUSTOMER', null]);
  });

  it('keeps an end that was recorded, whether it renews or not', async () => {
    await importPhases([phase('2026-01-01', '2026-12-01', { autoRenews: false, termMonths: 3 })]);
    expect(await shown()).toMatchObject({ endsAt: instant('2026-12-01') });
  });

  it('is not in force after its agreed end until it is started again', async () => {
    await start({ autoRenews: false });
    const after = { at: instant('2026-06-10'), quantity: 2 };
    const { userErrors } = await mutate(workspace, 'subscriptionChange', input(after));
    expect(userErrors).toMatchObject(
      [{ field: ['at'], code: 'CONFLICT', message: /ACTIVE to start it again/ }].map(matching),
    );
    for (const at of ['2026-06-10', '2026-03-01']) {
      const refused = await mutate(workspace, 'subscriptionCancel', input({ at: instant(at) }));
      expect(refused.userErrors).toMatchObject([{ field: ['at'], code: 'CONFLICT' }]);
    }
    expect((await mutate(workspace, 'subscriptionCancel', input({}))).userErrors).toMatchObject([
      { field: ['subscription'], code: 'CONFLICT' },
    ]);
    await change({ ...after, status: 'ACTIVE' });
    expect(((await shown()).phases as Given[]).map(({ from, to }) => [from, to])).toEqual([
      [instant('2026-01-31'), instant('2026-02-28')],
      [instant('2026-06-10'), null],
    ]);
    expect(await typeAt('2026-05-01')).toBe('FORMER_CUSTOMER');
    expect(await typeAt('2026-06-10')).toBe('CUSTOMER');
    expect(await typeAt('2026-07-10')).toBe('FORMER_CUSTOMER');
  });

  it('shows the notice and renewal as started, imported and changed', async () => {
    await start({ noticeDays: 30, termMonths: 12 });
    expect(await shown()).toMatchObject({ noticeDays: 30, autoRenews: true });
    await change({ at: instant('2026-03-01'), noticeDays: 0, autoRenews: false });
    await change({ at: instant('2026-02-01'), noticeDays: null });
    expect(await shown()).toMatchObject({
      ...{ noticeDays: 0, autoRenews: false, endsAt: instant('2027-01-31') },
      phases: [
        { noticeDays: 30, autoRenews: true },
        { noticeDays: null, autoRenews: true },
        { noticeDays: 0, autoRenews: false },
      ],
    });
    await change({ at: instant('2026-03-01'), autoRenews: null });
    expect(await shown()).toMatchObject({ autoRenews: true, endsAt: null });
    const phases = [phase('2026-01-01', null, { noticeDays: 3650, autoRenews: false })];
    await importPhases(phases);
    expect(await importPhases(phases)).toMatchObject({ unchanged: 1 });
    expect(await shown()).toMatchObject({ noticeDays: 3650, autoRenews: false, endedAt: instant('2026-02-01') });
  });

  it('restores the end that was agreed when a cancellation is taken back', async () => {
    await start({ termMonths: 12, autoRenews: false });
    await cancel({ at: instant('2026-06-30') });
    expect(await shown()).toMatchObject({ endsAt: instant('2026-06-30'), cancelAt: instant('2026-06-30') });
    await uncancel();
    expect(await shown()).toMatchObject({ endsAt: instant('2027-01-31'), cancelAt: null });
    await cancel();
    expect(await shown()).toMatchObject({ endsAt: instant('2027-01-31'), cancelAt: instant('2027-01-31') });
  });

  it('is not in force after its agreed end, even if it is canceled before that', async () => {
    await start({ termMonths: 12, autoRenews: false });
    await cancel({ at: instant('2026-06-30') });
    const recorded = await shown();
    for (const [name, given] of [
      ['subscriptionCancel', { at: instant('2027-03-01') }],
      ['subscriptionChange', { at: instant('2027-03-01'), quantity: 2 }],
    ] as const) {
      const { userErrors } = await mutate(workspace, name, input(given));
      expect(userErrors).toMatchObject([{ field: ['at'], code: 'CONFLICT' }]);
    }
    expect(await shown()).toEqual(recorded);
    await change({ at: instant('2027-03-01'), status: 'ACTIVE' });
    await uncancel();
    expect(((await shown()).phases as Given[]).map(({ from, to }) => [from, to])).toEqual([
      [instant('2026-01-31'), instant('2027-01-31')],
      [instant('2027-03-01'), null],
    ]);
  });

  it('is not imported with a cancellation after its agreed end', async () => {
    const phases = [phase('2026-01-01', null, { termMonths: 6, autoRenews: false })];
    const imported = (cancelAt: string, of = phases): Given =>
      subscription('s', 'acme', of, { cancelAt: instant(cancelAt) });
    const { refused, userErrors } = await importRecords(workspace, { subscriptions: [imported('2026-07-02')] });
    expect(refused).toBe(1);
    expect(userErrors).toMatchObject([{ field: ['subscriptions', '0', 'cancelAt'], code: 'OUT_OF_RANGE' }]);
    await record(workspace, { subscriptions: [imported('2026-07-01')] });
    expect(await shown()).toMatchObject({ endsAt: instant('2026-07-01'), cancelAt: instant('2026-07-01') });
    // A recorded cancellation after the new agreed end is not kept.
    await record(workspace, { subscriptions: [imported('2026-08-01', [phase('2026-01-01')])] });
    await importPhases(phases);
    expect(await shown()).toMatchObject({ endsAt: instant('2026-07-01'), cancelAt: null });
  });

  const requested = async (): Promise<unknown> => (await shown()).cancelRequestedAt;
  const now = new Date(NOW).toISOString();

  it('shows when its cancellation was requested, by default now or when it takes effect', async () => {
    await start({});
    await cancel({ at: instant('2026-06-30') });
    expect(await requested()).toBe(now);
    server.clock.now += 86_400_000;
    await cancel({ at: instant('2026-05-31'), churnReason: 'PRICE' });
    expect(await requested()).toBe(now);
    await cancel({ at: instant('2026-05-31'), requestedAt: instant('2026-02-02') });
    expect(await requested()).toBe(instant('2026-02-02'));
    await cancel({ at: instant('2026-05-31'), requestedAt: null });
    expect(await requested()).toBeNull();
    await uncancel();
    await cancel({ at: instant('2026-02-28') });
    expect(await requested()).toBe(instant('2026-02-28'));
    await change({ status: 'ACTIVE' });
    expect(await requested()).toBeNull();
  });

  it('keeps, sets and clears that instant with an import', async () => {
    const open = [phase('2026-01-01')];
    const given = { cancelAt: instant('2026-06-01'), cancelRequestedAt: instant('2026-03-01') };
    await importPhases(open, given);
    expect(await requested()).toBe(instant('2026-03-01'));
    expect(await importPhases(open, given)).toMatchObject({ unchanged: 1 });
    expect(await importPhases(open)).toMatchObject({ unchanged: 1 });
    await importPhases(open, { cancelRequestedAt: null });
    expect([await requested(), (await shown()).cancelAt]).toEqual([null, instant('2026-06-01')]);
    const ended = [phase('2026-01-01', '2026-07-01')];
    await importPhases(ended, { cancelAt: null });
    expect(await shown()).toMatchObject({ cancelAt: null, cancelRequestedAt: null });
    await importPhases(ended, { cancelRequestedAt: instant('2026-04-01') });
    expect(await shown()).toMatchObject({ cancelAt: instant('2026-07-01'), cancelRequestedAt: instant('2026-04-01') });
    const contradiction = { cancelAt: null, cancelRequestedAt: instant('2026-04-01') };
    const { userErrors } = await importRecords(workspace, {
      subscriptions: [subscription('s', 'acme', ended, contradiction)],
    });
    expect(userErrors).toMatchObject([{ field: ['subscriptions', '0', 'cancelRequestedAt'], code: 'INVALID' }]);
  });
});

const matching = ({ message, ...error }: { message: RegExp }): object => ({
  ...error,
  message: expect.stringMatching(message) as string,
});
