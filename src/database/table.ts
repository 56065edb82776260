import { getMetadataArgsStorage } from 'typeorm';
import type { Instant } from '../classification/calendar.js';
import { toTimestamp } from './instants.js';

/** A row as statements read and write it: the properties of the entity, with instants as numbers. */
export type RowOf<Entity> = {
  [Property in keyof Entity]: Date extends Entity[Property]
    ? Instant | Exclude<Entity[Property], Date>
    : Entity[Property];
};

type PropertyOf<Entity> = keyof Entity & string;

/** SQL expressions by property. They may refer to the record as r and to the stored row as t. */
type Expressions<Entity> = Partial<Record<PropertyOf<Entity>, string>>;

interface TableColumn {
  property: string;
  name: string;
  type: string;
  isKey: boolean;
}

/**
 * The instant $3 as the new `updatedAt` of a row, moved forward if necessary so that every update has its own instant.
 * Otherwise the `expectedUpdatedAt` of a caller that read the row between two updates would match after the second one.
 */
export const NEXT_UPDATED_AT = `greatest($3::timestamptz, t.updated_at + interval '1 millisecond')`;

/**
 * A table as described by its TypeORM entity, the only list of its columns. Statements that write rows are generated
 * from it and name every column, so that a column added by a migration does not shift the values that an older server
 * writes.
 *
 * $1 is the workspace. $2 is the records to write, as returned by `toRecords`.
 */
export class Table<Entity> {
  private readonly name: string;
  private readonly columns: readonly TableColumn[];
  private readonly instants: readonly string[];

  constructor(entity: new () => Entity) {
    const { tables, columns } = getMetadataArgsStorage();
    this.name = tables.find(({ target }) => target === entity)!.name!;
    this.columns = columns
      // Columns that the database generates are neither written nor read with the others.
      .filter(({ target, options }) => target === entity && options.insert !== false)
      .map(({ propertyName, options }) => ({
        property: propertyName,
        name: options.name ?? propertyName,
        type: String(options.type),
        isKey: options.primary === true,
      }));
    this.instants = this.columns.filter(({ type }) => type === 'timestamptz').map(({ property }) => property);
  }

  /** Returns the column of a property, such as `a.external_id`. */
  column(alias: string, property: PropertyOf<Entity>): string {
    return `${alias}.${this.columns.find((column) => column.property === property)!.name}`;
  }

  /** Returns a select list of all columns except those of `omitted`, each aliased to its property. */
  select(alias: string, omitted: readonly PropertyOf<Entity>[] = []): string {
    return this.columns
      .filter(({ property }) => !omitted.includes(property as PropertyOf<Entity>))
      .map(({ name, property }) => `${alias}.${name} AS "${property}"`)
      .join(', ');
  }

  /** Inserts one row per row of `from`. Default: a single row. */
  insert(values: Record<PropertyOf<Entity>, string>, from?: string): string {
    const expressions = this.columns.map(({ property }) => values[property as PropertyOf<Entity>]);
    return `INSERT INTO ${this.name} AS t (${names(this.columns)})
   SELECT ${expressions.join(', ')} ${from ? `FROM ${from}` : ''}`;
  }

  /** Inserts the records of $2. Expressions in `computed` replace values of the records. */
  insertRecords(computed: Expressions<Entity>, { join = '', orderBy = '' } = {}): string {
    const recorded = Object.fromEntries(this.columns.map(({ property }) => [property, `r."${property}"`]));
    return this.insert(
      { ...(recorded as Record<PropertyOf<Entity>, string>), workspaceId: '$1::uuid', ...computed },
      `${this.records} ${join} ${orderBy && `ORDER BY r."${orderBy}"`}`,
    );
  }

  /** Inserts the records of $2, or updates the rows with the same key. Rows that do not change are not written. */
  upsertRecords(): string {
    const [keys, others] = [true, false].map((isKey) => this.columns.filter((column) => column.isKey === isKey));
    return `${this.insertRecords({})}
   ON CONFLICT (${names(keys!)}) DO UPDATE SET ${others!.map(({ name }) => `${name} = excluded.${name}`).join(', ')}
   WHERE (${names(others!, 't.')}) IS DISTINCT FROM (${names(others!, 'excluded.')})`;
  }

  /** Updates the rows with the ids of the records of $2, except their keys and the properties in `kept`. */
  updateRecords(kept: readonly PropertyOf<Entity>[], computed: Expressions<Entity>): string {
    const set = this.columns
      .filter(({ property, isKey }) => !isKey && !kept.includes(property as PropertyOf<Entity>))
      .map(({ property, name }) => `${name} = ${computed[property as PropertyOf<Entity>] ?? `r."${property}"`}`);
    return `UPDATE ${this.name} AS t SET ${set.join(', ')} FROM ${this.records}
   WHERE t.workspace_id = $1 AND t.id = r.id`;
  }

  /** The records of $2 as a row set with the alias r. */
  get records(): string {
    const columns = this.columns.map(({ property, type }) => `"${property}" ${type}`);
    return `jsonb_to_recordset($2::jsonb) AS r (${columns.join(', ')})`;
  }

  /** Serializes rows as the records of a statement. */
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
