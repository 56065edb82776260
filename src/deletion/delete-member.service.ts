import { lockAccountsOfMember, releaseAccounts } from '../accounts/success-manager.service.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { notFound } from '../graphql/reference.js';
import { changeFacts } from '../derivation/change-facts.service.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import { forgetMember } from '../interactions/interaction.service.js';
import type { MemberDeleteInput } from './deletion.inputs.js';
import { requireMemberId } from '../members/member.service.js';
import { deleteMember as deleteById } from './deletion.sql.js';

/**
 * Deletes a member. The member's accounts lose their success manager, and the member's interactions remain without a
 * member. Returns the former stored id.
 */
export function deleteMember(scope: WorkspaceScope, { member: by }: MemberDeleteInput): Promise<string> {
  return scope.write(async (sql) => {
    const id = await requireMemberId(sql, by, ['member']);
    const lock = (): Promise<{ id: string }[]> => lockAccountsOfMember(sql, id);
    return changeFacts(scope.within(sql), lock, ChangeCause.RECORD, async (facts, accounts) => {
      await releaseAccounts(facts, scope.now, accounts);
      await forgetMember(facts, scope.now, id);
      // If an account was assigned to the member concurrently, the deletion violates its foreign key, and the
      // transaction
      // is retried.
      const [deleted] = await sql.run(deleteById, id);
      return deleted?.id ?? notFound('a member', ['member'], by);
    });
  });
}
