/** A field of the schema, such as `Account.name`. */
type Field = `${string}.${string}`;

/** Returns whether an operation selects a field. */
export type IsSelected = (field: Field) => boolean;

/** The columns that a list reads of each row. */
export interface Columns {
  /** All of them, to select. */
  readonly all: string;
  /** Those that the selected fields need, to select. */
  selected: (isSelected: IsSelected) => string;
}

/**
 * The columns of a row: for each property the fields that need it. A property without fields is always read. Reading
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
