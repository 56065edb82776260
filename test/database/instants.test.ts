import fc from 'fast-check';
import { DAY_MS, END_OF_TIME, START_OF_TIME } from '../../src/classification/calendar.js';
import { toTimestamp } from '../../src/database/instants.js';
import { writeInstant } from '../../src/graphql/scalars.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { poolOf } from '../../src/database/pool.js';

describe('an instant', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  it('is formatted in the same way as by Date, whether or not it is the first of its day', () => {
    const instants = [
      ...[START_OF_TIME, END_OF_TIME, 0, -1, -0.5, 1.5, 999],
      ...fc.sample(fc.integer({ min: START_OF_TIME, max: END_OF_TIME }), 12_000),
      ...fc.sample(fc.integer({ min: -2 * DAY_MS, max: 2 * DAY_MS }), 2_000),
    ];
    for (const at of instants) expect(writeInstant(at)).toBe(new Date(at).toISOString());
    for (const none of [NaN, Infinity, -Infinity]) expect(() => writeInstant(none)).toThrow(RangeError);
  });

  it('is read from the database exactly as it was stored', async () => {
    const instants = [
      ...[Infinity, -Infinity, START_OF_TIME, END_OF_TIME, 0, -1, 999],
      ...fc.sample(fc.integer({ min: START_OF_TIME, max: END_OF_TIME }), 2_000),
      ...fc
        .sample(fc.integer({ min: START_OF_TIME / 1000, max: Math.floor(END_OF_TIME / 1000) }), 500)
        .map((at) => at * 1000),
      // Date.UTC maps years before 100 to the 20th century.
      ...fc.sample(fc.integer({ min: 0, max: 3_000_000_000_000 }), 500).map((after) => START_OF_TIME + after),
    ];
    const { rows } = await poolOf(server.database.dataSource).query<{ at: number }>(
      'SELECT at FROM unnest($1::timestamptz[]) WITH ORDINALITY AS given (at, place) ORDER BY place',
      [instants.map(toTimestamp)],
    );
    expect(rows.map(({ at }) => at)).toEqual(instants);
  });
});
