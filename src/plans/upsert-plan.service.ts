import { indexBy } from '../database/grouping.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { checkExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { InputCheck } from '../graphql/input-check.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { findToUpsert } from '../identities/find-to-upsert.service.js';
import { checkIdentityInput, storeIdentitiesOf, withIdentities } from '../identities/identity-changes.service.js';
import { lockRules } from '../derivation/rollout.service.js';
import type { PlanUpsertInput } from './plan.inputs.js';
import { checkPlan, loadPlans, mergePlan, problemOfOffer, storePlans } from './plan.service.js';

/** Creates or updates one plan. Returns its stored id. */
export function upsertPlan(scope: WorkspaceScope, input: PlanUpsertInput): Promise<string> {
  const { externalId, name, rank, offeredFrom, offeredUntil, expectedUpdatedAt } = input;
  const check = new InputCheck();
  check.text(['externalId'], externalId, 200);
  checkIdentityInput(check, input);
  check.notNull(['name'], 'a name', name);
  check.notNull(['rank'], 'a rank', rank);
  checkPlan(check, [], input);
  check.instant(['expectedUpdatedAt'], expectedUpdatedAt);
  check.done();

  return scope.write(async (sql) => {
    // Concurrent changes of plans would undo each other's rollout.
    await lockRules(sql);
    const plans = await loadPlans(sql);
    const { before, identities } = await findToUpsert(sql, 'Plan', input, {
      byId: (id) => Promise.resolve(indexBy(plans, (plan) => plan.id).get(id)),
      byExternalId: (wanted) => Promise.resolve(indexBy(plans, (plan) => plan.externalId).get(wanted)),
    });
    checkExpectedUpdatedAt('plan', before, expectedUpdatedAt);
    if (!before) requireForCreation({ name, rank });
    const draft = {
      externalId,
      name: name ?? undefined,
      rank: rank ?? undefined,
      offeredFrom: !before && offeredFrom === undefined ? scope.now : offeredFrom,
      offeredUntil,
    };
    const merged = withIdentities(mergePlan(draft, before, scope.now), identities);
    const problem = problemOfOffer(merged.after);
    if (problem !== null) refuse(UserErrorCode.INVALID, ['offeredUntil'], problem);
    await storePlans(sql, scope.now, [merged]);
    await storeIdentitiesOf(sql, 'Plan', merged);
    return merged.after.id;
  });
}

function requireForCreation({ name, rank }: Pick<PlanUpsertInput, 'name' | 'rank'>): void {
  const check = new InputCheck();
  const reason = 'which is required to create a plan; got none';
  if (name === undefined) check.add(UserErrorCode.REQUIRED, ['name'], `Expected a name, ${reason}.`);
  if (rank === undefined) check.add(UserErrorCode.REQUIRED, ['rank'], `Expected a rank, ${reason}.`);
  check.done();
}
