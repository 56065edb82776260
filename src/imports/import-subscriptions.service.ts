import type { Instant } from '../classification/calendar.js';
import type { Sql } from '../database/statement.js';
import { holdCurrencies } from '../derivation/applied-rates.service.js';
import type { InputCheck } from '../graphql/input-check.js';
import { UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import { problemOfCurrency } from '../money/exchange-rates.service.js';
import type { Currency } from '../money/money.type.js';
import { planIdsOf } from '../plans/plan.service.js';
import { patched, type Merged } from '../database/upsert.js';
import { loadAgreedEnds } from '../subscriptions/agreed-end.service.js';
import { unfold } from '../subscriptions/agreement.js';
import { conflictMessage, foreignCurrenciesOf, inOtherCurrency } from '../subscriptions/currencies.service.js';
import type { RecordedDiscount } from '../subscriptions/discount.js';
import { problemOfDiscounts, readDiscounts, startingAt } from '../subscriptions/discount.service.js';
import { mergeSubscription, type SubscriptionDraft } from '../subscriptions/import-subscription.service.js';
import { readPhases, type PhaseDraft } from '../subscriptions/phase.service.js';
import type { StoredSubscription } from '../subscriptions/subscription.service.js';
import { plansNamedIn, unknownPlanMessage, withPlanIds } from '../subscriptions/terms.service.js';
import { checkCancellation, problemOfCancellation } from './import-check.service.js';
import type { SubscriptionImport } from './import.inputs.js';
import type { Candidate, RecordSet } from './record-set.service.js';

/** An imported subscription with its plans named by the caller's ids. */
export interface SubscriptionContent {
  phases: readonly PhaseDraft[];
  /** Undefined keeps the recorded discounts, null clears them. */
  discounts: readonly RecordedDiscount[] | null | undefined;
}

export type SubscriptionSet = RecordSet<SubscriptionImport, SubscriptionContent>;
type SubscriptionCandidate = Candidate<SubscriptionImport, SubscriptionContent>;

/** Reads the phases and discounts of an imported subscription. Adds errors to `check`. */
export function readSubscription(
  check: InputCheck,
  field: FieldPath,
  record: SubscriptionImport,
  currency: Currency,
): SubscriptionContent {
  const phases = readPhases(check, [...field, 'phases'], record.phases, currency);
  checkCancellation(check, field, record, phases);
  if (record.discounts === undefined) return { phases, discounts: undefined };
  const path = [...field, 'discounts'];
  const drafts = readDiscounts(check, path, record.discounts ?? [], currency);
  const start = phases[0]?.from;
  return { phases, discounts: start === undefined ? null : startingAt(check, path, drafts, start) };
}

/** Refuses the subscriptions whose currency has no exchange rate. */
export async function refuseUnknownCurrencies(
  sql: Sql,
  subscriptions: SubscriptionSet,
  currency: Currency,
): Promise<void> {
  const namedIn = (record: SubscriptionImport) => foreignCurrenciesOf(record, currency);
  const rated = await holdCurrencies(
    sql,
    subscriptions.candidates.flatMap(({ record }) => namedIn(record).map(([, code]) => code)),
  );
  subscriptions.refuseWhere(({ record }) => {
    for (const [path, code] of namedIn(record)) {
      const problem = problemOfCurrency(rated, code);
      if (problem !== null) return [path, UserErrorCode.NOT_FOUND, problem];
    }
    return null;
  });
}

/** Refuses the subscriptions with an unknown plan. Returns the stored ids of plans by external id. */
export async function requirePlans(sql: Sql, subscriptions: SubscriptionSet): Promise<Map<string, string>> {
  const namedIn = ({ record }: SubscriptionCandidate) =>
    record.phases.flatMap((phase, i) =>
      plansNamedIn(phase).map(([path, externalId]) => [['phases', i, ...path], externalId] as const),
    );
  const planIds = await planIdsOf(
    sql,
    subscriptions.candidates.flatMap((candidate) => namedIn(candidate).map(([, externalId]) => externalId)),
  );
  subscriptions.refuseWhere((candidate) => {
    const unknown = namedIn(candidate).find(([, externalId]) => !planIds.has(externalId));
    return unknown
      ? [unknown[0], UserErrorCode.NOT_FOUND, unknownPlanMessage(unknown[1], 'this workspace or this call')]
      : null;
  });
  return planIds;
}

/** What the subscriptions of an import refer to, and what is recorded of them, by external id. */
interface Recorded {
  accountIds: ReadonlyMap<string, string>;
  planIds: ReadonlyMap<string, string>;
  existing: ReadonlyMap<string, StoredSubscription>;
}

/**
 * Merges the subscriptions into those recorded. Refuses those in two currencies at one instant, within themselves or with
 * another one of their account; call it after all other refusals.
 */
export async function mergeSubscriptions(
  sql: Sql,
  subscriptions: SubscriptionSet,
  recorded: Recorded,
  now: Instant,
  currency: Currency,
): Promise<Merged<StoredSubscription>[]> {
  const agreedEnds = await agreedEndsOf(sql, subscriptions, recorded);
  const agreedEndOf = ({ record }: SubscriptionCandidate): Instant | null => agreedEnds.get(record.externalId)!;
  subscriptions.refuseWhere((candidate) => {
    const { record, draft } = candidate;
    const problem =
      typeof record.cancelAt === 'number'
        ? problemOfCancellation(draft.phases, record.cancelAt, agreedEndOf(candidate))
        : null;
    return problem === null ? null : [['cancelAt'], UserErrorCode.OUT_OF_RANGE, problem];
  });
  const merged = new Map(
    subscriptions.candidates.map((candidate) => [
      candidate.record.externalId,
      mergedWith(candidate, recorded, agreedEndOf(candidate), now),
    ]),
  );
  subscriptions.refuseWhere(({ record }) => {
    const { discounts, phases } = merged.get(record.externalId)!.after;
    const problem = problemOfDiscounts(discounts, unfold(phases).phases, currency);
    return problem === null ? null : [['discounts'], UserErrorCode.INVALID, problem];
  });
  const kept = (): Merged<StoredSubscription>[] =>
    subscriptions.candidates.map(({ record }) => merged.get(record.externalId)!);
  const conflicts = await inOtherCurrency(sql, kept());
  subscriptions.refuseWhere(({ record }) => {
    const conflict = conflicts.get(merged.get(record.externalId)!.after.id);
    return conflict ? [['phases'], UserErrorCode.CONFLICT, conflictMessage(conflict, currency)] : null;
  });
  return kept();
}

/** Returns when each subscription ends because its last phase does not renew, by external id; null if it does not. */
async function agreedEndsOf(
  sql: Sql,
  { candidates }: SubscriptionSet,
  { planIds, existing }: Recorded,
): Promise<Map<string, Instant | null>> {
  const ends = await loadAgreedEnds(
    sql,
    candidates.map(({ record, draft: { phases, discounts } }) => ({
      phases: withStoredPlans(phases, planIds),
      discounts: patched(discounts, existing.get(record.externalId)?.discounts ?? null),
    })),
  );
  return new Map(candidates.map(({ record }, i) => [record.externalId, ends[i]!]));
}

const withStoredPlans = (phases: readonly PhaseDraft[], planIds: Recorded['planIds']): SubscriptionDraft['phases'] =>
  phases.map((phase) => ({ ...withPlanIds(phase, planIds), planId: planIds.get(phase.planExternalId!)! }));

const mergedWith = (
  { record, draft: { phases, discounts } }: SubscriptionCandidate,
  { accountIds, planIds, existing }: Recorded,
  agreedEnd: Instant | null,
  now: Instant,
): Merged<StoredSubscription> =>
  mergeSubscription(
    {
      accountId: accountIds.get(record.accountExternalId)!,
      externalId: record.externalId,
      churnReason: record.churnReason,
      cancelAt: record.cancelAt,
      cancelRequestedAt: record.cancelRequestedAt,
      discounts,
      phases: withStoredPlans(phases, planIds),
      agreedEnd,
    },
    existing.get(record.externalId),
    now,
  );
