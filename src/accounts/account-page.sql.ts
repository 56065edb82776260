import type { RelationshipType } from '../classification/timeline.js';
import { statement, type Statement } from '../database/statement.js';
import { ACCOUNT_COLUMNS, type AccountRow } from './account.sql.js';

export type AccountOrderField = 'NAME' | 'CREATED_AT' | 'SCORE' | 'MONTHLY_RECURRING_REVENUE';

/** The column of account_now that an ordering follows, and its type. Each has an index, alone and after the type. */
const ORDER_COLUMNS: Record<AccountOrderField, { column: string; type: string }> = {
  NAME: { column: 'name_folded', type: 'text' },
  CREATED_AT: { column: 'created_at', type: 'timestamptz' },
  SCORE: { column: 'score', type: 'float8' },
  MONTHLY_RECURRING_REVENUE: { column: 'mrr_minor', type: 'int8' },
};

/** What a page of accounts admits; null: everything. */
export interface AccountConditions {
  types: RelationshipType[] | null;
  /** The folded name: at least `nameFrom`, less than `nameUntil`. */
  nameFrom: string | null;
  nameUntil: string | null;
}

export interface AccountPageRow extends AccountRow {
  place: string | number;
}

/** Conditions as SQL on account_now `n`, and their values, beginning at `$2`. */
function whereOf({ types, nameFrom, nameUntil }: AccountConditions): { where: string; values: unknown[] } {
  const values: unknown[] = [];
  const parameter = (value: unknown): string => `$${values.push(value) + 1}`;
  const conditions = ['n.workspace_id = $1'];
  // Of one type, the index that begins with the type yields the ordering as well.
  if (types?.length === 1) conditions.push(`n.type = ${parameter(types[0])}::text`);
  else if (types) conditions.push(`n.type = ANY (${parameter(types)}::text[])`);
  if (nameFrom !== null) conditions.push(`n.name_folded >= ${parameter(nameFrom)}::text`);
  if (nameUntil !== null) conditions.push(`n.name_folded < ${parameter(nameUntil)}::text`);
  return { where: conditions.join(' AND '), values };
}

/** What a statement is named by, so that each shape of it is prepared once a connection. */
const shapeOf = ({ types, nameFrom, nameUntil }: AccountConditions): string =>
  [types && (types.length === 1 ? 'type' : 'types'), nameFrom !== null && 'from', nameUntil !== null && 'until']
    .filter(Boolean)
    .join('_');

/** A page of accounts in an ordering, strictly beyond a place. */
export function selectAccountPage(
  conditions: AccountConditions,
  field: AccountOrderField,
  isDescending: boolean,
  beyond: readonly [place: unknown, id: string] | null,
  limit: number,
): { statement: Statement<AccountPageRow>; values: unknown[] } {
  const { where, values } = whereOf(conditions);
  const { column, type } = ORDER_COLUMNS[field];
  const direction = isDescending ? 'DESC' : 'ASC';
  const next = values.length + 2;
  const keyset = beyond
    ? `AND (n.${column}, n.account_id) ${isDescending ? '<' : '>'} ($${next}::${type}, $${next + 1}::uuid)`
    : '';
  const limitParameter = beyond ? next + 2 : next;
  return {
    statement: statement(
      ['selectAccountPage', shapeOf(conditions), column, direction, beyond ? 'beyond' : 'first'].join(':'),
      `SELECT ${ACCOUNT_COLUMNS}, n.${column} AS place
       FROM account_now n JOIN account a ON a.workspace_id = $1 AND a.id = n.account_id
       WHERE ${where} ${keyset}
       ORDER BY n.${column} ${direction}, n.account_id ${direction} LIMIT $${limitParameter}::int`,
    ),
    values: [...values, ...(beyond ?? []), limit],
  };
}

export function countAccounts(conditions: AccountConditions): {
  statement: Statement<{ count: number }>;
  values: unknown[];
} {
  const { where, values } = whereOf(conditions);
  return {
    statement: statement(
      ['countAccounts', shapeOf(conditions)].join(':'),
      `SELECT count(*) AS count FROM account_now n WHERE ${where}`,
    ),
    values,
  };
}
