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
  type MutationName,
} from '../support/records.js';
import { recordAcme, startSubscription } from './subscriptions.js';

const SHOWN = `{ subscription(by: { externalId: "s" }) {
  status endsAt cancelAt endedAt withdrawnAt churnReason trialEndsAt monthlyRecurringRevenue { amount }
  phases { from to status quantity unitPrice { amount } plan { externalId } }
} }`;

/** A recorded state, the changes made afterwards, and the state shown then. */
interface Row {
  title: string;
  /** Imported phases. Default: one since 2025-01-01 that renews. */
  phases?: Given[];
  steps: Step[];
  /** From, to, status, quantity, price and plan of each phase; trailing values as in the phase before. */
  expected: PhaseShown[];
  shows?: Given;
}
type Step = [change: 'change' | 'cancel' | 'uncancel', input: Given];
type PhaseShown = [from: string, to: string | null, ...Partial<[string, number, string, string]>];

const change = (at: string, input: Given = {}): Step => ['change', { at: instant(at), ...input }];
const cancel = (at: string, input: Given = {}): Step => ['cancel', { at: instant(at), ...input }];
const uncancel: Step = ['uncancel', {}];
const active = { status: 'ACTIVE' };
const onTop = { plan: { externalId: 'top' } };
const trial = [phase('2026-03-01', '2026-03-24', { status: 'TRIALING' }), phase('2026-03-24')];

