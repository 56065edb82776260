import {
  Clientele,
  type ImportInterruptedError,
  type ImportCheckpoint,
  type ImportRecord,
  type ImportResult,
} from '../../sdk/src/index.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { externalIds, phase } from '../support/records.js';

const account = (externalId: string, changes: object = {}): ImportRecord => ({
  account: { externalId, name: externalId, ...changes },
});
const throwing = (record: object, field: string): object =>
  Object.defineProperty({ ...record }, field, {
    enumerable: true,
    get: () => {
      throw new Error('no');
    },
  });
const cyclic = (): object => {
  const attributes: Record<string, unknown> = {};
  attributes.self = attributes;
  return attributes;
};
const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;
const MEBIBYTE = 1024 * 1024;

const POISON: [title: string, record: unknown][] = [
  ['no record', 'acme'],
  ['null', null],
  ['of two kinds', { account: { externalId: 'p', name: 'P' }, plan: { externalId: 'p', name: 'P', rank: 1 } }],
  ['without a name', { account: { externalId: 'p' } }],
  [
    'with an unknown value of an enum',
    { interaction: { externalId: 'p', accountExternalId: 'good-1', kind: 'FAX', occurredAt: '2025-01-01T00:00:00Z' } },
  ],
  ['with a number for a text', account('p', { name: 5 })],
  ['with an unknown field', account('p', { nmae: 'P' })],
  ['with a bigint', account('p', { attributes: { size: 10n } })],
  ['with a cycle', account('p', { attributes: cyclic() })],
  ['whose getter throws', throwing({}, 'account')],
  ['with a getter that throws', { account: throwing({ externalId: 'p' }, 'name') }],
  ['with a getter deep inside that throws', account('p', { attributes: { a: throwing({}, 'b') } })],
  [
    'whose toJSON throws',
    account('p', {
      attributes: {
        toJSON: () => {
          throw new Error('no');
        },
      },
    }),
  ],
  ['whose toJSON returns nothing', { account: { externalId: 'p', toJSON: () => undefined } }],
  ['with a text beyond the limit of any text', account('p', { name: 'x'.repeat(70_000) })],
  ['with a text beyond the limit of a body', account('p', { name: 'x'.repeat(700_000) })],
  ['larger than a body', account('p', { attributes: { a: Array<string>(20).fill('x'.repeat(MEBIBYTE / 2)) } })],
  ['much larger than a body', account('p', { attributes: { a: Array<string>(80).fill('x'.repeat(MEBIBYTE / 2)) } })],
  ['nested too deeply', account('p', { attributes: { a: nested(60) } })],
  ['nested beyond the limit of a body', account('p', { attributes: { a: nested(100) } })],
  [
    'with too many keys',
    account('p', { attributes: Object.fromEntries(Array.from({ length: 11_000 }, (_, i) => [`k${i}`, i])) }),
  ],
  [
    'with too many phases',
    {
      subscription: {
        externalId: 'p',
        accountExternalId: 'good-1',
        phases: Array<object>(10_001).fill(phase('2024-01-01')),
      },
    },
  ],
  ['with half of a surrogate pair', account('p', { name: '\ud83d' })],
  ['with a NUL', account('p\0')],
];

describe('an import of the SDK with a record that cannot be imported', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  let client: Clientele;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    workspace = await server.addWorkspace();
    client = new Clientele({ url: server.url, apiKey: workspace.key, maxRetries: 0 });
  });

  it.each(POISON)('refuses that record, says why, and records all others: %s', async (_, poison) => {
    const records = [account('good-1'), account('good-2'), poison as ImportRecord, account('good-3')];
    const { refusals, ...counts } = await client.import(records, { maxRetries: 0 });
    expect(counts).toEqual({ created: 3, updated: 0, unchanged: 0, refused: 1, notices: [] });
    expect(refusals.map(({ index }) => index)).toEqual([2]);
    // A matcher would read the record.
    expect(refusals[0]!.record === poison).toBe(true);
    expect(refusals[0]!.userErrors[0]!.message).not.toBe('');
    expect((await externalIds(server, workspace)).accounts).toEqual(['good-1', 'good-2', 'good-3']);
  });

  it('passes all of them at once, and after an interruption', async () => {
    const records = POISON.flatMap(([, poison], i) => [account(`good-${i}`), poison as ImportRecord]);
    let checkpoint: ImportCheckpoint | undefined;
    const interrupted = client.import(
      (function* () {
        yield* records.slice(0, 20);
        throw new Error('unplugged');
      })(),
    );
    await interrupted.catch((error: unknown) => (checkpoint = (error as ImportInterruptedError).checkpoint));
    const result: ImportResult = await client.import(records, { resumeFrom: checkpoint });
    expect(result).toMatchObject({ created: POISON.length, refused: POISON.length });
  });

  it('names the path within the record and its externalId', async () => {
    const { refusals } = await client.import([account('good'), { account: { externalId: 'p' } } as ImportRecord]);
    expect(refusals).toMatchObject([
      { index: 1, userErrors: [{ field: ['name'], externalId: 'p', code: 'REQUIRED' }] },
    ]);
  });

  it('splits a call that costs too much', async () => {
    const attributes = { digits: Array<number>(6_000).fill(1) };
    const records = Array.from({ length: 5 }, (_, i) => account(`a${i}`, { attributes }));
    expect(await client.import(records)).toMatchObject({ created: 5, refused: 0 });
  });
});

describe('an import of the SDK whose rows repeat their account', () => {
  it('takes as many calls as without the repetition, and counts repeated records as unchanged', async () => {
    const server = await startTestServer();
    const workspace = await server.addWorkspace();
    let calls = 0;
    const client = new Clientele({
      url: server.url,
      apiKey: workspace.key,
      fetch: (url, init) => {
        calls++;
        return fetch(url, init);
      },
    });
    const rows = Array.from({ length: 600 }, (_, i): ImportRecord[] => [
      { plan: { externalId: 'basic', name: 'Basic', rank: 1 } },
      account(`a${i % 200}`),
      {
        interaction: {
          externalId: `i${i}`,
          accountExternalId: `a${i % 200}`,
          kind: 'CALL',
          occurredAt: '2025-01-01T00:00:00Z',
        },
      },
    ]);
    expect(await client.import(rows.flat())).toEqual({
      created: 801,
      updated: 0,
      unchanged: 999,
      refused: 0,
      notices: [],
      refusals: [],
    });
    expect(calls).toBe(1);
    await server.close();
  });
});
