import type { Instant } from '../classification/calendar.js';
import { indexBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { patched, splitByOutcome, type Merged } from '../database/upsert.js';
import { lockRules, requestRollout } from '../policies/rollout.service.js';
import { newId } from '../graphql/ids.js';
import { notFound, readReference, type Reference } from '../graphql/reference.js';
import type { FieldPath } from '../graphql/user-error.js';
import {
  insertPlans,
  selectPlans,
  selectPlansByExternalId,
  selectPlansById,
  updatePlans,
  type PlanRow,
} from './plan.sql.js';

export interface PlanDraft {
  externalId: string;
  name: string;
  rank: number;
  /** null: since ever, which is also what a new plan gets. */
  offeredFrom?: Instant | null;
  /** null: for ever, which is also what a new plan gets. */
  offeredUntil?: Instant | null;
}

const forStorage = (plans: readonly PlanRow[]): string =>
  JSON.stringify(
    plans.map((plan) => ({
      ...plan,
      offeredFrom: toTimestamp(plan.offeredFrom),
      offeredUntil: toTimestamp(plan.offeredUntil),
    })),
  );

/** Every plan, lowest rank first. */
export const loadPlans = (sql: Sql): Promise<PlanRow[]> => sql.run(selectPlans);

/** Records plans by externalId. */
export async function savePlans(sql: Sql, now: Instant, drafts: readonly PlanDraft[]): Promise<Merged<PlanRow>[]> {
  if (drafts.length === 0) return [];
  // Two changes of plans at once would undo each other's rollout.
  await lockRules(sql);
  const existing = await sql.run(
    selectPlansByExternalId,
    drafts.map(({ externalId }) => externalId),
  );
  const existingOf = indexBy(existing, ({ externalId }) => externalId);
  const merged = drafts.map((draft): Merged<PlanRow> => {
    const before = existingOf.get(draft.externalId);
    return {
      before,
      after: {
        id: before?.id ?? newId(),
        externalId: draft.externalId,
        name: draft.name,
        rank: draft.rank,
        offeredFrom: patched(draft.offeredFrom, before?.offeredFrom ?? null) ?? -Infinity,
        offeredUntil: patched(draft.offeredUntil, before?.offeredUntil ?? null) ?? Infinity,
      },
    };
  });
  const { created, updated } = splitByOutcome(merged);
  if (created.length > 0) await sql.run(insertPlans, forStorage(created), toTimestamp(now));
  if (updated.length > 0) await sql.run(updatePlans, forStorage(updated), toTimestamp(now));
  if (merged.some(changesTopTier)) await requestRollout(sql, now);
  return merged;
}

/** Whether recording the plan may change which plan is the top tier at some instant, and so every account. */
const changesTopTier = ({ after, before }: Merged<PlanRow>): boolean =>
  before?.rank !== after.rank || before.offeredFrom !== after.offeredFrom || before.offeredUntil !== after.offeredUntil;

/** The stored id of a plan that must exist. */
export async function requirePlanId(sql: Sql, by: Reference, field: FieldPath): Promise<string> {
  const { id, externalId } = readReference('Plan', by, field);
  const [plan] = id ? await sql.run(selectPlansById, [id]) : await sql.run(selectPlansByExternalId, [externalId]);
  return plan?.id ?? notFound('a plan', field, by);
}

/** The stored ids of plans by externalId; those unknown are left out. */
export async function planIdsOf(sql: Sql, externalIds: readonly string[]): Promise<Map<string, string>> {
  if (externalIds.length === 0) return new Map();
  const plans = await sql.run(selectPlansByExternalId, [...new Set(externalIds)]);
  return new Map(plans.map(({ id, externalId }) => [externalId!, id]));
}
