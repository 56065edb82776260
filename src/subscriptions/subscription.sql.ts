import type { BillingIntervalMonths, PhaseStatus } from '../classification/history.js';
import type { SubscriptionStatus } from '../classification/subscription.js';
import { columnsOf, type IsSelected } from '../database/columns.js';
import { shapedStatement, statement, type Statement } from '../database/statement.js';

export interface SubscriptionRow {
  id: string;
  accountId: string;
  externalId: string | null;
  churnReason: string | null;
  updatedAt: number;
}

export interface PhaseRow {
  subscriptionId: string;
  from: number;
  to: number;
  planId: string;
  planRank: number;
  status: PhaseStatus;
  quantity: number;
  unitPriceMinor: number;
  intervalMonths: BillingIntervalMonths;
  termMonths: number;
  tailored: boolean;
}

const COLUMNS = `s.id, s.account_id AS "accountId", s.external_id AS "externalId", s.churn_reason AS "churnReason",
  s.updated_at AS "updatedAt"`;

export const selectSubscriptionsById = statement<SubscriptionRow>(
  'selectSubscriptionsById',
  `SELECT ${COLUMNS} FROM subscription s WHERE s.workspace_id = $1 AND s.id = ANY ($2::uuid[])`,
);

export const selectSubscriptionsByExternalId = statement<SubscriptionRow>(
  'selectSubscriptionsByExternalId',
  `SELECT ${COLUMNS} FROM subscription s WHERE s.workspace_id = $1 AND s.external_id = ANY ($2::text[])`,
);

export const selectPhasesOfSubscriptions = statement<PhaseRow>(
  'selectPhasesOfSubscriptions',
  `SELECT f.subscription_id AS "subscriptionId", f.from_at AS "from", f.to_at AS "to", f.plan_id AS "planId",
          p.rank AS "planRank", f.status, f.quantity, f.unit_price_minor AS "unitPriceMinor",
          f.interval_months AS "intervalMonths", f.term_months AS "termMonths", f.tailored
   FROM subscription_phase f
   JOIN plan p ON p.workspace_id = $1 AND p.id = f.plan_id
   WHERE f.workspace_id = $1 AND f.subscription_id = ANY ($2::uuid[])
   ORDER BY f.subscription_id, f.from_at`,
);

/**
 * The subscriptions of each account with when they started and how they stand at $3: by the phase in force, before the
 * first one by that one, between and after phases by the last one begun.
 */
const SUBSCRIPTIONS_OF_ACCOUNT = `
  SELECT ${COLUMNS}, edges.started_at AS "startedAt", phase.plan_id AS "planId",
         CASE WHEN phase.to_at <= $3::timestamptz THEN 'CANCELED' ELSE phase.status END AS status,
         phase.quantity, phase.unit_price_minor AS "unitPriceMinor", phase.interval_months AS "intervalMonths",
         phase.term_months AS "termMonths", phase.tailored
  FROM subscription s
  CROSS JOIN LATERAL (
    SELECT min(f.from_at) AS started_at FROM subscription_phase f
    WHERE f.workspace_id = $1 AND f.subscription_id = s.id
  ) edges
  CROSS JOIN LATERAL (
    SELECT f.* FROM subscription_phase f
    WHERE f.workspace_id = $1 AND f.subscription_id = s.id
      AND f.from_at <= greatest(edges.started_at, $3::timestamptz)
    ORDER BY f.from_at DESC LIMIT 1
  ) phase
  WHERE s.workspace_id = $1 AND s.account_id = account.id`;

const MATCHES_FILTER = `($4::text[] IS NULL OR s.status = ANY ($4::text[]))
  AND ($5::uuid[] IS NULL OR s."planId" = ANY ($5::uuid[]))
  AND ($6::text[] IS NULL OR s."churnReason" = ANY ($6::text[]))`;

/** What a list admits; null: everything. */
export interface SubscriptionConditions {
  statuses: SubscriptionStatus[] | null;
  planIds: string[] | null;
  churnReasons: string[] | null;
}

/** How a subscription stands, and what is agreed in the phase that says so. */
export interface SubscriptionStateDetails extends Pick<
  PhaseRow,
  'planId' | 'quantity' | 'unitPriceMinor' | 'intervalMonths' | 'termMonths' | 'tailored'
> {
  startedAt: number;
  status: SubscriptionStatus;
}

export interface SubscriptionOfAccountRow extends SubscriptionRow, SubscriptionStateDetails {}

