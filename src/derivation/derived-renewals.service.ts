import type { Instant } from '../classification/calendar.js';
import { monthlyTwelfths, twelfthHalfEven } from '../classification/facts.js';
import type { History } from '../classification/history.js';
import { policyInForce } from '../classification/policy.js';
import { termEndsUntil } from '../classification/renewals.js';
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
    .map(({ phase, decidedFrom, ...end }) => ({
      accountId,
      subscriptionId: phase.subscriptionId,
      decidedFrom,
      at: end.at,
      termMonths: phase.termMonths,
      amountMinor: twelfthHalfEven(monthlyTwelfths(phase) * phase.termMonths),
      mrrMinor: twelfthHalfEven(monthlyTwelfths(phase)),
      currencyCode: null,
      isCanceled: phase.isCanceled === true && phase.to === decidedFrom,
      renewedAt: end.renewedAt,
      lapsedAt: end.lapsedAt,
    }))
    .sort((a, b) =>
      a.subscriptionId === b.subscriptionId
        ? a.decidedFrom - b.decidedFrom
        : a.subscriptionId < b.subscriptionId
          ? -1
          : 1,
    );
}
