/** A field of the schema, such as `Account.name`. */
type Field = `${string}.${string}`;

/** Returns whether an operation selects a field. */
export type IsSelected = (field: Field) => boolean;

/** The columns that a list can read of each row, as select lists. */
export interface Columns {
  readonly all: string;
  /** Returns the columns that the selected fields need. */
  selected: (isSelected: IsSelected) => string;
}

/**
 * Maps each property of a row to the fields that need its column. A property without fields is always read. Reading
 * columns that no field needs would be most of the cost of a list.
 */
export function columnsOf<Row>(
  columnOf: (property: keyof Row & string) => string,
  fieldsOf: Record<keyof Row & string, readonly Field[]>,
): Columns {
  const entries = Object.entries<readonly Field[]>(fieldsOf).map(([property, fields]) => ({
    sql: `${columnOf(property as keyof Row & string)} AS "${property}"`,
    fields,
  }));
  const select = (some: typeof entries): string => some.map(({ sql }) => sql).join(', ');
  return {
    all: select(entries),
    selected: (isSelected) => select(entries.filter(({ fields }) => fields.length === 0 || fields.some(isSelected))),
  };
}
