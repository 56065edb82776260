import { shapedStatement, type BoundStatement } from './statement.js';

/** A column to compare by, as an SQL expression, and its type. */
export interface Column {
  readonly column: string;
  readonly type: string;
}

/** A filter on rows: comparisons of fields, combined with AND (`all`) and OR (`any`). */
export type Condition<Field extends string> =
  | { readonly field: Field; readonly is: Operator; readonly value: unknown }
  | { readonly all: readonly Condition<Field>[] }
  | { readonly any: readonly Condition<Field>[] };

/**
 * Only operators that can use an index under row-level security: their functions are leakproof, unlike those of LIKE
 * and lower().
 */
const OPERATORS = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;
export type Operator = keyof typeof OPERATORS | 'in' | 'isNull';

/** Adds a value to the parameters and returns its placeholder, such as `$3::text`. */
export type Parameter = (value: unknown, type: string) => string;

/** Builds a statement together with its parameters. `$1` is the workspace. */
export function boundStatement<Row>(build: (parameter: Parameter) => string): BoundStatement<Row> {
  const values: unknown[] = [];
  const text = build((value, type) => `$${values.push(value) + 1}::${type}`);
  return [shapedStatement(text), ...values];
}

/** Translates a condition to SQL. */
export function toSql<Field extends string>(
  condition: Condition<Field>,
  columns: Readonly<Record<Field, Column>>,
  parameter: Parameter,
): string {
  const each = (conditions: readonly Condition<Field>[]): string[] =>
    conditions.map((one) => toSql(one, columns, parameter));
  if ('all' in condition) return condition.all.length === 0 ? 'true' : `(${each(condition.all).join(' AND ')})`;
  if ('any' in condition) return condition.any.length === 0 ? 'false' : `(${each(condition.any).join(' OR ')})`;
  const { is, value } = condition;
  const { column, type } = columns[condition.field];
  if (is === 'isNull') return `${column} IS ${value ? '' : 'NOT '}NULL`;
  if (is !== 'in') return `${column} ${OPERATORS[is]} ${parameter(value, type)}`;
  // With a single value, an index that starts with this column also returns rows in the order of its next column.
  const values = value as readonly unknown[];
  if (values.length === 1) return `${column} = ${parameter(values[0], type)}`;
  return `${column} = ANY (${parameter(values, `${type}[]`)})`;
}
