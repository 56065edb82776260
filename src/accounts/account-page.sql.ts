import type { Columns, IsSelected } from '../database/columns.js';
import { boundStatement, toSql, type Column, type Condition, type Parameter } from '../database/condition.js';
import { opaqueParameter } from '../database/planning.js';
import { statement, type BoundStatement } from '../database/statement.js';
import { ACCOUNT_COLUMNS, type AccountRow } from './account.sql.js';

/**
 * All that accounts are filtered and ordered by: its type, the column of account_now `n` that has it now, and the SQL
 * on the period `p` that contains another instant, for what has a meaning then. Each column has an index, and those
 * that lists are ordered by have one behind the type as well.
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

/** Whether a field has a meaning at instants other than now. */
export const isKnownThen = (field: AccountField): boolean => FIELDS[field].then !== null;

/** Whether a field is stored as a timestamp. */
export const isInstant = (field: AccountField): boolean => FIELDS[field].type === 'timestamptz';

const columnsOf = (tense: 'now' | 'then'): Record<AccountField, Column> =>
  Object.fromEntries(
    Object.entries(FIELDS).map(([field, { type, ...columns }]) => [field, { type, column: columns[tense] }]),
  ) as Record<AccountField, Column>;
const COLUMNS = { now: columnsOf('now'), then: columnsOf('then') } as const;

/** The accounts to list: those that meet a condition, as they stand now or (an instant as a timestamp) then. */
export interface AccountSelection {
  condition: AccountCondition;
  asOf: string | null;
}

export interface AccountOrdering {
  field: AccountField;
  isDescending: boolean;
}

export interface AccountPageRow extends AccountRow {
  place: string | number;
}

/** FROM and WHERE of a selection. */
function sourceOf({ condition, asOf }: AccountSelection, parameter: Parameter): string {
  if (asOf === null) return `account_now n WHERE n.workspace_id = $1 AND ${toSql(condition, COLUMNS.now, parameter)}`;
  const at = parameter(asOf, 'timestamptz');
  return `account_now n
    JOIN account_period p ON p.workspace_id = $1 AND p.account_id = n.account_id AND p.from_at <= ${at} AND p.to_at > ${at}
    WHERE n.workspace_id = $1 AND ${toSql(condition, COLUMNS.then, parameter)}`;
}

/**
 * Whether an index has what is selected in each ordering: all accounts, or those of one type. Then there is one good way
 * to find a page, whatever is looked for. Of other things it depends on how rare they are.
 */
const isInOrder = ({ condition, asOf }: AccountSelection): boolean => asOf === null && isOfOneType(condition);
function isOfOneType(condition: AccountCondition): boolean {
  if ('all' in condition) return condition.all.every(isOfOneType);
  if ('any' in condition || condition.field !== 'type') return false;
  const { is, value } = condition;
  return is === 'eq' || (is === 'in' && (value as readonly unknown[]).length === 1);
}

/** A page of accounts in an ordering, strictly beyond a place: what is shown, with the columns `along` of account_now `n`. */
export function selectAccountPage<Along>(
  selection: AccountSelection,
  { field, isDescending }: AccountOrdering,
  beyond: readonly [place: unknown, id: string] | null,
  limit: number,
  isSelected: IsSelected,
  along: Columns,
): BoundStatement<AccountPageRow & Along> {
  const { column, type } = COLUMNS[selection.asOf === null ? 'now' : 'then'][field];
  const direction = isDescending ? 'DESC' : 'ASC';
  const read = [along.selected(isSelected), `${column} AS place`, 'n.account_id AS id'].filter(
    (columns) => columns !== '',
  );
  return boundStatement((note) => {
    const parameter: Parameter = isInOrder(selection) ? (value, type) => opaqueParameter(note(value, type)) : note;
    const source = sourceOf(selection, parameter);
    const keyset = beyond
      ? `AND (${column}, n.account_id) ${isDescending ? '<' : '>'} (${parameter(beyond[0], type)}, ${parameter(beyond[1], 'uuid')})`
      : '';
    return `SELECT ${ACCOUNT_COLUMNS.selected(isSelected)}, page.*
       FROM (
         SELECT ${read.join(', ')} FROM ${source} ${keyset}
         ORDER BY ${column} ${direction}, n.account_id ${direction} LIMIT ${limit}
       ) page
       JOIN account a ON a.workspace_id = $1 AND a.id = page.id
       ORDER BY page.place ${direction}, a.id ${direction}`;
  });
}

export const countAccounts = (selection: AccountSelection): BoundStatement<{ count: number }> =>
  boundStatement((note) => `SELECT count(*) AS count FROM ${sourceOf(selection, note)}`);

export interface CriteriaSetRow {
  policyVersion: number;
  criteriaMet: number;
}

/**
 * The different sets of criteria that accounts meet, by the policy that has them: few, and each found by one probe of
 * an index, from one to the next.
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