// Now is 2026-03-15T12:00:00Z.
const ROWS: Row[] = [
  {
    title: 'a seat more leaves the cancellation and its reason',
    steps: [cancel('2027-01-01', { churnReason: 'PRICE' }), change('2026-03-15', { quantity: 2 })],
    expected: [
      ['2025-01-01', '2026-03-15', 'ACTIVE', 1],
      ['2026-03-15', '2027-01-01', 'ACTIVE', 2],
    ],
    shows: { cancelAt: '2027-01-01', endsAt: '2027-01-01', churnReason: 'PRICE' },
  },
  {
    title: 'more seats leave a later price',
    steps: [
      change('2026-06-01', { unitPrice: usd('15') }),
      change('2026-03-15', { quantity: 4, unitPrice: usd('10') }),
    ],
    expected: [
      ['2025-01-01', '2026-03-15', 'ACTIVE', 1, '49.00'],
      ['2026-03-15', '2026-06-01', 'ACTIVE', 4, '10.00'],
      ['2026-06-01', null, 'ACTIVE', 4, '15.00'],
    ],
  },
  {
    title: 'a late payment leaves a later upgrade',
    steps: [change('2026-06-01', onTop), change('2026-03-15', { status: 'PAST_DUE' }), change('2026-03-20', active)],
    expected: [
      ['2025-01-01', '2026-03-15', 'ACTIVE', 1, '49.00', 'basic'],
      ['2026-03-15', '2026-03-20', 'PAST_DUE'],
      ['2026-03-20', '2026-06-01', 'ACTIVE'],
      ['2026-06-01', null, 'ACTIVE', 1, '49.00', 'top'],
    ],
  },
  {
    title: 'an upgrade recorded after an agreed end leaves the end',
    phases: [phase('2025-01-01', '2025-09-01')],
    steps: [change('2025-03-01', onTop)],
    expected: [
      ['2025-01-01', '2025-03-01', 'ACTIVE', 1, '49.00', 'basic'],
      ['2025-03-01', '2025-09-01', 'ACTIVE', 1, '49.00', 'top'],
    ],
    shows: { status: 'CANCELED', endedAt: '2025-09-01', cancelAt: null },
  },
  {
    title: 'an upgrade recorded after a cancellation leaves the end',
    steps: [cancel('2025-09-01', { churnReason: 'PRODUCT' }), change('2025-03-01', onTop)],
    expected: [
      ['2025-01-01', '2025-03-01', 'ACTIVE', 1, '49.00', 'basic'],
      ['2025-03-01', '2025-09-01', 'ACTIVE', 1, '49.00', 'top'],
    ],
    shows: { status: 'CANCELED', endedAt: '2025-09-01', churnReason: 'PRODUCT' },
  },
  {
    title: 'a late change of seats leaves the end of a pause',
    steps: [
      change('2025-03-01', { status: 'PAUSED' }),
      change('2025-05-01', active),
      change('2025-04-01', { quantity: 3 }),
    ],
    expected: [
      ['2025-01-01', '2025-03-01', 'ACTIVE', 1],
      ['2025-03-01', '2025-04-01', 'PAUSED', 1],
      ['2025-04-01', '2025-05-01', 'PAUSED', 3],
      ['2025-05-01', null, 'ACTIVE', 3],
    ],
  },
  {
    title: 'a corrected cancellation leaves the return',
    steps: [cancel('2025-03-01'), change('2025-06-01', active), cancel('2025-02-15')],
    expected: [
      ['2025-01-01', '2025-02-15', 'ACTIVE'],
      ['2025-06-01', null, 'ACTIVE'],
    ],
    shows: { status: 'ACTIVE', cancelAt: null, endsAt: null },
  },
  {
    title: 'a corrected end of imported phases leaves the return',
    phases: [phase('2025-01-01', '2025-03-01'), phase('2025-06-01')],
    steps: [cancel('2025-02-15')],
    expected: [
      ['2025-01-01', '2025-02-15', 'ACTIVE'],
      ['2025-06-01', null, 'ACTIVE'],
    ],
    shows: { status: 'ACTIVE', cancelAt: null },
  },
  {
    title: 'an event received again leaves a later return to the old value',
    steps: [
      change('2025-03-01', { quantity: 2 }),
      change('2025-06-01', { quantity: 1 }),
      change('2025-03-01', { quantity: 2 }),
    ],
    expected: [
      ['2025-01-01', '2025-03-01', 'ACTIVE', 1],
      ['2025-03-01', '2025-06-01', 'ACTIVE', 2],
      ['2025-06-01', null, 'ACTIVE', 1],
    ],
  },
  {
    title: 'a value set again to what it was holds against a change before it',
    steps: [change('2025-06-01', { quantity: 1 }), change('2025-03-01', { quantity: 2 })],
    expected: [
      ['2025-01-01', '2025-03-01', 'ACTIVE', 1],
      ['2025-03-01', '2025-06-01', 'ACTIVE', 2],
      ['2025-06-01', null, 'ACTIVE', 1],
    ],
  },
  {
    title: 'events of a payment in the wrong order',
    steps: [change('2025-03-04', active), change('2025-03-03', { status: 'PAST_DUE' })],
    expected: [
      ['2025-01-01', '2025-03-03', 'ACTIVE'],
      ['2025-03-03', '2025-03-04', 'PAST_DUE'],
      ['2025-03-04', null, 'ACTIVE'],
    ],
  },
  {
    title: 'of two values for one field at one instant the one received last holds, and other fields stay',
    steps: [change('2025-03-01', { quantity: 2, ...onTop }), change('2025-03-01', { quantity: 5 })],
    expected: [
      ['2025-01-01', '2025-03-01', 'ACTIVE', 1, '49.00', 'basic'],
      ['2025-03-01', null, 'ACTIVE', 5, '49.00', 'top'],
    ],
  },
  {
    title: 'a cancellation is moved later, past a change that it had set aside',
    steps: [
      change('2026-07-01', { quantity: 3 }),
      cancel('2026-06-01', { churnReason: 'PRICE' }),
      cancel('2026-09-01'),
    ],
    expected: [
      ['2025-01-01', '2026-07-01', 'ACTIVE', 1],
      ['2026-07-01', '2026-09-01', 'ACTIVE', 3],
    ],
    shows: { cancelAt: '2026-09-01', churnReason: 'PRICE' },
  },
  {
    title: 'a cancellation is moved earlier and taken back',
    steps: [change('2026-07-01', { quantity: 3 }), cancel('2026-09-01'), cancel('2026-06-01'), uncancel],
    expected: [
      ['2025-01-01', '2026-07-01', 'ACTIVE', 1],
      ['2026-07-01', null, 'ACTIVE', 3],
    ],
    shows: { cancelAt: null, endsAt: null, churnReason: null },
  },
  {
    title: 'a change recorded for a time that is set aside holds when the cancellation is taken back',
    steps: [cancel('2026-06-01'), change('2026-07-01', { quantity: 3 }), uncancel],
    expected: [
      ['2025-01-01', '2026-07-01', 'ACTIVE', 1],
      ['2026-07-01', null, 'ACTIVE', 3],
    ],
  },
  {
    title: 'a change recorded for a time that is set aside holds when the subscription is back',
    steps: [cancel('2025-03-01'), change('2025-05-01', { quantity: 3 }), change('2025-06-01', active)],
    expected: [
      ['2025-01-01', '2025-03-01', 'ACTIVE', 1],
      ['2025-06-01', null, 'ACTIVE', 3],
    ],
  },
  {
    title: 'a cancellation at an agreed end is taken back, and the end stays',
    phases: [phase('2025-01-01', '2026-12-31')],
    steps: [cancel('2026-12-31', { churnReason: 'PRICE' }), uncancel],
    expected: [['2025-01-01', '2026-12-31', 'ACTIVE']],
    shows: { cancelAt: null, endsAt: '2026-12-31', churnReason: null },
  },
  {
    title: 'it is interrupted, back and canceled again',
    steps: [cancel('2025-03-01'), change('2025-06-01', active), cancel('2026-08-01', { churnReason: 'SERVICE' })],
    expected: [
      ['2025-01-01', '2025-03-01', 'ACTIVE'],
      ['2025-06-01', '2026-08-01', 'ACTIVE'],
    ],
    shows: { cancelAt: '2026-08-01', churnReason: 'SERVICE' },
  },
  {
    title: 'the second cancellation is taken back, and the first stays',
    steps: [cancel('2025-03-01'), change('2025-06-01', active), cancel('2026-08-01'), uncancel, uncancel],
    expected: [
      ['2025-01-01', '2025-03-01', 'ACTIVE'],
      ['2025-06-01', null, 'ACTIVE'],
    ],
  },
  {
    title: 'a return at the instant of the cancellation leaves no gap',
    steps: [cancel('2025-03-01', { churnReason: 'PRICE' }), change('2025-03-01', active)],
    expected: [
      ['2025-01-01', '2025-03-01', 'ACTIVE'],
      ['2025-03-01', null, 'ACTIVE'],
    ],
    shows: { churnReason: null, endsAt: null },
  },
  {
    title: 'a trial is extended',
    phases: trial,
    steps: [['change', { trialEndsAt: '2026-04-07T00:00:00Z' }]],
    expected: [
      ['2026-03-01', '2026-04-07', 'TRIALING'],
      ['2026-04-07', null, 'ACTIVE'],
    ],
    shows: { trialEndsAt: '2026-04-07', status: 'TRIALING' },
  },
  {
    title: 'a trial is extended past a price that was set for later',
    phases: trial,
    steps: [change('2026-04-01', { unitPrice: usd('15') }), ['change', { trialEndsAt: '2026-04-07T00:00:00Z' }]],
    expected: [
      ['2026-03-01', '2026-04-01', 'TRIALING', 1, '49.00'],
      ['2026-04-01', '2026-04-07', 'TRIALING', 1, '15.00'],
      ['2026-04-07', null, 'ACTIVE', 1, '15.00'],
    ],
  },
  {
    title: 'a trial is shortened',
    phases: trial,
    steps: [['change', { trialEndsAt: '2026-03-20T00:00:00Z', quantity: 2, at: '2026-03-16T00:00:00Z' }]],
    expected: [
      ['2026-03-01', '2026-03-16', 'TRIALING', 1],
      ['2026-03-16', '2026-03-20', 'TRIALING', 2],
      ['2026-03-20', null, 'ACTIVE', 2],
    ],
  },
  {
    title: 'a trial that ends without payment is extended',
    phases: [phase('2026-03-01', '2026-03-24', { status: 'TRIALING' })],
    steps: [['change', { trialEndsAt: '2026-04-07T00:00:00Z' }]],
    expected: [['2026-03-01', '2026-04-07', 'TRIALING']],
    shows: { endsAt: '2026-04-07', cancelAt: null },
  },
  {
    title: 'a trial without an end is given one',
    phases: [phase('2026-03-01', null, { status: 'TRIALING' })],
    steps: [['change', { trialEndsAt: '2026-04-07T00:00:00Z' }]],
    expected: [
      ['2026-03-01', '2026-04-07', 'TRIALING'],
      ['2026-04-07', null, 'ACTIVE'],
    ],
  },
  {
    title: 'a trial that was ended early and then paused stays paused',
    phases: trial,
    steps: [change('2026-03-16', active), change('2026-03-20', { status: 'PAUSED' })],
    expected: [
      ['2026-03-01', '2026-03-16', 'TRIALING'],
      ['2026-03-16', '2026-03-20', 'ACTIVE'],
      ['2026-03-20', null, 'PAUSED'],
    ],
  },
  {
    title: 'a cancellation before the end of the trial leaves the trial when it is taken back',
    phases: trial,
    steps: [cancel('2026-03-20'), change('2026-03-10', { quantity: 2 }), uncancel],
    expected: [
      ['2026-03-01', '2026-03-10', 'TRIALING', 1],
      ['2026-03-10', '2026-03-24', 'TRIALING', 2],
      ['2026-03-24', null, 'ACTIVE', 2],
    ],
  },
  {
    title: 'an empty phase stays beside later changes',
    phases: [phase('2025-03-01', '2025-03-01', { quantity: 9 }), phase('2025-03-01')],
    steps: [change('2025-06-01', { quantity: 2 }), cancel('2025-05-01'), change('2025-03-01', onTop), uncancel],
    expected: [
      ['2025-03-01', '2025-03-01', 'ACTIVE', 9, '49.00', 'basic'],
      ['2025-03-01', '2025-06-01', 'ACTIVE', 1, '49.00', 'top'],
      ['2025-06-01', null, 'ACTIVE', 2],
    ],
  },
  {
    title: 'replaceLater removes what was set for later and the cancellation',
    steps: [
      change('2026-06-01', { quantity: 3 }),
      cancel('2026-09-01', { churnReason: 'PRICE' }),
      change('2026-03-15', { unitPrice: usd('10'), replaceLater: true }),
    ],
    expected: [
      ['2025-01-01', '2026-03-15', 'ACTIVE', 1, '49.00'],
      ['2026-03-15', null, 'ACTIVE', 1, '10.00'],
    ],
    shows: { cancelAt: null, churnReason: null },
  },
];

