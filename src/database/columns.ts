/** A field of the schema, such as `Account.name`. */
type Field = `${string}.${string}`;

/** The SQL of a column, and the fields that show it; one without fields is read whatever is shown. */
type Column = readonly [sql: string, ...fields: Field[]];

/** Answers whether a field is shown. */
export type IsSelected = (field: Field) => boolean;

/** What a list reads of each row. */
export interface Columns {
  /** All of them, to select. */
  readonly all: string;
  /** Those that are shown, to select. */
  shown: (shows: IsSelected) => string;
}

/** The columns of a row, by its properties. To read what nobody looks at is most of what a list would cost. */
export function columnsOf<Row>(columns: Record<keyof Row & string, Column>): Columns {
  const entries = Object.entries<Column>(columns).map(([name, [sql, ...fields]]) => ({
    selected: `${sql} AS "${name}"`,
    fields,
  }));
  const select = (some: typeof entries): string => some.map(({ selected }) => selected).join(', ');
  return {
    all: select(entries),
    shown: (shows) => select(entries.filter(({ fields }) => fields.length === 0 || fields.some(shows))),
  };
}
