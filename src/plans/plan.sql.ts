import { statement } from '../database/statement.js';

export interface PlanRow {
  id: string;
  externalId: string | null;
  name: string;
  rank: number;
  offeredFrom: number;
  offeredUntil: number;
  updatedAt: number;
}

const COLUMNS = `id, external_id AS "externalId", name, rank, offered_from AS "offeredFrom",
  offered_until AS "offeredUntil", updated_at AS "updatedAt"`;

export const selectPlans = statement<PlanRow>(
  'selectPlans',
  `SELECT ${COLUMNS} FROM plan WHERE workspace_id = $1 ORDER BY rank, name, id`,
);

export const selectPlansById = statement<PlanRow>(
  'selectPlansById',
  `SELECT ${COLUMNS} FROM plan WHERE workspace_id = $1 AND id = ANY ($2::uuid[])`,
);

export const selectPlansByExternalId = statement<PlanRow>(
  'selectPlansByExternalId',
  `SELECT ${COLUMNS} FROM plan WHERE workspace_id = $1 AND external_id = ANY ($2::text[])`,
);

export const insertPlans = statement(
  'insertPlans',
  `INSERT INTO plan
   SELECT $1::uuid, p.id, p."externalId", p.name, p.rank, p."offeredFrom", p."offeredUntil", $3::timestamptz,
          $3::timestamptz
   FROM jsonb_to_recordset($2::jsonb) AS p (
     id uuid, "externalId" text, name text, rank int, "offeredFrom" timestamptz, "offeredUntil" timestamptz)
   ORDER BY p."externalId"`,
);

/** Two changes never carry the same instant, so that whoever saw the first one is not taken to have seen both. */
export const updatePlans = statement(
  'updatePlans',
  `UPDATE plan SET external_id = p."externalId", name = p.name, rank = p.rank, offered_from = p."offeredFrom",
     offered_until = p."offeredUntil",
     updated_at = greatest($3::timestamptz, plan.updated_at + interval '1 millisecond')
   FROM jsonb_to_recordset($2::jsonb) AS p (
     id uuid, "externalId" text, name text, rank int, "offeredFrom" timestamptz, "offeredUntil" timestamptz)
   WHERE plan.workspace_id = $1 AND plan.id = p.id`,
);
