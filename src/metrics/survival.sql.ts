/** SQL for the `gapDays` of the policy in force at an instant. */
export const gapDaysAt = (instant: string): string => `(SELECT policy.gap_days FROM policy
     WHERE policy.workspace_id = $1 AND policy.effective_from <= ${instant} ORDER BY policy.version DESC LIMIT 1)`;
