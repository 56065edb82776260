import { topRankOf, type Rules } from '../classification/timeline.js';
import type { Sql } from '../database/statement.js';
import { loadPolicies } from '../policies/policy.service.js';
import { loadPlans } from '../plans/plan.service.js';
import { loadCurrency } from '../workspaces/workspace.service.js';

/** What the workspace judges its accounts by. */
export async function loadRules(sql: Sql): Promise<Rules> {
  const [policies, plans, currency] = await Promise.all([loadPolicies(sql), loadPlans(sql), loadCurrency(sql)]);
  return { policies, topRank: topRankOf(plans), minorPerMajor: currency.minorPerMajor };
}

/** The rules as they judge an account that the policies after `policyVersion` have not been rolled out to. */
export const rulesUpTo = (rules: Rules, policyVersion: number): Rules => ({
  ...rules,
  policies: rules.policies.filter(({ version }) => version <= policyVersion),
});
