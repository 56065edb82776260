import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import {
  everyRow,
  importRecords,
  instant,
  mutated,
  phase,
  record,
  subscription,
  type Given,
  type ImportAnswer,
} from '../support/records.js';
import { recordAcme } from '../subscriptions/subscriptions.js';

const OPEN = [phase('2025-01-01')];
const ENDING = [phase('2025-01-01', '2026-12-31')];
const onJune = { cancelAt: instant('2026-06-01') };
const none = { endsAt: null, cancelAt: null, churnReason: null };
const atEnd = (cancelAt: string | null, churnReason: string | null): Given => ({
  ...{ endsAt: instant('2026-12-31'), churnReason },
  cancelAt: cancelAt && instant(cancelAt),
});

/** Imports of one subscription after another, and what the last one leaves. */
const IMPORTS: [title: string, imports: [phases: Given[], fields?: Given][], expected: Given][] = [
  ['phases without an end', [[OPEN]], none],
  ['an end', [[ENDING]], atEnd(null, null)],
  [
    'an end and a reason, which make a cancellation',
    [[ENDING, { churnReason: 'PRICE' }]],
    atEnd('2026-12-31', 'PRICE'),
  ],
  ['a reason without an end, which is no cancellation', [[OPEN, { churnReason: 'PRICE' }]], none],
  ['a cancellation', [[OPEN, onJune]], { ...onJune, endsAt: onJune.cancelAt, churnReason: null }],
  [
    'a cancellation before the end, with a reason',
    [[ENDING, { ...onJune, churnReason: 'PRICE' }]],
    { ...onJune, endsAt: onJune.cancelAt, churnReason: 'PRICE' },
  ],
  [
    'phases that contain the recorded cancellation',
    [[OPEN, { ...onJune, churnReason: 'PRICE' }], [[phase('2025-01-01', null, { quantity: 2 })]]],
    { ...onJune, churnReason: 'PRICE' },
  ],
  [
    'phases that end before the recorded cancellation',
    [[OPEN, onJune], [[phase('2025-01-01', '2026-05-01')]]],
    { endsAt: instant('2026-05-01'), cancelAt: null },
  ],
  [
    'null, which takes the cancellation back',
    [
      [ENDING, onJune],
      [ENDING, { cancelAt: null }],
    ],
    atEnd(null, null),
  ],
  [
    'null and the end',
    [
      [ENDING, { churnReason: 'PRICE', cancelAt: undefined }],
      [ENDING, { cancelAt: null }],
    ],
    atEnd(null, null),
  ],
  [
    'no reason, which keeps the recorded one',
    [[ENDING, { churnReason: 'PRICE' }], [ENDING]],
    atEnd('2026-12-31', 'PRICE'),
  ],
  [
    'null as the reason, which leaves an end only',
    [
      [ENDING, { churnReason: 'PRICE' }],
      [ENDING, { churnReason: null }],
    ],
    atEnd(null, null),
  ],
  ['phases that go on where they had ended', [[ENDING, { churnReason: 'PRICE' }], [OPEN]], none],
];

