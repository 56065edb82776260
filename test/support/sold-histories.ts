/** What is sold in random histories: items, billing periods, decimals, discounts, currencies and refunds. */
import fc from 'fast-check';
import type { BillingPeriod, Discount, Item, Sold } from '../../src/classification/billing.js';
import { END_OF_TIME } from '../../src/classification/calendar.js';
import type { RecordedPhase } from '../../src/classification/history.js';
import type { Case } from './histories.js';
import { changed, moments, type Instants } from './instants.js';

/** Five currencies with their minor units in one unit. */
const MINOR_PER_MAJOR: Record<string, number> = { EUR: 100, GBP: 100, CHF: 100, JPY: 1, KWD: 1000 };
type Rates = Readonly<Record<string, string>>;
export const RATES: Rates = { EUR: '1.0956', GBP: '1.27415', CHF: '1.1', JPY: '0.00668412', KWD: '3.25' };
const rates: fc.Arbitrary<Rates> = fc.record({
  EUR: fc.constantFrom('1', '1.1', '1.0852', '0.95'),
  GBP: fc.constantFrom('1.5', '1.25', '1.33333333333'),
  CHF: fc.constantFrom('1.125', '0.987654321098'),
  JPY: fc.constantFrom('0.0067', '0.01', '0.00625'),
  KWD: fc.constantFrom('3.3', '3.2505', '123456789012'),
});

/** 20 years: the oracle counts periods of days one by one. */
const LONGEST_WITH_DAYS = 20 * 366 * 24 * 60 * 60 * 1000;
const MONTHLY: BillingPeriod = { unit: 'MONTH', count: 1 };
const PERIODS: BillingPeriod[] = [
  MONTHLY,
  MONTHLY,
  { unit: 'MONTH', count: 2 },
  { unit: 'MONTH', count: 3 },
  { unit: 'MONTH', count: 12 },
  { unit: 'MONTH', count: 36 },
  { unit: 'YEAR', count: 1 },
  { unit: 'YEAR', count: 2 },
  { unit: 'WEEK', count: 1 },
  { unit: 'WEEK', count: 4 },
  { unit: 'DAY', count: 7 },
  { unit: 'DAY', count: 30 },
  { unit: 'DAY', count: 365 },
];
const PRICES = ['0', '0.01', '10', '33.33', '49', '0.0125', '24.369747899160', '9.333333333333', '12345.678'];
const QUANTITIES = [0, 1, 1, 2, 3, 0.5, 2.25, 0.000001, 7333];

const addOns = fc.array(
  fc.record({
    role: fc.constantFrom('ADD_ON' as const, 'ADD_ON' as const, 'USAGE' as const),
    planRank: fc.nat(4),
    quantity: fc.constantFrom(...QUANTITIES),
    unitPrice: fc.constantFrom(...PRICES),
    billingPeriod: fc.constantFrom(...PERIODS),
    countsAsSeats: fc.boolean(),
  }),
  { maxLength: 2 },
);

/** What a phase sells. Null keeps what the previous phase sold. */
const sales = fc.record({
  currencyCode: changed('EUR', 'EUR', 'GBP', 'CHF', 'JPY', 'KWD', ''),
  billingPeriod: changed(...PERIODS),
  quantity: changed(...QUANTITIES),
  unitPrice: changed(...PRICES),
  countsAsSeats: changed(true, true, false),
  addOns: fc.option(addOns, { freq: 1 }),
});

const discounts = fc.record({
  off: fc.constantFrom(
    ...['10', '50', '50', '33.333', '100', '100'].map((percentOff) => ({ percentOff, amountOff: null })),
    ...['0.01', '5', '1000'].map((amountOff) => ({ percentOff: null, amountOff })),
  ),
  duration: fc.constantFrom(
    'REPEATING' as const,
    'REPEATING' as const,
    'FOREVER' as const,
    'FOREVER' as const,
    'ONCE' as const,
  ),
  from: moments,
  to: fc.option(moments, { freq: 3 }),
});

