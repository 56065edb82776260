import type { PoolClient } from 'pg';
import { poolOf } from '../../src/database/pool.js';
import { shapedStatement, sqlOn, statement, statementOverAll, type Sql } from '../../src/database/statement.js';
import { makeTestDatabase, type TestDatabase } from '../support/database.js';

const WORKSPACE = '01890a5d-ac96-774b-bcce-b302099a8057';

const shown = statement<{ workspace: string; n: number; at: number; names: string[]; any: object; none: null }>(
  'shown',
  `SELECT $1::uuid AS workspace, $2::int AS n, '2026-01-02T03:04:05Z'::timestamptz AS at, $3::text[] AS names,
     '{"a": [1]}'::jsonb AS any, NULL AS none`,
);
const divided = statement<{ n: number }>('divided', `SELECT 6 / $2::int AS n WHERE $1::uuid IS NOT NULL`);

describe('statements on a connection', () => {
  let database: TestDatabase;
  let connection: PoolClient;
  let sql: Sql;

  beforeAll(async () => {
    database = await makeTestDatabase();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    connection = await poolOf(database.dataSource).connect();
    sql = sqlOn(connection, WORKSPACE);
  });
  afterEach(() => connection.release(true));

  it('return the same rows the first time, pipelined with others, and with cached columns', async () => {
    const asked = [1, 2, 3].map((n) => sql.run(shown, n, ['a', `"{${n}}"`]));
    const later = async (n: number) => sql.run(shown, n, ['a', `"{${n}}"`]);
    const answers = [...(await Promise.all(asked)), await later(4), await later(5)];
    expect(answers).toEqual(
      [1, 2, 3, 4, 5].map((n) => [
        {
          workspace: WORKSPACE,
          n,
          at: Date.parse('2026-01-02T03:04:05Z'),
          names: ['a', `"{${n}}"`],
          any: { a: [1] },
          none: null,
        },
      ]),
    );
  });

  it('return an empty result if no row matches, named and unnamed', async () => {
    const nothing = statement('nothing', `SELECT 1 AS n WHERE $1::uuid IS NULL`);
    const set = statement('set', `DELETE FROM account WHERE workspace_id = $1`);
    const unnamed = statementOverAll<{ n: number }>('unnamed', `SELECT $2::int AS n WHERE $1::uuid IS NOT NULL`);
    for (let i = 0; i < 3; i++) {
      expect(await Promise.all([sql.run(nothing), sql.run(set), sql.run(unnamed, i)])).toEqual([[], [], [{ n: i }]]);
    }
  });

  it('still work after a failed statement, whether prepared or not', async () => {
    for (let i = 0; i < 3; i++) {
      const asked = [sql.run(divided, 0), sql.run(divided, 2), sql.run(divided, 0), sql.run(divided, 3)];
      expect(await Promise.allSettled(asked)).toMatchObject([
        { reason: { code: '22012' } },
        { value: [{ n: 3 }] },
        { reason: { code: '22012' } },
        { value: [{ n: 2 }] },
      ]);
    }
  });

  it('still work after a statement with a value that cannot be serialized', async () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    expect(await sql.run(divided, 2)).toEqual([{ n: 3 }]);
    await expect(sql.run(divided, circular)).rejects.toThrow(/circular/);
    expect(await sql.run(divided, 3)).toEqual([{ n: 2 }]);
  });

  it('fail with an error whose stack contains the caller', async () => {
    async function whoeverAsks(): Promise<void> {
      await sql.run(divided, 0);
    }
    const error = await whoeverAsks().catch((error: unknown) => error);
    expect((error as Error).stack).toContain('whoeverAsks');
  });

  it('stay prepared up to 200 shapes, and still work when an evicted shape is used again', async () => {
    const shapeOf = (n: number) =>
      shapedStatement<{ n: number }>(`SELECT ${n} + $2::int AS n WHERE $1::uuid IS NOT NULL`);
    const all = Array.from({ length: 450 }, (_, n) => n);
    const together = await Promise.all(all.map((n) => sql.run(shapeOf(n), 1)));
    const oneByOne = [];
    for (const n of [0, 1, 449, 448, 0]) oneByOne.push(await sql.run(shapeOf(n), 1));
    expect([...together, ...oneByOne]).toEqual([...all, 0, 1, 449, 448, 0].map((n) => [{ n: n + 1 }]));
    const kept = await connection.query<{ name: string }>('SELECT name FROM pg_prepared_statements');
    expect(kept.rows.map(({ name }) => name)).toContain(shapeOf(0).name);
    expect(kept.rows).toHaveLength(200);
  });

  it('are refused by PostgreSQL if their columns have changed', async () => {
    await connection.query('CREATE TEMPORARY TABLE changing (a int); INSERT INTO changing VALUES (1)');
    const all = statement('all', `SELECT * FROM changing WHERE $1::uuid IS NOT NULL`);
    expect(await sql.run(all)).toEqual([{ a: 1 }]);
    expect(await sql.run(all)).toEqual([{ a: 1 }]);
    await connection.query('ALTER TABLE changing ADD COLUMN b int, ALTER COLUMN a TYPE text');
    await expect(sql.run(all)).rejects.toThrow('cached plan must not change result type');
  });
});
