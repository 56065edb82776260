import type { Zone } from '../classification/calendar.js';
import type { Policy } from '../classification/policy.js';
import { topRankOf, type OfferedPlan, type Rules } from '../classification/timeline.js';
import type { Sql } from '../database/statement.js';
import type { Currency } from '../money/money.type.js';
import { loadCurrency } from '../money/currency.service.js';
import { loadZone } from './zone.service.js';
import { selectJudgingPolicies, selectOfferedPlans } from './rules.sql.js';

/** Builds the rules of a workspace. */
export const toRules = (
  policies: readonly Policy[],
  plans: readonly OfferedPlan[],
  currency: Currency,
  zone: Zone,
): Rules => ({
  policies,
  topRank: topRankOf(plans),
  minorPerMajor: currency.minorPerMajor,
  zone,
});

export const loadRules = async (sql: Sql): Promise<Rules> =>
  toRules(
    ...(await Promise.all([
      sql.run(selectJudgingPolicies),
      sql.run(selectOfferedPlans),
      loadCurrency(sql),
      loadZone(sql),
    ])),
  );

/** Returns the rules for an account to which policies up to `policyVersion` have been rolled out. */
export const rulesUpTo = (rules: Rules, policyVersion: number): Rules => ({
  ...rules,
  policies: rules.policies.filter(({ version }) => version <= policyVersion),
});
