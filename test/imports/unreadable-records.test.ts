import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { GOOD_IDS, GOOD_RECORDS } from '../support/good-records.js';
import { GOOD } from '../support/mistakes-of-records.js';
import { account, externalIds, importRecords, phase, type Given, type RecordKind } from '../support/records.js';

const without = (record: Given, field: string): Given =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== field));
const inPhase = (changes: Given): Given => ({ ...GOOD.subscriptions, phases: [phase('2025-01-01', null, changes)] });
const interaction = (changes: Given): Given => ({ ...GOOD.interactions, ...changes });
const tooLong = 'x'.repeat(65_537);

/** What is wrong, the record, and the path, the code and a part of the message of its only error. */
const UNREADABLE: [title: string, kind: RecordKind, record: unknown, field: string, code: string, says: string][] = [
  ['an unknown value of an enum', 'interactions', interaction({ kind: 'FAX' }), 'kind', 'INVALID', 'got "FAX"'],
  ['a value of an enum in lower case', 'interactions', interaction({ kind: 'call' }), 'kind', 'INVALID', 'CALL'],
  ['a number as the value of an enum', 'interactions', interaction({ kind: 1 }), 'kind', 'INVALID', 'got 1'],
  [
    'an unknown churn reason',
    'subscriptions',
    { ...GOOD.subscriptions, churnReason: 'X' },
    'churnReason',
    'INVALID',
    'PRICE',
  ],
  [
    'an unknown status in a list',
    'subscriptions',
    inPhase({ status: 'GONE' }),
    'phases.0.status',
    'INVALID',
    'TRIALING',
  ],
  ['no name', 'accounts', { externalId: 'new' }, 'name', 'REQUIRED', 'got none'],
  ['no rank', 'plans', { externalId: 'new', name: 'New' }, 'rank', 'REQUIRED', 'a whole number'],
  ['no phases', 'subscriptions', without(GOOD.subscriptions, 'phases'), 'phases', 'REQUIRED', 'a list'],
  [
    'no status in a list',
    'subscriptions',
    { ...GOOD.subscriptions, phases: [without(phase('2025-01-01'), 'status')] },
    'phases.0.status',
    'REQUIRED',
    'TRIALING',
  ],
  ['null as a name', 'accounts', { externalId: 'new', name: null }, 'name', 'REQUIRED', 'a string; got null'],
  ['null as phases', 'subscriptions', { ...GOOD.subscriptions, phases: null }, 'phases', 'REQUIRED', 'got null'],
  ['null in a list', 'subscriptions', { ...GOOD.subscriptions, phases: [null] }, 'phases.0', 'REQUIRED', 'got null'],
  ['a number for a text', 'accounts', { externalId: 'new', name: 5 }, 'name', 'INVALID', 'a string; got 5'],
  [
    'a text for a number',
    'plans',
    { externalId: 'new', name: 'New', rank: '3' },
    'rank',
    'INVALID',
    'without quotes; got "3"',
  ],
  [
    'a fraction for a whole number',
    'plans',
    { externalId: 'new', name: 'New', rank: 1.5 },
    'rank',
    'INVALID',
    'got 1.5',
  ],
  [
    'a number beyond 32 bits',
    'plans',
    { externalId: 'new', name: 'New', rank: 2 ** 31 },
    'rank',
    'INVALID',
    '2147483648',
  ],
  [
    'a text for a boolean',
    'interactions',
    interaction({ personalized: 'yes' }),
    'personalized',
    'INVALID',
    'true or false',
  ],
  [
    'a number for an instant',
    'interactions',
    interaction({ occurredAt: 1_750_000_000 }),
    'occurredAt',
    'INVALID',
    'RFC 3339',
  ],
  [
    'a number for an amount',
    'subscriptions',
    inPhase({ unitPrice: { amount: 49, currencyCode: 'USD' } }),
    'phases.0.unitPrice.amount',
    'INVALID',
    '"1234.50"',
  ],
  [
    'an amount that is no object',
    'subscriptions',
    inPhase({ unitPrice: '49' }),
    'phases.0.unitPrice',
    'INVALID',
    'MoneyInput',
  ],
  [
    'a list for an object',
    'accounts',
    { externalId: 'new', name: 'New', attributes: [1] },
    'attributes',
    'INVALID',
    'got a list',
  ],
  [
    'an object for a text',
    'members',
    { externalId: 'new', name: { first: 'Mia' } },
    'name',
    'INVALID',
    'got an object',
  ],
  [
    'an unknown field',
    'accounts',
    { externalId: 'new', name: 'New', nmae: 1 },
    'nmae',
    'INVALID',
    'a field of AccountImport',
  ],
  ['an unknown field in a list', 'subscriptions', inPhase({ price: 1 }), 'phases.0.price', 'INVALID', 'Remove it'],
  [
    'the name of a method as a field',
    'accounts',
    { externalId: 'new', name: 'New', constructor: 1 },
    'constructor',
    'INVALID',
    'Remove it',
  ],
  [
    'a text beyond the limit of any text',
    'accounts',
    { externalId: 'new', name: tooLong },
    'name',
    'TOO_LONG',
    '65537',
  ],
  [
    'such a text in a list',
    'subscriptions',
    inPhase({ planExternalId: tooLong }),
    'phases.0.planExternalId',
    'TOO_LONG',
    '65537',
  ],
  [
    'such a text in attributes',
    'accounts',
    { externalId: 'new', name: 'New', attributes: { a: [tooLong] } },
    'attributes',
    'TOO_LONG',
    '16384',
  ],
];

