import type { Instant } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { patched, splitByOutcome, type Merged } from '../database/upsert.js';
import { lockRules, requestRollout } from '../derivation/rollout.service.js';
import { newId } from '../graphql/ids.js';
import type { InputCheck } from '../graphql/input-check.js';
import type { RecordKey } from '../graphql/record-identity.js';
import type { Reference } from '../graphql/reference.js';
import { writeInstant } from '../graphql/scalars.js';
import type { FieldPath } from '../graphql/user-error.js';
import { findByKeys, findNamed, requireIds, type Lookup } from '../identities/find-record.service.js';
import {
  PLANS,
  insertPlans,
  selectPlans,
  selectPlansByExternalId,
  selectPlansById,
  updatePlans,
  type PlanRow,
} from './plan.sql.js';

/** The input for a plan. Undefined properties keep their recorded value. */
export interface PlanDraft {
  externalId?: string | null;
  name?: string;
  rank?: number;
  /** Null: from the beginning, which is also the default of a new plan. */
  offeredFrom?: Instant | null;
  /** Null: indefinitely, which is also the default of a new plan. */
  offeredUntil?: Instant | null;
}

type GivenPlan = Omit<PlanDraft, 'name' | 'rank'> & { name?: string | null; rank?: number | null };

/** Loads every plan, lowest rank first. */
export const loadPlans = (sql: Sql): Promise<PlanRow[]> => sql.run(selectPlans);

/** Adds errors in the scalar fields of a plan to `check`. */
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

/** Merges the input into the recorded plan, or into a new one. */
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

/** Returns an error message if the offer of a plan does not end after its start; otherwise null. */
export const problemOfOffer = ({ offeredFrom, offeredUntil }: PlanRow): string | null =>
  offeredFrom < offeredUntil
    ? null
    : `Expected the offer to end after its start, ${writeInstant(offeredFrom)}; got ${writeInstant(offeredUntil)}.`;

/** Returns the plans that keys identify after locking the rules of the workspace. */
export async function lockPlansOf(sql: Sql, keys: readonly RecordKey[]): Promise<Map<RecordKey, PlanRow>> {
  if (keys.length === 0) return new Map();
  // Concurrent changes of plans would undo each other's rollout.
  await lockRules(sql);
  return findByKeys(sql, LOOKUP, keys);
}

/** Records plans. The rules must be locked. */
export async function storePlans(sql: Sql, now: Instant, merged: readonly Merged<PlanRow>[]): Promise<void> {
  const { created, updated } = splitByOutcome(merged);
  if (created.length > 0) await sql.run(insertPlans, PLANS.toRecords(created), toTimestamp(now));
  if (updated.length > 0) await sql.run(updatePlans, PLANS.toRecords(updated), toTimestamp(now));
  if (merged.some(changesTopTier)) await requestRollout(sql, now);
}

/** Tells whether the change may alter which plan is the top tier at some instant, and so affect every account. */
const changesTopTier = ({ after, before }: Merged<PlanRow>): boolean =>
  before?.rank !== after.rank || before.offeredFrom !== after.offeredFrom || before.offeredUntil !== after.offeredUntil;

const LOOKUP: Lookup<PlanRow> = { kind: 'Plan', byId: selectPlansById, byExternalId: selectPlansByExternalId };

/** Returns a plan; undefined if it does not exist in the workspace. */
export const findPlan = (sql: Sql, by: Reference, field: FieldPath): Promise<PlanRow | undefined> =>
  findNamed(sql, LOOKUP, by, field);

/** Returns the stored ids of plans, in the order of the references. Refuses the request if one does not exist. */
export const requirePlanIds = (
  sql: Sql,
  references: readonly Reference[],
  pathOf: (i: number) => FieldPath,
): Promise<string[]> => requireIds(sql, LOOKUP, references, pathOf);

/** Returns the stored id of a plan. Refuses the request if the plan does not exist. */
export const requirePlanId = async (sql: Sql, by: Reference, field: FieldPath): Promise<string> =>
  (await requirePlanIds(sql, [by], () => field))[0]!;

/** Returns stored ids of plans by key. Unknown keys are omitted. */
export const planIdsOf = async (sql: Sql, keys: readonly RecordKey[]): Promise<Map<RecordKey, string>> =>
  new Map([...(await findByKeys(sql, LOOKUP, keys))].map(([key, { id }]) => [key, id]));
