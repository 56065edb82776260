import type { Instant } from '../classification/calendar.js';
import type { PhaseStatus } from '../classification/history.js';
import type { Sql } from '../database/statement.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { checkExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { InputCheck } from '../graphql/input-check.js';
import { encodeId } from '../graphql/ids.js';
import { writeInstant } from '../graphql/scalars.js';
import { refuse, UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import { findToUpsert } from '../identities/find-to-upsert.service.js';
import {
  checkIdentityInput,
  storeIdentitiesOf,
  withIdentities,
  type IdentityChanges,
} from '../identities/identity-changes.service.js';
import { loadCurrency } from '../money/currency.service.js';
import type { Currency } from '../money/money.type.js';
import { requirePlanId } from '../plans/plan.service.js';
import { loadAgreedEnds } from './agreed-end.service.js';
import { agreedAt, cancellationAt, unfold, type Agreement, type Values } from './agreement.js';
import { moveTrialEnd, removeLater, restart, setFrom, trialAt } from './agreement-changes.js';
import { holdWhatIsSold } from './currencies.service.js';
import { problemOfDiscounts, readDiscounts, startingAt } from './discount.service.js';
import { MAX_PHASES } from './phase.service.js';
import { codeOf } from './price.js';
import { problemOfTotal } from './price.service.js';
import type { SubscriptionChangeInput } from './subscription.inputs.js';
import {
  changeOneSubscription,
  checkNotWithdrawn,
  storeSubscription,
  storeSubscriptions,
  withAgreement,
  type StoredSubscription,
} from './subscription.service.js';
import { readGivenTerms, requirePlansOf } from './terms.service.js';

/** Changes a subscription from an instant on. Returns its stored id. */
export const changeSubscription = (scope: WorkspaceScope, input: SubscriptionChangeInput): Promise<string> =>
  scope.write(async (sql) => {
    const check = new InputCheck();
    checkIdentityInput(check, input);
    check.instant(['at'], input.at);
    check.instant(['trialEndsAt'], input.trialEndsAt);
    check.instant(['expectedUpdatedAt'], input.expectedUpdatedAt);
    check.notNull(['plan'], 'a plan', input.plan);
    check.notNull(['status'], 'a status', input.status);
    check.notNull(['trialEndsAt'], 'the end of the trial', input.trialEndsAt);
    const currency = await loadCurrency(sql);
    const terms = readGivenTerms(check, input, currency);
    const drafts =
      input.discounts === undefined ? undefined : readDiscounts(check, ['discounts'], input.discounts ?? [], currency);
    check.done();
    await holdWhatIsSold(sql, check, input, currency);
    return changeOneSubscription(scope.within(sql), input.subscription, async (facts, before) => {
      checkExpectedUpdatedAt('subscription', before, input.expectedUpdatedAt);
      const identities = await identityChanges(facts.sql, input, before);
      if (changesOnlyIdentities(input)) {
        const merged = withIdentities({ before, after: before }, identities);
        await storeSubscriptions(facts, scope.now, [merged]);
        await storeIdentitiesOf(facts.sql, 'AccountSubscription', merged);
        return before.id;
      }
      checkNotWithdrawn(before);
      const start = before.phases[0]!.from;
      const discounts = drafts ? startingAt(check, ['discounts'], drafts, start) : before.discounts;
      check.done();
      const values: Partial<Values> = await requirePlansOf(facts.sql, input, terms);
      if (input.plan) values.planId = await requirePlanId(facts.sql, input.plan, ['plan']);
      if (input.status) values.status = input.status;
      const at = instantOfChange(input, start, scope.now);
      const unfolded = unfold(before.phases);
      const [end] = await loadAgreedEnds(facts.sql, [{ ...before, phases: unfolded.phases }]);
      const recorded = endedBy(unfolded, end!, at);
      const agreement = changed(recorded, at, values, input);
      checkSold(check, input, agreement, discounts, currency);
      checkCount(recorded, agreement);
      const after = { ...withAgreement(before, agreement), discounts };
      const merged = withIdentities({ before, after }, identities);
      await storeSubscription(facts, scope.now, merged, fieldOfCurrency(input));
      await storeIdentitiesOf(facts.sql, 'AccountSubscription', merged);
      return before.id;
    });
  });

/** Returns the changes of the identities of a subscription. Refuses an identity of another subscription. */
async function identityChanges(
  sql: Sql,
  { identities: given, removeIdentities }: SubscriptionChangeInput,
  before: StoredSubscription,
): Promise<IdentityChanges> {
  const input = { id: encodeId('AccountSubscription', before.id), identities: given, removeIdentities };
  const known = { byId: () => Promise.resolve(before), byExternalId: () => Promise.resolve(before) };
  return (await findToUpsert(sql, 'AccountSubscription', input, known)).identities;
}

/** The fields of a change that do not depend on time. */
const TIMELESS = ['subscription', 'identities', 'removeIdentities', 'expectedUpdatedAt', 'idempotencyKey'];

/** Tells whether an input changes identities and nothing else. */
function changesOnlyIdentities(input: SubscriptionChangeInput): boolean {
  const { identities, removeIdentities } = input;
  if ((identities ?? []).length + (removeIdentities ?? []).length === 0) return false;
  return Object.entries<unknown>({ ...input }).every(
    ([field, value]) => TIMELESS.includes(field) || value === undefined || value === false,
  );
}

function instantOfChange({ at: given }: SubscriptionChangeInput, start: Instant, now: Instant): Instant {
  const at = given ?? Math.max(now, start);
  if (at < start) {
    refuse(
      UserErrorCode.OUT_OF_RANGE,
      ['at'],
      `Expected an instant not before the start of the subscription, ${writeInstant(start)}; got ${writeInstant(at)}.`,
    );
  }
  return at;
}

/** Ends a phase that does not renew at the end of its term, if the term is over at the instant of a change. */
const endedBy = (agreement: Agreement, end: Instant | null, at: Instant): Agreement =>
  end === null || at < end
    ? agreement
    : {
        ...agreement,
        phases: agreement.phases.map((phase) => (phase.to === Infinity ? { ...phase, to: end } : phase)),
      };

function changed(
  recorded: Agreement,
  at: Instant,
  values: Partial<Values>,
  { replaceLater, trialEndsAt }: SubscriptionChangeInput,
): Agreement {
  const kept = replaceLater ? removeLater(recorded, at) : recorded;
  return changedFrom(trialEndsAt ? withTrialEnd(kept, at, trialEndsAt, values.status) : kept, at, values);
}

/** The field to which errors in the currency of a change belong. */
const fieldOfCurrency = ({ items, unitPrice }: SubscriptionChangeInput): FieldPath => {
  if (items) return ['items'];
  return unitPrice ? ['unitPrice', 'currencyCode'] : ['subscription'];
};

/** Checks what each phase sells after a change, because a change of the BASE item leaves the other items. */
function checkSold(
  check: InputCheck,
  input: SubscriptionChangeInput,
  { phases }: Agreement,
  discounts: StoredSubscription['discounts'],
  currency: Currency,
): void {
  for (const { unitPrice, quantity, otherItems, from } of phases) {
    const other = otherItems.find((item) => item.unitPrice && item.unitPrice.currencyCode !== unitPrice.currencyCode);
    const [base, ofOther] = [unitPrice, other?.unitPrice].map((price) => codeOf(price?.currencyCode ?? null, currency));
    if (other) {
      check.add(
        UserErrorCode.INVALID,
        fieldOfCurrency(input),
        `Expected one currency in a phase; from ${writeInstant(from)} on, the BASE item would be in ${base} and another item in ${ofOther}. Pass all items with new prices.`,
      );
      break;
    }
    const problem = problemOfTotal([{ quantity, unitPrice }, ...otherItems], currency);
    if (problem === null) continue;
    const field = input.items ? ['items'] : input.unitPrice ? ['unitPrice', 'amount'] : ['quantity'];
    check.add(UserErrorCode.OUT_OF_RANGE, field, problem);
    break;
  }
  check.done();
  const problem = problemOfDiscounts(discounts, phases, currency);
  if (problem !== null)
    refuse(UserErrorCode.INVALID, input.discounts ? ['discounts'] : fieldOfCurrency(input), problem);
}

function checkCount(before: Agreement, { phases: { length } }: Agreement): void {
  if (length <= MAX_PHASES || length <= before.phases.length) return;
  refuse(
    UserErrorCode.TOO_MANY,
    ['subscription'],
    `Expected at most ${MAX_PHASES} phases in a subscription, including those that a cancellation set aside; this change would make it ${length}. Start another subscription.`,
  );
}

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
