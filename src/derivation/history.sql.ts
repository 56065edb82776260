import type { BillingIntervalMonths, Initiative, InteractionKind, PhaseStatus } from '../classification/history.js';
import { statement } from '../database/statement.js';

/** A phase of a subscription, with the rank of its plan. */
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
  /** Whether its end is a recorded cancellation. */
  isCanceled: boolean;
}

/** The columns of a phase f on the plan p. */
export const PHASE_COLUMNS = `f.subscription_id AS "subscriptionId", f.from_at AS "from", f.to_at AS "to",
  f.plan_id AS "planId", p.rank AS "planRank", f.status, f.quantity, f.unit_price_minor AS "unitPriceMinor",
  f.interval_months AS "intervalMonths", f.term_months AS "termMonths", f.tailored,
  f.cancellation IS NOT NULL AS "isCanceled"`;

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
}

export const selectInteractionsOfAccounts = statement<InteractionOfAccountRow>(
  'selectInteractionsOfAccounts',
  `SELECT account_id AS "accountId", id, occurred_at AS "at", kind, personalized, initiative,
          sentiment_hundredths AS "sentimentHundredths"
   FROM interaction
   WHERE workspace_id = $1 AND account_id = ANY ($2::uuid[])`,
);
