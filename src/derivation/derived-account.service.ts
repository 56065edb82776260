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
import type { DerivableAccountRow, StoredNow, StoredPeriod } from './derived-rows.sql.js';
import { writeFindings } from './findings.service.js';
import type { AccountHistory } from './history.service.js';
import { rulesUpTo } from './rules.service.js';

/** The derived rows of one account, to be stored in account_period and account_now. */
export interface DerivedAccount {
  periods: StoredPeriod[];
  now: StoredNow;
}

/** Derives the rows of one account at an instant. The result depends only on the facts and the rules. */
export function deriveAccount(
  account: DerivableAccountRow,
  history: AccountHistory,
  rules: Rules,
  at: Instant,
): DerivedAccount {
  const accountRules = rulesUpTo(rules, account.policyVersion);
  const timeline = new AccountTimeline(history, accountRules);
  const states = timeline.relationshipStates;
  const periods = periodsOf(states);
  const state = states.values[indexAt(states, at)]!;
  const intervals = intervalsByType(periods);
  const current = intervals.findIndex(({ to }) => at < to);
  const next = intervals[current + 1];
  const nextEdge = Math.min(...history.phases.flatMap(({ from, to }) => [from, to]).filter((edge) => edge > at));
  const validUntil = Math.min(nextChangeOf(states, at), nextEdge);
  const { met, each, until } = timeline.findingsAt(state.policy, at);
  const evidenceUntil = Math.min(validUntil, until);
  return {
    periods: storedPeriods(account.id, history, periods),
    now: {
      accountId: account.id,
      nameFolded: foldName(account.name),
      createdAt: account.createdAt,
      successManagerId: account.successManagerId,
      type: state.type,
      score: scorerOf(state.policy).score(state.met),
      criteriaMet: state.met,
      isBorderline: isBorderline(state),
      mrrMinor: state.mrrMinor,
      payingSince: state.payingSince ?? Infinity,
      planId: highestPlanId(history, at),
      lastInteractionAt: history.interactions.at(-1)?.at ?? null,
      nextTypeAt: intervals[current]!.to,
      computedAt: at,
      validUntil,
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
    },
  };
}

/** Returns when a client stops being one even if contact continues, with windowed facts held at their current value. */
function clientUntil(history: AccountHistory, rules: Rules, at: Instant): Instant {
  const continued = periodsOf(relationshipStates(history, { ...rules, contactHeldFrom: at }));
  return periodAt(intervalsByType(continued), at).to;
}

/** Returns the highest-ranked plan of the paid phases in force. Among equal ranks the choice is deterministic. */
function highestPlanId({ phases }: AccountHistory, at: Instant): string | null {
  const paidNow = phases.filter((phase) => phase.isPaid && phase.from <= at && at < phase.to);
  const [highest] = paidNow.toSorted((a, b) => b.planRank - a.planRank || (a.planId < b.planId ? -1 : 1));
  return highest?.planId ?? null;
}

function storedPeriods(accountId: string, { phases }: AccountHistory, periods: readonly Period[]): StoredPeriod[] {
  const firstPaidAt = phases.find(({ isPaid }) => isPaid)?.from ?? Infinity;
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
