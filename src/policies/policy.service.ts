import type { Policy } from '../classification/policy.js';
import type { Sql } from '../database/statement.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { newId } from '../graphql/ids.js';
import { InputCheck } from '../graphql/input-check.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { readPolicy } from './policy-check.service.js';
import type { PolicyPublishInput } from './policy.inputs.js';
import { POLICIES, insertPolicies, selectPolicies, updateMissingRates } from './policy.sql.js';
import { loadRatesOfDay } from '../derivation/exchange-rates.service.js';
import { lockRules, requestRollout } from '../derivation/rollout.service.js';

/** Loads every published version, oldest first. */
export const loadPolicies = (sql: Sql): Promise<Policy[]> => sql.run(selectPolicies);

/**
 * Makes every published policy keep the first rates of currencies for which it has none. Call it in the transaction that
 * records the rates, with the rules locked, so that no policy is published in between.
 */
export const keepFirstRates = async (sql: Sql, rates: Readonly<Record<string, string>>): Promise<void> => {
  await sql.run(updateMissingRates, JSON.stringify(rates));
};

/**
 * Publishes the next version, which keeps the exchange rates in effect now, and requests its rollout. Returns the version
 * number.
 */
export function publishPolicy(scope: WorkspaceScope, input: PolicyPublishInput, publishedBy: string): Promise<number> {
  const check = new InputCheck();
  const effectiveFrom = check.instant(['effectiveFrom'], input.effectiveFrom) ? input.effectiveFrom : scope.now;
  const policy = readPolicy(check, ['policy'], input.policy, { version: input.expectedVersion + 1, effectiveFrom });
  check.done();
  return scope.write(async (sql) => {
    await lockRules(sql);
    const latest = (await loadPolicies(sql)).at(-1)!.version;
    if (latest !== input.expectedVersion) {
      refuse(
        UserErrorCode.CONFLICT,
        ['expectedVersion'],
        `Expected ${latest}, the latest version; got ${input.expectedVersion}. Read the latest version before you publish the next one.`,
      );
    }
    const exchangeRates = await loadRatesOfDay(sql, scope.now);
    const row = { ...policy, id: newId(), exchangeRates, effectiveFrom, publishedAt: scope.now, publishedBy };
    await sql.run(insertPolicies, POLICIES.toRecords([row]));
    await requestRollout(sql, scope.now);
    return policy.version;
  });
}
