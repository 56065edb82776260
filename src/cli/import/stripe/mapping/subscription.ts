import type { SubscriptionImport } from '@clientele/sdk';
import { Fraction } from 'fraction.js';
import type { Stripe } from 'stripe';
import { cancellationInput, endingOf } from './cancellation.js';
import { currencyCodeOf } from './decimals.js';
import { discountInputs, findDiscounts } from './discounts.js';
import { rebuildHistory } from './history.js';
import { accountReference, identityOf } from './ids.js';
import { DAY } from './instants.js';
import { checkInvoices, unknownTime } from './invoice-check.js';
import type { AnyInvoice, Line } from './lines.js';
import { compareMrr, isSameRevenue, recordedMrr, stripeMrr, type MrrComparison } from './mrr.js';
import type { Catalog, Verdict } from './objects.js';
import { buildPhases, meteredSpans, type Parts } from './phases.js';
import { isRecordable, type PriceBook } from './prices.js';
import { REASONS, type Reasons } from './reasons.js';
import { readSchedules } from './schedules.js';
import { currentPeriodOf, presentItems, type AnySubscription } from './sold.js';
import { statusIntervals } from './statuses.js';
import { inclusiveRates } from './taxes.js';

/** The objects of one subscription. */
export interface SubscriptionObjects {
  subscription: AnySubscription;
  customer: Stripe.Customer | Stripe.DeletedCustomer;
  schedules: readonly Stripe.SubscriptionSchedule[];
  invoices: readonly AnyInvoice[];
  lines: readonly Line[];
  since: number | undefined;
}

export interface MappedSubscription {
  record: SubscriptionImport | null;
  verdict: Verdict;
  mrr: MrrComparison | null;
}

/** Maps one subscription with its whole history. `reasons` collects why it is not exact; `book` may have added some. */
export function mapSubscription(
  { subscription, customer, schedules, invoices, lines: allLines, since }: SubscriptionObjects,
  catalog: Catalog,
  book: PriceBook,
  reasons: Reasons,
): MappedSubscription {
  const { id, status, start_date: start, currency } = subscription;
  const refused = (reason: keyof typeof REASONS): MappedSubscription => ({
    record: null,
    verdict: { subject: id, exactness: 'REFUSED', reasons: [REASONS[reason]] },
    mrr: null,
  });
  if (status === 'incomplete' || status === 'incomplete_expired') {
    return { ...refused('neverBegan'), verdict: { subject: id, exactness: 'EXACT', reasons: [REASONS.neverBegan] } };
  }
  const present = presentItems(subscription, book);
  if (!present) return refused('amountUnknown');
  const endedAt = subscription.ended_at ?? Infinity;
  const lines = allLines.filter(({ from, kind }) => from < endedAt || kind === 'USAGE');
  const scheduled = readSchedules(schedules, book);
  const statuses = statusIntervals({ subscription, invoices, lines, scheduled, start, since }, reasons);
  const ending = endingOf(subscription, statuses, scheduled.agreedEnd);
  const { from: periodStart, to: periodEnd } = currentPeriodOf(subscription);
  const now = Math.min(catalog.readAt, endedAt);
  const metered = meteredSpans(present, lines, start).map((one) => ({ ...one, to: Math.min(one.to, ending.end) }));
  // Pausing credits the unused time, but what is sold is only suspended.
  const pausedAt = new Set(statuses.flatMap((one) => (one.status === 'PAUSED' ? [one.from] : [])));
  const told = lines.filter(({ kind, from }) => kind !== 'CREDIT' || !pausedAt.has(from));
  const isMeteredOnly = metered.length > 0 && !present.some(({ price }) => !price.isMetered);
  const spans =
    isMeteredOnly && !lines.some(({ kind }) => kind === 'PERIOD')
      ? []
      : rebuildHistory(
          { start, present: now, periodStart, presentItems: present, phases: scheduled.phases, lines: told },
          reasons,
        );
  const sold = [...spans.flatMap(({ items }) => items).map(({ price }) => price), ...metered.map(({ price }) => price)];
  if (sold.length === 0) return refused('nothingSold');
  if (!sold.every(({ period }) => isRecordable(period))) return refused('longPeriod');

  const living = customer.deleted ? null : customer;
  const rateOf = inclusiveRates(subscription, living, lines, reasons);
  const parts: Parts = { spans, metered, statuses, start, end: ending.end, terms: termsOf(subscription) };
  const phases = buildPhases(parts, { ranks: catalog.ranks, rateOf, reasons });
  if (phases.length === 0) return refused('nothingSold');
  if (Object.keys(parts.terms).length > 0 && spans.length > 1) reasons.add('metadataOfThePast');

  const whole = { from: spans[0] ? Math.max(start, firstKnown(lines) ?? start) : start, to: now };
  const presentPeriod = periodStart !== null && periodEnd !== null ? { from: periodStart, to: periodEnd } : null;
  const gaps = unknownTime(whole, lines, presentPeriod, statuses).filter(({ from, to }) => to - from > DAY);
  if (gaps.length > 0 && firstKnown(lines) !== null) reasons.add('missingInvoices');

  const discounts = findDiscounts(
    { subscription, customer: living, invoices, lines, phases: scheduled.phases, catalog, start },
    reasons,
  );
  checkInvoices(lines, { spans, statuses, discounts }, reasons);
  const items = spans.findLast(({ from }) => from <= now)?.items ?? [];
  const divisor = new Fraction(1).add(items[0] ? rateOf(items[0].price) : 0);
  const record: SubscriptionImport = {
    ...identityOf(id),
    ...accountReference(customer.id),
    ...cancellationInput(ending, phases),
    discounts: discountInputs(
      discounts,
      items.map((item) => ({
        ...item,
        itemId: present.find(({ price }) => price.id === item.price.id)?.itemId ?? null,
      })),
      currencyCodeOf(currency),
      (amount) => amount.div(divisor),
      reasons,
    ),
    phases,
  };
  const licensed = present.filter(({ price }) => !price.isMetered);
  const recorded = recordedMrr(record, catalog.readAt);
  const stripe = stripeMrr(subscription, licensed, discounts, rateOf, catalog.readAt);
  if ((status === 'active' || status === 'past_due') && !isSameRevenue(stripe, recorded.lasting))
    reasons.add('mrrDiffers');
  const texts = reasons.texts;
  return {
    record,
    verdict: { subject: id, exactness: texts.length === 0 ? 'EXACT' : 'APPROXIMATE', reasons: texts },
    mrr: compareMrr(id, currencyCodeOf(currency), stripe, recorded, texts),
  };
}

const firstKnown = (lines: readonly Line[]): number | null => {
  const known = lines.filter(({ kind }) => kind !== 'OTHER').map(({ from }) => from);
  return known.length > 0 ? Math.min(...known) : null;
};

/** Terms that Stripe does not know: the metadata of the subscription gives them. */
function termsOf({ metadata }: AnySubscription): Parts['terms'] {
  const months = metadata?.['clientele_term_months'] ?? '';
  return {
    ...(/^\d{1,3}$/.test(months) && Number(months) <= 600 && { termMonths: Number(months) }),
    ...(metadata?.['clientele_tailored'] === 'true' && { tailored: true }),
  };
}
