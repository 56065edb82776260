import { Role } from '../../src/graphql/role.js';
import { importRecords, mutate, mutated, rate, record, type Given } from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

describe('Exchange rates', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  beforeEach(async () => {
    workspace = await server.addWorkspace();
  });
  afterAll(() => server.close());

  const listed = async (args = ''): Promise<Given[]> => {
    const { data, errors } = await workspace.ask(`{ exchangeRates${args} { currencyCode from rate } }`);
    expect(errors).toBeUndefined();
    return (data as { exchangeRates: Given[] }).exchangeRates;
  };
  const upsert = (given: Given) => mutated(workspace, 'exchangeRateUpsert', given);

  it('are listed by currency and day, with exact decimals and without superfluous zeros', async () => {
    expect(await upsert(rate('EUR', '2026-03-01', '01.0825000'))).toEqual(rate('EUR', '2026-03-01', '1.0825'));
    await upsert(rate('EUR', '2024-02-29', '1'));
    await upsert(rate('JPY', '2026-01-01', '0.00000000123456789012'));
    await upsert(rate('GBP', '0001-01-01', '999999999.999'));
    expect(await listed()).toEqual([
      rate('EUR', '2024-02-29', '1'),
      rate('EUR', '2026-03-01', '1.0825'),
      rate('GBP', '0001-01-01', '999999999.999'),
      rate('JPY', '2026-01-01', '0.00000000123456789012'),
    ]);
    expect(await listed('(currencyCode: "EUR", from: "2024-02-29", until: "2026-03-01")')).toEqual([
      rate('EUR', '2024-02-29', '1'),
    ]);
    expect(await listed('(from: "2026-01-02")')).toEqual([rate('EUR', '2026-03-01', '1.0825')]);
  });

  it('replace the rate of the same currency and day', async () => {
    await upsert(rate('EUR', '2026-03-01', '1.08'));
    await upsert(rate('EUR', '2026-03-01', '1.09'));
    expect(await listed()).toEqual([rate('EUR', '2026-03-01', '1.09')]);
  });

  it('are deleted by currency and day', async () => {
    await upsert(rate('EUR', '2026-03-01', '1.08'));
    const which = { currencyCode: 'EUR', from: '2026-03-01' };
    expect(await mutated(workspace, 'exchangeRateDelete', which)).toEqual(rate('EUR', '2026-03-01', '1.08'));
    expect(await listed()).toEqual([]);
    const { thing, userErrors } = await mutate(workspace, 'exchangeRateDelete', which);
    expect({ thing, userErrors }).toMatchObject({ thing: null, userErrors: [{ field: ['from'], code: 'NOT_FOUND' }] });
  });

  it('are imported like other records: new, changed, unchanged and repeated ones are counted', async () => {
    const [may, june] = [rate('EUR', '2026-05-01', '1.10'), rate('EUR', '2026-06-01', '1.12')];
    expect(await record(workspace, { exchangeRates: [may, june, june] })).toMatchObject({ created: 2, unchanged: 1 });
    const again = {
      exchangeRates: [{ ...may, rate: '1.1' }, { ...june, rate: '1.13' }, rate('GBP', '2026-05-01', '1.3')],
    };
    expect(await record(workspace, again)).toMatchObject({ created: 1, updated: 1, unchanged: 1 });
    expect(await listed()).toHaveLength(3);
  });

  it('are refused one by one in an import; different rates of one day are refused alike', async () => {
    const answer = await importRecords(workspace, {
      exchangeRates: [
        rate('EUR', '2026-05-01', '1.10'),
        rate('EUR', '2026-05-01', '1.11'),
        rate('GBP', '2026-05-01', '0'),
        { currencyCode: 'SEK', from: '2026-05-01' },
        rate('CHF', '2026-05-01', '1.25'),
      ],
    });
    expect(answer).toMatchObject({ created: 1, refused: 4 });
    expect(answer.userErrors.map(({ field, code }) => [field.join('.'), code]).toSorted()).toEqual([
      ['exchangeRates.0.from', 'DUPLICATE'],
      ['exchangeRates.1.from', 'DUPLICATE'],
      ['exchangeRates.2.rate', 'OUT_OF_RANGE'],
      ['exchangeRates.3.rate', 'REQUIRED'],
    ]);
    expect(await listed()).toEqual([rate('CHF', '2026-05-01', '1.25')]);
  });

  it.each([
    ['of the currency of the workspace', { currencyCode: 'USD' }, 'currencyCode', 'INVALID', "the workspace's own"],
    ['of an unknown currency', { currencyCode: 'EURO' }, 'currencyCode', 'INVALID', 'got "EURO"'],
    ['of a currency in lower case', { currencyCode: 'eur' }, 'currencyCode', 'INVALID', 'such as EUR'],
    ['from a day that does not exist', { from: '2026-02-29' }, 'from', 'INVALID', 'got "2026-02-29"'],
    ['from an instant', { from: '2026-02-01T00:00:00Z' }, 'from', 'INVALID', 'full-date'],
    ['from the year 0', { from: '0000-01-01' }, 'from', 'INVALID', '0001 to 9999'],
    ['of zero', { rate: '0.000' }, 'rate', 'OUT_OF_RANGE', 'above 0'],
    ['below zero', { rate: '-1.1' }, 'rate', 'OUT_OF_RANGE', 'above 0'],
    ['of a thousand million', { rate: '1000000000' }, 'rate', 'OUT_OF_RANGE', 'below 1000000000'],
    ['of 13 digits', { rate: '1.000000000001' }, 'rate', 'INVALID', '12 significant digits'],
    ['of 21 decimal places', { rate: '0.000000000000000000001' }, 'rate', 'INVALID', '20 decimal places'],
    ['that is no number', { rate: '1,1' }, 'rate', 'INVALID', 'got "1,1"'],
    ['that ends with a point', { rate: '1.' }, 'rate', 'INVALID', 'such as "1.0825"'],
    ['in exponential notation', { rate: '1e2' }, 'rate', 'INVALID', 'got "1e2"'],
    ['of a hundred zeros and a digit', { rate: `1.${'0'.repeat(100)}1` }, 'rate', 'INVALID', 'decimal number'],
  ])('are refused %s, and nothing is stored', async (_, changes, field, code, says) => {
    const { thing, userErrors } = await mutate(workspace, 'exchangeRateUpsert', {
      ...rate('EUR', '2026-03-01', '1.1'),
      ...changes,
    });
    expect(thing).toBeNull();
    expect(userErrors).toEqual([{ field: [field], code, message: expect.stringContaining(says) as string }]);
    expect(await listed()).toEqual([]);
  });

  it('are recorded and deleted by admins only, and read by everyone', async () => {
    const reader = await server.addWorkspace({ role: Role.WRITER });
    expect((await reader.ask('{ exchangeRates { rate } }')).data).toEqual({ exchangeRates: [] });
    const input = rate('EUR', '2026-03-01', '1.1');
    const operation =
      'mutation ($input: ExchangeRateUpsertInput!) { exchangeRateUpsert(input: $input) { userErrors { code } } }';
    const { errors } = await reader.ask(operation, { input });
    expect(errors![0]!.extensions.code).toBe('FORBIDDEN');
    const { refused, userErrors } = await importRecords(reader, { exchangeRates: [input] });
    expect({ refused, userErrors }).toMatchObject({ refused: 1, userErrors: [{ code: 'FORBIDDEN' }] });
  });

  it('are listed up to a thousand, with advice beyond that', async () => {
    const days = Array.from({ length: 1_001 }, (_, i) => new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10));
    await record(workspace, { exchangeRates: days.slice(0, 1_000).map((day) => rate('EUR', day, '1.1')) });
    expect(await listed()).toHaveLength(1_000);
    await upsert(rate('EUR', days[1_000]!, '1.1'));
    const { errors } = await workspace.ask('{ exchangeRates { rate } }');
    expect(errors![0]!.message).toContain('Narrow the list');
    expect(await listed('(from: "2021-01-01")')).toHaveLength(1_001 - 366);
  });

  it('belong to one workspace', async () => {
    await upsert(rate('EUR', '2026-03-01', '1.08'));
    const other = await server.addWorkspace();
    expect((await other.ask('{ exchangeRates { rate } }')).data).toEqual({ exchangeRates: [] });
  });
});
