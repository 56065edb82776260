import { periodsOf } from '../classification/timeline.js';
import type { RequestContext } from '../graphql/context.js';
import { whenKnown } from '../graphql/when-known.js';
import { interactionById } from '../interactions/interaction.loaders.js';
import { policyByVersion } from '../policies/policy.loaders.js';
import type { Case } from './assessment.service.js';
import type { RelationshipNowRow } from './relationship-now.sql.js';
import { assessmentNow, caseOf, periodsOfAccount, standingAt, type JudgedAccount } from './relationship.loaders.js';
import { stretchesAt, type RelationshipSource, type Stretches } from './relationship.type.js';

const stretchesOf = (now: RelationshipNowRow): Stretches => ({
  current: { type: now.type, from: now.typeSince, to: now.nextTypeAt, policyVersion: now.currentPolicyVersion },
  next: now.nextType && {
    type: now.nextType,
    from: now.nextTypeAt,
    to: now.nextTypeTo!,
    policyVersion: now.nextPolicyVersion!,
  },
});

/** An account's records, read in batches with those of the other accounts that the operation asks about. */
export const recordedSource = (context: RequestContext, account: JudgedAccount): RelationshipSource => ({
  stretchesAt(asOf) {
    const read = (now: RelationshipNowRow | null) =>
      now
        ? stretchesOf(now)
        : context
            .the(periodsOfAccount)
            .load(account.uuid)
            .then((periods) => stretchesAt(periods, asOf));
    return whenKnown(standingAt(context, account, asOf), read);
  },
  knownScore: (asOf) => whenKnown(standingAt(context, account, asOf), (now) => now?.score ?? null),
  periods: () => context.the(periodsOfAccount).load(account.uuid),
  judged: () => context.the(caseOf).load(account),
  assessAt: (asOf) =>
    asOf === context.scope.now
      ? assessmentNow(context, account)
      : context
          .the(caseOf)
          .load(account)
          .then((judged) => judged.assessAt(asOf)),
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
  stretchesAt: (asOf) => stretchesAt(periodsOf(judged.standings), asOf),
  knownScore: () => null,
  periods: () => Promise.resolve(periodsOf(judged.standings)),
  judged: () => Promise.resolve(judged),
  assessAt: (asOf) => judged.assessAt(asOf),
  policyOf: (version) =>
    version === draftVersion ? Promise.resolve(null) : context.the(policyByVersion).load(version),
  interactionsOf: () => Promise.resolve([]),
});
