import type { Initiative, InteractionKind } from '../classification/history.js';
import { statement, type Statement } from '../database/statement.js';

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

const COLUMNS = `i.id, i.account_id AS "accountId", i.external_id AS "externalId", i.kind, i.personalized, i.initiative,
  i.sentiment_hundredths AS "sentimentHundredths", i.amount_minor AS "amountMinor", i.effort_minutes AS "effortMinutes",
  i.occurred_at AS "occurredAt", i.recorded_at AS "recordedAt", i.updated_at AS "updatedAt", i.member_id AS "memberId", i.note`;

export const selectInteractionsById = statement<InteractionRow>(
  'selectInteractionsById',
  `SELECT ${COLUMNS} FROM interaction i WHERE i.workspace_id = $1 AND i.id = ANY ($2::uuid[])`,
);

export const selectInteractionsByExternalId = statement<InteractionRow>(
  'selectInteractionsByExternalId',
  `SELECT ${COLUMNS} FROM interaction i WHERE i.workspace_id = $1 AND i.external_id = ANY ($2::text[])`,
);

const MATCHES_FILTER = `i.workspace_id = $1 AND i.account_id = account.id
  AND i.occurred_at >= $3::timestamptz AND i.occurred_at < $4::timestamptz
  AND ($5::text[] IS NULL OR i.kind = ANY ($5::text[])) AND ($6::boolean IS NULL OR i.personalized = $6::boolean)`;

const interactionPage = (name: string, comparison: '<' | '>', direction: 'DESC' | 'ASC') =>
  statement<InteractionRow>(
    name,
    `SELECT i.* FROM unnest($2::uuid[]) AS account (id)
     CROSS JOIN LATERAL (
       SELECT ${COLUMNS} FROM interaction i
       WHERE ${MATCHES_FILTER}
         AND ($7::timestamptz IS NULL OR (i.occurred_at, i.id) ${comparison} ($7::timestamptz, $8::uuid))
       ORDER BY i.occurred_at ${direction}, i.id ${direction} LIMIT $9::int
     ) i
     ORDER BY i."occurredAt" ${direction}, i.id ${direction}`,
  );

const newestFirst = interactionPage('selectInteractionPage', '<', 'DESC');
const oldestFirst = interactionPage('selectInteractionPageBackward', '>', 'ASC');
/** A page of the interactions of each of several accounts, newest first, or turned round. */
export const selectInteractionPage = (isBackward: boolean): Statement<InteractionRow> =>
  isBackward ? oldestFirst : newestFirst;

export const countInteractions = statement<{ accountId: string; count: number }>(
  'countInteractions',
  `SELECT account.id AS "accountId", count(*) AS count
   FROM unnest($2::uuid[]) AS account (id) JOIN interaction i ON ${MATCHES_FILTER}
   GROUP BY account.id`,
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
