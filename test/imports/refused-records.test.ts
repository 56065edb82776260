import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { GOOD, REFUSED_RECORDS } from '../support/mistakes-of-records.js';
import { GOOD_IDS, GOOD_RECORDS } from '../support/good-records.js';
import { userErrorAt } from '../support/mistakes.js';
import {
  account,
  everyRow,
  externalIds,
  importRecords,
  interaction,
  member,
  phase,
  plan,
  record,
  subscription,
  usd,
  type ImportRecords,
  type RecordKind,
} from '../support/records.js';

const KINDS = Object.keys(GOOD) as RecordKind[];

describe('the validation of an import', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    workspace = await server.addWorkspace();
  });

  it.each(REFUSED_RECORDS)('refuses only the invalid record, with its path and code: %s', async (_, kind, mistake) => {
    const bad = { ...GOOD[kind], ...mistake.changes };
    const answer = await importRecords(workspace, { ...GOOD_RECORDS, [kind]: [...GOOD_RECORDS[kind], bad] });

    expect(answer.userErrors).toEqual([userErrorAt([kind, '1'], mistake)]);
    expect(answer).toMatchObject({ created: 5, updated: 0, unchanged: 0, refused: 1 });
    expect(await externalIds(server, workspace)).toEqual(GOOD_IDS);
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });

  it('limits attributes to 16 KiB, measured in bytes', async () => {
    // 6,000 characters of three bytes each.
    const attributes = { a: Array<string>(60).fill('€'.repeat(100)) };
    const { userErrors } = await importRecords(workspace, { accounts: [{ externalId: 'a', name: 'A', attributes }] });
    expect(userErrors).toMatchObject([{ field: ['accounts', '0', 'attributes'], code: 'TOO_LONG' }]);
  });

  it('refuses attributes that are nested too deeply, as any other invalid field', async () => {
    const nested = JSON.parse('['.repeat(34) + ']'.repeat(34)) as unknown;
    const accounts = [account('good'), account('deep', { attributes: { nested } })];
    const { userErrors } = await importRecords(workspace, { accounts });
    expect(userErrors).toMatchObject([{ field: ['accounts', '1', 'attributes'] }]);
    expect((await externalIds(server, workspace)).accounts).toEqual(['good']);
  });

  const CHANGES: Record<RecordKind, object> = {
    plans: { name: 'Newer' },
    members: { name: 'Newer' },
    accounts: { attributes: { size: 1 } },
    subscriptions: { churnReason: 'PRICE' },
    interactions: { note: 'Newer' },
  };

  it('refuses all copies of an externalId with different content, and says how often it occurs', async () => {
    const twice = Object.fromEntries(
      KINDS.map((kind) => [kind, [GOOD[kind], ...GOOD_RECORDS[kind], { ...GOOD[kind], ...CHANGES[kind] }]]),
    ) as ImportRecords;
    const answer = await importRecords(workspace, twice);

    expect(answer).toMatchObject({ created: 5, refused: 10 });
    expect(answer.userErrors).toEqual(
      KINDS.flatMap((kind) =>
        ['0', '2'].map((index) => ({
          field: [kind, index, 'externalId'],
          code: 'DUPLICATE',
          message:
            'Expected each externalId once in a call, or with equal content; "new" occurs 2 times with different content, and all copies are refused.',
        })),
      ),
    );
    expect(await externalIds(server, workspace)).toEqual(GOOD_IDS);
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });

  it.each<[string, ImportRecords, ImportRecords]>([
    ['of every kind', {}, {}],
    [
      'with its fields in another order',
      { accounts: [{ externalId: 'a', name: 'A' }] },
      { accounts: [{ name: 'A', externalId: 'a' }] },
    ],
    [
      'with its attributes in another order',
      { accounts: [account('a', { attributes: { a: 1, b: [2] } })] },
      { accounts: [account('a', { attributes: { b: [2], a: 1 } })] },
    ],
    [
      'with an instant in another form',
      { interactions: [interaction('a', 'acme', '2025-01-01T00:00:00Z')] },
      { interactions: [interaction('a', 'acme', '2025-01-01T01:00:00.000+01:00')] },
    ],
    [
      'with minus zero',
      { interactions: [interaction('a', 'acme', '2025-01-01', { sentiment: 0 })] },
      { interactions: [interaction('a', 'acme', '2025-01-01', { sentiment: -0 })] },
    ],
    [
      'with a default value',
      { subscriptions: [subscription('a', 'acme', [phase('2025-01-01')])] },
      { subscriptions: [subscription('a', 'acme', [phase('2025-01-01', null, { quantity: 1, tailored: false })])] },
    ],
  ])('counts a record that is repeated with equal content once: %s', async (_, once, again) => {
    const all = Object.fromEntries(
      KINDS.map((kind) => [
        kind,
        [...GOOD_RECORDS[kind], ...GOOD_RECORDS[kind], ...(once[kind] ?? []), ...(again[kind] ?? [])],
      ]),
    );
    const more = Object.values(once).flat().length;
    const counts = { created: 5 + more, updated: 0, unchanged: 5 + more, refused: 0, userErrors: [] };
    expect(await importRecords(workspace, all)).toEqual(counts);
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });

  it.each<[string, object, object]>([
    ['a field is omitted in one copy and null in the other', {}, { domain: null }],
    ['a name differs in case', {}, { name: 'NEW' }],
    ['a list has another order', { attributes: { a: [1, 2] } }, { attributes: { a: [2, 1] } }],
    ['one copy cannot be read', {}, { name: 5 }],
  ])('refuses both copies if %s', async (_, one, other) => {
    const answer = await importRecords(workspace, {
      accounts: [{ ...GOOD.accounts, ...one }, account('good'), { ...GOOD.accounts, ...other }],
    });
    expect(answer).toMatchObject({ created: 1, refused: 2 });
    expect(answer.userErrors.filter(({ code }) => code === 'DUPLICATE')).toHaveLength(2);
  });

  it('refuses every copy of a record that is refused, each with its path', async () => {
    const bad = interaction('i', 'nobody', '2025-01-01');
    const worse = { externalId: 'a', name: 5 };
    const answer = await importRecords(workspace, { accounts: [worse, worse], interactions: [bad, bad, bad] });
    expect(answer).toMatchObject({ created: 0, refused: 5 });
    expect(answer.userErrors.map(({ field, code }) => `${field.join('.')} ${code}`)).toEqual([
      'accounts.0.name INVALID',
      'accounts.1.name INVALID',
      ...[0, 1, 2].map((i) => `interactions.${i}.accountExternalId NOT_FOUND`),
    ]);
  });

  it('refuses records that refer to a refused record, and no others', async () => {
    const answer = await importRecords(workspace, {
      plans: [plan('basic', 1), plan('bad', -1)],
      members: [member('bad', { name: ' ' })],
      accounts: [account('acme'), account('bad', { name: '' }), account('led', { successManagerExternalId: 'bad' })],
      subscriptions: [
        subscription('good', 'acme', [phase('2024-01-01')]),
        subscription('on a bad plan', 'acme', [phase('2024-01-01', null, { planExternalId: 'bad' })]),
        subscription('of a bad account', 'bad', [phase('2024-01-01')]),
        subscription('of an account with an unknown manager', 'led', [phase('2024-01-01')]),
      ],
      interactions: [
        interaction('good', 'acme', '2025-01-01'),
        interaction('with a bad account', 'bad', '2025-01-01'),
        interaction('by a bad member', 'acme', '2025-01-01', { memberExternalId: 'bad' }),
      ],
    });
    expect(answer).toMatchObject({ created: 4, refused: 9 });
    expect(new Set(answer.userErrors.map(({ field, code }) => `${field.join('.')} ${code}`))).toEqual(
      new Set([
        'plans.1.rank OUT_OF_RANGE',
        'members.0.name REQUIRED',
        'accounts.1.name REQUIRED',
        'accounts.2.successManagerExternalId NOT_FOUND',
        'subscriptions.1.phases.0.planExternalId NOT_FOUND',
        'subscriptions.2.accountExternalId NOT_FOUND',
        'subscriptions.3.accountExternalId NOT_FOUND',
        'interactions.1.accountExternalId NOT_FOUND',
        'interactions.2.memberExternalId NOT_FOUND',
      ]),
    );
    expect(await externalIds(server, workspace)).toEqual({
      plans: ['basic'],
      members: [],
      accounts: ['acme'],
      subscriptions: ['good'],
      interactions: ['good'],
    });
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });

  it('reports every invalid field of a record at once', async () => {
    const { userErrors } = await importRecords(workspace, {
      interactions: [interaction('i', 'nobody', 'yesterday', { sentiment: 2, effortMinutes: -1, note: 'a\0b' })],
    });
    expect(userErrors.map(({ field }) => field.join('.'))).toEqual(
      ['occurredAt', 'sentiment', 'effortMinutes', 'note'].map((field) => `interactions.0.${field}`),
    );
  });

  it('refuses a call of 1,001 records as a whole, and accepts one of 1,000', async () => {
    const accounts = Array.from({ length: 1_000 }, (_, i) => account(`a${i}`));
    expect(await importRecords(workspace, { plans: [plan('basic', 1)], accounts })).toEqual({
      created: 0,
      updated: 0,
      unchanged: 0,
      refused: 1_001,
      userErrors: [
        {
          field: [],
          code: 'TOO_MANY',
          message: 'Expected at most 1000 records in one call; got 1001. Split them into several calls.',
        },
      ],
    });
    expect(await everyRow(server, workspace)).toEqual([]);
    expect(await importRecords(workspace, { accounts })).toMatchObject({ created: 1_000, userErrors: [] });
  });

  it('refuses a record that would move to another account', async () => {
    await record(workspace, { ...GOOD_RECORDS, accounts: [account('acme'), account('other')] });
    const before = await everyRow(server, workspace);
    const answer = await importRecords(workspace, {
      subscriptions: [subscription('acme-1', 'other', [phase('2024-01-01')])],
      interactions: [interaction('call-1', 'other', '2025-06-01')],
    });
    const message =
      'Expected the account that the record was recorded with; a record cannot move to another account. Use another externalId for a new record.';
    expect(answer).toMatchObject({ created: 0, updated: 0, unchanged: 0, refused: 2 });
    expect(answer.userErrors).toEqual([
      { field: ['subscriptions', '0', 'accountExternalId'], code: 'CONFLICT', message },
      { field: ['interactions', '0', 'accountExternalId'], code: 'CONFLICT', message },
    ]);
    expect(await everyRow(server, workspace)).toEqual(before);
  });

  it('accepts values at their limits', async () => {
    await record(workspace, {
      plans: [plan('basic', 0, { name: 'x'.repeat(200) }), plan('top', 1_000_000)],
      members: [member('mia', { email: null })],
      accounts: [
        account('x'.repeat(200), {
          name: '𝒳'.repeat(100),
          domain: 'x'.repeat(253),
          desiredOutcome: '',
          attributes: { a: 'x'.repeat(16 * 1024 - '{"a":""}'.length) },
        }),
      ],
      subscriptions: [
        subscription('first and last', 'x'.repeat(200), [
          phase('0001-01-01', '9999-12-31T23:59:59.999Z', { quantity: 1_000_000, unitPrice: usd('10000.00') }),
        ]),
        subscription('free', 'x'.repeat(200), [
          phase('2024-01-01', null, { unitPrice: usd('0'), termMonths: 600 }),
          phase('2023-01-01', '2024-01-01', { unitPrice: usd('49.9000') }),
        ]),
      ],
      interactions: [
        interaction('soon', 'x'.repeat(200), '2026-03-15T12:05:00.000Z', { sentiment: -1, note: 'x'.repeat(10_000) }),
        interaction('then', 'x'.repeat(200), '2026-03-15T13:04:00+01:00', { sentiment: 0.29, effortMinutes: 100_000 }),
      ],
    });
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });

  it('accepts more decimal places than the currency has, at most 12', async () => {
    const yen = await server.addWorkspace({ currencyCode: 'JPY' });
    const at = (externalId: string, amount: string) =>
      subscription(externalId, 'acme', [phase('2024-01-01', null, { unitPrice: { amount, currencyCode: 'JPY' } })]);
    await record(yen, {
      plans: [plan('basic', 1)],
      accounts: [account('acme')],
      subscriptions: [at('whole', '4900'), at('zeros', '4900.00'), at('half', '4900.5'), at('least', '0.000000000001')],
    });
    const shown = await yen.ask('{ accounts { nodes { monthlyRecurringRevenue { amount currencyCode } } } }');
    // Half a yen is rounded to the even yen, with more than that upwards.
    expect(shown.data.accounts.nodes).toEqual([{ monthlyRecurringRevenue: { amount: '14701', currencyCode: 'JPY' } }]);
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, yen.id);
  });
});
