import { periodsOf } from '../classification/timeline.js';
import type { RequestContext } from '../graphql/context.js';
import { interactionById } from '../interactions/interaction.loaders.js';
import { policyByVersion } from '../policies/policy.loaders.js';
import type { Case } from './assessment.service.js';
import { caseOf, periodsOfAccount, type JudgedAccount } from './relationship.loaders.js';
import type { RelationshipSource } from './relationship.type.js';

/** An account's records, read in batches with those of the other accounts that the operation asks about. */
export const recordedSource = (context: RequestContext, account: JudgedAccount): RelationshipSource => ({
  periods: () => context.the(periodsOfAccount).load(account.uuid),
  judged: () => context.the(caseOf).load(account),
  policyOf: (version) => context.the(policyByVersion).load(version),
  async interactionsOf(ids) {
    const interactions = await Promise.all(ids.map((id) => context.the(interactionById).load(id)));
    // One that was deleted since the history was read is left out.
    return interactions.filter((interaction) => interaction !== null);
  },
});

/** A history out of hand, of which nothing is stored; the policy of version `draftVersion` is not published either. */
export const givenSource = (
  context: RequestContext,
  judged: Case,
  draftVersion: number | null,
): RelationshipSource => ({
  periods: () => Promise.resolve(periodsOf(judged.standings)),
  judged: () => Promise.resolve(judged),
  policyOf: (version) =>
    version === draftVersion ? Promise.resolve(null) : context.the(policyByVersion).load(version),
  interactionsOf: () => Promise.resolve([]),
});
