import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { NEXT_UPDATED_AT, Table } from '../../src/database/table.js';
import { makeTestDatabase, type TestDatabase } from '../support/database.js';

@Entity('thing')
class ThingEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { name: 'external_id' })
  externalId: string;

  @Column('jsonb')
  attributes: object;

  @Column('timestamptz', { name: 'from_at' })
  from: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;
}

const WORKSPACE = '00000000-0000-0000-0000-000000000001';
const ID = '00000000-0000-0000-0000-000000000002';

describe('a table', () => {
  let database: TestDatabase;
  const things = new Table(ThingEntity);

  beforeAll(async () => {
    database = await makeTestDatabase();
  });
  afterAll(() => database.close());

  it('writes rows by column name, in any order of the columns in the database', async () => {
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.query(`CREATE TABLE thing (
        updated_at timestamptz, attributes jsonb, added_later text DEFAULT 'default', from_at timestamptz, id uuid,
        external_id text, workspace_id uuid, PRIMARY KEY (workspace_id, id))`);
      const rows = async (): Promise<unknown> => runner.query(`SELECT ${things.select('t')}, added_later FROM thing t`);
      const thing = { id: ID, externalId: 'a', attributes: { from: 5, updatedAt: 7 }, from: -Infinity };
      const stored = { ...thing, workspaceId: WORKSPACE, updatedAt: 1000, added_later: 'default' };

      await runner.query(things.insertRecords({ updatedAt: '$3::timestamptz' }), [
        WORKSPACE,
        things.toRecords([thing]),
        new Date(1000),
      ]);
      expect(await rows()).toEqual([stored]);

      await runner.query(things.updateRecords(['externalId'], { updatedAt: NEXT_UPDATED_AT }), [
        WORKSPACE,
        things.toRecords([{ ...thing, externalId: 'kept', from: 2000 }]),
        new Date(0),
      ]);
      expect(await rows()).toEqual([{ ...stored, from: 2000, updatedAt: 1001 }]);

      const upsert = async (row: object): Promise<number> => {
        const [written] = (await runner.query(
          `WITH written AS (${things.upsertRecords()} RETURNING 1) SELECT count(*) AS count FROM written`,
          [WORKSPACE, things.toRecords([row])],
        )) as unknown as [{ count: number }];
        return written.count;
      };
      const changed = { ...thing, externalId: 'b', from: 3000, updatedAt: 4000 };
      expect(await upsert(changed)).toBe(1);
      expect(await rows()).toEqual([{ ...stored, ...changed }]);
      expect(await upsert(changed)).toBe(0);
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  });
});

describe('the entities', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await makeTestDatabase();
  });
  afterAll(() => database.close());

  it('describe every column of their tables with its type and nullability', async () => {
    const stored = await database.dataSource.query<
      { table: string; column: string; type: string; nullable: boolean }[]
    >(
      `SELECT c.relname AS table, a.attname AS column, format_type(a.atttypid, NULL) AS type, NOT a.attnotnull AS nullable
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
         AND c.relname <> 'migrations'
       ORDER BY 1, 2`,
    );
    const described = database.dataSource.entityMetadatas.flatMap(({ tableName, columns }) =>
      columns.map(({ databaseName, type, isNullable }) => ({
        table: tableName,
        column: databaseName,
        type: type === 'timestamptz' ? 'timestamp with time zone' : String(type),
        nullable: isNullable,
      })),
    );
    const key = ({ table, column }: { table: string; column: string }): string => `${table}.${column}`;
    const sorted = described.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
    expect(sorted).toEqual(stored.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)));
  });
});

it('no statement of the server inserts values without naming their columns', () => {
  const src = join(__dirname, '../../src');
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const nameless = /INSERT INTO\s+\w+(\s+AS\s+\w+)?\s+(SELECT|VALUES)\b/;
  expect(files.filter((path) => nameless.test(readFileSync(join(src, path), 'utf8')))).toEqual([]);
});
