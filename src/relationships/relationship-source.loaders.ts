import type { Instant } from '../classification/calendar.js';
import { periodsOf } from '../classification/timeline.js';
import type { RequestContext } from '../graphql/context.js';
import { mapMaybePromise, type MaybePromise } from '../graphql/maybe-promise.js';
import { interactionById } from '../interactions/interaction.loaders.js';
import type { Interaction } from '../interactions/interaction.type.js';
import { policyByVersion } from '../policies/policy.loaders.js';
import type { Policy } from '../policies/policy.type.js';
import type { Assessment, AccountTimeline } from '../derivation/account-timeline.service.js';
import type { PeriodRow } from '../derivation/period.sql.js';
import type { RelationshipNowRow } from '../derivation/account-now.sql.js';
import { assessmentNow, caseOf, periodsOfAccount, standingAt, type JudgedAccount } from './relationship.loaders.js';
import { intervalsAt, type RelationshipSource, type TypeIntervals } from './relationship.type.js';

const stretchesOf = (now: RelationshipNowRow): TypeIntervals => ({
  current: { type: now.type, from: now.typeSince, to: now.nextTypeAt, policyVersion: now.currentPolicyVersion },
  next: now.nextType && {
    type: now.nextType,
    from: now.nextTypeAt,
    to: now.nextTypeTo!,
    policyVersion: now.nextPolicyVersion!,
  },
});

/** An account's records, read in batches with those of the other accounts that the operation asks about. */
class RecordedSource implements RelationshipSource {
  /** How it stands now, where that is stored and still valid. */
  private known: TypeIntervals | undefined;

  constructor(
    private readonly context: RequestContext,
    private readonly account: JudgedAccount,
  ) {}

  intervalsAt(asOf: Instant): MaybePromise<TypeIntervals> {
    return mapMaybePromise(standingAt(this.context, this.account, asOf), (now) => {
      if (!now) return this.periods().then((periods) => intervalsAt(periods, asOf));
      this.known ??= stretchesOf(now);
      return this.known;
    });
  }

  knownScore(asOf: Instant): MaybePromise<number | null> {
    return mapMaybePromise(standingAt(this.context, this.account, asOf), (now) => now?.score ?? null);
  }

  periods(): Promise<PeriodRow[]> {
    return this.context.the(periodsOfAccount).load(this.account.uuid);
  }

  judged(): Promise<AccountTimeline> {
    return this.context.the(caseOf).load(this.account);
  }

  assessAt(asOf: Instant): MaybePromise<Assessment> {
    return asOf === this.context.scope.now
      ? assessmentNow(this.context, this.account)
      : this.judged().then((judged) => judged.assessAt(asOf));
  }

  policyOf(version: number): Promise<Policy | null> {
    return this.context.the(policyByVersion).load(version);
  }

  async interactionsOf(ids: readonly string[]): Promise<Interaction[]> {
    const interactions = await Promise.all(ids.map((id) => this.context.the(interactionById).load(id)));
    // One that was deleted since the history was read is left out.
    return interactions.filter((interaction) => interaction !== null);
  }
}

export const recordedSource = (context: RequestContext, account: JudgedAccount): RelationshipSource =>
  new RecordedSource(context, account);

/** A hypothetical history. Nothing of it is stored, and the policy of version `draftVersion` is not published. */
export const hypotheticalSource = (
  context: RequestContext,
  judged: AccountTimeline,
  draftVersion: number | null,
): RelationshipSource => ({
  intervalsAt: (asOf) => intervalsAt(periodsOf(judged.relationshipStates), asOf),
  knownScore: () => null,
  periods: () => Promise.resolve(periodsOf(judged.relationshipStates)),
  judged: () => Promise.resolve(judged),
  assessAt: (asOf) => judged.assessAt(asOf),
  policyOf: (version) =>
    version === draftVersion ? Promise.resolve(null) : context.the(policyByVersion).load(version),
  interactionsOf: () => Promise.resolve([]),
});
