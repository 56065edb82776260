import { statement } from '../database/statement.js';
import { factStatement } from '../database/fact-statement.js';

export const deleteMember = statement<{ id: string }>(
  'deleteMember',
  `DELETE FROM member WHERE workspace_id = $1 AND id = $2::uuid RETURNING id`,
);

export const deletePlan = statement('deletePlan', `DELETE FROM plan WHERE workspace_id = $1 AND id = $2::uuid`);

/** Deletes a subscription; its phases are deleted by cascade. */
export const deleteSubscription = factStatement(
  'deleteSubscription',
  `DELETE FROM subscription WHERE workspace_id = $1 AND id = $2::uuid`,
);

export const deleteInteraction = factStatement<{ id: string }>(
  'deleteInteraction',
  `DELETE FROM interaction WHERE workspace_id = $1 AND id = $2::uuid RETURNING id`,
);
