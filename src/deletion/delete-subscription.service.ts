import type { WorkspaceScope } from '../database/workspace-scope.js';
import type { SubscriptionDeleteInput } from './deletion.inputs.js';
import { changeOneSubscription } from '../subscriptions/subscription.service.js';
import { deleteSubscription as deleteById } from './deletion.sql.js';

/** Deletes a subscription and derives its account again. Returns the former stored id. */
export function deleteSubscription(scope: WorkspaceScope, { subscription }: SubscriptionDeleteInput): Promise<string> {
  return changeOneSubscription(scope, subscription, async (facts, { id, accountId }) => {
    await facts.run(deleteById, [accountId], id);
    return id;
  });
}
