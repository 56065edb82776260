import type { Instant } from '../classification/calendar.js';
import { periodsOf as periodsOfStates } from '../classification/timeline.js';
import type { RequestContext } from '../graphql/context.js';
import { mapMaybePromise, type MaybePromise } from '../graphql/maybe-promise.js';
import { interactionById } from '../interactions/interaction.loaders.js';
import type { Interaction } from '../interactions/interaction.type.js';
import { policyByVersion } from '../policies/policy.loaders.js';
import type { Policy } from '../policies/policy.type.js';
import type { Assessment, AccountTimeline } from '../derivation/account-timeline.service.js';
import type { RelationshipNowRow } from '../derivation/account-now.sql.js';
import {
  assessmentNow,
  periodsOf,
  storedRelationshipAt,
  timelineOfAccount,
  type ClassifiedAccount,
} from './relationship.loaders.js';
import { intervalsAt, type RelationshipSource, type ShownPeriod, type TypeIntervals } from './relationship.type.js';

const intervalsOf = (now: RelationshipNowRow): TypeIntervals => ({
  current: { type: now.type, from: now.typeSince, to: now.nextTypeAt, policyVersion: now.currentPolicyVersion },
  next: now.nextType && {
    type: now.nextType,
    from: now.nextTypeAt,
    to: now.nextTypeTo!,
    policyVersion: now.nextPolicyVersion!,
  },
});

/** The records of an account, loaded in batches with those of the other accounts in the operation. */
class RecordedSource implements RelationshipSource {
  /** The current intervals, if the stored row is valid. */
  private known: TypeIntervals | undefined;

  constructor(
    private readonly context: RequestContext,
    private readonly account: ClassifiedAccount,
  ) {}

  intervalsAt(asOf: Instant): MaybePromise<TypeIntervals> {
    return mapMaybePromise(storedRelationshipAt(this.context, this.account, asOf), (now) => {
      if (!now) return this.periods().then((periods) => intervalsAt(periods, asOf));
      this.known ??= intervalsOf(now);
      return this.known;
    });
  }

  storedScore(asOf: Instant): MaybePromise<number | null> {
    return mapMaybePromise(storedRelationshipAt(this.context, this.account, asOf), (now) => now?.score ?? null);
  }

  periods(): Promise<readonly ShownPeriod[]> {
    return periodsOf(this.context, this.account);
  }

  timeline(): Promise<AccountTimeline> {
    return this.context.the(timelineOfAccount).load(this.account);
  }

  assessAt(asOf: Instant): MaybePromise<Assessment> {
    return asOf === this.context.scope.now
      ? assessmentNow(this.context, this.account)
      : this.timeline().then((timeline) => timeline.assessAt(asOf));
  }

  policyOf(version: number): Promise<Policy | null> {
    return this.context.the(policyByVersion).load(version);
  }

  async interactionsOf(ids: readonly string[]): Promise<Interaction[]> {
    const interactions = await Promise.all(ids.map((id) => this.context.the(interactionById).load(id)));
    // Omits interactions that were deleted after the history was read.
    return interactions.filter((interaction) => interaction !== null);
  }
}

export const recordedSource = (context: RequestContext, account: ClassifiedAccount): RelationshipSource =>
  new RecordedSource(context, account);

/** Returns the source for a hypothetical history. Nothing is stored, and the policy `draftVersion` is not published. */
export const hypotheticalSource = (
  context: RequestContext,
  timeline: AccountTimeline,
  draftVersion: number | null,
): RelationshipSource => ({
  intervalsAt: (asOf) => intervalsAt(periodsOfStates(timeline.relationshipStates), asOf),
  storedScore: () => null,
  periods: () => Promise.resolve(periodsOfStates(timeline.relationshipStates)),
  timeline: () => Promise.resolve(timeline),
  assessAt: (asOf) => timeline.assessAt(asOf),
  policyOf: (version) =>
    version === draftVersion ? Promise.resolve(null) : context.the(policyByVersion).load(version),
  interactionsOf: () => Promise.resolve([]),
});
