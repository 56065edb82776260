import type { BillingIntervalMonths, Initiative, InteractionKind, PhaseStatus } from '../classification/history.js';
import { statement } from '../database/statement.js';
import type { StoredSold } from './sold.js';

/** A phase of a subscription as it is stored, with the rank of its plan. */
export interface PhaseRow extends StoredSold {
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
  /** Whether its end is a recorded cancellation. */
  isCanceled: boolean;
  /** The end of what was agreed, if that is before `to` because it does not renew automatically. */
  endsAt: number | null;
  noticeDays: number | null;
}

/** The items of a phase f with the ranks of their plans, as JSON; NULL for the phases, nearly all, that have none. */
export const RANKED_ITEMS = `CASE WHEN f.items IS NOT NULL THEN (
    SELECT jsonb_agg(sold.item || jsonb_build_object('planRank', (
             SELECT q.rank FROM plan q WHERE q.workspace_id = $1 AND q.id = (sold.item ->> 'planId')::uuid
           )) ORDER BY sold.position)
    FROM jsonb_array_elements(f.items) WITH ORDINALITY AS sold (item, position)
  ) END`;

/** The columns of a phase f on the plan p. */
export const PHASE_COLUMNS = `f.subscription_id AS "subscriptionId", f.from_at AS "from", f.to_at AS "to",
  f.plan_id AS "planId", p.rank AS "planRank", f.status, f.quantity, f.unit_price_minor AS "unitPriceMinor",
  f.interval_months AS "intervalMonths", f.term_months AS "termMonths", f.tailored,
  f.cancellation IS NOT NULL AS "isCanceled", f.ends_at AS "endsAt", f.notice_days AS "noticeDays", f.currency_code AS "currencyCode", f.discounts,
  ${RANKED_ITEMS} AS items`;

export interface PhaseOfAccountRow extends PhaseRow {
  accountId: string;
}

export const selectPhasesOfAccounts = statement<PhaseOfAccountRow>(
  'selectPhasesOfAccounts',
  `SELECT f.account_id AS "accountId", ${PHASE_COLUMNS} FROM subscription_phase f
   JOIN plan p ON p.workspace_id = $1 AND p.id = f.plan_id
   WHERE f.workspace_id = $1 AND f.account_id = ANY ($2::uuid[]) AND NOT f.is_withdrawn`,
);

export interface InteractionOfAccountRow {
  accountId: string;
  id: string;
  at: number;
  kind: InteractionKind;
  personalized: boolean;
  initiative: Initiative;
  sentimentHundredths: number | null;
  amountSign: number | null;
}

export const selectInteractionsOfAccounts = statement<InteractionOfAccountRow>(
  'selectInteractionsOfAccounts',
  `SELECT account_id AS "accountId", id, occurred_at AS "at", kind, personalized, initiative,
          sentiment_hundredths AS "sentimentHundredths", sign(amount_minor)::smallint AS "amountSign"
   FROM interaction
   WHERE workspace_id = $1 AND account_id = ANY ($2::uuid[])`,
);