// Now is 2026-03-15T12:00:00Z.
describe('an import of subscriptions', () => {
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

  const importOne = (phases: Given[], fields: Given = {}): Promise<ImportAnswer> =>
    importRecords(workspace, { subscriptions: [subscription('s', 'acme', phases, fields)] });
  const by = { subscription: { externalId: 's' } };
  const shown = async (): Promise<Given> => {
    const query =
      '{ subscription(by: { externalId: "s" }) { endsAt cancelAt churnReason phases { from to quantity } } }';
    return (await workspace.ask(query)).data.subscription as Given;
  };

  it.each(IMPORTS)('records the cancellation of %s, and again changes nothing', async (_, imports, expected) => {
    for (const one of imports) expect(await importOne(...one)).toMatchObject({ refused: 0, userErrors: [] });
    expect(await shown()).toMatchObject(expected);
    const rows = await everyRow(server, workspace);
    server.clock.now += 1_000;
    expect(await importOne(...imports.at(-1)!)).toMatchObject({ unchanged: 1 });
    expect(await everyRow(server, workspace)).toEqual(rows);
  });

  it('leaves a cancellation that was recorded otherwise, and what it sets aside holds when it is taken back', async () => {
    await importOne(OPEN);
    await mutated(workspace, 'subscriptionCancel', { ...by, at: instant('2026-06-01'), churnReason: 'SERVICE' });
    await importOne([phase('2025-01-01', '2026-08-01'), phase('2026-08-01', null, { quantity: 3 })]);
    expect(await shown()).toMatchObject({ ...onJune, churnReason: 'SERVICE', phases: [{ to: onJune.cancelAt }] });
    await mutated(workspace, 'subscriptionUncancel', by);
    expect(await shown()).toMatchObject({ ...none, phases: [{ quantity: 1 }, { quantity: 3 }] });
  });

  it('with an end and a reason can be taken back, and renews automatically then', async () => {
    await importOne(ENDING, { churnReason: 'PRICE' });
    expect(await mutated(workspace, 'subscriptionUncancel', by)).toMatchObject(none);
    await importOne([phase('2026-03-01', '2026-04-01', { status: 'TRIALING' })], { churnReason: 'PRICE' });
    await mutated(workspace, 'subscriptionUncancel', by);
    expect(await shown()).toMatchObject({ phases: [{ to: instant('2026-04-01') }, { to: null }] });
  });

  it.each([
    ['before the phases', instant('2025-01-01')],
    ['after the phases', '2026-12-31T00:00:00.001Z'],
    ['in a gap', instant('2026-02-01')],
  ])('refuses a cancellation %s', async (_, cancelAt) => {
    const phases = [phase('2025-01-01', '2026-01-01'), phase('2026-03-01', '2026-12-31')];
    expect(await importOne(phases, { cancelAt })).toMatchObject({
      refused: 1,
      userErrors: [{ field: ['subscriptions', '0', 'cancelAt'], code: 'OUT_OF_RANGE' }],
    });
  });

  it('refuses a reason for a cancellation that it takes back', async () => {
    expect(await importOne(ENDING, { cancelAt: null, churnReason: 'PRICE' })).toMatchObject({
      userErrors: [{ field: ['subscriptions', '0', 'churnReason'], code: 'INVALID' }],
    });
  });

  it('gives a notice of the periods that it took as touching, also to a repeated request', async () => {
    const monthly = [
      phase('2025-01-01', '2025-01-31T23:59:59Z'),
      phase('2025-02-01', '2025-02-28'),
      phase('2025-03-01', '2025-04-01'),
      phase('2025-04-01', '2025-05-01'),
      phase('2025-05-02T00:00:00.001Z', '2025-06-01'),
      phase('2025-07-03'),
    ];
    const query = `mutation ($input: ImportInput!) { import(input: $input) { refused notices { code count message } } }`;
    const ask = async (subscriptions: Given[], idempotencyKey: string): Promise<unknown> =>
      (await workspace.ask(query, { input: { subscriptions, idempotencyKey } })).data;
    const message =
      'Phases that end at most a day before the next phase of their subscription begins are taken as lasting until then, so there is no interruption.';
    const expected = { import: { refused: 0, notices: [{ code: 'TOUCHING_PERIODS', count: 2, message }] } };
    expect(await ask([subscription('s', 'acme', monthly)], 'a')).toEqual(expected);
    expect(await ask([subscription('s', 'acme', monthly)], 'a')).toEqual(expected);
    expect(await ask([subscription('s', 'acme', OPEN)], 'b')).toEqual({ import: { refused: 0, notices: [] } });
    expect(await ask([subscription('s', 'nobody', monthly)], 'c')).toEqual({ import: { refused: 1, notices: [] } });
    await record(workspace, { subscriptions: [subscription('s', 'acme', OPEN)] });
  });
});
