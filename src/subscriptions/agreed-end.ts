import type { Instant, Zone } from '../classification/calendar.js';
import { isLasting, type RecordedPhase } from '../classification/history.js';
import { endOfAgreement } from '../classification/subscription.js';
import { toRecordedPhase } from '../derivation/sold.js';
import type { Currency } from '../money/money.type.js';
import type { StoredPhase, Values } from './agreement.js';
import type { RecordedDiscount } from './discount.js';
import { toColumns } from './phase-columns.js';

/** What is recorded of a subscription, oldest phase first. */
export interface Recorded {
  phases: readonly (Values & Pick<StoredPhase, 'from' | 'to'>)[];
  discounts: readonly RecordedDiscount[] | null;
}

const noRank = (): number => 0;

/**
 * Returns the phases of a subscription as the kernel reads them. The last one ends at `end`, if that is not null. Ranks of
 * plans matter only where phases are compared.
 */
export const toRecordedPhases = (
  { phases, discounts }: Recorded,
  end: Instant | null,
  currency: Currency,
  { subscriptionId = '', rankOf = noRank }: { subscriptionId?: string; rankOf?: (planId: string) => number } = {},
): RecordedPhase[] =>
  phases.map((phase) => {
    const { items, ...columns } = toColumns(phase, currency);
    const recorded = {
      ...columns,
      subscriptionId,
      from: phase.from,
      to: phase.to,
      planRank: rankOf(phase.planId),
      items: items && items.map((item) => ({ ...item, planRank: rankOf(item.planId) })),
      discounts,
      endsAt: phase.to === Infinity ? end : null,
    };
    return toRecordedPhase(recorded, currency);
  });

const openPhase = ({ phases }: Recorded): Recorded['phases'][number] | undefined =>
  phases.find((phase) => phase.to === Infinity && isLasting(phase));

/** Tells whether a subscription can be canceled at an instant. A phase without a recorded end lasts until `agreedEnd`, if any. */
export const canBeCanceledAt = (
  phases: readonly { from: Instant; to: Instant }[],
  at: Instant,
  agreedEnd: Instant | null,
): boolean => phases.some(({ from, to }) => from < at && at <= (to === Infinity ? (agreedEnd ?? to) : to));

/** Tells whether a subscription has a phase without a recorded end that does not renew. */
export const endsWithTerm = (recorded: Recorded): boolean => openPhase(recorded)?.autoRenews === false;

/**
 * Returns the end of a phase that has none recorded and does not renew: the first end of its term, or of its billing period
 * without a term. Returns null if there is no such phase, or if it is a trial, which has no term.
 */
export function agreedEndOf(recorded: Recorded, currency: Currency, zone: Zone): Instant | null {
  const open = openPhase(recorded);
  if (!open || open.autoRenews) return null;
  const end = endOfAgreement(toRecordedPhases(recorded, null, currency), open.from, zone);
  return end > open.from ? end : null;
}
