import { requireAccountId } from '../accounts/account.service.js';
import type { Instant } from '../classification/calendar.js';
import { endOfAgreement, subscriptionStateAt } from '../classification/subscription.js';
import { groupBy, indexBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { outcomeOf, patched, splitByOutcome, type Merged } from '../database/upsert.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { checkExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { newId } from '../graphql/ids.js';
import { InputCheck } from '../graphql/input-check.js';
import { writeInstant } from '../graphql/scalars.js';
import { findNamed, notFound, type Lookup, type Reference } from '../graphql/reference.js';
import { refuse, UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import { requirePlanId } from '../plans/plan.service.js';
import { deriveAccounts, lockAccountsForChange } from '../derivation/derive.service.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import { loadCurrency } from '../money/currency.service.js';
import { readTerms, type StoredPhase } from './phase.service.js';
import type { SubscriptionCancelInput, SubscriptionStartInput } from './subscription.inputs.js';
import {
  countOnPlan,
  deletePhases,
  insertPhases,
  insertSubscriptions,
  selectPhasesOfSubscriptions,
  selectSubscriptionsByExternalId,
  selectSubscriptionsById,
  updateSubscriptions,
  type PhaseRow,
  type SubscriptionRow,
} from './subscription.sql.js';

/** A subscription as it is stored: all of its phases, oldest first. */
export interface StoredSubscription extends SubscriptionRow {
  phases: readonly StoredPhase[];
}

const toStoredPhase = ({ subscriptionId: _, planRank: __, ...phase }: PhaseRow): StoredPhase => phase;

async function withPhases(sql: Sql, subscriptions: readonly SubscriptionRow[]): Promise<StoredSubscription[]> {
  if (subscriptions.length === 0) return [];
  const phases = await sql.run(
    selectPhasesOfSubscriptions,
    subscriptions.map(({ id }) => id),
  );
  const phasesOf = groupBy(phases, ({ subscriptionId }) => subscriptionId);
  return subscriptions.map((row) => ({ ...row, phases: (phasesOf.get(row.id) ?? []).map(toStoredPhase) }));
}

export async function findSubscriptions(
  sql: Sql,
  externalIds: readonly string[],
): Promise<Map<string, StoredSubscription>> {
  if (externalIds.length === 0) return new Map();
  const found = await withPhases(sql, await sql.run(selectSubscriptionsByExternalId, externalIds));
  return indexBy(found, ({ externalId }) => externalId!);
}

const SUBSCRIPTIONS: Lookup<SubscriptionRow> = {
  kind: 'AccountSubscription',
  byId: selectSubscriptionsById,
  byExternalId: selectSubscriptionsByExternalId,
};

/** Looks a subscription up; undefined where the workspace has none such. */
export const findSubscription = (sql: Sql, by: Reference, field: FieldPath): Promise<SubscriptionRow | undefined> =>
  findNamed(sql, SUBSCRIPTIONS, by, field);

/** How many subscriptions are, were or will be on a plan. */
export const countSubscriptionsOnPlan = async (sql: Sql, planId: string): Promise<number> =>
  (await sql.run(countOnPlan, planId))[0]!.count;

/** A subscription that must exist, with its account locked for a change that depends on what its phases are. */
export async function lockSubscription(sql: Sql, by: Reference): Promise<StoredSubscription> {
  const field = ['subscription'];
  const found = (await findSubscription(sql, by, field)) ?? notFound('a subscription', field, by);
  // What the phases are is read after the lock, so that two changes at once do not undo each other.
  await lockAccountsForChange(sql, [found.accountId]);
  const [locked] = await withPhases(sql, await sql.run(selectSubscriptionsById, [found.id]));
  return locked ?? notFound('a subscription', field, by);
}

/** Records subscriptions with all of their phases; whoever calls derives their accounts before the transaction ends. */
export async function storeSubscriptions(
  sql: Sql,
  now: Instant,
  merged: readonly Merged<StoredSubscription>[],
): Promise<void> {
  const { created, updated } = splitByOutcome(merged);
  if (created.length > 0) await sql.run(insertSubscriptions, JSON.stringify(created), toTimestamp(now));
  if (updated.length > 0) {
    await sql.run(updateSubscriptions, JSON.stringify(updated), toTimestamp(now));
    await sql.run(
      deletePhases,
      updated.map(({ id }) => id),
    );
  }
  const phases = [...created, ...updated].flatMap(({ id, accountId, phases }) =>
    phases.map((phase) => ({
      ...phase,
      subscriptionId: id,
      accountId,
      from: toTimestamp(phase.from),
      to: toTimestamp(phase.to),
    })),
  );
  if (phases.length > 0) await sql.run(insertPhases, JSON.stringify(phases));
}

/** Starts a subscription and answers its stored id. */
export function startSubscription(scope: WorkspaceScope, input: SubscriptionStartInput): Promise<string> {
  return scope.write(async (sql) => {
    const check = new InputCheck();
    const isStartGiven = check.instant(['startsAt'], input.startsAt);
    const startsAt = isStartGiven ? input.startsAt! : scope.now;
    const isStartKnown = isStartGiven || (input.startsAt ?? null) === null;
    const hasTrial = check.instant(['trialEndsAt'], input.trialEndsAt);
    if (isStartKnown && hasTrial && input.trialEndsAt! <= startsAt) {
      check.add(
        UserErrorCode.INVALID,
        ['trialEndsAt'],
        `Expected an end of the trial after its start, ${writeInstant(startsAt)}; got ${writeInstant(input.trialEndsAt!)}.`,
      );
    }
    check.text(['externalId'], input.externalId, 200);
    const terms = readTerms(check, [], input, await loadCurrency(sql));
    check.done();

    const externalId = input.externalId ?? null;
    if (externalId !== null && (await findSubscriptions(sql, [externalId])).size > 0) {
      refuse(
        UserErrorCode.CONFLICT,
        ['externalId'],
        'Expected an externalId of its own; another subscription has this one. To change that one, use subscriptionChange.',
      );
    }
    const accountId = await requireAccountId(sql, input.account, ['account']);
    const planId = await requirePlanId(sql, input.plan, ['plan']);
    const paidFrom = hasTrial ? input.trialEndsAt! : startsAt;
    const active: StoredPhase = { ...terms, from: paidFrom, to: Infinity, planId, status: 'ACTIVE' };
    const trial: StoredPhase = { ...active, from: startsAt, to: paidFrom, status: 'TRIALING' };
    const subscription: StoredSubscription = {
      id: newId(),
      accountId,
      externalId,
      churnReason: null,
      updatedAt: scope.now,
      phases: hasTrial ? [trial, active] : [active],
    };
    await storeSubscriptions(sql, scope.now, [{ before: undefined, after: subscription }]);
    await deriveAccounts(sql, scope.now, [accountId], ChangeCause.RECORD);
    return subscription.id;
  });
}

/** The phases as they are when nothing of them is left from `end` on. */
export const cutAt = (phases: readonly StoredPhase[], end: Instant): StoredPhase[] =>
  phases.filter(({ from }) => from < end).map((phase) => ({ ...phase, to: Math.min(phase.to, end) }));

/** Cancels a subscription and answers its stored id. */
export function cancelSubscription(scope: WorkspaceScope, input: SubscriptionCancelInput): Promise<string> {
  const check = new InputCheck();
  check.instant(['at'], input.at);
  check.instant(['expectedUpdatedAt'], input.expectedUpdatedAt);
  check.done();
  return scope.write(async (sql) => {
    const before = await lockSubscription(sql, input.subscription);
    checkExpectedUpdatedAt('subscription', before, input.expectedUpdatedAt);
    const end = endOfCancellation(before, input.at ?? null, scope.now);
    await storeChange(sql, scope.now, before, {
      ...before,
      churnReason: patched(input.churnReason, before.churnReason),
      phases: cutAt(before.phases, end),
    });
    return before.id;
  });
}

/** Records what became of one subscription, if anything, and derives its account. */
export async function storeChange(
  sql: Sql,
  now: Instant,
  before: StoredSubscription,
  after: StoredSubscription,
): Promise<void> {
  if (outcomeOf({ before, after }) === 'unchanged') return;
  await storeSubscriptions(sql, now, [{ before, after }]);
  await deriveAccounts(sql, now, [after.accountId], ChangeCause.RECORD);
}

/** When a cancellation falls due: as asked, or when what was agreed ends. */
function endOfCancellation({ id, phases }: StoredSubscription, asked: Instant | null, now: Instant): Instant {
  const kernelPhases = phases.map((phase) => ({ ...phase, subscriptionId: id, planRank: 0 }));
  const { startedAt, phase, endedAt } = subscriptionStateAt(kernelPhases, now);
  const lastEnd = phases.at(-1)!.to;
  if (asked === null) {
    if (endedAt !== null) {
      refuse(
        UserErrorCode.CONFLICT,
        ['subscription'],
        `Expected a subscription in force; this one ended on ${toTimestamp(endedAt)}.`,
      );
    }
    if (phase.from > now)
      return refuse(UserErrorCode.REQUIRED, ['at'], 'Expected when to end it, since it has not begun yet.');
    asked = Math.min(endOfAgreement(kernelPhases, now), lastEnd);
  }
  if (asked <= startedAt) {
    refuse(
      UserErrorCode.OUT_OF_RANGE,
      ['at'],
      `Expected an instant after the subscription's start, ${writeInstant(startedAt)}; got ${writeInstant(asked)}.`,
    );
  }
  if (asked > lastEnd) {
    refuse(
      UserErrorCode.CONFLICT,
      ['at'],
      `Expected an instant before it ends anyway, ${writeInstant(lastEnd)}; got ${writeInstant(asked)}.`,
    );
  }
  return asked;
}
