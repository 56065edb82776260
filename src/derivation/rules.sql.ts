import type { Policy } from '../classification/policy.js';
import type { OfferedPlan } from '../classification/timeline.js';
import { statement } from '../database/statement.js';

/**
 * The exchange rates by which a policy p judges, as an object. A server of an earlier version publishes a policy without
 * rates; it judges by the first one of each currency, like a policy that was published before there was any.
 */
export const EXCHANGE_RATES_OF_POLICY = `coalesce(
  (SELECT jsonb_object_agg(r.currency_code, r.first_rate::text) FROM applied_rate r WHERE r.workspace_id = $1), '{}'
) || p.exchange_rates AS "exchangeRates"`;

/** Selects every published version, oldest first. */
export const selectJudgingPolicies = statement<Policy>(
  'selectJudgingPolicies',
  `SELECT version, name, criteria, client_score AS "clientScore", gap_days AS "gapDays",
          purchase_days AS "purchaseDays", effective_from AS "effectiveFrom", ${EXCHANGE_RATES_OF_POLICY}
   FROM policy p WHERE workspace_id = $1 ORDER BY version`,
);

export const selectOfferedPlans = statement<OfferedPlan>(
  'selectOfferedPlans',
  `SELECT rank, offered_from AS "offeredFrom", offered_until AS "offeredUntil" FROM plan WHERE workspace_id = $1`,
);
