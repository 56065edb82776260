import type { Fraction } from 'fraction.js';
import { amountsUnder, currencyOf, monthlyAmounts } from '../classification/billing.js';
import { addLocalDays, type Instant } from '../classification/calendar.js';
import type { History, Phase } from '../classification/history.js';
import { policyInForce } from '../classification/policy.js';
import { termEndsUntil } from '../classification/renewals.js';
import { partsPerMinor } from '../classification/revenue.js';
import { roundHalfEven } from '../classification/rounding.js';
import { valueAt } from '../classification/steps.js';
import type { Rules } from '../classification/timeline.js';
import type { StoredRenewal } from './derived-rows.sql.js';

/** Derives the ends of terms of an account that are decided by an instant, and the next one of each subscription. */
export function deriveRenewals(
  accountId: string,
  history: History,
  { policies, zone }: Rules,
  at: Instant,
): StoredRenewal[] {
  if (!history.phases.some(({ termMonths }) => termMonths > 0)) return [];
  const policy = policyInForce(policies);
  const ends = termEndsUntil(history, at, (instant) => valueAt(policy, instant).gapDays, zone);
  return ends
    .map(({ phase, decidedFrom, ...end }) => {
      const monthly = monthlyAfter(end.at, phase);
      const noticeDays = phase.noticeDays ?? null;
      const parts = partsPerMinor(currencyOf(phase));
      return {
        accountId,
        subscriptionId: phase.subscriptionId,
        decidedFrom,
        at: end.at,
        termMonths: phase.termMonths,
        amountMinor: roundHalfEven(monthly.mul(phase.termMonths).mul(parts)),
        mrrMinor: roundHalfEven(monthly.mul(parts)),
        currencyCode: currencyOf(phase),
        noticeBy: noticeDays === null ? null : addLocalDays(end.at, -noticeDays, zone),
        isCanceled: phase.isCanceled === true && phase.to === decidedFrom,
        renewedAt: end.renewedAt,
        lapsedAt: end.lapsedAt,
      };
    })
    .sort((a, b) =>
      a.subscriptionId === b.subscriptionId
        ? a.decidedFrom - b.decidedFrom
        : a.subscriptionId < b.subscriptionId
          ? -1
          : 1,
    );
}

/** Returns what one more term of a phase brings per month: net of the discounts that are still in effect when it begins. */
const monthlyAfter = (termEnd: Instant, phase: Phase): Fraction =>
  phase.sold
    ? amountsUnder(
        phase.sold,
        phase.sold.discounts.filter(({ to }) => to > termEnd),
      ).net
    : monthlyAmounts(phase).net;
