import type { WorkspaceScope } from '../database/workspace-scope.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { lockRules, requestRollout } from '../derivation/rollout.service.js';
import { countSubscriptionsOnPlan } from '../subscriptions/subscription.service.js';
import type { PlanDeleteInput } from './deletion.inputs.js';
import { requirePlanId } from '../plans/plan.service.js';
import { deletePlan as deleteById } from './deletion.sql.js';

/** Deletes a plan without past, current or future subscriptions. Returns the former stored id. */
export function deletePlan(scope: WorkspaceScope, { plan: by }: PlanDeleteInput): Promise<string> {
  return scope.write(async (sql) => {
    await lockRules(sql);
    const id = await requirePlanId(sql, by, ['plan']);
    const subscriptions = await countSubscriptionsOnPlan(sql, id);
    if (subscriptions > 0) {
      refuse(
        UserErrorCode.CONFLICT,
        ['plan'],
        `Expected a plan without past, current or future subscriptions; this one has ${subscriptions}. Set offeredUntil to stop offering the plan.`,
      );
    }
    await sql.run(deleteById, id);
    // The plan may have been the top tier.
    await requestRollout(sql, scope.now);
    return id;
  });
}
