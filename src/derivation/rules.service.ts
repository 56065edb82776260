import type { Zone } from '../classification/calendar.js';
import type { Policy } from '../classification/policy.js';
import { topRankOf, type OfferedPlan, type Rules } from '../classification/timeline.js';
import type { Sql } from '../database/statement.js';
import type { MaybePromise } from '../graphql/maybe-promise.js';
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

/** Loads the rules of a workspace. Pass the time zone if it is loading already. */
export const loadRules = async (sql: Sql, zone: MaybePromise<Zone> = loadZone(sql)): Promise<Rules> =>
  toRules(
    ...(await Promise.all([sql.run(selectJudgingPolicies), sql.run(selectOfferedPlans), loadCurrency(sql), zone])),
  );

/** Returns the rules for an account to which policies up to `policyVersion` have been rolled out. */
export const rulesUpTo = (rules: Rules, policyVersion: number): Rules => ({
  ...rules,
  policies: rules.policies.filter(({ version }) => version <= policyVersion),
});
