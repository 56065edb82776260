import type { Initiative, InteractionKind } from '../classification/history.js';
import { columnsOf, type IsSelected } from '../database/columns.js';
import { boundStatement, type Parameter } from '../database/condition.js';
import { statement, type BoundStatement } from '../database/statement.js';

export interface InteractionRow {
  id: string;
  accountId: string;
  externalId: string | null;
  kind: InteractionKind;
  personalized: boolean;
  initiative: Initiative;
  sentimentHundredths: number | null;
  amountMinor: number | null;
  effortMinutes: number | null;
  occurredAt: number;
  recordedAt: number;
  updatedAt: number;
  memberId: string | null;
  note: string | null;
}

const COLUMNS = columnsOf<InteractionRow>({
  id: ['i.id'],
  accountId: ['i.account_id'],
  externalId: ['i.external_id', 'Interaction.externalId'],
  kind: ['i.kind', 'Interaction.kind'],
  personalized: ['i.personalized', 'Interaction.personalized'],
  initiative: ['i.initiative', 'Interaction.initiative'],
  sentimentHundredths: ['i.sentiment_hundredths', 'Interaction.sentiment'],
  amountMinor: ['i.amount_minor', 'Interaction.amount'],
  effortMinutes: ['i.effort_minutes', 'Interaction.effortMinutes'],
  occurredAt: ['i.occurred_at'],
  recordedAt: ['i.recorded_at', 'Interaction.recordedAt'],
  updatedAt: ['i.updated_at', 'Interaction.updatedAt'],
  memberId: ['i.member_id', 'Interaction.member'],
  note: ['i.note', 'Interaction.note'],
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
  shows: IsSelected,
  note: Parameter,
): string {
  const direction = isBackward ? 'ASC' : 'DESC';
  const keyset = beyond
    ? `AND (i.occurred_at, i.id) ${isBackward ? '>' : '<'} (${note(beyond[0], 'timestamptz')}, ${note(beyond[1], 'uuid')})`
    : '';
  return `SELECT ${COLUMNS.shown(shows)} FROM interaction i WHERE i.workspace_id = $1 ${conditions} ${keyset}
    ORDER BY i.occurred_at ${direction}, i.id ${direction} LIMIT ${note(rows, 'int')}`;
}

/** A page of the interactions of all accounts. */
export const selectInteractionPage = (
  conditions: InteractionConditions,
  place: InteractionPagePosition,
  shows: IsSelected,
): BoundStatement<InteractionRow> => boundStatement((note) => pageOf(matching(conditions, note), place, shows, note));

/** A page of the interactions of each of several accounts. */
export function selectInteractionPages(
  accountIds: readonly string[],
  conditions: InteractionConditions,
  place: InteractionPagePosition,
  shows: IsSelected,
): BoundStatement<InteractionRow> {
  const direction = place.isBackward ? 'ASC' : 'DESC';
  return boundStatement(
    (note) =>
      `SELECT i.* FROM unnest(${note(accountIds, 'uuid[]')}) AS account (id)
       CROSS JOIN LATERAL (
         ${pageOf(`AND i.account_id = account.id ${matching(conditions, note)}`, place, shows, note)}
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

export const insertInteractions = statement(
  'insertInteractions',
  `INSERT INTO interaction
   SELECT $1::uuid, i.id, i."accountId", i."externalId", i.kind, i.personalized, i.initiative, i."sentimentHundredths",
          i."amountMinor", i."effortMinutes", i."occurredAt", i."recordedAt", i."memberId", i.note,
          $3::timestamptz
   FROM jsonb_to_recordset($2::jsonb) AS i (
     id uuid, "accountId" uuid, "externalId" text, kind text, personalized boolean, initiative text,
     "sentimentHundredths" smallint, "amountMinor" bigint, "effortMinutes" int, "occurredAt" timestamptz,
     "recordedAt" timestamptz, "memberId" uuid, note text)
   ORDER BY i."externalId"`,
);

/** Two changes never carry the same instant, so that whoever saw the first one is not taken to have seen both. */
export const updateInteractions = statement(
  'updateInteractions',
  `UPDATE interaction SET external_id = i."externalId", kind = i.kind, personalized = i.personalized, initiative = i.initiative,
     sentiment_hundredths = i."sentimentHundredths", amount_minor = i."amountMinor",
     effort_minutes = i."effortMinutes", occurred_at = i."occurredAt", member_id = i."memberId", note = i.note,
     updated_at = greatest($3::timestamptz, interaction.updated_at + interval '1 millisecond')
   FROM jsonb_to_recordset($2::jsonb) AS i (
     id uuid, "externalId" text, kind text, personalized boolean, initiative text, "sentimentHundredths" smallint,
     "amountMinor" bigint, "effortMinutes" int, "occurredAt" timestamptz, "memberId" uuid, note text)
   WHERE interaction.workspace_id = $1 AND interaction.id = i.id`,
);

export const clearMember = statement(
  'clearMember',
  `UPDATE interaction SET member_id = NULL,
     updated_at = greatest($3::timestamptz, updated_at + interval '1 millisecond')
   WHERE workspace_id = $1 AND member_id = $2::uuid`,
);
