import { getMetadataArgsStorage } from 'typeorm';
import type { Instant } from '../classification/calendar.js';
import { toTimestamp } from './instants.js';

/** A row as statements read and write it: the entity's properties, with instants as numbers. */
export type RowOf<Entity> = {
  [Property in keyof Entity]: Date extends Entity[Property]
    ? Instant | Exclude<Entity[Property], Date>
    : Entity[Property];
};

type PropertyOf<Entity> = keyof Entity & string;

/** The SQL of columns by property. It may refer to the record as r and to the stored row as t. */
type Expressions<Entity> = Partial<Record<PropertyOf<Entity>, string>>;

interface TableColumn {
  property: string;
  name: string;
  type: string;
  isKey: boolean;
}

/**
 * The instant $3 as the `updatedAt` of a row that is updated. Two updates of a row never carry the same instant, so that
 * a caller who read the row after the first one is not taken to have read the second one as well.
 */
export const NEXT_UPDATED_AT = `greatest($3::timestamptz, t.updated_at + interval '1 millisecond')`;

/**
 * A table as its TypeORM entity describes it, which is the only list of its columns. Statements that write rows are
 * written from it, by column name, so that a column added to the table cannot shift the values of a server that does
 * not know the column yet.
 *
 * $1 is the workspace. $2 is the records to write, as `toRecords` makes them.
 */
export class Table<Entity> {
  private readonly name: string;
  private readonly columns: readonly TableColumn[];
  private readonly instants: readonly string[];

  constructor(entity: new () => Entity) {
    const { tables, columns } = getMetadataArgsStorage();
    this.name = tables.find(({ target }) => target === entity)!.name!;
    this.columns = columns
      .filter(({ target }) => target === entity)
      .map(({ propertyName, options }) => ({
        property: propertyName,
        name: options.name ?? propertyName,
        type: String(options.type),
        isKey: options.primary === true,
      }));
    this.instants = this.columns.filter(({ type }) => type === 'timestamptz').map(({ property }) => property);
  }

  /** The column of a property, such as `a.external_id`. */
  column(alias: string, property: PropertyOf<Entity>): string {
    return `${alias}.${this.columns.find((column) => column.property === property)!.name}`;
  }

  /** The columns to select, each named as its property, without those of `omitted` properties. */
  select(alias: string, omitted: readonly PropertyOf<Entity>[] = []): string {
    return this.columns
      .filter(({ property }) => !omitted.includes(property as PropertyOf<Entity>))
      .map(({ name, property }) => `${alias}.${name} AS "${property}"`)
      .join(', ');
  }

  /** Inserts one row for each row of `from`, or one row. */
  insert(values: Record<PropertyOf<Entity>, string>, from?: string): string {
    const expressions = this.columns.map(({ property }) => values[property as PropertyOf<Entity>]);
    return `INSERT INTO ${this.name} AS t (${names(this.columns)})
   SELECT ${expressions.join(', ')} ${from ? `FROM ${from}` : ''}`;
  }

  /** Inserts the records of $2. What `computed` does not give is taken from the records. */
  insertRecords(computed: Expressions<Entity>, { join = '', orderBy = '' } = {}): string {
    const taken = Object.fromEntries(this.columns.map(({ property }) => [property, `r."${property}"`]));
    return this.insert(
      { ...(taken as Record<PropertyOf<Entity>, string>), workspaceId: '$1::uuid', ...computed },
      `${this.records} ${join} ${orderBy && `ORDER BY r."${orderBy}"`}`,
    );
  }

  /** Inserts the records of $2, or updates the rows with the same key. Rows that are equal are not written again. */
  upsertRecords(): string {
    const [keys, others] = [true, false].map((isKey) => this.columns.filter((column) => column.isKey === isKey));
    return `${this.insertRecords({})}
   ON CONFLICT (${names(keys!)}) DO UPDATE SET ${others!.map(({ name }) => `${name} = excluded.${name}`).join(', ')}
   WHERE (${names(others!, 't.')}) IS DISTINCT FROM (${names(others!, 'excluded.')})`;
  }

  /** Updates the rows with the ids of the records of $2: all but keys and the properties of `kept`. */
  updateRecords(kept: readonly PropertyOf<Entity>[], computed: Expressions<Entity>): string {
    const set = this.columns
      .filter(({ property, isKey }) => !isKey && !kept.includes(property as PropertyOf<Entity>))
      .map(({ property, name }) => `${name} = ${computed[property as PropertyOf<Entity>] ?? `r."${property}"`}`);
    return `UPDATE ${this.name} AS t SET ${set.join(', ')} FROM ${this.records}
   WHERE t.workspace_id = $1 AND t.id = r.id`;
  }

  /** The records of $2 as a set of rows named r. */
  get records(): string {
    const columns = this.columns.map(({ property, type }) => `"${property}" ${type}`);
    return `jsonb_to_recordset($2::jsonb) AS r (${columns.join(', ')})`;
  }

  /** Rows as the records of a statement. */
  toRecords(rows: readonly Partial<RowOf<Entity>>[]): string {
    return JSON.stringify(
      rows.map((row) => {
        const record: Record<string, unknown> = { ...row };
        for (const property of this.instants) {
          const value = record[property];
          if (typeof value === 'number') record[property] = toTimestamp(value);
        }
        return record;
      }),
    );
  }
}

const names = (columns: readonly TableColumn[], prefix = ''): string =>
  columns.map(({ name }) => `${prefix}${name}`).join(', ');
