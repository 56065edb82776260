import type { Instant } from '../classification/calendar.js';
import { periodsOf } from '../classification/timeline.js';
import type { RequestContext } from '../graphql/context.js';
import { interactionById } from '../interactions/interaction.loaders.js';
import { policyByVersion } from '../policies/policy.loaders.js';
import type { Case } from './assessment.service.js';
import type { RelationshipNowRow } from './relationship-now.sql.js';
import { caseOf, periodsOfAccount, relationshipNow, type JudgedAccount } from './relationship.loaders.js';
import { stretchesAt, type RelationshipSource } from './relationship.type.js';

/** What is stored of now, where that is the instant asked about: most ask about no other. */
const nowOf = (context: RequestContext, { uuid }: JudgedAccount, asOf: Instant): Promise<RelationshipNowRow | null> =>
  asOf === context.scope.now ? context.the(relationshipNow).load(uuid) : Promise.resolve(null);

/** An account's records, read in batches with those of the other accounts that the operation asks about. */
export const recordedSource = (context: RequestContext, account: JudgedAccount): RelationshipSource => ({
  async stretchesAt(asOf) {
    const now = await nowOf(context, account, asOf);
    if (!now) return stretchesAt(await context.the(periodsOfAccount).load(account.uuid), asOf);
    const { type, since, policyVersion, nextFrom, nextTo, nextType, nextPolicyVersion } = now;
    return {
      current: { type, from: since, to: nextFrom, policyVersion },
      next: nextType && { type: nextType, from: nextFrom, to: nextTo!, policyVersion: nextPolicyVersion! },
    };
  },
  async knownScore(asOf) {
    return (await nowOf(context, account, asOf))?.score ?? null;
  },
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
  stretchesAt: (asOf) => Promise.resolve(stretchesAt(periodsOf(judged.standings), asOf)),
  knownScore: () => Promise.resolve(null),
  periods: () => Promise.resolve(periodsOf(judged.standings)),
  judged: () => Promise.resolve(judged),
  policyOf: (version) =>
    version === draftVersion ? Promise.resolve(null) : context.the(policyByVersion).load(version),
  interactionsOf: () => Promise.resolve([]),
});
