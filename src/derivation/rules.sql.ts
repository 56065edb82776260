import type { Policy } from '../classification/policy.js';
import type { OfferedPlan } from '../classification/timeline.js';
import { statement } from '../database/statement.js';

/** Selects every published version, oldest first. */
export const selectJudgingPolicies = statement<Policy>(
  'selectJudgingPolicies',
  `SELECT version, name, criteria, client_score AS "clientScore", gap_days AS "gapDays",
          purchase_days AS "purchaseDays", effective_from AS "effectiveFrom",
          exchange_rates AS "exchangeRates"
   FROM policy WHERE workspace_id = $1 ORDER BY version`,
);

export const selectOfferedPlans = statement<OfferedPlan>(
  'selectOfferedPlans',
  `SELECT rank, offered_from AS "offeredFrom", offered_until AS "offeredUntil" FROM plan WHERE workspace_id = $1`,
);
