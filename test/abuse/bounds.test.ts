import { groupBy } from '../../src/database/grouping.js';
import { makeSchema } from '../../src/composition/schema.js';
import { GOOD_RECORDS } from '../support/good-records.js';
import { Health } from '../support/health.js';
import { account } from '../support/records.js';
import { endAll, preparedDataDirectory } from '../support/processes.js';
import { RunningServer } from '../support/servers.js';
import { Draw, isLongRun } from '../support/trials.js';
import { largestInputs, type Case } from './largest-inputs.js';
import { JSON_TYPE } from './support.js';

/**
 * How long another client may wait, in addition to the time it takes to parse the body. Work that grows with the square of
 * the input takes seconds; three times the 100 ms that a quiet machine stays below leave room for a busy one.
 */
const MAX_WAIT_MS = 300;
/** A wait that other processes on the machine cause passes; one that the server causes comes again. */
const TRIES = 10;
/** Of a server that is frozen; then the test fails without trying the other cases. */
const DEADLINE_MS = 20_000;
/** Cases that a normal run draws: all of them take many minutes. */
const DRAWN = 80;

/** Of each input field one case, drawn by a seed; some of those in a normal run. */
function drawnCases(cases: readonly Case[]): Case[] {
  const draw = new Draw(1);
  const ofEach = [...groupBy(cases, ({ input }) => input).values()].map((ofInput) => draw.one(ofInput));
  const step = Math.max(1, ofEach.length / DRAWN);
  return ofEach.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
}

const parseMsOf = (body: Buffer): number => {
  const start = performance.now();
  JSON.parse(body.toString());
  return performance.now() - start;
};

describe('An oversized input', () => {
  let server: RunningServer;
  let health: Health;

  beforeAll(async () => {
    server = await RunningServer.start({
      CLIENTELE_DATA_DIR: preparedDataDirectory(),
      CLIENTELE_RATE_LIMIT: 'off',
      CLIENTELE_NOW: '2026-03-15T12:00:00Z',
    });
    health = new Health(server.url);
    await server.ask('mutation ($input: ImportInput!) { import(input: $input) { created } }', { input: GOOD_RECORDS });
  }, 120_000);
  afterAll(async () => {
    await health.close();
    await endAll();
  });

  const post = async (body: Buffer): Promise<void> => {
    const headers = { ...JSON_TYPE, authorization: `Bearer ${server.shownKey}` };
    const signal = AbortSignal.timeout(DEADLINE_MS);
    await (await fetch(server.url, { method: 'POST', headers, body, signal })).text();
  };

  /** The shortest of the longest waits of several tries, less what it takes to parse the body. */
  async function waitBesideParsing(body: Buffer): Promise<number> {
    let parseMs = 0;
    let shortest = Infinity;
    for (let i = 0; i < TRIES && shortest > MAX_WAIT_MS; i++) {
      const waitMs = await health.longestWaitDuring(() => post(body));
      if (waitMs > MAX_WAIT_MS) parseMs ||= parseMsOf(body);
      shortest = Math.min(shortest, waitMs - parseMs);
    }
    return shortest;
  }

  it('of 8 MiB does not delay health checks, whatever argument or input field it is sent in', async () => {
    const all = [...largestInputs(makeSchema())];
    const slow: [name: string, waitMs: number][] = [];
    for (const { name, body } of isLongRun ? all : drawnCases(all)) {
      const waitMs = await waitBesideParsing(body());
      if (waitMs > MAX_WAIT_MS) slow.push([name, Math.round(waitMs)]);
    }
    expect(slow).toEqual([]);
  }, 3_600_000);

  const IMPORT = `mutation ($input: ImportInput!) {
    import(input: $input) { created updated unchanged refused userErrors { field code } }
  }`;
  const UPSERT =
    'mutation ($input: AccountUpsertInput!) { accountUpsert(input: $input) { userErrors { field code } } }';
  const LIST = 'query ($filter: AccountFilter) { accounts(filter: $filter) { totalCount } }';
  const copies = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value);

  it.each([
    [
      'a text is too long',
      UPSERT,
      { input: { externalId: 'large', name: 'x'.repeat(65_537) } },
      /65536 characters .*; got 65537 in \$input\.name/,
    ],
    [
      'a key is too long',
      UPSERT,
      { input: { externalId: 'large', name: 'Large', attributes: { ['x'.repeat(70_000)]: 1 } } },
      /got 70000 in a key of \$input\.attributes/,
    ],
    [
      'a text has too many bytes',
      UPSERT,
      { input: { externalId: 'large', name: '\ufdfa'.repeat(250_000) } },
      /600000 bytes/,
    ],
    ['a list has too many values', LIST, { filter: { or: copies(10_001, {}) } }, /10000 values in one list or object/],
    [
      'an object has too many fields',
      UPSERT,
      {
        input: {
          externalId: 'large',
          name: 'Large',
          attributes: Object.fromEntries(copies(10_001, 0).map((_, i) => [`k${i}`, 0])),
        },
      },
      /10000 values in one list or object/,
    ],
    [
      'all lists together have too many values',
      LIST,
      { filter: { or: copies(200, { or: copies(100, {}) }) } },
      /10000 values in lists; got 20200/,
    ],
    ['the body has too many values', LIST, { filter: { or: copies(1_000, { or: copies(400, {}) }) } }, /300000 values/],
  ])(
    'is refused before any of it is executed if %s, and the error says what was received',
    async (_, query, variables, words) => {
      const { status, errors } = await server.ask(query, variables);
      expect([status, errors]).toMatchObject([
        400,
        [{ message: expect.stringMatching(words) as string, extensions: { code: 'GRAPHQL_LIMIT_EXCEEDED' } }],
      ]);
      const { data } = await server.ask('{ account(by: { externalId: "large" }) { name } }');
      expect(data).toEqual({ account: null });
    },
  );

  it.each([
    [
      'a name of 201 characters',
      UPSERT,
      { input: { externalId: 'large', name: 'x'.repeat(201) } },
      { accountUpsert: { userErrors: [{ field: ['name'], code: 'TOO_LONG' }] } },
    ],
    [
      '1,001 records',
      IMPORT,
      { input: { accounts: copies(1_001, account('large')) } },
      { import: { userErrors: [{ field: [], code: 'TOO_MANY' }] } },
    ],
  ])('that exceeds only the limit of its field returns a userError: %s', async (_, query, variables, expected) => {
    const { status, data } = await server.ask(query, variables);
    expect([status, data]).toMatchObject([200, expected]);
  });

  it('is accepted in an undeclared variable, together with the longest list that attributes can contain', async () => {
    const attributes = { list: copies(8_180, 0) };
    const taken = await server.ask(UPSERT, {
      input: { externalId: 'listed', name: 'Listed', attributes },
      unknown: 'x'.repeat(100_000),
    });
    expect(taken).toMatchObject({ status: 200, data: { accountUpsert: { userErrors: [] } } });
  });
});