describe('an import with a record that does not match its type', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    workspace = await server.addWorkspace();
  });

  const ERRORS =
    'import(input: $input) { created updated unchanged refused userErrorCount userErrors { field externalId code message } }';
  const ask = (input: unknown) => workspace.ask(`mutation ($input: ImportInput!) { ${ERRORS} }`, { input });

  it.each(UNREADABLE)(
    'refuses only that record, with path, externalId, code and what was expected: %s',
    async (_, kind, bad, field, code, says) => {
      const { status, data, errors } = await ask({ ...GOOD_RECORDS, [kind]: [bad, ...GOOD_RECORDS[kind]] });
      expect([status, errors]).toEqual([200, undefined]);
      const path = [kind, '0', ...field.split('.')];
      const message = expect.stringMatching(/^Expected .+\.$/s) as string;
      expect(data.import).toMatchObject({
        ...{ created: 5, updated: 0, unchanged: 0, refused: 1, userErrorCount: 1 },
        userErrors: [{ field: path, externalId: 'new', code, message }],
      });
      expect(data.import.userErrors[0].message).toContain(says);
      expect(data.import.userErrors[0].message.length).toBeLessThan(500);
      expect(await externalIds(server, workspace)).toEqual(GOOD_IDS);
    },
  );

  it.each<[string, unknown, string[]]>([
    ['null', null, ['accounts', '0']],
    ['a text', 'acme', ['accounts', '0']],
    ['a list', [], ['accounts', '0']],
    ['an empty object', {}, ['accounts', '0', 'name']],
    ['a record that nothing identifies', { name: 'A' }, ['accounts', '0', 'externalId']],
    ['a record with an empty list of identities', { name: 'A', identities: [] }, ['accounts', '0', 'externalId']],
    ['an externalId that is a number', { externalId: 4711, name: 'A' }, ['accounts', '0', 'externalId']],
  ])('refuses only %s in place of a record, whose externalId is null', async (_, bad, path) => {
    const { data } = await ask({ accounts: [bad, account('good')] });
    expect(data.import).toMatchObject({ created: 1, refused: 1 });
    expect(data.import.userErrors[0]).toMatchObject({ field: path, externalId: null });
    expect((await externalIds(server, workspace)).accounts).toEqual(['good']);
  });

  it('refuses a thousand such records one by one, and lists the errors of each', async () => {
    const accounts = Array.from({ length: 1_000 }, (_, i) => (i === 500 ? account('good') : { externalId: `a${i}` }));
    const { status, data, errors } = await ask({ accounts });
    expect([status, errors]).toEqual([200, undefined]);
    expect(data.import).toMatchObject({ created: 1, refused: 999, userErrorCount: 999 });
    expect(new Set(data.import.userErrors.map(({ externalId }: Given) => externalId)).size).toBe(999);
  });

  it('lists at most 10 errors of one record, and counts all', async () => {
    const phases = Array.from({ length: 30 }, () => ({ from: 1, to: 2 }));
    const { data } = await ask({ subscriptions: [{ ...GOOD.subscriptions, phases }], accounts: [{ externalId: 'b' }] });
    // Of each phase: from, to and status.
    expect(data.import).toMatchObject({ refused: 2, userErrorCount: 91 });
    expect(data.import.userErrors).toHaveLength(11);
    const negative = Array.from({ length: 30 }, () =>
      phase('2025-01-01', '2025-02-01', { quantity: -1, termMonths: -1 }),
    );
    const { data: later } = await ask({ subscriptions: [{ ...GOOD.subscriptions, phases: negative }] });
    expect(later.import).toMatchObject({ refused: 1, userErrorCount: 89 });
    expect(later.import.userErrors).toHaveLength(10);
  });

  it.each([
    [
      'a list of records',
      'mutation ($records: [AccountImport!]!) { import(input: { accounts: $records }) { refused created } }',
      [account('good'), { externalId: 'bad' }],
    ],
    [
      'one record',
      'mutation ($records: AccountImport!) { import(input: { accounts: [$records, { externalId: "good", name: "A" }] }) { refused created } }',
      { externalId: 'bad' },
    ],
  ])('refuses only that record if the variable is %s', async (_, text, records) => {
    expect(await workspace.ask(text, { records })).toEqual({
      status: 200,
      data: { import: { refused: 1, created: 1 } },
    });
  });

  it('names the externalId also in the errors of records that match their type', async () => {
    const { data } = await ask({ accounts: [account('bad', { name: ' ' })], interactions: [GOOD.interactions] });
    expect(data.import.userErrors).toMatchObject([{ externalId: 'bad' }, { externalId: 'new', code: 'NOT_FOUND' }]);
  });

  it('gives the same answer when it is repeated with its idempotencyKey, and refuses other input', async () => {
    const input = { accounts: [account('good'), { externalId: 'bad' }], idempotencyKey: 'k' };
    const { data } = await ask(input);
    expect(data.import).toMatchObject({ created: 1, refused: 1 });
    expect((await ask(input)).data).toEqual(data);
    const other = await ask({ ...input, accounts: [account('good'), { externalId: 'bad', name: 1 }] });
    expect(other.data.import.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_MISMATCH' }]);
  });

  it('needs the role of an import, and shows nothing without a key', async () => {
    const text = `mutation ($input: ImportInput!) { ${ERRORS} }`;
    const { errors } = await server.ask(text, { input: { accounts: [{ externalId: 'bad' }] } });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('is refused as a whole if a list has an unknown name, because nothing says what its records are', async () => {
    const { status, errors } = await ask({ acounts: [account('a')] });
    expect([status, errors]).toMatchObject([400, [{ extensions: { code: 'BAD_USER_INPUT' } }]]);
    expect(await importRecords(workspace, { accounts: [account('a')] })).toMatchObject({ created: 1 });
  });

  it('leaves derived rows as a rebuild makes them', async () => {
    await ask({ ...GOOD_RECORDS, accounts: [...GOOD_RECORDS.accounts, { externalId: 'bad' }] });
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });
});

describe('variables with more errors than graphql-js lists', () => {
  it('are a mistake of the caller, whatever the operation', async () => {
    const server = await startTestServer();
    const workspace = await server.addWorkspace();
    const wrong = Array.from({ length: 60 }, (_, i) => i);
    const { status, errors } = await workspace.ask(
      'query ($f: AccountFilter) { accounts(filter: $f) { totalCount } }',
      {
        f: { name: { in: wrong } },
      },
    );
    expect(status).toBe(400);
    expect(new Set(errors!.map(({ extensions }) => extensions.code))).toEqual(new Set(['BAD_USER_INPUT']));
    await server.close();
  });
});
