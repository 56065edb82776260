import type { Instant } from '../classification/calendar.js';
import type { Sql } from '../database/statement.js';
import { holdCurrencies } from '../derivation/applied-rates.service.js';
import type { InputCheck } from '../graphql/input-check.js';
import { UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import { problemOfCurrency } from '../money/exchange-rates.service.js';
import type { Currency } from '../money/money.type.js';
import type { RecordKey } from '../graphql/record-identity.js';
import { withIdentities, type Identified } from '../identities/identity-changes.service.js';
import { planIdsOf } from '../plans/plan.service.js';
import { patched } from '../database/upsert.js';
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
import { accountIdOf } from './import-references.service.js';
import type { Match } from './recorded-matches.service.js';
import type { Candidate, RecordSet } from './record-set.service.js';

/** An imported subscription with its plans named by key. */
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

/** Refuses the subscriptions with an unknown plan. Returns the stored ids of plans by key. */
export async function requirePlans(sql: Sql, subscriptions: SubscriptionSet): Promise<Map<string, string>> {
  const namedIn = ({ record }: SubscriptionCandidate) =>
    record.phases.flatMap((phase, i) =>
      plansNamedIn(phase).map(([path, key]) => [['phases', i, ...path], key] as const),
    );
  const planIds = await planIdsOf(
    sql,
    subscriptions.candidates.flatMap((candidate) => namedIn(candidate).map(([, key]) => key)),
  );
  subscriptions.refuseWhere((candidate) => {
    const unknown = namedIn(candidate).find(([, key]) => !planIds.has(key));
    return unknown
      ? [unknown[0], UserErrorCode.NOT_FOUND, unknownPlanMessage(unknown[1], 'this workspace or this call')]
      : null;
  });
  return planIds;
}

/** What the subscriptions of an import refer to, by key, and what is recorded of them. */
interface Recorded {
  accountIds: ReadonlyMap<RecordKey, string>;
  planIds: ReadonlyMap<RecordKey, string>;
  matchOf: (candidate: SubscriptionCandidate) => Match<StoredSubscription>;
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
): Promise<Identified<StoredSubscription>[]> {
  const agreedEnds = await agreedEndsOf(sql, subscriptions, recorded);
  const agreedEndOf = (candidate: SubscriptionCandidate): Instant | null => agreedEnds.get(candidate)!;
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
      candidate,
      mergedWith(candidate, recorded, agreedEndOf(candidate), now),
    ]),
  );
  subscriptions.refuseWhere((candidate) => {
    const { discounts, phases } = merged.get(candidate)!.after;
    const problem = problemOfDiscounts(discounts, unfold(phases).phases, currency);
    return problem === null ? null : [['discounts'], UserErrorCode.INVALID, problem];
  });
  const kept = (): Identified<StoredSubscription>[] =>
    subscriptions.candidates.map((candidate) => merged.get(candidate)!);
  const conflicts = await inOtherCurrency(sql, kept());
  subscriptions.refuseWhere((candidate) => {
    const conflict = conflicts.get(merged.get(candidate)!.after.id);
    return conflict ? [['phases'], UserErrorCode.CONFLICT, conflictMessage(conflict, currency)] : null;
  });
  return kept();
}

/** Returns when each subscription ends because its last phase does not renew; null if it does not. */
async function agreedEndsOf(
  sql: Sql,
  { candidates }: SubscriptionSet,
  { planIds, matchOf }: Recorded,
): Promise<Map<SubscriptionCandidate, Instant | null>> {
  const ends = await loadAgreedEnds(
    sql,
    candidates.map((candidate) => ({
      phases: withStoredPlans(candidate.draft.phases, planIds),
      discounts: patched(candidate.draft.discounts, matchOf(candidate).before?.discounts ?? null),
    })),
  );
  return new Map(candidates.map((candidate, i) => [candidate, ends[i]!]));
}

const withStoredPlans = (phases: readonly PhaseDraft[], planIds: Recorded['planIds']): SubscriptionDraft['phases'] =>
  phases.map((phase) => ({ ...withPlanIds(phase, planIds), planId: planIds.get(phase.planKey!)! }));

function mergedWith(
  candidate: SubscriptionCandidate,
  { accountIds, planIds, matchOf }: Recorded,
  agreedEnd: Instant | null,
  now: Instant,
): Identified<StoredSubscription> {
  const { record, draft } = candidate;
  const { phases, discounts } = draft;
  const { before, identities } = matchOf(candidate);
  const merged = mergeSubscription(
    {
      accountId: accountIdOf(record, accountIds)!,
      externalId: record.externalId ?? before?.externalId ?? null,
      churnReason: record.churnReason,
      cancelAt: record.cancelAt,
      cancelRequestedAt: record.cancelRequestedAt,
      discounts,
      phases: withStoredPlans(phases, planIds),
      agreedEnd,
    },
    before,
    now,
  );
  return withIdentities(merged, identities);
}
