import type { Instant } from '../../classification/calendar.js';
import type { PhaseStatus } from '../../classification/history.js';
import type { PhaseInput } from '../../subscriptions/subscription.inputs.js';
import type { BillingInterval, ChurnReason } from '../../subscriptions/subscription.type.js';
import { usd, type Plan } from './vendor.js';

export interface Billing {
  billingInterval: BillingInterval;
  termMonths: number;
}

export const MONTHLY: Billing = { billingInterval: 'MONTH', termMonths: 0 };
export const QUARTERLY: Billing = { billingInterval: 'QUARTER', termMonths: 0 };
export const YEARLY: Billing = { billingInterval: 'YEAR', termMonths: 12 };
export const YEAR_IN_QUARTERS: Billing = { billingInterval: 'QUARTER', termMonths: 12 };
export const TWO_YEARS: Billing = { billingInterval: 'YEAR', termMonths: 24 };

export interface Terms extends Billing {
  plan: Plan;
  seats: number;
  isTailored: boolean;
}

export const termsOf = (plan: Plan, seats: number, billing: Billing): Terms => ({
  plan,
  seats,
  isTailored: false,
  ...billing,
});

/** Number of monthly prices charged per interval: a year costs ten months. */
const MONTHS_CHARGED: Record<BillingInterval, number> = { MONTH: 1, QUARTER: 2.9, YEAR: 10 };
const TAILORED_PRICE_SHARE = 0.9;

const unitPriceMinor = ({ plan, billingInterval, isTailored }: Terms): number =>
  Math.round(plan.listPriceMinor * MONTHS_CHARGED[billingInterval] * (isTailored ? TAILORED_PRICE_SHARE : 1));

/** Builds a subscription change by change. The instants of the calls must ascend. */
export class Contract {
  readonly phases: PhaseInput[] = [];
  churnReason: ChurnReason | null = null;

  private constructor(private terms: Terms) {}

  static signed(at: Instant, terms: Terms): Contract {
    return new Contract(terms).enter(at, 'ACTIVE');
  }

  static onTrial(at: Instant, terms: Terms): Contract {
    return new Contract(terms).enter(at, 'TRIALING');
  }

  get seats(): number {
    return this.terms.seats;
  }

  /** Continues the subscription as paid, optionally with other terms: after a trial, a pause or a late payment, or as agreed. */
  continue(at: Instant, changes: Partial<Terms> = {}): this {
    this.terms = { ...this.terms, ...changes };
    return this.enter(at, 'ACTIVE');
  }

  /** Changes the number of seats by a percentage, at least by one seat. The last seat stays. */
  resize(at: Instant, percent: number): this {
    const step = Math.ceil((this.terms.seats * Math.abs(percent)) / 100) * Math.sign(percent);
    const seats = Math.max(1, this.terms.seats + step);
    return seats === this.terms.seats ? this : this.continue(at, { seats });
  }

  pause(at: Instant): this {
    return this.enter(at, 'PAUSED');
  }

  fallBehind(at: Instant): this {
    return this.enter(at, 'PAST_DUE');
  }

  end(at: Instant, reason: ChurnReason | null = null): this {
    this.phases.at(-1)!.to = at;
    this.churnReason = reason;
    return this;
  }

  private enter(from: Instant, status: PhaseStatus): this {
    const last = this.phases.at(-1);
    if (last) last.to ??= from;
    this.churnReason = null;
    const { plan, seats, billingInterval, termMonths, isTailored } = this.terms;
    this.phases.push({
      from,
      to: null,
      planExternalId: plan.externalId,
      status,
      quantity: seats,
      unitPrice: usd(unitPriceMinor(this.terms)),
      billingInterval,
      termMonths,
      tailored: isTailored,
      autoRenews: true,
    });
    return this;
  }
}
