import type { Instant } from '../classification/calendar.js';
import type { PhaseStatus } from '../classification/history.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { checkExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { InputCheck } from '../graphql/input-check.js';
import { writeInstant } from '../graphql/scalars.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { loadCurrency } from '../money/currency.service.js';
import { requirePlanId } from '../plans/plan.service.js';
import { agreedAt, cancellationAt, unfold, type Agreement, type Values } from './agreement.js';
import { moveTrialEnd, removeLater, restart, setFrom, trialAt } from './agreement-changes.js';
import { checkTotal, MAX_PHASES, readGivenTerms } from './phase.service.js';
import type { SubscriptionChangeInput } from './subscription.inputs.js';
import { changeOneSubscription, checkNotWithdrawn, storeSubscriptions, withAgreement } from './subscription.service.js';

/** Changes a subscription from an instant on. Returns its stored id. */
export function changeSubscription(scope: WorkspaceScope, input: SubscriptionChangeInput): Promise<string> {
  const given = new InputCheck();
  given.instant(['at'], input.at);
  given.instant(['trialEndsAt'], input.trialEndsAt);
  given.instant(['expectedUpdatedAt'], input.expectedUpdatedAt);
  given.notNull(['plan'], 'a plan', input.plan);
  given.notNull(['status'], 'a status', input.status);
  given.notNull(['trialEndsAt'], 'the end of the trial', input.trialEndsAt);
  given.done();
  return changeOneSubscription(scope, input.subscription, async (facts, before) => {
    checkExpectedUpdatedAt('subscription', before, input.expectedUpdatedAt);
    checkNotWithdrawn(before);
    const start = before.phases[0]!.from;
    const at = input.at ?? Math.max(scope.now, start);
    if (at < start) {
      refuse(
        UserErrorCode.OUT_OF_RANGE,
        ['at'],
        `Expected an instant not before the start of the subscription, ${writeInstant(start)}; got ${writeInstant(at)}.`,
      );
    }
    const check = new InputCheck();
    const currency = await loadCurrency(facts.sql);
    const values: Partial<Values> = readGivenTerms(check, input, currency);
    check.done();
    if (input.plan) values.planId = await requirePlanId(facts.sql, input.plan, ['plan']);
    if (input.status) values.status = input.status;

    const recorded = unfold(before.phases);
    const kept = input.replaceLater ? removeLater(recorded, at) : recorded;
    const onTrial = input.trialEndsAt ? withTrialEnd(kept, at, input.trialEndsAt, values.status) : kept;
    const agreement = changedFrom(onTrial, at, values);

    const field = values.unitPriceMinor === undefined ? ['quantity'] : ['unitPrice', 'amount'];
    checkTotal(check, field, highestTotal(agreement), currency);
    check.done();
    const { length } = agreement.phases;
    if (length > MAX_PHASES && length > recorded.phases.length) {
      refuse(
        UserErrorCode.TOO_MANY,
        ['subscription'],
        `Expected at most ${MAX_PHASES} phases in a subscription, including those that a cancellation set aside; this change would make it ${length}. Start another subscription.`,
      );
    }
    await storeSubscriptions(facts, scope.now, [{ before, after: withAgreement(before, agreement) }]);
    return before.id;
  });
}

const highestTotal = ({ phases }: Agreement): number =>
  Math.max(...phases.map(({ quantity, unitPriceMinor }) => quantity * unitPriceMinor));

/** Sets values, or starts the subscription again if it has ended and is to be active. */
function changedFrom(agreement: Agreement, at: Instant, values: Partial<Values>): Agreement {
  const isAgreed = agreedAt(agreement, at) !== undefined;
  const isInForce = isAgreed && !cancellationAt(agreement, at);
  checkStatus(values.status, isInForce, trialAt(agreement, at) !== undefined, at);
  if (values.status === 'ACTIVE' && !isInForce) return restart(agreement, at, values);
  if (!isAgreed) {
    refuse(
      UserErrorCode.CONFLICT,
      ['at'],
      `Expected an instant at which the subscription is in force; it has ended by ${writeInstant(at)}. Pass the status ACTIVE to start it again from then on.`,
    );
  }
  return setFrom(agreement, at, values);
}

function checkStatus(given: PhaseStatus | undefined, isInForce: boolean, isOnTrial: boolean, at: Instant): void {
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

function withTrialEnd(agreement: Agreement, at: Instant, end: Instant, status: PhaseStatus | undefined): Agreement {
  const field = ['trialEndsAt'];
  const trial =
    trialAt(agreement, at) ??
    refuse(
      UserErrorCode.CONFLICT,
      field,
      `Expected a subscription on trial; this one is not at ${writeInstant(at)}. Pass an instant of the trial as \`at\`.`,
    );
  if (status === 'ACTIVE') {
    refuse(
      UserErrorCode.INVALID,
      field,
      'Expected either trialEndsAt or the status ACTIVE, which ends the trial; got both.',
    );
  }
  if (end < at || end <= trial.from) {
    refuse(
      UserErrorCode.OUT_OF_RANGE,
      field,
      `Expected an end after the start of the trial, ${writeInstant(trial.from)}, and not before the change, ${writeInstant(at)}; got ${writeInstant(end)}.`,
    );
  }
  if (end > trial.to && end > trial.latestEnd) {
    refuse(
      UserErrorCode.CONFLICT,
      field,
      `Expected an end not after ${writeInstant(trial.latestEnd)}, when another status or end was recorded; got ${writeInstant(end)}. Use replaceLater to remove what was recorded for later.`,
    );
  }
  return moveTrialEnd(agreement, trial, end);
}
