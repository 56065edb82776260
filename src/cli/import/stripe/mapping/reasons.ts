/**
 * Every reason for which something is recorded only approximately or not at all. The texts contain no dates, ids or amounts, so
 * that a report can count equal ones.
 */
export const REASONS = {
  // History that Stripe does not keep.
  noInvoice: 'Stripe has no invoice of it: what it sells now is recorded as sold from its start.',
  unknownStart:
    'The invoices begin after its start: what the first invoice charged for is recorded as sold from the start.',
  missingInvoices:
    'No invoice covers some of its time: what was sold before is recorded as sold until the next invoice.',
  unknownCharge: 'A proration does not fit what the known invoices charged before: an earlier change is missing.',
  unprorated:
    'Its terms changed without proration: the change is recorded from the first period that was charged for it.',
  changedSinceInvoice:
    'Its terms changed after the last invoice: the change is recorded from the start of the billing period.',
  manyPhases: 'It changed more than 199 times: the earliest changes are left out.',
  pauseStartUnknown:
    'Stripe does not keep when payment collection was paused: it is recorded from the start of the first period without payment.',
  inferredPause:
    'Invoices were voided or written off as they were created: those periods are recorded as a pause of payment collection.',
  inferredTrialPause:
    'No invoice follows a trial at once: it is recorded as paused, without a payment method, until the first one.',
  unpaidStartUnknown:
    'Stripe does not keep when it became unpaid: its end is recorded at the next invoice, or at the failed one.',
  inferredUnpaid: 'An invoice was written off and paid later: the time in between is recorded as not subscribed.',
  latePayment:
    'A payment was more than three weeks late: whether the subscription was unpaid in between is not kept, so it is recorded as past due.',
  neverPaid:
    'An invoice was never paid: it is recorded as past due until a later invoice was paid, or until it was written off.',
  pastDueStartUnknown: 'The invoice that failed is not known: it is recorded as past due from the last known invoice.',
  metadataOfThePast: 'Stripe does not keep earlier metadata: commitment and tailoring are recorded as constant.',
  // Prices.
  tiers: 'A price has tiers: the effective price at each quantity is recorded.',
  packages: 'A price is charged by packages: the effective price at each quantity is recorded.',
  tiersUnknown: 'The tiers of a price are not known: the amounts of invoices are recorded.',
  amountUnknown: 'The amount of a price is not known. Export prices with `tiers` and `currency_options` expanded.',
  inferredPeriod:
    'A price is missing: its billing period is taken from the periods of invoice lines. Export all prices.',
  priceRounded: 'A price has more than 12 decimal places: it is rounded.',
  taxUnknown: 'A price includes a tax whose rate is not known: the price is recorded with the tax.',
  taxInferred: 'A price includes a tax whose rate is taken from the amounts of invoices.',
  longPeriod: 'A price is charged less often than Clientele can record (365 days, 52 weeks, 36 months or 3 years).',
  unknownInterval: 'A price has a billing interval that this version does not know.',
  usageOnly: 'It sells by usage only: without a recurring price it makes no account a customer.',
  severalCurrencies: 'Its prices are in several currencies.',
  // Discounts.
  discountUnknown: 'A discount is not known. Export subscriptions and invoices with their discounts expanded.',
  discountRemoved: 'A discount was removed: its end is recorded at the first period that was charged without it.',
  discountOfItems:
    'A discount applies to some of the items only: the amount that it takes off the present items is recorded.',
  discountOrder: 'An amount is taken off before a percentage: the percentage is recorded as taken off first.',
  discountPeriods:
    'An amount is taken off invoices of several billing periods: it is recorded for the main item’s only.',
  // Second computation.
  invoiceDiffers: 'An invoice charged other recurring amounts than the recorded history.',
  discountDiffers: 'An invoice took off another discount than the recorded one.',
  mrrDiffers: 'Stripe’s own formula gives another recurring revenue for what it sells now.',
  // Refusals, and things left out.
  neverBegan: 'Its first invoice was not paid, so it never began: nothing is recorded.',
  nothingSold: 'It has no items, and none are known from invoices: nothing can be recorded.',
  scheduleNotStarted: 'The schedule has not started: it is recorded when Stripe creates its subscription.',
  otherCurrency: 'The amount is in another currency than the workspace, in which purchases cannot be recorded yet.',
  negativeUsage: 'A usage line has a negative amount, which cannot be recorded.',
  metadataTooLong: 'The metadata exceeds 16 KiB: it is left out.',
  // Differences between Stripe's formula and Clientele's.
  paused: 'Payment collection is paused: Stripe counts it, Clientele counts it as paused revenue.',
  repeatingDiscount: 'A discount ends: Stripe counts the price without it, Clientele the price less the discount.',
  keptDraft: 'Its invoices are kept as drafts: both count it.',
} as const;

/** Collects reasons, each once, in the order in which they are found. */
export class Reasons {
  readonly #texts = new Set<string>();

  add(...keys: (keyof typeof REASONS)[]): void {
    for (const key of keys) this.#texts.add(REASONS[key]);
  }

  get texts(): string[] {
    return [...this.#texts];
  }
}
