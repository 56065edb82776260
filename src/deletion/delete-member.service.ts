import { releaseAccounts } from '../accounts/success-manager.service.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { notFound } from '../graphql/reference.js';
import { forgetMember } from '../interactions/interaction.service.js';
import type { MemberDeleteInput } from './deletion.inputs.js';
import { requireMemberId } from '../members/member.service.js';
import { deleteMember as deleteById } from './deletion.sql.js';

/**
 * Deletes a member: the accounts that they looked after have no success manager then, and the interactions that they
 * took part in stay, with nobody of us. Answers the stored id that they had.
 */
export function deleteMember(scope: WorkspaceScope, { member: by }: MemberDeleteInput): Promise<string> {
  return scope.write(async (sql) => {
    const id = await requireMemberId(sql, by, ['member']);
    await releaseAccounts(sql, scope.now, id);
    await forgetMember(sql, scope.now, id);
    // Somebody else may have deleted them meanwhile.
    const [deleted] = await sql.run(deleteById, id);
    return deleted?.id ?? notFound('a member', ['member'], by);
  });
}
