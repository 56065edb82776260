import type { Instant } from '../classification/calendar.js';
import { indexBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { patched, splitByOutcome, type Merged } from '../database/upsert.js';
import { lockRules, requestRollout } from '../derivation/rollout.service.js';
import { newId } from '../graphql/ids.js';
import type { InputCheck } from '../graphql/input-check.js';
import { findNamed, requireIds, type Lookup, type Reference } from '../graphql/reference.js';
import { writeInstant } from '../graphql/scalars.js';
import type { FieldPath } from '../graphql/user-error.js';
import {
  PLANS,
  insertPlans,
  selectPlans,
  selectPlansByExternalId,
  selectPlansById,
  updatePlans,
  type PlanRow,
} from './plan.sql.js';

/** A plan as given: what is undefined leaves what is recorded. */
export interface PlanDraft {
  externalId?: string | null;
  name?: string;
  rank?: number;
  /** null: since ever, which is also what a new plan gets. */
  offeredFrom?: Instant | null;
  /** null: for ever, which is also what a new plan gets. */
  offeredUntil?: Instant | null;
}

type GivenPlan = Omit<PlanDraft, 'name' | 'rank'> & { name?: string | null; rank?: number | null };

/** Every plan, lowest rank first. */
export const loadPlans = (sql: Sql): Promise<PlanRow[]> => sql.run(selectPlans);

/** Notes in `check` what is wrong with the plain fields of a plan. */
export function checkPlan(
  check: InputCheck,
  field: FieldPath,
  { name, rank, offeredFrom, offeredUntil }: GivenPlan,
): void {
  check.text([...field, 'name'], name, 200);
  check.number([...field, 'rank'], rank, 0, 1_000_000);
  check.instant([...field, 'offeredFrom'], offeredFrom);
  check.instant([...field, 'offeredUntil'], offeredUntil);
}

/** The plan as it will be. */
export const mergePlan = (draft: PlanDraft, before: PlanRow | undefined, now: Instant): Merged<PlanRow> => ({
  before,
  after: {
    id: before?.id ?? newId(),
    externalId: patched(draft.externalId, before?.externalId ?? null),
    name: patched(draft.name, before?.name)!,
    rank: patched(draft.rank, before?.rank)!,
    offeredFrom: patched(draft.offeredFrom, before?.offeredFrom ?? null) ?? -Infinity,
    offeredUntil: patched(draft.offeredUntil, before?.offeredUntil ?? null) ?? Infinity,
    updatedAt: before?.updatedAt ?? now,
  },
});

/** What is wrong with when a plan is offered; null where nothing is. */
export const problemOfOffer = ({ offeredFrom, offeredUntil }: PlanRow): string | null =>
  offeredFrom < offeredUntil
    ? null
    : `Expected the offer to end after its start, ${writeInstant(offeredFrom)}; got ${writeInstant(offeredUntil)}.`;

/** The plans with these externalIds, locked with everything that accounts are judged by. */
export async function lockPlansOf(sql: Sql, externalIds: readonly string[]): Promise<Map<string, PlanRow>> {
  if (externalIds.length === 0) return new Map();
  // Two changes of plans at once would undo each other's rollout.
  await lockRules(sql);
  return indexBy(await sql.run(selectPlansByExternalId, externalIds), ({ externalId }) => externalId!);
}

/** Records plans; the rules are locked. */
export async function storePlans(sql: Sql, now: Instant, merged: readonly Merged<PlanRow>[]): Promise<void> {
  const { created, updated } = splitByOutcome(merged);
  if (created.length > 0) await sql.run(insertPlans, PLANS.toRecords(created), toTimestamp(now));
  if (updated.length > 0) await sql.run(updatePlans, PLANS.toRecords(updated), toTimestamp(now));
  if (merged.some(changesTopTier)) await requestRollout(sql, now);
}

/** Whether recording the plan may change which plan is the top tier at some instant, and so every account. */
const changesTopTier = ({ after, before }: Merged<PlanRow>): boolean =>
  before?.rank !== after.rank || before.offeredFrom !== after.offeredFrom || before.offeredUntil !== after.offeredUntil;

const LOOKUP: Lookup<PlanRow> = { kind: 'Plan', byId: selectPlansById, byExternalId: selectPlansByExternalId };

/** Looks a plan up; undefined where the workspace has none such. */
export const findPlan = (sql: Sql, by: Reference, field: FieldPath): Promise<PlanRow | undefined> =>
  findNamed(sql, LOOKUP, by, field);

/** The stored ids of plans that must exist, in the order in which they are named. */
export const requirePlanIds = (
  sql: Sql,
  references: readonly Reference[],
  pathOf: (i: number) => FieldPath,
): Promise<string[]> => requireIds(sql, LOOKUP, 'a plan', references, pathOf);

/** The stored id of a plan that must exist. */
export const requirePlanId = async (sql: Sql, by: Reference, field: FieldPath): Promise<string> =>
  (await requirePlanIds(sql, [by], () => field))[0]!;

/** The stored ids of plans by externalId; those unknown are left out. */
export async function planIdsOf(sql: Sql, externalIds: readonly string[]): Promise<Map<string, string>> {
  if (externalIds.length === 0) return new Map();
  const plans = await sql.run(selectPlansByExternalId, [...new Set(externalIds)]);
  return new Map(plans.map(({ id, externalId }) => [externalId!, id]));
}
