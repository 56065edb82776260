/** The SQL of a column, and the fields that show it; one without fields is read whatever is shown. */
type Column = readonly [sql: string, ...fields: string[]];

/** Answers whether a field is shown. */
export type Shows = (field: string) => boolean;

/** What a list reads of each row. */
export interface Columns {
  /** All of them, to select. */
  readonly all: string;
  /** Those that are shown, to select; the others are null. `flags` is the parameter that says which are shown. */
  shown: (flags: string) => string;
  /** The value of that parameter. */
  flagsOf: (shows: Shows) => number;
}

/**
 * The columns of a row, by its properties. To read what nobody looks at is most of what a list would cost; it stays one
 * statement whatever is shown, since each one that is prepared stays with its connection.
 */
export function columnsOf<Row>(columns: Record<keyof Row & string, Column>): Columns {
  const entries = Object.entries<Column>(columns).map(([name, [sql, ...fields]], i) => ({
    name,
    sql,
    fields,
    flag: fields.length === 0 ? 0 : 2 ** i,
  }));
  return {
    all: entries.map(({ name, sql }) => `${sql} AS "${name}"`).join(', '),
    shown: (flags) =>
      entries
        .map(({ name, sql, flag }) => {
          const shown = flag === 0 ? sql : `CASE WHEN ${flags}::int & ${flag} <> 0 THEN ${sql} END`;
          return `${shown} AS "${name}"`;
        })
        .join(', '),
    flagsOf: (shows) => entries.reduce((flags, { fields, flag }) => (fields.some(shows) ? flags | flag : flags), 0),
  };
}
