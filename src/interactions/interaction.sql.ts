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

/** What a list admits; null: everything. */
export interface InteractionConditions {
  accountId: string | null;
  /** When it happened, as timestamps: [from, until). */
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

/** The conditions that admit less than everything, each behind an AND. */
function matching(conditions: InteractionConditions, note: Parameter): string {
  const { accountId, from, until, kinds, personalized, initiatives, sentiments, memberIds, hasMember } = conditions;
  return [
    accountId !== null && `i.account_id = ${note(accountId, 'uuid')}`,
    from !== '-infinity' && `i.occurred_at >= ${note(from, 'timestamptz')}`,
    until !== 'infinity' && `i.occurred_at < ${note(until, 'timestamptz')}`,
    kinds && `i.kind = ANY (${note(kinds, 'text[]')})`,
    personalized !== null && `i.personalized = ${note(personalized, 'boolean')}`,
    initiatives && `i.initiative = ANY (${note(initiatives, 'text[]')})`,
    sentiments && `i.sentiment_hundredths = ANY (${note(sentiments, 'smallint[]')})`,
    memberIds && `i.member_id = ANY (${note(memberIds, 'uuid[]')})`,
    hasMember !== null && `(i.member_id IS NOT NULL) = ${note(hasMember, 'boolean')}`,
  ]
    .filter((condition) => typeof condition === 'string')
    .map((condition) => `AND ${condition}`)
    .join(' ');
}

/** Where and how a page of interactions is read: latest first, or turned round. */
export interface InteractionPagePosition {
  beyond: readonly [at: string, id: string] | null;
  isBackward: boolean;
  rows: number;
}

/** A page of those that meet conditions, each behind an AND, in the direction of reading. */
function pageOf(
  conditions: string,
  { beyond, isBackward, rows }: InteractionPagePosition,
  isSelected: IsSelected,
  note: Parameter,
): string {
  const direction = isBackward ? 'ASC' : 'DESC';
  const keyset = beyond
    ? `AND (i.occurred_at, i.id) ${isBackward ? '>' : '<'} (${note(beyond[0], 'timestamptz')}, ${note(beyond[1], 'uuid')})`
    : '';
  return `SELECT ${COLUMNS.selected(isSelected)} FROM interaction i WHERE i.workspace_id = $1 ${conditions} ${keyset}
    ORDER BY i.occurred_at ${direction}, i.id ${direction} LIMIT ${note(rows, 'int')}`;
}

/** A page of the interactions of all accounts. */
export const selectInteractionPage = (
  conditions: InteractionConditions,
  place: InteractionPagePosition,
  isSelected: IsSelected,
): BoundStatement<InteractionRow> =>
  boundStatement((note) => pageOf(matching(conditions, note), place, isSelected, note));

/** A page of the interactions of each of several accounts. */
export function selectInteractionPages(
  accountIds: readonly string[],
  conditions: InteractionConditions,
  place: InteractionPagePosition,
  isSelected: IsSelected,
): BoundStatement<InteractionRow> {
  const direction = place.isBackward ? 'ASC' : 'DESC';
  return boundStatement(
    (note) =>
      `SELECT i.* FROM unnest(${note(accountIds, 'uuid[]')}) AS account (id)
       CROSS JOIN LATERAL (
         ${pageOf(`AND i.account_id = account.id ${matching(conditions, note)}`, place, isSelected, note)}
       ) i
       ORDER BY i."occurredAt" ${direction}, i.id ${direction}`,
  );
}

export const countInteractions = (conditions: InteractionConditions): BoundStatement<{ count: number }> =>
  boundStatement(
    (note) => `SELECT count(*) AS count FROM interaction i WHERE i.workspace_id = $1 ${matching(conditions, note)}`,
  );

export const countInteractionsOfAccounts = (
  accountIds: readonly string[],
  conditions: InteractionConditions,
): BoundStatement<{ accountId: string; count: number }> =>
  boundStatement(
    (note) =>
      `SELECT i.account_id AS "accountId", count(*) AS count FROM interaction i
       WHERE i.workspace_id = $1 AND i.account_id = ANY (${note(accountIds, 'uuid[]')}) ${matching(conditions, note)}
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
