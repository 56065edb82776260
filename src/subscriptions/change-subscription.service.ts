import { isDeepStrictEqual } from 'node:util';
import type { Instant } from '../classification/calendar.js';
import { isLasting, type PhaseStatus } from '../classification/history.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { checkExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { InputCheck } from '../graphql/input-check.js';
import { writeInstant } from '../graphql/scalars.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { requirePlanId } from '../plans/plan.service.js';
import { loadCurrency } from '../money/currency.service.js';
import { MAX_PHASES, readChangedTerms, type StoredPhase, type Terms } from './phase.service.js';
import type { SubscriptionChangeInput } from './subscription.inputs.js';
import { changeOneSubscription, storeSubscriptions, truncateAt } from './subscription.service.js';

/** Changes a subscription from an instant on. Returns its stored id. */
export function changeSubscription(scope: WorkspaceScope, input: SubscriptionChangeInput): Promise<string> {
  const given = new InputCheck();
  given.instant(['at'], input.at);
  given.instant(['expectedUpdatedAt'], input.expectedUpdatedAt);
  given.notNull(['plan'], 'a plan', input.plan);
  given.notNull(['status'], 'a status', input.status);
  given.done();
  return changeOneSubscription(scope, input.subscription, async (facts, before) => {
    checkExpectedUpdatedAt('subscription', before, input.expectedUpdatedAt);
    const at = input.at ?? Math.max(scope.now, before.phases[0]!.from);
    const base = phaseStartedBy(before.phases, at);

    const check = new InputCheck();
    const terms = readChangedTerms(check, input, base, await loadCurrency(facts.sql));
    check.done();
    const planId = input.plan ? await requirePlanId(facts.sql, input.plan, ['plan']) : base.planId;
    const phases = changedPhases(before.phases, base, at, { ...terms, planId }, input.status ?? null);
    if (phases.length > MAX_PHASES) {
      refuse(
        UserErrorCode.TOO_MANY,
        ['subscription'],
        `Expected at most ${MAX_PHASES} phases in a subscription; this change would make it ${phases.length}. Start another subscription.`,
      );
    }
    // The subscription continues, so a recorded churn reason no longer applies.
    await storeSubscriptions(facts, scope.now, [{ before, after: { ...before, churnReason: null, phases } }]);
    return before.id;
  });
}

/** Returns the last phase started by `at`, which a change at that instant is based on. */
const phaseStartedBy = (phases: readonly StoredPhase[], at: Instant): StoredPhase =>
  phases.findLast(({ from }) => from <= at) ??
  refuse(
    UserErrorCode.OUT_OF_RANGE,
    ['at'],
    `Expected an instant not before the start of the subscription, ${writeInstant(phases[0]!.from)}; got ${writeInstant(at)}.`,
  );

/** Returns the phases unchanged up to `at`, and from then on those of `base` with the given changes. */
function changedPhases(
  phases: readonly StoredPhase[],
  base: StoredPhase,
  at: Instant,
  given: Terms & { planId: string },
  givenStatus: PhaseStatus | null,
): StoredPhase[] {
  const isInForce = at < base.to;
  const isOnTrial = isInForce && base.status === 'TRIALING';
  checkStatus(givenStatus, isInForce, isOnTrial, at);

  const status = givenStatus ?? (isInForce ? base.status : 'ACTIVE');
  const next: StoredPhase = { ...given, from: at, to: Infinity, status };
  if (status !== 'TRIALING') return joinPhases(truncateAt(phases, at), [next]);
  // A trial keeps its end, when the paid phase starts.
  const to = endOfTrial(phases, base);
  const trial = { ...next, to };
  const paid: StoredPhase = { ...next, from: to, status: 'ACTIVE' };
  return joinPhases(truncateAt(phases, at), to < Infinity ? [trial, paid] : [trial]);
}

function checkStatus(given: PhaseStatus | null, isInForce: boolean, isOnTrial: boolean, at: Instant): void {
  if (given === 'TRIALING' && !isOnTrial) {
    refuse(
      UserErrorCode.CONFLICT,
      ['status'],
      `Expected a status other than TRIALING: the subscription is not on trial at ${writeInstant(at)}. Use subscriptionStart to start a trial.`,
    );
  }
  if ((given === 'PAUSED' || given === 'PAST_DUE') && (isOnTrial || !isInForce)) {
    refuse(
      UserErrorCode.CONFLICT,
      ['status'],
      `Expected ACTIVE; got ${given}. Only a paid subscription can be ${given}, and this one is ${isOnTrial ? 'on trial' : 'not in force'} at ${writeInstant(at)}.`,
    );
  }
}

/** Returns when the trial that contains `base` ends. A trial whose terms change has several phases. */
function endOfTrial(phases: readonly StoredPhase[], base: StoredPhase): Instant {
  let end = base.to;
  for (const { from, to, status } of phases) if (from === end && status === 'TRIALING') end = to;
  return end;
}

/** Concatenates phases, merging the two at the joint if nothing changes between them. */
function joinPhases(before: readonly StoredPhase[], after: readonly StoredPhase[]): StoredPhase[] {
  const last = before.at(-1);
  const [next, ...rest] = after;
  const isJoint = last && next && isLasting(last) && last.to === next.from;
  if (!isJoint || !isDeepStrictEqual({ ...last, from: next.from, to: next.to }, next)) {
    return [...before, ...after];
  }
  return [...before.slice(0, -1), { ...next, from: last.from }, ...rest];
}
