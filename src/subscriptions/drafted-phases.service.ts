import type { Zone } from '../classification/calendar.js';
import type { RecordedPhase } from '../classification/history.js';
import type { RecordKey } from '../graphql/record-identity.js';
import type { Currency } from '../money/money.type.js';
import { agreedEndOf, toRecordedPhases } from './agreed-end.js';
import type { RecordedDiscount } from './discount.js';
import type { PhaseDraft } from './phase.service.js';

/** Returns the phases of an input as the kernel would read them if they were recorded. */
export function draftedPhases(
  subscriptionId: string,
  drafts: readonly PhaseDraft[],
  discounts: readonly RecordedDiscount[] | null,
  { currency, zone, rankOf }: { currency: Currency; zone: Zone; rankOf: (planKey: RecordKey) => number },
): RecordedPhase[] {
  // The keys of plans stand for stored ids.
  const phases = drafts.map(({ planKey, otherItems, ...phase }) => ({
    ...phase,
    planId: planKey!,
    otherItems: otherItems.map(({ planKey: planId, ...item }) => ({ planId, ...item })),
  }));
  const recorded = { phases, discounts };
  return toRecordedPhases(recorded, agreedEndOf(recorded, currency, zone), currency, { subscriptionId, rankOf });
}
