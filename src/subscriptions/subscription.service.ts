import { requireAccountId } from '../accounts/account.service.js';
import type { Instant } from '../classification/calendar.js';
import { groupBy, indexBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { splitByOutcome, type Merged } from '../database/upsert.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { newId } from '../graphql/ids.js';
import { InputCheck } from '../graphql/input-check.js';
import { writeInstant } from '../graphql/scalars.js';
import { findNamed, notFound, type Lookup, type Reference } from '../graphql/reference.js';
import { refuse, UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import { requirePlanId } from '../plans/plan.service.js';
import type { FactWriter } from '../derivation/fact-writer.service.js';
import { accountsById, changeFacts } from '../derivation/change-facts.service.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import { loadCurrency } from '../money/currency.service.js';
import type { PhaseRow } from '../derivation/history.sql.js';
import { fold, type Agreement, type StoredPhase } from './agreement.js';
import { lastCancellation } from './agreement-changes.js';
import { readTerms } from './phase.service.js';
import type { SubscriptionStartInput } from './subscription.inputs.js';
import {
  PHASES,
  SUBSCRIPTIONS,
  countOnPlan,
  deletePhases,
  insertPhases,
  insertSubscriptions,
  selectPhasesOfSubscriptions,
  selectSubscriptionsByExternalId,
  selectSubscriptionsById,
  updateSubscriptions,
  type PhaseOfSubscriptionRow,
  type SubscriptionRow,
} from './subscription.sql.js';

/** A stored subscription with all of its phases, oldest first. */
export interface StoredSubscription extends SubscriptionRow {
  phases: readonly StoredPhase[];
}

// Only `fold` writes the fields and the cancellation of a phase.
const toStoredPhase = ({
  subscriptionId: _,
  planRank: __,
  isCanceled: ___,
  ...phase
}: PhaseOfSubscriptionRow): StoredPhase => phase as StoredPhase;

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

const LOOKUP: Lookup<SubscriptionRow> = {
  kind: 'AccountSubscription',
  byId: selectSubscriptionsById,
  byExternalId: selectSubscriptionsByExternalId,
};

/** Returns a subscription; undefined if it does not exist in the workspace. */
export const findSubscription = (sql: Sql, by: Reference, field: FieldPath): Promise<SubscriptionRow | undefined> =>
  findNamed(sql, LOOKUP, by, field);

/** Counts the subscriptions that are, were or will be on a plan. */
export const countSubscriptionsOnPlan = async (sql: Sql, planId: string): Promise<number> =>
  (await sql.run(countOnPlan, planId))[0]!.count;

/** Returns a subscription with its phases, oldest first; undefined if it does not exist. */
export async function readWithPhases(
  sql: Sql,
  id: string,
): Promise<{ row: SubscriptionRow; phases: PhaseRow[] } | undefined> {
  const [[row], phases] = await Promise.all([
    sql.run(selectSubscriptionsById, [id]),
    sql.run(selectPhasesOfSubscriptions, [id]),
  ]);
  return row && { row, phases };
}

/** Changes one existing subscription. `work` receives its state after its account was locked. */
export const changeOneSubscription = <Result>(
  scope: WorkspaceScope,
  by: Reference,
  work: (facts: FactWriter, subscription: StoredSubscription) => Promise<Result>,
): Promise<Result> =>
  scope.write(async (sql) => {
    const field = ['subscription'];
    const { id, accountId } = (await findSubscription(sql, by, field)) ?? notFound('a subscription', field, by);
    return changeFacts(scope.within(sql), accountsById([accountId]), ChangeCause.RECORD, async (facts) => {
      const [locked] = await withPhases(sql, await sql.run(selectSubscriptionsById, [id]));
      return work(facts, locked ?? notFound('a subscription', field, by));
    });
  });

/** Refuses a change of a subscription that was withdrawn. */
export function checkNotWithdrawn({ withdrawnAt }: StoredSubscription): void {
  if (withdrawnAt === null) return;
  refuse(
    UserErrorCode.CONFLICT,
    ['subscription'],
    `Expected a subscription that was not withdrawn; this one was withdrawn on ${writeInstant(withdrawnAt)}. Use subscriptionUncancel first, or import its phases again.`,
  );
}

/** Returns a subscription with the phases and the churn reason to store for an agreement. */
export const withAgreement = (subscription: StoredSubscription, agreement: Agreement): StoredSubscription => ({
  ...subscription,
  churnReason: lastCancellation(agreement)?.reason ?? null,
  phases: fold(agreement),
});

/** Stores subscriptions with all of their phases. */
export async function storeSubscriptions(
  facts: FactWriter,
  now: Instant,
  merged: readonly Merged<StoredSubscription>[],
): Promise<void> {
  const { created, updated } = splitByOutcome(merged);
  const accountsOf = (rows: readonly StoredSubscription[]): string[] => rows.map(({ accountId }) => accountId);
  const at = toTimestamp(now);
  if (created.length > 0) {
    await facts.run(insertSubscriptions, accountsOf(created), SUBSCRIPTIONS.toRecords(created), at);
  }
  if (updated.length > 0) {
    const ids = updated.map(({ id }) => id);
    await facts.run(updateSubscriptions, accountsOf(updated), SUBSCRIPTIONS.toRecords(updated), at);
    await facts.run(deletePhases, accountsOf(updated), ids);
  }
  const stored = [...created, ...updated];
  const phases = stored.flatMap(({ id, accountId, withdrawnAt, phases }) =>
    phases.map((phase) => ({
      ...phase,
      subscriptionId: id,
      accountId,
      isWithdrawn: withdrawnAt !== null,
      items: null,
      currencyCode: null,
      discounts: null,
      noticeDays: null,
      autoRenews: true,
      endsAt: null,
    })),
  );
  if (phases.length > 0) await facts.run(insertPhases, accountsOf(stored), PHASES.toRecords(phases));
}

/** Starts a subscription. Returns its stored id. */
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
        `Expected the trial to end after its start, ${writeInstant(startsAt)}; got ${writeInstant(input.trialEndsAt!)}.`,
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
        'Expected an unused externalId; another subscription has this one. Use subscriptionChange to change that subscription.',
      );
    }
    const accountId = await requireAccountId(sql, input.account, ['account']);
    const planId = await requirePlanId(sql, input.plan, ['plan']);
    const paidFrom = hasTrial ? input.trialEndsAt! : startsAt;
    const active: StoredPhase = {
      ...terms,
      from: paidFrom,
      to: Infinity,
      planId,
      status: 'ACTIVE',
      setFields: null,
      cancellation: null,
    };
    const trial: StoredPhase = { ...active, from: startsAt, to: paidFrom, status: 'TRIALING' };
    const subscription: StoredSubscription = {
      id: newId(),
      accountId,
      externalId,
      churnReason: null,
      withdrawnAt: null,
      discounts: null,
      updatedAt: scope.now,
      phases: hasTrial ? [trial, active] : [active],
    };
    return changeFacts(scope.within(sql), accountsById([accountId]), ChangeCause.RECORD, async (facts, [account]) => {
      // It may have been erased since it was looked up.
      if (!account) return notFound('an account', ['account'], input.account);
      await storeSubscriptions(facts, scope.now, [{ before: undefined, after: subscription }]);
      return subscription.id;
    });
  });
}
