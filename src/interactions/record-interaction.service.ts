import { requireAccountId } from '../accounts/account.service.js';
import { patched } from '../database/upsert.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { checkExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { InputCheck } from '../graphql/input-check.js';
import { notFound } from '../graphql/reference.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { findToUpsert } from '../identities/find-to-upsert.service.js';
import { checkIdentityInput, storeIdentitiesOf, withIdentities } from '../identities/identity-changes.service.js';
import { requireMemberId } from '../members/member.service.js';
import { accountsById, changeFacts } from '../derivation/change-facts.service.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import { loadCurrency } from '../money/currency.service.js';
import type { InteractionRecordInput } from './interaction.inputs.js';
import {
  findInteraction,
  findInteractions,
  mergeInteraction,
  readInteractionDetails,
  storeInteractions,
} from './interaction.service.js';

/** Records one interaction, or updates the one with the id or externalId. Returns its stored id. */
export function recordInteraction(scope: WorkspaceScope, input: InteractionRecordInput): Promise<string> {
  return scope.write(async (sql) => {
    const check = new InputCheck();
    check.text(['externalId'], input.externalId, 200);
    checkIdentityInput(check, input);
    check.instant(['expectedUpdatedAt'], input.expectedUpdatedAt);
    // The lookup runs concurrently, but errors in the input itself are reported first.
    const lookingUp = requireAccountId(sql, input.account, ['account']);
    lookingUp.catch(() => undefined);
    const details = readInteractionDetails(check, [], input, await loadCurrency(sql), scope.now);
    check.done();

    const accountId = await lookingUp;
    return changeFacts(scope.within(sql), accountsById([accountId]), ChangeCause.RECORD, async (facts, [account]) => {
      // It may have been erased since it was looked up.
      if (!account) return notFound('an account', ['account'], input.account);
      const { before, identities } = await findToUpsert(sql, 'Interaction', input, {
        byId: (id) => findInteraction(sql, id),
        byExternalId: async (externalId) => (await findInteractions(sql, [externalId])).get(externalId),
      });
      checkExpectedUpdatedAt('interaction', before, input.expectedUpdatedAt);
      if (before && before.accountId !== accountId) {
        refuse(
          UserErrorCode.CONFLICT,
          ['account'],
          'Expected the account that the interaction was recorded with; an interaction cannot move to another account.',
        );
      }
      const memberId = input.member ? await requireMemberId(sql, input.member, ['member']) : input.member;
      const externalId = patched(input.externalId, before?.externalId ?? null);
      const draft = { accountId, externalId, memberId, details };
      const merged = withIdentities(mergeInteraction(draft, before, scope.now), identities);
      await storeInteractions(facts, scope.now, [merged]);
      await storeIdentitiesOf(sql, 'Interaction', merged);
      return merged.after.id;
    });
  });
}
