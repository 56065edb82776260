import type { Stripe } from 'stripe';
import type { Exported } from './exported.js';
import { idOf } from './ids.js';
import type { Interval } from './instants.js';
import type { PriceBook } from './prices.js';
import { itemsOfPhase, type SoldItem } from './sold.js';

/** A phase of a schedule that took or will take effect. */
export interface ScheduledPhase extends Interval {
  /** Null if a price is not known. */
  items: SoldItem[] | null;
  trialEnd: number | null;
  discounts: Stripe.SubscriptionSchedule.Phase['discounts'];
}

/** What the schedules of a subscription say. */
export interface Scheduled {
  phases: ScheduledPhase[];
  /** When the subscription ends as agreed in the schedule, not by a cancellation; null if it does not. */
  agreedEnd: number | null;
  pauses: Interval[];
}

export const subscriptionOfSchedule = ({
  subscription,
  released_subscription,
}: Stripe.SubscriptionSchedule): string | null => idOf(subscription) ?? idOf(released_subscription);

type AnySchedule = Exported<Stripe.SubscriptionSchedule, 'pause_schedules'>;
type AnyPhase = Exported<Stripe.SubscriptionSchedule.Phase, 'end_date' | 'discounts' | 'trial' | 'trial_end'>;

/** Reads the schedules of a subscription. A schedule that was released, canceled or completed says nothing about later. */
export function readSchedules(schedules: readonly Stripe.SubscriptionSchedule[], book: PriceBook): Scheduled {
  const phases: ScheduledPhase[] = [];
  const pauses: Interval[] = [];
  let agreedEnd: number | null = null;
  for (const schedule of schedules.toSorted((a, b) => a.created - b.created)) {
    const until = schedule.released_at ?? schedule.canceled_at ?? Infinity;
    for (const phase of schedule.phases as AnyPhase[]) {
      if (phase.start_date >= until) continue;
      phases.push({
        from: phase.start_date,
        to: Math.min(phase.end_date ?? Infinity, until),
        items: itemsOfPhase(phase, book),
        trialEnd: (phase.trial ? phase.end_date : phase.trial_end) ?? null,
        discounts: phase.discounts ?? [],
      });
    }
    if (schedule.end_behavior === 'cancel' && until === Infinity) agreedEnd = schedule.phases.at(-1)?.end_date ?? null;
    for (const { pause, resume } of (schedule as AnySchedule).pause_schedules ?? []) {
      if (pause.status.type !== 'error' && pause.pause_at < until) {
        pauses.push({ from: pause.pause_at, to: resume?.resume_at ?? Infinity });
      }
    }
  }
  return { phases: phases.toSorted((a, b) => a.from - b.from), agreedEnd, pauses };
}