export const soldSpecs = fc.record({
  subscriptions: fc.array(
    fc.record({
      // Without: the phases stay simple, unless there are discounts.
      sales: fc.option(fc.array(sales, { minLength: 5, maxLength: 5 }), { freq: 3 }),
      discounts: fc.oneof(fc.array(discounts, { maxLength: 0 }), fc.array(discounts, { minLength: 1, maxLength: 3 })),
    }),
    { minLength: 3, maxLength: 3 },
  ),
  amountSigns: fc.array(fc.constantFrom(-1, 0, 1, null), { minLength: 8, maxLength: 8 }),
  rates: fc.array(rates, { minLength: 4, maxLength: 4 }),
});
export type SoldSpec = typeof soldSpecs extends fc.Arbitrary<infer S> ? S : never;

/** Makes the phases of a case sell what the spec says. What they sold before remains in fields that must not be read. */
export function sell(made: Case, spec: SoldSpec, instants: Instants): void {
  for (const [i, { sales, discounts }] of spec.subscriptions.entries()) {
    const phases = made.phases.filter(({ subscriptionId }) => subscriptionId === `s${i + 1}`);
    const given = discounts.map(({ off, duration, from, to }): Discount => {
      const edges = [instants.take(from), to ? instants.take(to) : Infinity];
      const start = Math.min(...edges);
      const end = Math.max(...edges, start + 1);
      return { ...off, duration, from: start, to: end > END_OF_TIME ? Infinity : end };
    });
    if (sales) sellItems(phases, sales, given, made.minorPerMajor);
    else if (given.length > 0) for (const phase of phases) phase.sold = onlyItemOf(phase, given, made.minorPerMajor);
  }
  made.interactions.forEach((one, i) => {
    if (one.kind === 'PURCHASE') one.amountSign = spec.amountSigns[i % 8];
  });
  made.policies.forEach((policy, i) => (policy.exchangeRates = spec.rates[i % 4]));
  const edges = made.phases.flatMap(({ from, to }) => [from, to]).filter(Number.isFinite);
  if (Math.max(...edges) - Math.min(...edges) > LONGEST_WITH_DAYS) {
    for (const { sold } of made.phases)
      for (const item of sold?.items ?? []) item.billingPeriod = withoutDays(item.billingPeriod);
  }
}

type Sale = Parameters<Parameters<typeof sales.map>[0]>[0];

function sellItems(
  phases: readonly RecordedPhase[],
  sales: readonly Sale[],
  discounts: Discount[],
  minorPerMajor: number,
): void {
  let current = {
    currencyCode: '',
    billingPeriod: MONTHLY,
    quantity: 2,
    unitPrice: '49',
    countsAsSeats: true,
    addOns: [] as NonNullable<Sale['addOns']>,
  };
  phases
    .toSorted((a, b) => a.from - b.from)
    .forEach((phase, i) => {
      const changes = Object.entries(sales[i % sales.length]!).filter(([, value]) => value !== null);
      current = { ...current, ...(Object.fromEntries(changes) as Partial<typeof current>) };
      const { currencyCode, addOns, ...base } = current;
      const items: Item[] = [
        { role: 'BASE', planRank: phase.planRank, ...base },
        ...addOns.map((item) => ({ ...item, unitPrice: item.role === 'USAGE' ? null : item.unitPrice })),
      ];
      phase.planRank = Math.max(...items.map(({ role, planRank }) => (role === 'USAGE' ? 0 : planRank)));
      phase.sold = {
        items,
        discounts,
        currencyCode: currencyCode === '' ? null : currencyCode,
        minorPerMajor: MINOR_PER_MAJOR[currencyCode] ?? minorPerMajor,
      };
    });
}

const onlyItemOf = (phase: RecordedPhase, discounts: Discount[], minorPerMajor: number): Sold => ({
  items: [
    {
      role: 'BASE',
      planRank: phase.planRank,
      quantity: phase.quantity,
      unitPrice: decimalOf(phase.unitPriceMinor, minorPerMajor),
      billingPeriod: { unit: 'MONTH', count: phase.intervalMonths },
      countsAsSeats: true,
    },
  ],
  discounts,
  currencyCode: null,
  minorPerMajor,
});

function decimalOf(minor: number, minorPerMajor: number): string {
  const decimals = String(minorPerMajor).length - 1;
  const digits = String(minor).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

const withoutDays = ({ unit, count }: BillingPeriod): BillingPeriod =>
  unit === 'DAY' || unit === 'WEEK' ? { unit: 'MONTH', count: 1 + (count % 3) } : { unit, count };
