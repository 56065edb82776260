import type { Instant } from '../classification/calendar.js';
import { groupBy, indexBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import type { RowOf } from '../database/table.js';
import { splitByOutcome, type Merged } from '../database/upsert.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { writeInstant } from '../graphql/scalars.js';
import type { RecordKey } from '../graphql/record-identity.js';
import { notFound, type Reference } from '../graphql/reference.js';
import { refuse, UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import type { FactWriter } from '../derivation/fact-writer.service.js';
import { accountOf, changeFacts } from '../derivation/change-facts.service.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import { findByKeys, findNamed, type Lookup } from '../identities/find-record.service.js';
import { loadCurrency } from '../money/currency.service.js';
import type { Currency } from '../money/money.type.js';
import { loadAgreedEnds } from './agreed-end.service.js';
import { fold, type Agreement, type StoredPhase } from './agreement.js';
import { lastCancellation } from './agreement-changes.js';
import { refuseCurrencies } from './currencies.service.js';
import type { RecordedDiscount } from './discount.js';
import { fromPhaseColumns, toPhaseColumns } from './phase-columns.js';
import type { SubscriptionPhaseEntity } from './subscription-phase.entity.js';
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
export interface StoredSubscription extends Omit<SubscriptionRow, 'discounts'> {
  discounts: readonly RecordedDiscount[] | null;
  phases: readonly StoredPhase[];
}

async function withPhases(sql: Sql, subscriptions: readonly SubscriptionRow[]): Promise<StoredSubscription[]> {
  if (subscriptions.length === 0) return [];
  const ids = subscriptions.map(({ id }) => id);
  const [phases, currency] = await Promise.all([sql.run(selectPhasesOfSubscriptions, ids), loadCurrency(sql)]);
  const phasesOf = groupBy(phases, ({ subscriptionId }) => subscriptionId);
  return subscriptions.map((row) => ({
    ...row,
    discounts: row.discounts as RecordedDiscount[] | null,
    phases: (phasesOf.get(row.id) ?? []).map((phase) => fromPhaseColumns(phase, currency)),
  }));
}

/** Returns the subscriptions that keys identify, by key. Unknown keys are omitted. */
export async function findSubscriptions(
  sql: Sql,
  keys: readonly RecordKey[],
): Promise<Map<RecordKey, StoredSubscription>> {
  const found = await findByKeys(sql, LOOKUP, keys);
  const rows = [...new Map([...found.values()].map((row) => [row.id, row])).values()];
  const stored = indexBy(await withPhases(sql, rows), ({ id }) => id);
  return new Map([...found].map(([key, { id }]) => [key, stored.get(id)!]));
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
): Promise<{ row: SubscriptionRow; phases: PhaseOfSubscriptionRow[] } | undefined> {
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
  scope.write((sql) => {
    const field = ['subscription'];
    const lock = accountOf(
      async () => (await findSubscription(sql, by, field)) ?? notFound('a subscription', field, by),
    );
    return changeFacts(scope.within(sql), lock, ChangeCause.RECORD, async (facts, [account]) => {
      const [locked] = await withPhases(sql, await sql.run(selectSubscriptionsById, [account!.owned.id]));
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

const subscriptionRow = ({ phases: _, discounts, ...row }: StoredSubscription): SubscriptionRow => ({
  ...row,
  discounts: discounts && [...discounts],
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
    await facts.run(
      insertSubscriptions,
      accountsOf(created),
      SUBSCRIPTIONS.toRecords(created.map(subscriptionRow)),
      at,
    );
  }
  if (updated.length > 0) {
    const ids = updated.map(({ id }) => id);
    await facts.run(
      updateSubscriptions,
      accountsOf(updated),
      SUBSCRIPTIONS.toRecords(updated.map(subscriptionRow)),
      at,
    );
    await facts.run(deletePhases, accountsOf(updated), ids);
  }
  const stored = [...created, ...updated];
  if (stored.length === 0) return;
  const [currency, ends] = await Promise.all([loadCurrency(facts.sql), loadAgreedEnds(facts.sql, stored)]);
  const phases = stored.flatMap((subscription, i) => phaseRows(subscription, ends[i]!, currency));
  await facts.run(insertPhases, accountsOf(stored), PHASES.toRecords(phases));
}

const phaseRows = (
  { id, accountId, withdrawnAt, discounts, phases }: StoredSubscription,
  end: Instant | null,
  currency: Currency,
): Partial<RowOf<SubscriptionPhaseEntity>>[] =>
  phases.map((phase) => {
    const { items, ...columns } = toPhaseColumns(phase, currency);
    return {
      ...columns,
      items: items && [...items],
      subscriptionId: id,
      accountId,
      isWithdrawn: withdrawnAt !== null,
      discounts: discounts && [...discounts],
      endsAt: phase.to === Infinity ? end : null,
    };
  });

/** Stores one changed subscription. Refuses it if its account has another one in another currency at the same time. */
export async function storeSubscription(
  facts: FactWriter,
  now: Instant,
  merged: Merged<StoredSubscription>,
  field: FieldPath,
): Promise<void> {
  // Not at the same time: statements that are sent after the refusal would run outside the transaction.
  await refuseCurrencies(facts.sql, merged, field);
  await storeSubscriptions(facts, now, [merged]);
}
