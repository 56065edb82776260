import type { Initiative, InteractionKind } from '../classification/history.js';
import { columnsOf, type Shows } from '../database/columns.js';
import { shapedStatement, statement, type Statement } from '../database/statement.js';

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

/** Statements are planned with their values, so that what is null here costs nothing and hides no index. */
const MATCHES_FILTER = `i.workspace_id = $1 AND ($2::uuid IS NULL OR i.account_id = $2::uuid)
  AND i.occurred_at >= $3::timestamptz AND i.occurred_at < $4::timestamptz
  AND ($5::text[] IS NULL OR i.kind = ANY ($5::text[])) AND ($6::boolean IS NULL OR i.personalized = $6::boolean)
  AND ($7::text[] IS NULL OR i.initiative = ANY ($7::text[]))
  AND ($8::smallint[] IS NULL OR i.sentiment_hundredths = ANY ($8::smallint[]))
  AND ($9::uuid[] IS NULL OR i.member_id = ANY ($9::uuid[]))
  AND ($10::boolean IS NULL OR (i.member_id IS NOT NULL) = $10::boolean)`;

export const conditionValues = (conditions: InteractionConditions): unknown[] => [
  conditions.accountId,
  conditions.from,
  conditions.until,
  conditions.kinds,
  conditions.personalized,
  conditions.initiatives,
  conditions.sentiments,
  conditions.memberIds,
  conditions.hasMember,
];

/** In which direction pages are read: latest first, or turned round. */
const directionOf = (isBackward: boolean): 'ASC' | 'DESC' => (isBackward ? 'ASC' : 'DESC');
const beyondPlace = (isBackward: boolean): string =>
  `($11::timestamptz IS NULL OR (i.occurred_at, i.id) ${isBackward ? '>' : '<'} ($11::timestamptz, $12::uuid))`;

/** A page of the interactions of all accounts. */
export function selectInteractionPage(isBackward: boolean, shows: Shows): Statement<InteractionRow> {
  const direction = directionOf(isBackward);
  return shapedStatement(
    `SELECT ${COLUMNS.shown(shows)} FROM interaction i WHERE ${MATCHES_FILTER} AND ${beyondPlace(isBackward)}
     ORDER BY i.occurred_at ${direction}, i.id ${direction} LIMIT $13::int`,
  );
}

/** A page of the interactions of each of several accounts. */
export function selectInteractionPages(isBackward: boolean, shows: Shows): Statement<InteractionRow> {
  const direction = directionOf(isBackward);
  return shapedStatement(
    `SELECT i.* FROM unnest($14::uuid[]) AS account (id)
     CROSS JOIN LATERAL (
       SELECT ${COLUMNS.shown(shows)} FROM interaction i
       WHERE ${MATCHES_FILTER} AND i.account_id = account.id AND ${beyondPlace(isBackward)}
       ORDER BY i.occurred_at ${direction}, i.id ${direction} LIMIT $13::int
     ) i
     ORDER BY i."occurredAt" ${direction}, i.id ${direction}`,
  );
}

export const countInteractions = statement<{ count: number }>(
  'countInteractions',
  `SELECT count(*) AS count FROM interaction i WHERE ${MATCHES_FILTER}`,
);

export const countInteractionsOfAccounts = statement<{ accountId: string; count: number }>(
  'countInteractionsOfAccounts',
  `SELECT i.account_id AS "accountId", count(*) AS count FROM interaction i
   WHERE ${MATCHES_FILTER} AND i.account_id = ANY ($11::uuid[]) GROUP BY i.account_id`,
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

export const deleteInteraction = statement<{ id: string }>(
  'deleteInteraction',
  `DELETE FROM interaction WHERE workspace_id = $1 AND id = $2::uuid RETURNING id`,
);
