import type { Columns, IsSelected } from '../database/columns.js';
import { boundStatement, toSql, type Column, type Condition, type Parameter } from '../database/condition.js';
import { opaqueParameter } from '../database/planning.js';
import { statement, type BoundStatement } from '../database/statement.js';
import { convertedSql } from '../money/conversion.sql.js';
import { ACCOUNT_COLUMNS, type AccountRow } from './account.sql.js';

/**
 * The fields by which accounts are filtered and ordered: the type, the column of account_now `n` with the current
 * value, and the SQL on the period `p` that contains another instant; null for fields that are known only now. Each
 * column has an index; those by which lists are ordered also have one that starts with the relationship type.
 */
const FIELDS = {
  name: { type: 'text', now: 'n.name_folded', then: 'n.name_folded' },
  createdAt: { type: 'timestamptz', now: 'n.created_at', then: 'n.created_at' },
  externalId: { type: 'text', now: 'n.external_id', then: 'n.external_id' },
  domain: { type: 'text', now: 'n.domain_folded', then: 'n.domain_folded' },
  successManager: { type: 'uuid', now: 'n.success_manager_id', then: 'n.success_manager_id' },
  type: { type: 'text', now: 'n.type', then: 'p.type' },
  mrrMinor: { type: 'int8', now: 'n.mrr_minor', then: 'p.mrr_minor' },
  payingSince: { type: 'timestamptz', now: 'n.paying_since', then: "coalesce(p.paying_since, 'infinity')" },
  score: { type: 'float8', now: 'n.score', then: null },
  isBorderline: { type: 'boolean', now: 'n.is_borderline', then: null },
  plan: { type: 'uuid', now: 'n.plan_id', then: null },
  lastInteractionAt: { type: 'timestamptz', now: 'n.last_interaction_at', then: null },
  nextTypeAt: { type: 'timestamptz', now: 'n.next_type_at', then: null },
  policyVersion: { type: 'int', now: 'n.policy_version', then: null },
  criteriaMet: { type: 'int', now: 'n.criteria_met', then: null },
} as const;
export type AccountField = keyof typeof FIELDS;
export type AccountCondition = Condition<AccountField>;

/** Tells whether a field is known at instants other than now. */
export const isKnownAsOf = (field: AccountField): boolean => FIELDS[field].then !== null;

/** Tells whether a condition compares a field. */
export const compares = (condition: AccountCondition, field: AccountField): boolean => {
  if ('all' in condition) return condition.all.some((one) => compares(one, field));
  return 'any' in condition ? condition.any.some((one) => compares(one, field)) : condition.field === field;
};

/** Tells whether a field is stored as a timestamp. */
export const isInstant = (field: AccountField): boolean => FIELDS[field].type === 'timestamptz';

const columnsOf = (tense: 'now' | 'then'): Record<AccountField, Column> =>
  Object.fromEntries(
    Object.entries(FIELDS).map(([field, { type, ...columns }]) => [field, { type, column: columns[tense] }]),
  ) as Record<AccountField, Column>;
const COLUMNS = { now: columnsOf('now'), then: columnsOf('then') } as const;

/** As `then`, with amounts of the period `p` converted by the factors `f`. */
const CONVERTED: Record<AccountField, Column> = {
  ...COLUMNS.then,
  mrrMinor: {
    type: FIELDS.mrrMinor.type,
    column: `(CASE WHEN p.currency_code IS NULL THEN p.mrr_minor ELSE ${convertedSql('p.mrr_minor', 'f.numerator', 'f.denominator')} END)`,
  },
};

const columnsFor = ({ asOf, factors }: AccountSelection): Record<AccountField, Column> =>
  asOf === null ? COLUMNS.now : factors ? CONVERTED : COLUMNS.then;

/** The factors that convert amounts of currencies to the workspace's, as fractions. */
export interface Factors {
  currencyCodes: readonly string[];
  numerators: readonly string[];
  denominators: readonly string[];
}

/** The accounts to list: those that meet a condition now, or at the timestamp `asOf`. */
export interface AccountSelection {
  condition: AccountCondition;
  asOf: string | null;
  /** Convert the amounts at `asOf`. Default: all of them are in the workspace's currency, or none is used. */
  factors?: Factors | null;
}

export interface AccountOrdering {
  field: AccountField;
  isDescending: boolean;
}

export interface AccountPageRow extends AccountRow {
  sortValue: string | number;
}

