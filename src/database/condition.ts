import { shapedStatement, type BoundStatement } from './statement.js';

/** A column that rows are compared by, as SQL, and its type. */
export interface Column {
  readonly column: string;
  readonly type: string;
}

/** What rows must be like: comparisons of fields, all of which or any of which must hold. */
export type Condition<Field extends string> =
  | { readonly field: Field; readonly is: Operator; readonly value: unknown }
  | { readonly all: readonly Condition<Field>[] }
  | { readonly any: readonly Condition<Field>[] };

/**
 * Those that an index can serve under row-level security: functions behind them are leakproof, as those of LIKE or
 * lower() are not.
 */
const OPERATORS = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;
export type Operator = keyof typeof OPERATORS | 'in' | 'isNull';

/** Notes a value of a type and answers what stands for it, such as `$3::text`. */
export type Parameter = (value: unknown, type: string) => string;

/** The statement that `write` writes, with the values that it notes meanwhile. `$1` is the workspace. */
export function boundStatement<Row>(write: (note: Parameter) => string): BoundStatement<Row> {
  const values: unknown[] = [];
  const text = write((value, type) => `$${values.push(value) + 1}::${type}`);
  return [shapedStatement(text), ...values];
}

/** A condition as SQL on the columns of its fields. */
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
  // Of one value, an index that begins with the column yields the ordering of the next one as well.
  const values = value as readonly unknown[];
  if (values.length === 1) return `${column} = ${parameter(values[0], type)}`;
  return `${column} = ANY (${parameter(values, `${type}[]`)})`;
}
