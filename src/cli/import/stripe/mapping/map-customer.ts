import type { ImportRecord } from '@clientele/sdk';
import { accountOf } from './account.js';
import { purchasesOf, usageOf } from './charges.js';
import { linesOfInvoice, pendingLines, subscriptionOfInvoice, type AnyInvoice, type Line } from './lines.js';
import type { MrrComparison } from './mrr.js';
import type { Catalog, CustomerObjects, MappedCustomer, Verdict } from './objects.js';
import { PriceBook } from './prices.js';
import { REASONS, Reasons } from './reasons.js';
import { subscriptionOfSchedule } from './schedules.js';
import type { AnySubscription } from './sold.js';
import { mapSubscription } from './subscription.js';

/** Maps all objects of one customer to records, and says how exact they are. Plans are mapped by `mapPlans`. */
export function mapCustomer(objects: CustomerObjects, catalog: Catalog): MappedCustomer {
  const { customer, subscriptions, schedules, invoices, invoiceItems } = objects;
  const records: ImportRecord[] = [];
  const verdicts: Verdict[] = [];
  const stripeMrr: MrrComparison[] = [];

  const accountReasons = new Reasons();
  const account = accountOf(objects, accountReasons);
  if (!account) return { records, verdicts, stripeMrr };
  records.push({ account });
  if (accountReasons.texts.length > 0) {
    verdicts.push({ subject: customer.id, exactness: 'APPROXIMATE', reasons: accountReasons.texts });
  }

  const books = new Map(
    subscriptions.map(({ id, currency }) => [id, new PriceBook(catalog, currency, new Reasons())] as const),
  );
  const lines = readLines(invoices, books);
  for (const one of subscriptions.toSorted((a, b) => a.start_date - b.start_date || (a.id < b.id ? -1 : 1))) {
    const subscription: AnySubscription = one;
    const book = books.get(subscription.id)!;
    const own = lines.filter(({ subscriptionId }) => subscriptionId === subscription.id);
    const { record, verdict, mrr } = mapSubscription(
      {
        subscription,
        customer,
        schedules: schedules.filter((schedule) => subscriptionOfSchedule(schedule) === subscription.id),
        invoices: invoices.filter(
          (invoice) =>
            subscriptionOfInvoice(invoice) === subscription.id || own.some((line) => line.invoice === invoice),
        ),
        lines: [...own, ...pendingLines(invoiceItems, subscription.id, book)],
        since: objects.statusSince?.get(subscription.id),
      },
      catalog,
      book,
      book.reasons,
    );
    if (record) records.push({ subscription: record });
    verdicts.push(verdict);
    if (mrr && !(mrr.stripe.equals(0) && mrr.clientele.equals(0))) stripeMrr.push(mrr);
  }
  for (const schedule of schedules) {
    if (schedule.status !== 'not_started' || subscriptionOfSchedule(schedule) !== null) continue;
    verdicts.push({ subject: schedule.id, exactness: 'REFUSED', reasons: [REASONS.scheduleNotStarted] });
  }
  for (const charges of [purchasesOf(objects, lines, catalog), usageOf(lines, customer.id)]) {
    records.push(...charges.records);
    verdicts.push(...charges.verdicts);
  }
  return { records, verdicts, stripeMrr };
}

/** Invoices for several subscriptions are read as far as the subscriptions are known. */
const readLines = (invoices: readonly AnyInvoice[], books: ReadonlyMap<string, PriceBook>): Line[] =>
  invoices.flatMap((invoice) => linesOfInvoice(invoice, (subscriptionId) => books.get(subscriptionId ?? '') ?? null));
