import type { Instant } from '../classification/calendar.js';
import { isBorderline } from '../classification/evidence.js';
import { scorerOf } from '../classification/policy.js';
import { indexAt, nextChangeOf } from '../classification/steps.js';
import {
  periodAt,
  periodsOf,
  relationshipStates,
  intervalsByType,
  type Period,
  type Rules,
} from '../classification/timeline.js';
import { foldName } from '../database/folding.js';
import { AccountTimeline } from './account-timeline.service.js';
import { announceableFrom } from './announced-intervals.js';
import { revenueNow, type AppliedRates } from './applied-rates.service.js';
import { deriveRenewals } from './derived-renewals.service.js';
import type { DerivableAccountRow, StoredNow, StoredPeriod, StoredRenewal } from './derived-rows.sql.js';
import { writeFindings } from './findings.service.js';
import type { AccountHistory } from './history.service.js';
import type { PhaseRow } from './history.sql.js';
import { rulesUpTo } from './rules.service.js';

/** The derived rows of one account, to be stored in account_period, account_renewal and account_now. */
export interface DerivedAccount {
  periods: StoredPeriod[];
  renewals: StoredRenewal[];
  now: StoredNow;
}

/**
 * Derives the rows of one account at an instant. The result depends only on the facts, the rules and the applied exchange
 * rates, which are null if no currency but the workspace's occurs.
 */
export function deriveAccount(
  account: DerivableAccountRow,
  history: AccountHistory,
  rules: Rules,
  at: Instant,
  applied: AppliedRates | null,
): DerivedAccount {
  const accountRules = rulesUpTo(rules, account.policyVersion);
  const timeline = new AccountTimeline(history, accountRules);
  const states = timeline.relationshipStates;
  const periods = storedPeriods(account.id, history, periodsOf(states));
  const state = states.values[indexAt(states, at)]!;
  const intervals = intervalsByType(periods);
  const current = intervals.findIndex(({ to }) => at < to);
  const next = intervals[current + 1];
  const announceAt = announceableFrom(intervals[current]!, rules.zone);
  const nextEdge = Math.min(...history.phases.flatMap(({ from, to }) => [from, to]).filter((edge) => edge > at));
  const renewals = deriveRenewals(account.id, history, accountRules, at);
  // Once the next term has ended, the one after it has to be stored.
  const nextTermEnd = Math.min(...renewals.map(({ decidedFrom }) => decidedFrom).filter((end) => end > at));
  const stateUntil = Math.min(nextChangeOf(states, at), nextEdge);
  const { met, each, until } = timeline.findingsAt(state.policy, at);
  const evidenceUntil = Math.min(stateUntil, until);
  return {
    periods,
    renewals,
    now: {
      accountId: account.id,
      nameFolded: foldName(account.name),
      createdAt: account.createdAt,
      successManagerId: account.successManagerId,
      type: state.type,
      score: scorerOf(state.policy).score(state.met),
      criteriaMet: state.met,
      isBorderline: isBorderline(state),
      ...revenueNow(state, applied, at),
      payingSince: state.payingSince ?? Infinity,
      planId: highestPlanId(history, at),
      lastInteractionAt: history.interactions.at(-1)?.at ?? null,
      nextTypeAt: intervals[current]!.to,
      computedAt: at,
      validUntil: Math.min(stateUntil, nextTermEnd),
      externalId: account.externalId,
      domainFolded: account.domain === null ? null : foldName(account.domain),
      policyVersion: state.policy.version,
      clientUntil: state.type === 'CLIENT' ? clientUntil(history, accountRules, at) : Infinity,
      typeSince: intervals[current]!.from,
      nextType: next?.type ?? null,
      nextTypeTo: next?.to ?? null,
      nextPolicyVersion: next?.policyVersion ?? null,
      evidence: writeFindings({ isPaying: state.isPaying, met, each, until: evidenceUntil }),
      evidenceUntil,
      continuousAt: at,
      billedAt: history.phases.some(({ sold, endsAt }) => sold || endsAt !== null) ? at : null,
      announceAt: announceAt > at ? announceAt : null,
    },
  };
}

/**
 * Returns when a client stops being one even if contact continues, with windowed facts held at their current value, and
 * subscriptions continue that nobody has canceled.
 */
function clientUntil(history: AccountHistory, rules: Rules, at: Instant): Instant {
  const continued = periodsOf(relationshipStates(withoutAgreedEnds(history, at), { ...rules, contactHeldFrom: at }));
  return periodAt(intervalsByType(continued), at).to;
}

/**
 * Extends paid phases as if they renewed automatically, unless a cancellation or a later phase is recorded. A system that
 * exports each billing period with its end cancels nothing by it.
 */
const withoutAgreedEnds = (history: AccountHistory, at: Instant): AccountHistory => ({
  ...history,
  phases: history.phases.map((phase) => {
    const { to } = phase;
    const mayContinue = phase.isPaid && !phase.isCanceled && at < to;
    return mayContinue && !history.phases.some(({ from }) => from >= to) ? { ...phase, to: Infinity } : phase;
  }),
});

/**
 * Returns the highest-ranked plan of the BASE and ADD_ON items of the paid phases in force. Among equal ranks the choice is
 * deterministic.
 */
function highestPlanId({ phases }: AccountHistory, at: Instant): string | null {
  const paidNow = phases.filter((phase) => phase.isPaid && phase.from <= at && at < phase.to);
  const plans = paidNow.flatMap(rankedPlansOf);
  const [highest] = plans.toSorted((a, b) => b.planRank - a.planRank || (a.planId < b.planId ? -1 : 1));
  return highest?.planId ?? null;
}

const rankedPlansOf = (phase: PhaseRow): readonly Pick<PhaseRow, 'planId' | 'planRank'>[] =>
  phase.items?.filter(({ role }) => role !== 'USAGE') ?? [phase];

function storedPeriods(accountId: string, history: AccountHistory, periods: readonly Period[]): StoredPeriod[] {
  const firstPaidAt = periods.find(({ mrrMinor }) => mrrMinor > 0)?.from ?? Infinity;
  const cancellations = cancellationsOf(history);
  return periods.map((period, i) => {
    const before = periods[i - 1];
    return {
      accountId,
      ...period,
      typeBefore: before?.type ?? null,
      mrrBefore: before?.mrrMinor ?? 0,
      pausedBefore: before?.pausedMrrMinor ?? 0,
      firstPaidAt: firstPaidAt <= period.from ? firstPaidAt : null,
      payingBefore: before !== undefined && before.payingSince !== null,
      isAfterCancellation: cancellations.has(period.from),
      currencyBefore: before?.currencyCode ?? null,
    };
  });
}

/** Returns the instants at which phases end, all of them by a recorded cancellation. */
function cancellationsOf({ phases }: AccountHistory): Set<Instant> {
  const canceled = new Set(phases.filter(({ isCanceled }) => isCanceled).map(({ to }) => to));
  for (const { to, isCanceled } of phases) if (!isCanceled) canceled.delete(to);
  return canceled;
}
