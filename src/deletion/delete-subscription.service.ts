import type { WorkspaceScope } from '../database/workspace-scope.js';
import { deriveAccounts } from '../derivation/derive.service.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import type { SubscriptionDeleteInput } from './deletion.inputs.js';
import { lockSubscription } from '../subscriptions/subscription.service.js';
import { deleteSubscription as deleteById } from './deletion.sql.js';

/** Deletes a subscription, derives its account anew without it, and answers the stored id that it had. */
export function deleteSubscription(scope: WorkspaceScope, { subscription }: SubscriptionDeleteInput): Promise<string> {
  return scope.write(async (sql) => {
    const { id, accountId } = await lockSubscription(sql, subscription);
    await sql.run(deleteById, id);
    await deriveAccounts(sql, scope.now, [accountId], ChangeCause.RECORD);
    return id;
  });
}