describe('a change of a subscription', () => {
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

  const importPhases = (phases: Given[], changes: Given = {}): Promise<unknown> =>
    record(workspace, { subscriptions: [subscription('s', 'acme', phases, changes)] });
  const mutations = {
    change: 'subscriptionChange',
    cancel: 'subscriptionCancel',
    uncancel: 'subscriptionUncancel',
  } as const satisfies Record<Step[0], MutationName>;
  const make = ([kind, input]: Step): Promise<Given> =>
    mutated(workspace, mutations[kind], { subscription: { externalId: 's' }, ...input });
  const errors = async ([kind, input]: Step): Promise<Given[]> => {
    const { userErrors } = await mutate(workspace, mutations[kind], { subscription: { externalId: 's' }, ...input });
    return userErrors.map(({ field, code }) => ({ field: field.join('.'), code }));
  };
  const shown = async (): Promise<Given> => (await workspace.ask(SHOWN)).data.subscription as Given;
  const phasesShown = async (): Promise<unknown[][]> =>
    ((await shown()).phases as Given[]).map(({ from, to, status, quantity, unitPrice, plan }) => [
      ...[from, to, status, quantity],
      ...[(unitPrice as Given).amount, (plan as Given).externalId],
    ]);
  const toShown = (phases: PhaseShown[]): unknown[][] => {
    let before: unknown[] = ['', null, 'ACTIVE', 1, '49.00', 'basic'];
    return phases.map(([from, to, ...values]) => {
      before = [instant(from), to && instant(to), ...values, ...before.slice(values.length + 2)];
      return before;
    });
  };
  const typeAt = async (asOf: string): Promise<string> => {
    const query = `{ account(by: { externalId: "acme" }) { relationship(asOf: "${instant(asOf)}") { type } } }`;
    return (await workspace.ask(query)).data.account.relationship.type as string;
  };

  it.each(ROWS)(
    'does not undo others, and changes nothing if it is sent again: $title',
    async ({ phases, steps, expected, shows }) => {
      await importPhases(phases ?? [phase('2025-01-01')]);
      for (const step of steps) await make(step);
      expect(await phasesShown()).toEqual(toShown(expected));
      const dates = Object.entries(shows ?? {}).map(([field, value]) => [
        field,
        typeof value === 'string' ? instant(value) : value,
      ]);
      expect(await shown()).toMatchObject(Object.fromEntries(dates) as Given);
      const rows = await everyRow(server, workspace);
      server.clock.now += 1_000;
      const last = steps.at(-1)!;
      if ('at' in last[1]) {
        await make(last);
        expect(await everyRow(server, workspace)).toEqual(rows);
      }
    },
  );

  it('holds if twelve of different instants are made at once', async () => {
    await importPhases([phase('2025-01-01')]);
    const quantities = Array.from({ length: 12 }, (_, i) => i + 2);
    await Promise.all(
      quantities.map((quantity, i) => make(change(`2025-${String(i + 1).padStart(2, '0')}-02`, { quantity }))),
    );
    expect((await phasesShown()).map(([, , , quantity]) => quantity)).toEqual([1, ...quantities]);
  });

  it('gives the same phases in any order, of different fields and also after an import', async () => {
    const changes = [
      change('2025-02-01', { quantity: 2 }),
      change('2025-03-01', { unitPrice: usd('10'), tailored: true }),
      change('2025-04-01', { quantity: 1 }),
      change('2025-05-01', { status: 'PAUSED' }),
      change('2025-06-01', { ...active, ...onTop }),
      change('2025-07-01', { quantity: 2, unitPrice: usd('49') }),
    ];
    const results: unknown[][][] = [];
    for (const order of [changes, changes.toReversed(), [...changes.slice(3), ...changes, ...changes.slice(0, 3)]]) {
      await importPhases([phase('2025-01-01', '2025-04-15'), phase('2025-04-15', null, { billingInterval: 'YEAR' })]);
      for (const one of order) await make(one);
      results.push(await phasesShown());
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
    expect(results[0]).toHaveLength(8);
  });

  it('after an agreed end requires the status ACTIVE, and then starts the subscription again', async () => {
    await importPhases([phase('2025-01-01', '2025-06-01', { quantity: 4 })]);
    expect(await errors(change('2025-08-01', { quantity: 2 }))).toEqual([{ field: 'at', code: 'CONFLICT' }]);
    expect(await errors(change('2025-08-01', { status: 'PAUSED' }))).toEqual([{ field: 'status', code: 'CONFLICT' }]);
    await make(change('2025-08-01', active));
    await make(change('2025-05-01', { quantity: 5 }));
    expect(await phasesShown()).toEqual(
      toShown([
        ['2025-01-01', '2025-05-01', 'ACTIVE', 4],
        ['2025-05-01', '2025-06-01', 'ACTIVE', 5],
        ['2025-08-01', null, 'ACTIVE', 5],
      ]),
    );
  });

  it('of an end of trial is refused outside the trial, before the change, and past another status or end', async () => {
    await importPhases([phase('2025-01-01')]);
    const refused = (input: Given): Promise<Given[]> => errors(['change', input]);
    expect(await refused({ trialEndsAt: '2026-04-01T00:00:00Z' })).toEqual([
      { field: 'trialEndsAt', code: 'CONFLICT' },
    ]);
    await importPhases([...trial.slice(0, 1), phase('2026-03-24', '2026-05-01')]);
    for (const [input, code] of [
      [{ trialEndsAt: '2026-03-15T11:59:59.999Z' }, 'OUT_OF_RANGE'],
      [{ trialEndsAt: '2026-03-01T00:00:00Z', at: '2026-03-01T00:00:00Z' }, 'OUT_OF_RANGE'],
      [{ trialEndsAt: '2026-05-01T00:00:00.001Z' }, 'CONFLICT'],
      [{ trialEndsAt: null }, 'REQUIRED'],
      [{ trialEndsAt: 'soon' }, 'INVALID'],
      [{ trialEndsAt: '2026-04-01T00:00:00Z', status: 'ACTIVE' }, 'INVALID'],
    ] as const) {
      expect(await refused(input)).toEqual([{ field: 'trialEndsAt', code }]);
    }
    await make(change('2026-04-01', { status: 'PAST_DUE' }));
    expect(await refused({ trialEndsAt: '2026-04-02T00:00:00Z' })).toEqual([
      { field: 'trialEndsAt', code: 'CONFLICT' },
    ]);
    await make(['change', { trialEndsAt: '2026-04-01T00:00:00Z' }]);
    expect((await phasesShown()).map(([, , status]) => status)).toEqual(['TRIALING', 'PAST_DUE']);
  });

  describe('that has not begun', () => {
    const withdrawn = async (): Promise<void> => {
      await startSubscription(workspace, { externalId: 's', startsAt: '2027-03-01T00:00:00Z', termMonths: 12 });
      await make(['cancel', { churnReason: 'NEED_ENDED' }]);
    };
    const now = new Date(NOW).toISOString();

    it('by cancellation withdraws it: it is shown as recorded, and counts nowhere', async () => {
      await withdrawn();
      const expected = { status: 'CANCELED', withdrawnAt: now, endsAt: null, cancelAt: null, endedAt: null };
      expect(await shown()).toMatchObject({ ...expected, churnReason: 'NEED_ENDED' });
      expect(await phasesShown()).toEqual(toShown([['2027-03-01', null]]));
      expect(await typeAt('2028-01-01')).toBe('PROSPECT');
      const { data } = await workspace.ask(`{
        account(by: { externalId: "acme" }) {
          subscriptions(filter: { status: { eq: CANCELED }, churnReason: { eq: NEED_ENDED } }) {
            totalCount nodes { status withdrawnAt monthlyRecurringRevenue { amount } }
          }
        }
        renewals(from: "2026-01-01", to: "2029-01-01", first: 5) { nodes { at } }
      }`);
      const node = { status: 'CANCELED', withdrawnAt: now, monthlyRecurringRevenue: { amount: '0.00' } };
      expect(data).toEqual({ account: { subscriptions: { totalCount: 1, nodes: [node] } }, renewals: { nodes: [] } });
      server.clock.now = Date.parse('2027-06-01T00:00:00Z');
      expect(await shown()).toMatchObject(expected);
      expect(await typeAt('2027-06-01')).toBe('PROSPECT');
    });

    it('is refused once it is withdrawn, and withdrawing it again changes nothing', async () => {
      await withdrawn();
      const rows = await everyRow(server, workspace);
      server.clock.now += 1_000;
      expect(await errors(change('2027-04-01', { quantity: 2 }))).toEqual([
        { field: 'subscription', code: 'CONFLICT' },
      ]);
      await make(['cancel', {}]);
      expect(await everyRow(server, workspace)).toEqual(rows);
    });

    it('cannot be given an end after its start once it is withdrawn', async () => {
      await withdrawn();
      const rows = await everyRow(server, workspace);
      expect(await errors(cancel('2027-05-01'))).toEqual([{ field: 'subscription', code: 'CONFLICT' }]);
      expect(await everyRow(server, workspace)).toEqual(rows);
      await make(cancel('2027-02-01'));
      expect(await everyRow(server, workspace)).toEqual(rows);
    });

    it.each([
      ['its phases are imported again', () => importPhases([phase('2027-03-01')])],
      ['the withdrawal is taken back', () => make(uncancel)],
    ])('holds again when %s', async (_, revive) => {
      await withdrawn();
      await revive();
      expect(await shown()).toMatchObject({ status: 'ACTIVE', withdrawnAt: null, churnReason: null });
      expect(await typeAt('2027-06-01')).toBe('CUSTOMER');
    });

    it('by cancellation at an instant after its start ends it then', async () => {
      await startSubscription(workspace, { externalId: 's', startsAt: '2027-03-01T00:00:00Z' });
      await make(cancel('2027-05-01'));
      expect(await shown()).toMatchObject({ withdrawnAt: null, cancelAt: instant('2027-05-01') });
    });
  });

  it('takes back the cancellation before a new start only until the new start', async () => {
    await importPhases([phase('2025-01-01')]);
    for (const step of [cancel('2026-02-01'), change('2026-06-01', active), uncancel]) await make(step);
    expect(await shown()).toMatchObject({ status: 'ACTIVE', cancelAt: null, endedAt: null });
    expect(await typeAt('2026-03-01')).toBe('CUSTOMER');
    for (const step of [cancel('2025-02-01'), change('2025-06-01', active)]) await make(step);
    const rows = await everyRow(server, workspace);
    await make(uncancel);
    expect(await everyRow(server, workspace)).toEqual(rows);
  });

  it('cannot take back an agreed end', async () => {
    await importPhases([phase('2025-01-01', '2026-06-01')]);
    expect(await shown()).toMatchObject({ endsAt: instant('2026-06-01'), cancelAt: null });
    expect(await errors(uncancel)).toEqual([{ field: 'subscription', code: 'CONFLICT' }]);
  });

  it('keeps a plan that only a canceled phase is on', async () => {
    await importPhases([phase('2025-01-01')]);
    await make(change('2026-06-01', onTop));
    await make(cancel('2026-05-01'));
    const { userErrors } = await mutate(workspace, 'planDelete', { plan: { externalId: 'top' } });
    expect(userErrors).toMatchObject([{ field: ['plan'], code: 'CONFLICT' }]);
    await make(uncancel);
    expect((await phasesShown()).map(([, , , , , plan]) => plan)).toEqual(['basic', 'top']);
  });

  it('is refused if it would make more than 200 phases, including those that a cancellation set aside', async () => {
    const start = Date.parse('2025-01-01T00:00:00Z');
    const day = (i: number): string => new Date(start + i * 86_400_000).toISOString();
    await importPhases(
      Array.from({ length: 200 }, (_, i) => phase(day(i), i === 199 ? null : day(i + 1), { quantity: i + 1 })),
    );
    await make(cancel(day(10)));
    expect(await phasesShown()).toHaveLength(10);
    expect(await errors(change('2025-01-01T12:00:00Z', { quantity: 5 }))).toEqual([
      { field: 'subscription', code: 'TOO_MANY' },
    ]);
    await make(change(day(5), { tailored: true }));
    await make(uncancel);
    expect(await phasesShown()).toHaveLength(200);
  });
});
