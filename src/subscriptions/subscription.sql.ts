import type { SubscriptionStatus } from '../classification/subscription.js';
import { columnsOf, type IsSelected } from '../database/columns.js';
import { shapedStatement, statement, type Statement } from '../database/statement.js';
import { NEXT_UPDATED_AT, Table, type RowOf } from '../database/table.js';
import { factStatement } from '../database/fact-statement.js';
import { PHASE_COLUMNS, type PhaseRow } from '../derivation/history.sql.js';
import type { SoldColumns } from './phase-columns.js';
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
export interface PhaseOfSubscriptionRow
  extends PhaseRow, Pick<SubscriptionPhaseEntity, 'setFields' | 'cancellation' | 'noticeDays' | 'autoRenews'> {}

export const selectPhasesOfSubscriptions = statement<PhaseOfSubscriptionRow>(
  'selectPhasesOfSubscriptions',
  `SELECT ${PHASE_COLUMNS}, f.set_fields AS "setFields", f.cancellation, f.notice_days AS "noticeDays",
          f.auto_renews AS "autoRenews"
   FROM subscription_phase f
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
         CASE WHEN s.withdrawn_at IS NOT NULL OR least(phase.to_at, phase.ends_at) <= $3::timestamptz THEN 'CANCELED'
              ELSE phase.status END AS status,
         phase.quantity, phase.unit_price_minor AS "unitPriceMinor", phase.interval_months AS "intervalMonths",
         phase.term_months AS "termMonths", phase.tailored, phase.items, phase.currency_code AS "currencyCode",
         phase.notice_days AS "noticeDays", phase.auto_renews AS "autoRenews"
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
  AND ($5::uuid[] IS NULL OR s."planId" = ANY ($5::uuid[]) OR EXISTS (
    SELECT FROM jsonb_array_elements(s.items) AS item WHERE (item ->> 'planId')::uuid = ANY ($5::uuid[])))
  AND ($6::text[] IS NULL OR s."churnReason" = ANY ($6::text[]))`;

/** The filter of a list; null means any value. */
export interface SubscriptionConditions {
  statuses: SubscriptionStatus[] | null;
  planIds: string[] | null;
  churnReasons: string[] | null;
}

/** The state of a subscription at an instant, and the terms of the phase that determines it. */
export interface SubscriptionStateDetails
  extends SoldColumns, Pick<PhaseOfSubscriptionRow, 'termMonths' | 'tailored' | 'noticeDays' | 'autoRenews'> {
  startedAt: number;
  status: SubscriptionStatus;
}

export interface SubscriptionOfAccountRow extends SubscriptionRow, SubscriptionStateDetails {}

/** The fields that show what is sold. */
const SOLD_FIELDS = ['items', 'plan', 'quantity', 'unitPrice', 'billingPeriod', 'billingInterval'].map(
  (field) => `AccountSubscription.${field}` as const,
);

const PAGE_COLUMNS = columnsOf<SubscriptionOfAccountRow>((property) => `s."${property}"`, {
  id: [],
  accountId: [],
  startedAt: [],
  withdrawnAt: [],
  discounts: ['AccountSubscription.discounts'],
  externalId: ['AccountSubscription.externalId'],
  churnReason: ['AccountSubscription.churnReason'],
  updatedAt: ['AccountSubscription.updatedAt'],
  planId: SOLD_FIELDS,
  status: ['AccountSubscription.status'],
  quantity: SOLD_FIELDS,
  unitPriceMinor: SOLD_FIELDS,
  intervalMonths: SOLD_FIELDS,
  items: SOLD_FIELDS,
  currencyCode: SOLD_FIELDS,
  termMonths: ['AccountSubscription.termMonths'],
  tailored: ['AccountSubscription.tailored'],
  noticeDays: ['AccountSubscription.noticeDays'],
  autoRenews: ['AccountSubscription.autoRenews'],
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
  SUBSCRIPTIONS.updateRecords(['accountId', 'createdAt'], { updatedAt: NEXT_UPDATED_AT }),
);

export const deletePhases = factStatement(
  'deletePhases',
  `DELETE FROM subscription_phase WHERE workspace_id = $1 AND subscription_id = ANY ($2::uuid[])`,
);

export const insertPhases = factStatement('insertPhases', PHASES.insertRecords({}));

/** Counts the subscriptions with a phase that sells an item on a plan, in force or set aside by a cancellation. */
export const countOnPlan = statement<{ count: number }>(
  'countOnPlan',
  `SELECT count(DISTINCT subscription_id) AS count FROM subscription_phase
   WHERE workspace_id = $1 AND (plan_id = $2::uuid
     OR EXISTS (SELECT FROM jsonb_array_elements(items) AS item WHERE item ->> 'planId' = $2::text)
     OR EXISTS (SELECT FROM jsonb_path_query(cancellation, '$.later.**.planId') AS plan
                WHERE plan #>> '{}' = $2::text))`,
);

/** When a subscription sells something, and in which currency; null for the workspace's. */
export interface CurrencySpan {
  accountId: string;
  subscriptionId: string;
  from: number;
  to: number;
  currencyCode: string | null;
}

/**
 * Selects the phases of accounts that may be in different currencies: all phases of the accounts $2, and of the
 * accounts $3 those in a currency other than the workspace's. Few accounts have any; an index contains only those.
 */
export const selectCurrencySpans = statement<CurrencySpan>(
  'selectCurrencySpans',
  `SELECT account_id AS "accountId", subscription_id AS "subscriptionId", from_at AS "from",
          least(to_at, ends_at) AS "to", currency_code AS "currencyCode"
   FROM subscription_phase WHERE workspace_id = $1 AND account_id = ANY ($2::uuid[]) AND NOT is_withdrawn
   UNION ALL
   SELECT account_id, subscription_id, from_at, least(to_at, ends_at), currency_code
   FROM subscription_phase
   WHERE workspace_id = $1 AND account_id = ANY ($3::uuid[]) AND NOT is_withdrawn AND currency_code IS NOT NULL`,
);
