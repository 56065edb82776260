import type { Instant } from '../classification/calendar.js';
import { isBorderline } from '../classification/evidence.js';
import { isPaid } from '../classification/history.js';
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
import type { DerivableAccountRow, StoredNow, StoredPeriod } from './derive.sql.js';
import { writeFindings } from './findings.service.js';
import type { AccountHistory } from './history.service.js';
import { rulesUpTo } from './rules.service.js';

/** What derives of one account: its rows of account_period and account_now, as they are to be stored. */
export interface DerivedAccount {
  periods: StoredPeriod[];
  now: StoredNow;
}

/** Everything derived of one account, at an instant: a function of the facts and the rules, and of nothing else. */
export function deriveAccount(
  account: DerivableAccountRow,
  history: AccountHistory,
  rules: Rules,
  at: Instant,
): DerivedAccount {
  const judging = rulesUpTo(rules, account.policyVersion);
  const judgedCase = new AccountTimeline(history, judging);
  const judged = judgedCase.relationshipStates;
  const periods = periodsOf(judged);
  const standing = judged.values[indexAt(judged, at)]!;
  const stretches = intervalsByType(periods);
  const current = stretches.findIndex(({ to }) => at < to);
  const next = stretches[current + 1];
  const nextEdge = Math.min(...history.phases.flatMap(({ from, to }) => [from, to]).filter((edge) => edge > at));
  const validUntil = Math.min(nextChangeOf(judged, at), nextEdge);
  const { met, each, until } = judgedCase.findingsAt(standing.policy, at);
  const evidenceUntil = Math.min(validUntil, until);
  return {
    periods: storedPeriods(account.id, history, periods),
    now: {
      accountId: account.id,
      nameFolded: account.nameFolded,
      createdAt: account.createdAt,
      successManagerId: account.successManagerId,
      type: standing.type,
      score: scorerOf(standing.policy).score(standing.met),
      criteriaMet: standing.met,
      isBorderline: isBorderline(standing),
      mrrMinor: standing.mrrMinor,
      payingSince: standing.payingSince ?? Infinity,
      planId: highestPlanId(history, at),
      lastInteractionAt: history.interactions.at(-1)?.at ?? null,
      nextTypeAt: stretches[current]!.to,
      computedAt: at,
      validUntil,
      externalId: account.externalId,
      domainFolded: account.domain === null ? null : foldName(account.domain),
      policyVersion: standing.policy.version,
      clientUntil: standing.type === 'CLIENT' ? clientUntil(history, judging, at) : Infinity,
      typeSince: stretches[current]!.from,
      nextType: next?.type ?? null,
      nextTypeTo: next?.to ?? null,
      nextPolicyVersion: next?.policyVersion ?? null,
      evidence: writeFindings({ isPaying: standing.isPaying, met, each, until: evidenceUntil }),
      evidenceUntil,
    },
  };
}

/** When a client ceases to be one though contact goes on as it is: what windows count stays as it is at the instant. */
function clientUntil(history: AccountHistory, rules: Rules, at: Instant): Instant {
  const continued = periodsOf(relationshipStates(history, { ...rules, contactHeldFrom: at }));
  return periodAt(intervalsByType(continued), at).to;
}

/** The highest-ranked plan with a paid subscription in force; of equals always the same one. */
function highestPlanId({ phases }: AccountHistory, at: Instant): string | null {
  const paidNow = phases.filter((phase) => isPaid(phase) && phase.from <= at && at < phase.to);
  const [highest] = paidNow.toSorted((a, b) => b.planRank - a.planRank || (a.planId < b.planId ? -1 : 1));
  return highest?.planId ?? null;
}

function storedPeriods(accountId: string, { phases }: AccountHistory, periods: readonly Period[]): StoredPeriod[] {
  const firstPaidAt = phases.find(isPaid)?.from ?? Infinity;
  return periods.map((period, i) => {
    const before = periods[i - 1];
    return {
      accountId,
      ...period,
      typeBefore: before?.type ?? null,
      mrrBefore: before?.mrrMinor ?? 0,
      pausedBefore: before?.pausedMrrMinor ?? 0,
      firstPaidAt: firstPaidAt <= period.from ? firstPaidAt : null,
    };
  });
}
