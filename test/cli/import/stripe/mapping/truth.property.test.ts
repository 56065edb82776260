/** Random histories, billed as Stripe does and read back: where a history is called exact, it is the true one. */
import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { Stripe } from 'stripe';
import { mapCustomer } from '../../../../../src/cli/import/stripe/mapping/map-customer.js';
import { bill } from './biller.js';
import { at, catalogOf, coupon, customer, discount, objects, price, product, schedule } from './objects.js';
import type { Change, Sale, Script } from './script.js';
import { asOlder } from './older.js';

const PRODUCTS = ['a', 'b', 'c'].map((id) => product(id));
const INTERVALS = [
  ['week', 2],
  ['month', 1],
  ['month', 3],
  ['year', 1],
] as const;
type Interval = (typeof INTERVALS)[number];
const CENTS = ['900', '1250.5', '2000'];

const priceOf = (productId: string, cents: string, [interval, interval_count]: Interval): Stripe.Price =>
  price(`price_${productId}_${cents}_${interval}_${interval_count}`, productId, cents, {
    recurring: { interval, interval_count },
  });

interface Plan {
  start: number;
  interval: Interval;
  items: [item: number, cents: number, quantity: number][];
  /** The instants as parts of the whole; `as` for all but the last. */
  changes: { part: number; item: number; cents: number; quantity: number; isRemoval: boolean; isPending: boolean }[];
  mode: 'prorated' | 'scheduled' | 'one unprorated';
  periods: number;
  trialDays: number;
  hasEnded: boolean;
  percentOff: number;
  isForever: boolean;
  isOlder: boolean;
}

const PLAN: fc.Arbitrary<Plan> = fc.record({
  start: fc.integer({ min: at('2021-01-01'), max: at('2023-12-31') }),
  interval: fc.constantFrom(...INTERVALS),
  items: fc.uniqueArray(fc.tuple(fc.nat(2), fc.nat(2), fc.nat(20)), {
    minLength: 1,
    maxLength: 3,
    selector: ([item]) => item,
  }),
  changes: fc.array(
    fc.record({
      part: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      item: fc.nat(2),
      cents: fc.nat(2),
      quantity: fc.nat(20),
      isRemoval: fc.boolean(),
      isPending: fc.boolean(),
    }),
    { maxLength: 5 },
  ),
  mode: fc.constantFrom('prorated', 'scheduled', 'one unprorated'),
  periods: fc.integer({ min: 2, max: 9 }),
  trialDays: fc.constantFrom(0, 0, 14),
  hasEnded: fc.boolean(),
  percentOff: fc.constantFrom(0, 0, 12.5, 50),
  isForever: fc.boolean(),
  isOlder: fc.boolean(),
});

const ID = 'sub_1';
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
const boundary = (anchor: number, [interval, count]: Interval, n: number): number =>
  DateTime.fromSeconds(anchor, { zone: 'utc' })
    .plus({ [`${interval}s`]: n * count })
    .toSeconds();

/** Writes a plan as a script. Changes that change nothing are left out, and so is a second one in one second or period. */
function scriptOf(plan: Plan): Script {
  const { start, interval, trialDays, periods, mode } = plan;
  const anchor = start + trialDays * 86_400;
  const end = boundary(anchor, interval, periods) - 3600;
  const sale = (item: number, cents: number, quantity: number): Sale => ({
    price: priceOf('abc'[item]!, CENTS[cents]!, interval),
    quantity,
  });
  const items = Object.fromEntries(plan.items.map(([item, ...rest]) => [`si_${item}`, sale(item, ...rest)]));
  const now = new Map<string, Sale>(Object.entries(items));
  const changes: Change[] = [];
  const used = new Set<number>();
  for (const one of plan.changes.toSorted((a, b) => a.part - b.part)) {
    const n = Math.max(1, Math.floor(one.part * periods));
    const instant = mode === 'scheduled' ? boundary(anchor, interval, n) : start + Math.floor(one.part * (end - start));
    if (used.has(instant) || instant >= end) continue;
    const id = `si_${one.item}`;
    const before = now.get(id);
    const after = one.isRemoval && before && now.size > 1 ? null : sale(one.item, one.cents, one.quantity);
    if (before && after && before.price.id === after.price.id && before.quantity === after.quantity) continue;
    used.add(instant);
    if (after) now.set(id, after);
    else now.delete(id);
    const as = mode === 'scheduled' ? 'scheduled' : one.isPending ? 'pending' : 'prorated';
    changes.push({ at: iso(instant), items: { [id]: after }, as });
  }
  const kept =
    mode === 'one unprorated' ? changes.slice(0, 1).map((one) => ({ ...one, as: 'unprorated' as const })) : changes;
  const percent = plan.percentOff > 0 ? { percent_off: plan.percentOff } : null;
  return {
    ...{ id: ID, customer: 'cus_1', start: iso(start), items, changes: kept, readAt: iso(end) },
    ...(trialDays > 0 && { trialEnd: iso(anchor) }),
    ...(plan.hasEnded && { ended: iso(end - 60) }),
    discounts: percent
      ? [
          plan.isForever
            ? discount('di_1', coupon('FOREVER', 'forever', percent), iso(start), null)
            : discount(
                'di_1',
                coupon('REPEATING', 'repeating', percent),
                iso(start),
                iso(boundary(anchor, interval, 1) - 60),
              ),
        ]
      : [],
  };
}

