import type { Initiative, InteractionKind } from '../classification/history.js';
import { columnsOf, type IsSelected } from '../database/columns.js';
import { boundStatement, type Parameter } from '../database/condition.js';
import { statement, type BoundStatement } from '../database/statement.js';
import { NEXT_UPDATED_AT, Table, type RowOf } from '../database/table.js';
import { factStatement } from '../database/fact-statement.js';
import { InteractionEntity } from './interaction.entity.js';

export const INTERACTIONS = new Table(InteractionEntity);

export type InteractionRow = Omit<RowOf<InteractionEntity>, 'workspaceId'>;

const COLUMNS = columnsOf<InteractionRow>((property) => INTERACTIONS.column('i', property), {
  id: [],
  accountId: [],
  externalId: ['Interaction.externalId'],
  kind: ['Interaction.kind'],
  personalized: ['Interaction.personalized'],
  initiative: ['Interaction.initiative'],
  sentimentHundredths: ['Interaction.sentiment'],
  amountMinor: ['Interaction.amount'],
  effortMinutes: ['Interaction.effortMinutes'],
  occurredAt: [],
  recordedAt: ['Interaction.recordedAt'],
  updatedAt: ['Interaction.updatedAt'],
  memberId: ['Interaction.member'],
  note: ['Interaction.note'],
});

export const selectInteractionsById = statement<InteractionRow>(
  'selectInteractionsById',
  `SELECT ${COLUMNS.all} FROM interaction i WHERE i.workspace_id = $1 AND i.id = ANY ($2::uuid[])`,
);

export const selectInteractionsByExternalId = statement<InteractionRow>(
  'selectInteractionsByExternalId',
  `SELECT ${COLUMNS.all} FROM interaction i WHERE i.workspace_id = $1 AND i.external_id = ANY ($2::text[])`,
);

/** The filter of a list; null means any value. */
export interface InteractionConditions {
  accountId: string | null;
  /** Timestamps: `occurredAt` is in [from, until). */
  from: string;
  until: string;
  kinds: InteractionKind[] | null;
  personalized: boolean | null;
  initiatives: Initiative[] | null;
  /** In hundredths. */
  sentiments: number[] | null;
  memberIds: string[] | null;
  hasMember: boolean | null;
}

/** Returns the conditions that are set, each preceded by AND. */
function matching(conditions: InteractionConditions, parameter: Parameter): string {
  const { accountId, from, until, kinds, personalized, initiatives, sentiments, memberIds, hasMember } = conditions;
  return [
    accountId !== null && `i.account_id = ${parameter(accountId, 'uuid')}`,
    from !== '-infinity' && `i.occurred_at >= ${parameter(from, 'timestamptz')}`,
    until !== 'infinity' && `i.occurred_at < ${parameter(until, 'timestamptz')}`,
    kinds && `i.kind = ANY (${parameter(kinds, 'text[]')})`,
    personalized !== null && `i.personalized = ${parameter(personalized, 'boolean')}`,
    initiatives && `i.initiative = ANY (${parameter(initiatives, 'text[]')})`,
    sentiments && `i.sentiment_hundredths = ANY (${parameter(sentiments, 'smallint[]')})`,
    memberIds && `i.member_id = ANY (${parameter(memberIds, 'uuid[]')})`,
    hasMember !== null && `(i.member_id IS NOT NULL) = ${parameter(hasMember, 'boolean')}`,
  ]
    .filter((condition) => typeof condition === 'string')
    .map((condition) => `AND ${condition}`)
    .join(' ');
}

/** The position of a page of interactions: latest first; if `isBackward`, earliest first. */
export interface InteractionPagePosition {
  after: readonly [at: string, id: string] | null;
  isBackward: boolean;
  rows: number;
}

/** Returns the SELECT of a page, in reading direction. Each of the conditions is preceded by AND. */
function pageOf(
  conditions: string,
  { after, isBackward, rows }: InteractionPagePosition,
  isSelected: IsSelected,
  parameter: Parameter,
): string {
  const direction = isBackward ? 'ASC' : 'DESC';
  const keyset = after
    ? `AND (i.occurred_at, i.id) ${isBackward ? '>' : '<'} (${parameter(after[0], 'timestamptz')}, ${parameter(after[1], 'uuid')})`
    : '';
  return `SELECT ${COLUMNS.selected(isSelected)} FROM interaction i WHERE i.workspace_id = $1 ${conditions} ${keyset}
    ORDER BY i.occurred_at ${direction}, i.id ${direction} LIMIT ${parameter(rows, 'int')}`;
}

/** Selects a page of the interactions of all accounts. */
export const selectInteractionPage = (
  conditions: InteractionConditions,
  position: InteractionPagePosition,
  isSelected: IsSelected,
): BoundStatement<InteractionRow> =>
  boundStatement((parameter) => pageOf(matching(conditions, parameter), position, isSelected, parameter));

/** Selects a page of the interactions of each account. */
export function selectInteractionPages(
  accountIds: readonly string[],
  conditions: InteractionConditions,
  position: InteractionPagePosition,
  isSelected: IsSelected,
): BoundStatement<InteractionRow> {
  const direction = position.isBackward ? 'ASC' : 'DESC';
  return boundStatement(
    (parameter) =>
      `SELECT i.* FROM unnest(${parameter(accountIds, 'uuid[]')}) AS account (id)
       CROSS JOIN LATERAL (
         ${pageOf(`AND i.account_id = account.id ${matching(conditions, parameter)}`, position, isSelected, parameter)}
       ) i
       ORDER BY i."occurredAt" ${direction}, i.id ${direction}`,
  );
}

export const countInteractions = (conditions: InteractionConditions): BoundStatement<{ count: number }> =>
  boundStatement(
    (parameter) =>
      `SELECT count(*) AS count FROM interaction i WHERE i.workspace_id = $1 ${matching(conditions, parameter)}`,
  );

export const countInteractionsOfAccounts = (
  accountIds: readonly string[],
  conditions: InteractionConditions,
): BoundStatement<{ accountId: string; count: number }> =>
  boundStatement(
    (parameter) =>
      `SELECT i.account_id AS "accountId", count(*) AS count FROM interaction i
       WHERE i.workspace_id = $1 AND i.account_id = ANY (${parameter(accountIds, 'uuid[]')}) ${matching(conditions, parameter)}
       GROUP BY i.account_id`,
  );

export const insertInteractions = factStatement(
  'insertInteractions',
  INTERACTIONS.insertRecords({ updatedAt: '$3::timestamptz' }, { orderBy: 'externalId' }),
);

export const updateInteractions = factStatement(
  'updateInteractions',
  INTERACTIONS.updateRecords(['accountId', 'recordedAt'], { updatedAt: NEXT_UPDATED_AT }),
);

export const clearMember = factStatement(
  'clearMember',
  `UPDATE interaction t SET member_id = NULL, updated_at = ${NEXT_UPDATED_AT}
   WHERE workspace_id = $1 AND member_id = $2::uuid`,
);