/** Returns the FROM and WHERE clauses of a selection. */
function sourceOf(selection: AccountSelection, parameter: Parameter): string {
  const { condition, asOf, factors } = selection;
  const where = (): string => `n.workspace_id = $1 AND ${toSql(condition, columnsFor(selection), parameter)}`;
  if (asOf === null) return `account_now n WHERE ${where()}`;
  const at = parameter(asOf, 'timestamptz');
  return `account_now n
    JOIN account_period p ON p.workspace_id = $1 AND p.account_id = n.account_id AND p.from_at <= ${at} AND p.to_at > ${at}
    ${factors ? `LEFT JOIN ${factorsSql(factors, parameter)} AS f (code, numerator, denominator) ON f.code = p.currency_code` : ''}
    WHERE ${where()}`;
}

const factorsSql = ({ currencyCodes, numerators, denominators }: Factors, parameter: Parameter): string =>
  `unnest(${parameter(currencyCodes, 'text[]')}, ${parameter(numerators, 'numeric[]')}, ${parameter(denominators, 'numeric[]')})`;

/**
 * Tells whether an index contains the selection in every ordering, as for all accounts and for those of one type. Then
 * one plan suits all parameters. For other conditions, the best plan depends on how selective the values are.
 */
const isInIndexOrder = ({ condition, asOf }: AccountSelection): boolean => asOf === null && isOfOneType(condition);
function isOfOneType(condition: AccountCondition): boolean {
  if ('all' in condition) return condition.all.every(isOfOneType);
  if ('any' in condition || condition.field !== 'type') return false;
  const { is, value } = condition;
  return is === 'eq' || (is === 'in' && (value as readonly unknown[]).length === 1);
}

/** Selects a page of accounts strictly after a sort key, with the columns `along` of account_now `n`. */
export function selectAccountPage<Along>(
  selection: AccountSelection,
  { field, isDescending }: AccountOrdering,
  after: readonly [value: unknown, id: string] | null,
  limit: number,
  isSelected: IsSelected,
  along: Columns,
): BoundStatement<AccountPageRow & Along> {
  const { column, type } = columnsFor(selection)[field];
  const direction = isDescending ? 'DESC' : 'ASC';
  const columns = [along.selected(isSelected), `${column} AS "sortValue"`, 'n.account_id AS id'].filter(
    (some) => some !== '',
  );
  return boundStatement((bind) => {
    const parameter: Parameter = isInIndexOrder(selection) ? (value, type) => opaqueParameter(bind(value, type)) : bind;
    const source = sourceOf(selection, parameter);
    const keyset = after
      ? `AND (${column}, n.account_id) ${isDescending ? '<' : '>'} (${parameter(after[0], type)}, ${parameter(after[1], 'uuid')})`
      : '';
    return `SELECT ${ACCOUNT_COLUMNS.selected(isSelected)}, page.*
       FROM (
         SELECT ${columns.join(', ')} FROM ${source} ${keyset}
         ORDER BY ${column} ${direction}, n.account_id ${direction} LIMIT ${limit}
       ) page
       JOIN account a ON a.workspace_id = $1 AND a.id = page.id
       ORDER BY page."sortValue" ${direction}, a.id ${direction}`;
  });
}

export const countAccounts = (selection: AccountSelection): BoundStatement<{ count: number }> =>
  boundStatement((parameter) => `SELECT count(*) AS count FROM ${sourceOf(selection, parameter)}`);

export interface CriteriaSetRow {
  policyVersion: number;
  criteriaMet: number;
}

/**
 * Selects the distinct sets of criteria that accounts meet, with their policy. There are few, and each takes one index
 * probe (a loose index scan).
 */
export const selectCriteriaSets = statement<CriteriaSetRow>(
  'selectCriteriaSets',
  `WITH RECURSIVE met AS (
     (SELECT n.policy_version, n.criteria_met FROM account_now n WHERE n.workspace_id = $1
      ORDER BY n.policy_version, n.criteria_met LIMIT 1)
     UNION ALL
     SELECT next.policy_version, next.criteria_met FROM met CROSS JOIN LATERAL (
       SELECT n.policy_version, n.criteria_met FROM account_now n
       WHERE n.workspace_id = $1 AND (n.policy_version, n.criteria_met) > (met.policy_version, met.criteria_met)
       ORDER BY n.policy_version, n.criteria_met LIMIT 1
     ) next
   )
   SELECT policy_version AS "policyVersion", criteria_met AS "criteriaMet" FROM met`,
);
