import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { GOOD_RECORDS } from '../support/good-records.js';
import { ACCOUNT_MISTAKES, INTERACTION_MISTAKES, userErrorAt, type Mistake } from '../support/mistakes.js';
import { DISCOUNT_MISTAKES, TERMS_MISTAKES } from '../support/mistakes-of-sales.js';
import { everyRow, mutate, mutated, record, usd, type Given, type MutationName } from '../support/records.js';

const START = {
  account: { externalId: 'acme' },
  plan: { externalId: 'basic' },
  unitPrice: usd('49.00'),
  billingInterval: 'MONTH',
};
const RECORD = { account: { externalId: 'acme' }, kind: 'CALL', occurredAt: '2025-07-01T09:00:00Z' };

const of = (name: MutationName, good: Given, mistakes: readonly Mistake[]): [string, MutationName, Given, Mistake][] =>
  mistakes.map((mistake) => [`${name}: ${mistake.title}`, name, { ...good, ...mistake.changes }, mistake]);
const mistake = (title: string, changes: Given, field: string, code: string, ...says: string[]): Mistake => ({
  title,
  changes,
  field,
  code,
  says,
});
/** The tests of the import check the messages of these mistakes. */
const asInImports = (mistakes: readonly Mistake[]): Mistake[] => mistakes.map((one) => ({ ...one, says: [] }));
/** Mutations parse dates as the import does. */
const notInstant = (field: string): Mistake[] =>
  ['yesterday', '300000-01-01T00:00:00Z', '0000-12-31T23:59:59Z', '2025-02-29T00:00:00Z', '2025-01-01'].map((text) =>
    mistake(`${text} as ${field}`, { [field]: text }, field, 'INVALID', 'RFC 3339'),
  );

const REFUSED = [
  ...of('accountUpsert', { externalId: 'new', name: 'New' }, [
    ...asInImports(ACCOUNT_MISTAKES),
    ...notInstant('expectedUpdatedAt'),
    mistake('null as name', { name: null }, 'name', 'REQUIRED', 'a name', 'got null', 'Leave the field out'),
  ]),
  ...of('subscriptionStart', START, [
    ...asInImports([...TERMS_MISTAKES, ...DISCOUNT_MISTAKES]),
    ...asInImports(INTERACTION_MISTAKES).filter(({ field }) => field === 'externalId'),
    ...notInstant('startsAt'),
    ...notInstant('trialEndsAt'),
    mistake(
      'a trial that ends when the subscription starts',
      { startsAt: '2025-01-01T00:00:00Z', trialEndsAt: '2025-01-01T00:00:00Z' },
      'trialEndsAt',
      'INVALID',
      'after its start',
      '2025-01-01T00:00:00.000Z',
    ),
    mistake(
      'a start that is not a date, with a trial in the past',
      { startsAt: 'yesterday', trialEndsAt: '2025-01-01T00:00:00Z' },
      'startsAt',
      'INVALID',
      'RFC 3339',
    ),
    mistake(
      "another subscription's externalId",
      { externalId: 'acme-1' },
      'externalId',
      'CONFLICT',
      'unused externalId',
      'the subscription',
    ),
  ]),
  ...of('subscriptionChange', { subscription: { externalId: 'acme-1' }, billingInterval: 'MONTH' }, [
    ...asInImports([...TERMS_MISTAKES, ...DISCOUNT_MISTAKES]),
    mistake(
      'items without any billing period',
      { items: [{ planExternalId: 'basic', role: 'BASE', unitPrice: usd('49.00') }], billingInterval: undefined },
      'items.0.billingPeriod',
      'REQUIRED',
      'got none',
    ),
    mistake('null as items', { items: null }, 'items', 'REQUIRED', 'a list of items', 'Leave the field out'),
    mistake('null as billingPeriod', { billingPeriod: null }, 'billingPeriod', 'REQUIRED', 'Leave the field out'),
  ]),
  ...of('subscriptionCancel', { subscription: { externalId: 'acme-1' } }, [
    ...notInstant('at'),
    ...notInstant('requestedAt'),
    mistake(
      'an end before the start of the subscription',
      { at: '2023-12-31T23:59:59.999Z' },
      'at',
      'OUT_OF_RANGE',
      'after the start of the subscription, 2024-01-01T00:00:00.000Z',
      '2023-12-31T23:59:59.999Z',
    ),
    mistake(
      'an end at the start of the subscription',
      { at: '2024-01-01T00:00:00Z' },
      'at',
      'OUT_OF_RANGE',
      'after the start of the subscription, 2024-01-01T00:00:00.000Z',
    ),
  ]),
  ...of('interactionRecord', RECORD, asInImports(INTERACTION_MISTAKES)),
];

describe('the validation of a mutation', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  let before: string[];

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await record(workspace, GOOD_RECORDS);
    before = await everyRow(server, workspace);
  });
  afterAll(() => server.close());

  it.each(REFUSED)('returns the path, a code and a message, and records nothing: %s', async (...args) => {
    const [, name, input, mistake] = args;
    const { thing, userErrors } = await mutate(workspace, name, input);

    expect({ thing, userErrors }).toEqual({ thing: null, userErrors: [userErrorAt([], mistake)] });
    expect(await everyRow(server, workspace)).toEqual(before);
    for (const part of mistake.says) expect(userErrors[0]!.message).toContain(part);
  });

  it('reports every invalid field at once', async () => {
    const input = { ...START, quantity: -1, termMonths: -1, unitPrice: usd('-1'), startsAt: 'soon', externalId: '' };
    const { userErrors } = await mutate(workspace, 'subscriptionStart', input);
    expect(new Set(userErrors.map(({ field }) => field.join('.')))).toEqual(
      new Set(['quantity', 'termMonths', 'unitPrice.amount', 'startsAt', 'externalId']),
    );
  });

  it('quotes a number as it was sent when a string is expected', async () => {
    for (const [literal, field] of [
      ['occurredAt: 5', 'DateTime'],
      ['occurredAt: "2025-01-01T00:00:00Z", amount: { amount: 5, currencyCode: "USD" }', 'Decimal'],
    ]) {
      const { errors } = await workspace.ask(
        `mutation { interactionRecord(input: { account: { externalId: "acme" }, kind: CALL, ${literal!} }) { userErrors { message } } }`,
      );
      expect(errors?.map(({ message }) => message)).toEqual([`${field!} expects a string; got 5.`]);
    }
  });

  it('accepts values at their limits, from which the account is derived', async () => {
    const other = await server.addWorkspace();
    await record(other, GOOD_RECORDS);
    await mutated(other, 'interactionRecord', { ...RECORD, occurredAt: '2026-03-15T12:04:00Z', sentiment: 1 });
    await mutated(other, 'subscriptionStart', { ...START, quantity: 1_000_000, termMonths: 600 });
    await mutated(other, 'subscriptionStart', { ...START, unitPrice: usd('0.00'), startsAt: '0001-01-01T00:00:00Z' });
    await mutated(other, 'subscriptionCancel', {
      subscription: { externalId: 'acme-1' },
      at: '9999-12-31T23:59:59.999Z',
    });
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, other.id);
  });
});
