import type { SubscriptionStatus } from '../classification/subscription.js';
import { columnsOf, type IsSelected } from '../database/columns.js';
import { shapedStatement, statement, type Statement } from '../database/statement.js';
import { NEXT_UPDATED_AT, Table, type RowOf } from '../database/table.js';
import { factStatement } from '../database/fact-statement.js';
import { PHASE_COLUMNS, type PhaseRow } from '../derivation/history.sql.js';
import { SubscriptionPhaseEntity } from './subscription-phase.entity.js';
import { SubscriptionEntity } from './subscription.entity.js';

export const SUBSCRIPTIONS = new Table(SubscriptionEntity);
export const PHASES = new Table(SubscriptionPhaseEntity);

export type SubscriptionRow = Omit<RowOf<SubscriptionEntity>, 'workspaceId' | 'createdAt'>;

const COLUMNS = SUBSCRIPTIONS.select('s', ['workspaceId', 'createdAt']);

export const selectSubscriptionsById = statement<SubscriptionRow>(
  'selectSubscriptionsById',
  `SELECT ${COLUMNS} FROM subscription s WHERE s.workspace_id = $1 AND s.id = ANY ($2::uuid[])`,
);

export const selectSubscriptionsByExternalId = statement<SubscriptionRow>(
  'selectSubscriptionsByExternalId',
  `SELECT ${COLUMNS} FROM subscription s WHERE s.workspace_id = $1 AND s.external_id = ANY ($2::text[])`,
);

/** A phase with all that is stored of it. */
export interface PhaseOfSubscriptionRow extends PhaseRow, Pick<SubscriptionPhaseEntity, 'setFields' | 'cancellation'> {}

export const selectPhasesOfSubscriptions = statement<PhaseOfSubscriptionRow>(
  'selectPhasesOfSubscriptions',
  `SELECT ${PHASE_COLUMNS}, f.set_fields AS "setFields", f.cancellation FROM subscription_phase f
   JOIN plan p ON p.workspace_id = $1 AND p.id = f.plan_id
   WHERE f.workspace_id = $1 AND f.subscription_id = ANY ($2::uuid[])
   ORDER BY f.subscription_id, f.from_at, f.to_at`,
);

/**
 * The subscriptions of each account with their start and their state at $3, taken from the phase in force; before the
 * first phase from that phase, and otherwise from the last phase started.
 */
const SUBSCRIPTIONS_OF_ACCOUNT = `
  SELECT ${COLUMNS}, edges.started_at AS "startedAt", phase.plan_id AS "planId",
         CASE WHEN s.withdrawn_at IS NOT NULL OR phase.to_at <= $3::timestamptz THEN 'CANCELED' ELSE phase.status END AS status,
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
    ORDER BY f.from_at DESC, f.to_at DESC LIMIT 1
  ) phase
  WHERE s.workspace_id = $1 AND s.account_id = account.id`;

const MATCHES_FILTER = `($4::text[] IS NULL OR s.status = ANY ($4::text[]))
  AND ($5::uuid[] IS NULL OR s."planId" = ANY ($5::uuid[]))
  AND ($6::text[] IS NULL OR s."churnReason" = ANY ($6::text[]))`;

/** The filter of a list; null means any value. */
export interface SubscriptionConditions {
  statuses: SubscriptionStatus[] | null;
  planIds: string[] | null;
  churnReasons: string[] | null;
}

/** The state of a subscription at an instant, and the terms of the phase that determines it. */
export interface SubscriptionStateDetails extends Pick<
  PhaseRow,
  'planId' | 'quantity' | 'unitPriceMinor' | 'intervalMonths' | 'termMonths' | 'tailored'
> {
  startedAt: number;
  status: SubscriptionStatus;
}

export interface SubscriptionOfAccountRow extends SubscriptionRow, SubscriptionStateDetails {}

const PAGE_COLUMNS = columnsOf<SubscriptionOfAccountRow>((property) => `s."${property}"`, {
  id: [],
  accountId: [],
  startedAt: [],
  withdrawnAt: [],
  discounts: [],
  externalId: ['AccountSubscription.externalId'],
  churnReason: ['AccountSubscription.churnReason'],
  updatedAt: ['AccountSubscription.updatedAt'],
  planId: ['AccountSubscription.plan'],
  status: ['AccountSubscription.status'],
  quantity: ['AccountSubscription.quantity'],
  unitPriceMinor: ['AccountSubscription.unitPrice'],
  intervalMonths: ['AccountSubscription.billingInterval'],
  termMonths: ['AccountSubscription.termMonths'],
  tailored: ['AccountSubscription.tailored'],
});

/** Selects a page of the subscriptions of each account, latest start first; if `isBackward`, earliest first. */
export function selectSubscriptionPage(
  isBackward: boolean,
  isSelected: IsSelected,
): Statement<SubscriptionOfAccountRow> {
  const [comparison, direction] = isBackward ? ['>', 'ASC'] : ['<', 'DESC'];
  return shapedStatement(
    `SELECT ${PAGE_COLUMNS.selected(isSelected)} FROM unnest($2::uuid[]) AS account (id)
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

export const insertSubscriptions = factStatement(
  'insertSubscriptions',
  SUBSCRIPTIONS.insertRecords(
    { createdAt: '$3::timestamptz', updatedAt: '$3::timestamptz' },
    { orderBy: 'externalId' },
  ),
);

export const updateSubscriptions = factStatement(
  'updateSubscriptions',
  SUBSCRIPTIONS.updateRecords(['accountId', 'externalId', 'createdAt'], { updatedAt: NEXT_UPDATED_AT }),
);

export const deletePhases = factStatement(
  'deletePhases',
  `DELETE FROM subscription_phase WHERE workspace_id = $1 AND subscription_id = ANY ($2::uuid[])`,
);

export const insertPhases = factStatement('insertPhases', PHASES.insertRecords({}));

/** Counts the subscriptions with a phase on a plan, in force or set aside by a cancellation. */
export const countOnPlan = statement<{ count: number }>(
  'countOnPlan',
  `SELECT count(DISTINCT subscription_id) AS count FROM subscription_phase
   WHERE workspace_id = $1 AND (plan_id = $2::uuid OR EXISTS (
     SELECT FROM jsonb_array_elements(cancellation -> 'later') AS phase WHERE phase ->> 'planId' = $2::text
   ))`,
);