const SHOWN = columnsOf<SubscriptionOfAccountRow>({
  id: ['s.id'],
  accountId: ['s."accountId"'],
  startedAt: ['s."startedAt"'],
  externalId: ['s."externalId"', 'AccountSubscription.externalId'],
  churnReason: ['s."churnReason"', 'AccountSubscription.churnReason'],
  updatedAt: ['s."updatedAt"', 'AccountSubscription.updatedAt'],
  planId: ['s."planId"', 'AccountSubscription.plan'],
  status: ['s.status', 'AccountSubscription.status'],
  quantity: ['s.quantity', 'AccountSubscription.quantity'],
  unitPriceMinor: ['s."unitPriceMinor"', 'AccountSubscription.unitPrice'],
  intervalMonths: ['s."intervalMonths"', 'AccountSubscription.billingInterval'],
  termMonths: ['s."termMonths"', 'AccountSubscription.termMonths'],
  tailored: ['s.tailored', 'AccountSubscription.tailored'],
});

/** A page of the subscriptions of each of several accounts, latest start first, or turned round. */
export function selectSubscriptionPage(isBackward: boolean, shows: IsSelected): Statement<SubscriptionOfAccountRow> {
  const [comparison, direction] = isBackward ? ['>', 'ASC'] : ['<', 'DESC'];
  return shapedStatement(
    `SELECT ${SHOWN.shown(shows)} FROM unnest($2::uuid[]) AS account (id)
     CROSS JOIN LATERAL (
       SELECT * FROM (${SUBSCRIPTIONS_OF_ACCOUNT}) s
       WHERE ${MATCHES_FILTER}
         AND ($7::timestamptz IS NULL OR (s."startedAt", s.id) ${comparison} ($7::timestamptz, $8::uuid))
       ORDER BY s."startedAt" ${direction}, s.id ${direction} LIMIT $9::int
     ) s
     ORDER BY s."startedAt" ${direction}, s.id ${direction}`,
  );
}

export const countSubscriptions = statement<{ accountId: string; count: number }>(
  'countSubscriptions',
  `SELECT account.id AS "accountId", count(*) AS count FROM unnest($2::uuid[]) AS account (id)
   CROSS JOIN LATERAL (${SUBSCRIPTIONS_OF_ACCOUNT}) s
   WHERE ${MATCHES_FILTER}
   GROUP BY account.id`,
);

export const insertSubscriptions = statement(
  'insertSubscriptions',
  `INSERT INTO subscription
   SELECT $1::uuid, s.id, s."accountId", s."externalId", s."churnReason", $3::timestamptz, $3::timestamptz
   FROM jsonb_to_recordset($2::jsonb) AS s (id uuid, "accountId" uuid, "externalId" text, "churnReason" text)
   ORDER BY s."externalId"`,
);

/** Two changes never carry the same instant, so that whoever saw the first one is not taken to have seen both. */
export const updateSubscriptions = statement(
  'updateSubscriptions',
  `UPDATE subscription SET churn_reason = s."churnReason",
     updated_at = greatest($3::timestamptz, subscription.updated_at + interval '1 millisecond')
   FROM jsonb_to_recordset($2::jsonb) AS s (id uuid, "churnReason" text)
   WHERE subscription.workspace_id = $1 AND subscription.id = s.id`,
);

export const deletePhases = statement(
  'deletePhases',
  `DELETE FROM subscription_phase WHERE workspace_id = $1 AND subscription_id = ANY ($2::uuid[])`,
);

export const insertPhases = statement(
  'insertPhases',
  `INSERT INTO subscription_phase
   SELECT $1::uuid, f."subscriptionId", f."from", f."to", f."accountId", f."planId", f.status, f.quantity,
          f."unitPriceMinor", f."intervalMonths", f."termMonths", f.tailored
   FROM jsonb_to_recordset($2::jsonb) AS f (
     "subscriptionId" uuid, "from" timestamptz, "to" timestamptz, "accountId" uuid, "planId" uuid, status text,
     quantity int, "unitPriceMinor" bigint, "intervalMonths" smallint, "termMonths" smallint, tailored boolean)`,
);

export const countOnPlan = statement<{ count: number }>(
  'countOnPlan',
  `SELECT count(DISTINCT subscription_id) AS count FROM subscription_phase
   WHERE workspace_id = $1 AND plan_id = $2::uuid`,
);