/** The true phases of a script, as text. */
function truthOf({ start, items, changes = [], trialEnd, ended }: Script): string[] {
  const cuts = [start, ...(trialEnd ? [trialEnd] : []), ...changes.map((change) => change.at)];
  const starts = [...new Set(cuts.map(at))].toSorted((a, b) => a - b);
  const phases = starts.map((from, i) => {
    const now = new Map(Object.entries(items));
    for (const change of changes) {
      if (at(change.at) > from) break;
      for (const [id, sale] of Object.entries(change.items)) {
        if (sale) now.set(id, sale);
        else now.delete(id);
      }
    }
    const sold = [...now.values()].map(({ price: { product, unit_amount_decimal }, quantity }) => {
      return `${product as string} ${quantity} x ${Number(unit_amount_decimal) / 100}`;
    });
    const status = trialEnd && from < at(trialEnd) ? 'TRIALING' : 'ACTIVE';
    return {
      from,
      to: starts[i + 1] ?? (ended ? at(ended) : null),
      content: `${status} ${sold.toSorted().join(', ')}`,
    };
  });
  return phases.map(({ from, to, content }) => `${iso(from)} ${to === null ? 'open' : iso(to)} ${content}`);
}

interface Read {
  exactness: string;
  reasons: string[];
  phases: string[];
  discounts: string[];
}

/** `missing`: the index of an invoice that the export lacks. */
function read(script: Script, { mode, isOlder }: Plan, missing?: number): Read {
  const { subscription, invoices: all, invoiceItems } = bill(script);
  const invoices = missing === undefined ? all : all.toSpliced(missing % all.length, 1);
  const prices = 'abc'
    .split('')
    .flatMap((id) => INTERVALS.flatMap((interval) => CENTS.map((cents) => priceOf(id, cents, interval))));
  const catalog = catalogOf(PRODUCTS, prices, { readAt: script.readAt });
  const schedules = mode === 'scheduled' ? [scheduleOf(script)] : [];
  const given = objects(customer('cus_1'), { subscriptions: [subscription], invoices, invoiceItems, schedules });
  const { records, verdicts } = mapCustomer(isOlder ? asOlder(given, catalog) : given, catalog);
  const record = records.flatMap((one) => ('subscription' in one ? one.subscription : []))[0]!;
  return {
    ...verdicts[0]!,
    phases: record.phases.map(({ from, to, status, items }) => {
      const sold = items!.map(
        ({ planIdentity, quantity, unitPrice }) =>
          `${planIdentity!.externalId} ${quantity} x ${Number(unitPrice!.amount)}`,
      );
      return `${from} ${to ?? 'open'} ${status} ${sold.toSorted().join(', ')}`;
    }),
    discounts: (record.discounts ?? []).map(
      ({ code, percentOff, from, to }) => `${code} ${percentOff} ${from} ${to ?? 'open'}`,
    ),
  };
}

/** The schedule that makes the changes of a script, released with the last one. */
function scheduleOf({ start, items, changes = [], readAt }: Script): Stripe.SubscriptionSchedule {
  const now = new Map(Object.entries(items));
  const starts = [start, ...changes.map((change) => change.at)];
  const phases = starts.map((from, i) => {
    for (const [id, sale] of Object.entries(changes[i - 1]?.items ?? {})) {
      if (sale) now.set(id, sale);
      else now.delete(id);
    }
    const sold = [...now.values()].map(({ price: { id }, quantity = 1 }) => ({ price: id, quantity }));
    return { from, to: starts[i + 1] ?? readAt, items: sold };
  });
  return schedule('sub_sched_1', ID, phases);
}

test('a history that is called exact is the true one, and all but silent changes are exact', () => {
  let silent = 0;
  fc.assert(
    fc.property(PLAN, (plan) => {
      const script = scriptOf(plan);
      const { exactness, reasons, phases, discounts } = read(script, plan);
      const isSilent = plan.mode === 'one unprorated' && script.changes!.length > 0;
      if (isSilent) silent++;

      expect({ exactness, reasons }).toEqual(
        isSilent ? { exactness: 'APPROXIMATE', reasons: expect.anything() } : { exactness: 'EXACT', reasons: [] },
      );
      if (exactness === 'EXACT') expect(phases).toEqual(truthOf(script));
      expect(discounts).toEqual(
        (script.discounts ?? []).map(({ start, end, source }) => {
          const { id, percent_off } = source.coupon as Stripe.Coupon;
          return `${id} ${percent_off} ${iso(start)} ${end === null ? 'open' : iso(end)}`;
        }),
      );
    }),
    { numRuns: 120 },
  );
  expect(silent).toBeGreaterThan(5);
});

test('a history that is called exact is the true one, even if an invoice is missing', () => {
  fc.assert(
    fc.property(PLAN, fc.nat(100), (plan, missing) => {
      const script = scriptOf(plan);
      const { exactness, phases } = read(script, plan, missing);

      if (exactness === 'EXACT') expect(phases).toEqual(truthOf(script));
    }),
    { numRuns: 120 },
  );
});
