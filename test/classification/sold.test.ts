import {
  at,
  interaction,
  phase as simplePhase,
  soldCases,
  testProperty,
  historyOf,
  oracleHistoryOf,
  rulesOf,
  tally,
  reportTallies,
} from '../support/histories.js';
import fc from 'fast-check';
import type { BillingPeriod, Discount, Item, Sold } from '../../src/classification/billing.js';
import { addLengths, isSameLength, UTC, wholeLengthsBetween, type Length } from '../../src/classification/calendar.js';
import { amountAt } from '../../src/classification/amount.js';
import { FACTS, factOf, type FactName } from '../../src/classification/facts.js';
import { paidPhases, toHistory, type Interaction, type RecordedPhase } from '../../src/classification/history.js';
import { BASELINE_POLICY, scorerOf, type Policy } from '../../src/classification/policy.js';
import { revenueOf } from '../../src/classification/revenue.js';
import { startingWith, valueAt } from '../../src/classification/steps.js';
import { endOfAgreement, subscriptionStateAt } from '../../src/classification/subscription.js';
import { relationshipStates, timeline, type Rules } from '../../src/classification/timeline.js';
import { zoneOf } from '../support/zones.js';
import { inForce } from './oracle-facts.js';
import { oracleRevenue, plusSpans, spansBetween } from './oracle-sold.js';
import { clockOf } from '../support/zones.js';

afterAll(reportTallies);

const RULES: Rules = { policies: [BASELINE_POLICY], topRank: startingWith(3), minorPerMajor: 100, zone: UTC };
const MONTHLY: BillingPeriod = { unit: 'MONTH', count: 1 };
const YEARLY: BillingPeriod = { unit: 'YEAR', count: 1 };

const item = (planRank: number, quantity: number, unitPrice: string | null, changes: Partial<Item> = {}): Item => ({
  role: 'BASE',
  planRank,
  quantity,
  unitPrice,
  billingPeriod: MONTHLY,
  countsAsSeats: (changes.role ?? 'BASE') === 'BASE',
  ...changes,
});
const discount = (off: string, duration: Discount['duration'], from: string, to: string | null = null): Discount => ({
  percentOff: off.endsWith('%') ? off.slice(0, -1) : null,
  amountOff: off.endsWith('%') ? null : off,
  duration,
  from: at(from),
  to: to === null ? Infinity : at(to),
});
interface Sale extends Partial<Omit<RecordedPhase, 'sold'>> {
  discounts?: Discount[];
  currencyCode?: string;
  minorPerMajor?: number;
}
/** A phase of subscription A. Its own quantity, price and interval must not be read. */
const phase = (
  from: string,
  to: string | null,
  items: Item[],
  { discounts = [], currencyCode, minorPerMajor = 100, ...changes }: Sale = {},
): RecordedPhase => {
  const sold: Sold = { items, discounts, currencyCode: currencyCode ?? null, minorPerMajor };
  const planRank = Math.max(...items.filter(({ role }) => role !== 'USAGE').map((one) => one.planRank));
  const unread = { quantity: 77, unitPriceMinor: 123, intervalMonths: 3 } as const;
  return simplePhase(from, to, { subscriptionId: 'A', planRank, ...unread, sold, ...changes });
};

const TEAM = item(2, 4, '25');
const addOn = (quantity: number): Item => item(0, quantity, '5', { role: 'ADD_ON' });
const team = (from: string, to: string | null, ...discounts: Discount[]): RecordedPhase =>
  phase(from, to, [TEAM], { discounts });

/** What an account shows at an instant, in the words of the table of shapes. */
function shownAt(
  phases: readonly RecordedPhase[],
  interactions: readonly Interaction[],
  on: string,
  rules = RULES,
): string {
  const history = toHistory(phases, interactions, UTC);
  const t = at(on);
  const state = valueAt(relationshipStates(history, rules), t);
  const { listMrrMinor } = valueAt(revenueOf(paidPhases(history)), t);
  const fact = (name: FactName): number => {
    const { exchangeRates } = rules.policies[0]!;
    const terms = {
      windowDays: null,
      gapDays: 31,
      topRank: rules.topRank,
      minorPerMajor: 100,
      exchangeRates,
      zone: UTC,
    };
    return amountAt(valueAt(factOf(name).amounts(history, terms), t), t, UTC);
  };
  const points = state.isPaying ? ` ${scorerOf(BASELINE_POLICY).score(state.met) * 18}` : '';
  const money = (minor: number): string => (minor / 100).toFixed(2);
  const paused = state.pausedMrrMinor > 0 ? ` · P${money(state.pausedMrrMinor)}` : '';
  return `${state.type}${points} · ${money(state.mrrMinor)} / ${money(listMrrMinor)} · S${fact('SEATS')} C${fact('COMPLETED_BILLING_CYCLES')} R${fact('RENEWALS')}${paused}`;
}

interface Shape {
  shape: string;
  phases: RecordedPhase[];
  interactions?: Interaction[];
  shows: Record<string, string>;
}

const forever20 = discount('20%', 'FOREVER', '2024-06-01');
const half = discount('50%', 'REPEATING', '2024-06-01', '2024-09-01');
const SHAPES: Shape[] = [
  {
    shape: '13: a coupon that applies once',
    phases: [phase('2024-01-01', null, [item(1, 4, '10')], { discounts: [discount('25%', 'ONCE', '2024-01-01')] })],
    shows: {
      '2024-01-15': 'CUSTOMER 0 · 40.00 / 40.00 · S4 C0 R0',
      '2025-02-01': 'CUSTOMER 3 · 40.00 / 40.00 · S4 C13 R13',
    },
  },
  {
    shape: '20: 20 % forever from June',
    phases: [phase('2024-01-01', null, [item(2, 10, '30')], { discounts: [forever20] })],
    shows: {
      '2024-05-31': 'CUSTOMER 0 · 300.00 / 300.00 · S10 C4 R4',
      '2024-06-01': 'CUSTOMER 0 · 240.00 / 300.00 · S10 C5 R5',
      '2025-06-01': 'CUSTOMER 3 · 240.00 / 300.00 · S10 C17 R17',
    },
  },
  {
    shape: '20b: 100 % forever from June',
    phases: [phase('2024-01-01', null, [item(2, 10, '30')], { discounts: [{ ...forever20, percentOff: '100' }] })],
    shows: {
      '2024-05-31': 'CUSTOMER 0 · 300.00 / 300.00 · S10 C4 R4',
      '2024-06-01': 'FORMER_CUSTOMER · 0.00 / 0.00 · S0 C5 R4',
      '2024-07-15': 'FORMER_CUSTOMER · 0.00 / 0.00 · S0 C0 R0',
    },
  },
  {
    shape: '21: 50 % from June to August',
    phases: [team('2024-01-01', null, half)],
    shows: {
      '2024-05-31': 'CUSTOMER 0 · 100.00 / 100.00 · S4 C4 R4',
      '2024-07-15': 'CUSTOMER 0 · 50.00 / 100.00 · S4 C6 R6 · P50.00',
      '2024-09-01': 'CUSTOMER 0 · 100.00 / 100.00 · S4 C8 R8',
    },
  },
  {
    shape: '21b: 100 % for two months',
    phases: [team('2024-01-01', null, discount('100%', 'REPEATING', '2024-06-01', '2024-08-01'))],
    shows: {
      '2024-06-01': 'CUSTOMER 0 · 0.00 / 100.00 · S4 C5 R5 · P100.00',
      '2024-07-15': 'CUSTOMER 0 · 0.00 / 100.00 · S4 C6 R6 · P100.00',
      '2024-08-01': 'CUSTOMER 0 · 100.00 / 100.00 · S4 C7 R7',
    },
  },
  {
    shape: '21d: 100 % for the first two months',
    phases: [team('2024-01-01', null, discount('100%', 'REPEATING', '2024-01-01', '2024-03-01'))],
    shows: {
      '2024-01-15': 'CUSTOMER 0 · 0.00 / 100.00 · S4 C0 R0 · P100.00',
      '2024-02-29': 'CUSTOMER 0 · 0.00 / 100.00 · S4 C1 R1 · P100.00',
      '2024-03-01': 'CUSTOMER 0 · 100.00 / 100.00 · S4 C2 R2',
    },
  },
  {
    shape: '21e: 50 % from June to August, with 8 seats from July',
    phases: [
      team('2024-01-01', '2024-07-01', half),
      phase('2024-07-01', null, [{ ...TEAM, quantity: 8 }], { discounts: [half] }),
    ],
    shows: {
      '2024-06-30': 'CUSTOMER 0 · 50.00 / 100.00 · S4 C5 R5 · P50.00',
      '2024-07-01': 'CUSTOMER 1 · 100.00 / 200.00 · S8 C6 R6 · P100.00',
      '2024-09-01': 'CUSTOMER 1 · 200.00 / 200.00 · S8 C8 R8',
    },
  },
  {
    shape: '21f: 50 % from June to August, on top of 20 % forever',
    phases: [team('2024-01-01', null, discount('20%', 'FOREVER', '2024-01-01'), half)],
    shows: {
      '2024-05-31': 'CUSTOMER 0 · 80.00 / 100.00 · S4 C4 R4',
      '2024-07-15': 'CUSTOMER 0 · 40.00 / 100.00 · S4 C6 R6 · P40.00',
      '2024-09-01': 'CUSTOMER 0 · 80.00 / 100.00 · S4 C8 R8',
    },
  },
  {
    shape: '22: an add-on, more of it from July',
    phases: [
      phase('2024-01-01', '2024-07-01', [item(2, 3, '50'), addOn(10)]),
      phase('2024-07-01', null, [item(2, 3, '50'), addOn(20)]),
    ],
    shows: {
      '2024-02-01': 'CUSTOMER 0 · 200.00 / 200.00 · S3 C1 R1',
      '2024-07-01': 'CUSTOMER 0 · 250.00 / 250.00 · S3 C6 R6',
      '2025-01-01': 'CUSTOMER 3 · 250.00 / 250.00 · S3 C12 R12',
    },
  },
  {
    shape: '23: a yearly plan with monthly support',
    phases: [
      phase('2024-01-01', null, [item(3, 2, '1200', { billingPeriod: YEARLY }), item(0, 1, '15', { role: 'ADD_ON' })]),
    ],
    shows: {
      '2024-06-15': 'CUSTOMER 3 · 215.00 / 215.00 · S2 C0 R0',
      '2025-01-01': 'CUSTOMER 6 · 215.00 / 215.00 · S2 C1 R1',
      '2025-12-31': 'CUSTOMER 6 · 215.00 / 215.00 · S2 C1 R1',
    },
  },
  {
    shape: '24: a metered price on a high plan',
    phases: [phase('2024-01-01', null, [item(1, 1, '100'), item(3, 1, null, { role: 'USAGE' })])],
    shows: { '2025-01-01': 'CUSTOMER 3 · 100.00 / 100.00 · S1 C12 R12' },
  },
  {
    shape: '27: quantities of 0',
    phases: [
      phase('2024-01-01', '2024-03-01', [item(2, 0, '20')]),
      phase('2024-03-01', '2025-01-01', [item(2, 4, '20')]),
      phase('2025-01-01', '2025-02-01', [item(2, 0, '20')]),
      phase('2025-02-01', null, [item(2, 4, '20')]),
    ],
    shows: {
      '2024-02-01': 'PROSPECT · 0.00 / 0.00 · S0 C0 R0',
      '2025-01-15': 'CUSTOMER 0 · 0.00 / 0.00 · S4 C10 R9 · P80.00',
      '2025-02-01': 'CUSTOMER 0 · 80.00 / 80.00 · S4 C10 R11',
    },
  },
  {
    shape: '28: a price net of tax, with 12 places',
    phases: [phase('2024-01-01', null, [item(1, 3, '24.369747899160')])],
    shows: { '2024-02-01': 'CUSTOMER 0 · 73.11 / 73.11 · S3 C1 R1' },
  },
  {
    shape: '29b: three years',
    phases: [phase('2022-03-01', null, [item(1, 1, '1000', { billingPeriod: { unit: 'YEAR', count: 3 } })])],
    shows: {
      '2025-02-28': 'CUSTOMER 6 · 27.78 / 27.78 · S1 C0 R0',
      '2025-03-01': 'CUSTOMER 6 · 27.78 / 27.78 · S1 C1 R1',
    },
  },
  {
    shape: '30: two months from 31 December, and half a cent to even',
    phases: [phase('2024-12-31', null, [item(1, 1, '33.33', { billingPeriod: { unit: 'MONTH', count: 2 } })])],
    shows: {
      '2025-02-27': 'CUSTOMER 0 · 16.66 / 16.66 · S1 C0 R0',
      '2025-02-28': 'CUSTOMER 0 · 16.66 / 16.66 · S1 C1 R1',
      '2025-06-30': 'CUSTOMER 0 · 16.66 / 16.66 · S1 C3 R3',
    },
  },
  {
    shape: '31: six months from 31 August',
    phases: [phase('2024-08-31', null, [item(1, 1, '100', { billingPeriod: { unit: 'MONTH', count: 6 } })])],
    shows: {
      '2025-02-28': 'CUSTOMER 0 · 16.67 / 16.67 · S1 C1 R1',
      '2025-08-31': 'CUSTOMER 3 · 16.67 / 16.67 · S1 C2 R2',
    },
  },
  {
    shape: '32: a week',
    phases: [phase('2024-01-01', null, [item(1, 1, '10', { billingPeriod: { unit: 'WEEK', count: 1 } })])],
    shows: {
      '2024-01-07': 'CUSTOMER 0 · 43.33 / 43.33 · S1 C0 R0',
      '2024-01-08': 'CUSTOMER 0 · 43.33 / 43.33 · S1 C1 R1',
      '2024-12-30': 'CUSTOMER 0 · 43.33 / 43.33 · S1 C52 R52',
    },
  },
  {
    shape: '33: a day, across a leap day',
    phases: [phase('2024-02-28', null, [item(1, 1, '1', { billingPeriod: { unit: 'DAY', count: 1 } })])],
    shows: {
      '2024-02-29': 'CUSTOMER 0 · 30.42 / 30.42 · S1 C1 R1',
      '2024-03-01': 'CUSTOMER 0 · 30.42 / 30.42 · S1 C2 R2',
      '2025-02-28': 'CUSTOMER 3 · 30.42 / 30.42 · S1 C366 R366',
    },
  },
  {
    shape: '34: 10.00 off forever, once for the subscription',
    phases: [phase('2024-01-01', null, [item(2, 7, '29')], { discounts: [discount('10', 'FOREVER', '2024-01-01')] })],
    shows: { '2025-01-01': 'CUSTOMER 3 · 193.00 / 203.00 · S7 C12 R12' },
  },
  {
    shape: '34b: an amount after a percentage, in either order',
    phases: [
      phase('2024-01-01', null, [item(2, 7, '29')], {
        discounts: [discount('10', 'FOREVER', '2024-01-01'), discount('10%', 'FOREVER', '2024-01-01')],
      }),
    ],
    shows: { '2024-02-01': 'CUSTOMER 0 · 172.70 / 203.00 · S7 C1 R1' },
  },
  {
    shape: '34c: an amount off a year',
    phases: [
      phase('2024-01-01', null, [item(2, 7, '290', { billingPeriod: YEARLY })], {
        discounts: [discount('10', 'FOREVER', '2024-01-01')],
      }),
    ],
    shows: {
      '2024-07-01': 'CUSTOMER 0 · 168.33 / 169.17 · S7 C0 R0',
      '2025-01-01': 'CUSTOMER 3 · 168.33 / 169.17 · S7 C1 R1',
    },
  },
  {
    shape: '36: contacts that are no seats, at 0.0125',
    phases: [phase('2024-01-01', null, [item(1, 7333, '0.0125', { countsAsSeats: false })])],
    shows: { '2024-02-01': 'CUSTOMER 0 · 91.66 / 91.66 · S0 C1 R1' },
  },
  {
    shape: '37: refunds during a subscription and after its end',
    phases: [phase('2024-01-01', '2024-08-01', [item(1, 2, '50')])],
    interactions: ['2024-05-10', '2024-08-20'].map((on) => interaction(on, { kind: 'PURCHASE', amountSign: -1 })),
    shows: {
      '2024-05-15': 'CUSTOMER 0 · 100.00 / 100.00 · S2 C4 R4',
      '2024-08-01': 'FORMER_CUSTOMER · 0.00 / 0.00 · S0 C7 R6',
      '2024-08-25': 'FORMER_CUSTOMER · 0.00 / 0.00 · S0 C7 R6',
    },
  },
];

describe('the shape', () => {
  it.each(SHAPES)('$shape', ({ phases, interactions = [], shows }) => {
    expect(Object.fromEntries(Object.keys(shows).map((on) => [on, shownAt(phases, interactions, on)]))).toEqual(shows);
  });
});

const moneyAt = (phases: readonly RecordedPhase[], on: string): [mrr: number, list: number, paused: number] => {
  const { mrrMinor, listMrrMinor, pausedMrrMinor } = valueAt(revenueOf(paidPhases(toHistory(phases, [], UTC))), at(on));
  return [mrrMinor, listMrrMinor, pausedMrrMinor];
};

describe('discounts', () => {
  it('never take net revenue below zero, and only lasting ones make a phase free', () => {
    const off = (duration: Discount['duration']): RecordedPhase[] => [
      team('2024-01-01', null, discount('1000', duration, '2024-01-01', '2024-03-01')),
    ];
    expect(moneyAt(off('REPEATING'), '2024-02-01')).toEqual([0, 10_000, 10_000]);
    expect(moneyAt(off('FOREVER'), '2024-02-01')).toEqual([0, 0, 0]);
    expect(moneyAt(off('FOREVER'), '2024-03-01')).toEqual([10_000, 10_000, 0]);
  });

  it('that take off half a cent move it between net and paused revenue, so that neither grows nor shrinks by it', () => {
    const odd = [phase('2024-01-01', null, [item(1, 1, '33.33')], { discounts: [half] })];
    expect(moneyAt(odd, '2024-05-31')).toEqual([3_333, 3_333, 0]);
    expect(moneyAt(odd, '2024-06-01')).toEqual([1_666, 3_333, 1_667]);
  });

  it('leave the amount less lasting discounts as paused revenue while a subscription is paused', () => {
    const lasting = discount('20%', 'FOREVER', '2024-01-01');
    const phases = [
      team('2024-01-01', '2024-07-01', lasting, half),
      { ...team('2024-07-01', '2024-08-01', lasting, half), status: 'PAUSED' as const },
    ];
    expect(moneyAt(phases, '2024-07-15')).toEqual([0, 0, 8_000]);
  });

  it('of a free phase do not cut it, so that it is granted only as a whole', () => {
    const free = (to: string): RecordedPhase[] => [
      team('2024-01-01', '2024-03-01'),
      phase('2024-03-01', to, [item(2, 0, '25')], { discounts: [half] }),
    ];
    expect(toHistory(free('2024-07-01'), [], UTC).phases.map(({ isPaid }) => isPaid)).toEqual([true, false]);
    expect(toHistory(free('2024-06-01'), [], UTC).phases.map(({ isPaid }) => isPaid)).toEqual([true, true]);
  });

  it('that last forever grant what they make free for at most 92 days, with what was sold before', () => {
    const grant = discount('100%', 'FOREVER', '2024-03-01', '2024-05-01');
    expect(shownAt([team('2024-01-01', null, grant)], [], '2024-04-01')).toBe(
      'CUSTOMER 0 · 0.00 / 0.00 · S4 C2 R1 · P100.00',
    );
  });

  it('end a phase by a cancellation only where the phase ends', () => {
    const { phases } = toHistory([{ ...team('2024-01-01', '2025-01-01', half), isCanceled: true }], [], UTC);
    expect(phases.map(({ isCanceled }) => isCanceled)).toEqual([false, false, true]);
  });
});

describe('items', () => {
  const expansionsAt = (phases: readonly RecordedPhase[], on: string): number => {
    const amounts = FACTS.EXPANSIONS.amounts(toHistory(phases, [], UTC), {
      ...{ windowDays: null, gapDays: 31, topRank: startingWith(3), minorPerMajor: 100, zone: UTC },
    });
    return amountAt(valueAt(amounts, at(on)), at(on), UTC);
  };
  it.each<[string, Item[], number]>([
    ['another item', [TEAM, addOn(1)], 1],
    ['a metered item', [TEAM, item(0, 1, null, { role: 'USAGE' })], 1],
    ['an add-on on a higher plan', [TEAM, item(3, 1, '5', { role: 'ADD_ON' })], 1],
    ['a fraction of a seat more', [{ ...TEAM, quantity: 4.000001 }], 1],
    ['a higher price', [{ ...TEAM, unitPrice: '30' }], 0],
    ['another item and fewer seats', [{ ...TEAM, quantity: 3 }, addOn(1)], 0],
  ])('of a subscription expand it, or not: %s', (_, items, count) => {
    expect(expansionsAt([team('2024-01-01', '2024-02-01'), phase('2024-02-01', null, items)], '2024-02-01')).toBe(
      count,
    );
  });

  it('that count as seats add up without binary rounding', () => {
    const tenths = [item(1, 0.1, '10'), item(0, 0.2, '10', { role: 'ADD_ON', countsAsSeats: true })];
    expect(shownAt([phase('2024-01-01', null, tenths)], [], '2024-01-01')).toContain('S0.3 ');
  });
});

describe('billing periods', () => {
  it('of equal length are one, so that cycles and terms continue', () => {
    const on = (from: string, to: string | null, billingPeriod: BillingPeriod): RecordedPhase =>
      phase(from, to, [item(1, 1, '10', { billingPeriod })]);
    const weeks = [
      on('2024-01-01', '2024-01-11', { unit: 'DAY', count: 7 }),
      on('2024-01-11', null, { unit: 'WEEK', count: 1 }),
    ];
    expect(shownAt(weeks, [], '2024-01-22')).toContain('C3 R3');
    const years = [on('2024-01-01', '2024-06-01', YEARLY), on('2024-06-01', null, { unit: 'MONTH', count: 12 })];
    expect(shownAt(years, [], '2025-01-01')).toContain('C1 R1');
    const other = [
      on('2024-01-01', '2024-01-11', { unit: 'DAY', count: 7 }),
      on('2024-01-11', null, { unit: 'DAY', count: 14 }),
    ];
    expect(shownAt(other, [], '2024-01-25')).toContain('C2 R2');
  });

  it('decide when an agreement and a term end', () => {
    const weekly = [phase('2024-03-25', null, [item(1, 1, '10', { billingPeriod: { unit: 'WEEK', count: 2 } })])];
    const berlin = zoneOf('Europe/Berlin');
    const midnight = [{ ...weekly[0]!, from: at('2024-03-24T23:00:00.000Z') }];
    expect(endOfAgreement(weekly, at('2024-03-26'), UTC)).toBe(at('2024-04-08'));
    // Clocks were set forward on 31 March.
    expect(endOfAgreement(midnight, at('2024-03-26'), berlin)).toBe(at('2024-04-07T22:00:00.000Z'));
    expect(subscriptionStateAt(midnight, at('2024-04-10'), berlin).currentTermEndsAt).toBe(
      at('2024-04-21T22:00:00.000Z'),
    );
  });

  const lengths: fc.Arbitrary<Length> = fc.oneof(
    fc.integer({ min: 1, max: 36 }).map((months) => ({ months })),
    fc.integer({ min: 1, max: 365 }).map((days) => ({ months: 0, days })),
  );
  testProperty(
    'are counted as the oracle counts them, in any time zone',
    fc.property(
      fc.constantFrom('UTC', 'Europe/Berlin', 'Australia/Lord_Howe', 'Pacific/Apia', 'America/New_York'),
      fc.integer({ min: at('2009-01-01'), max: at('2013-01-01') }),
      fc.integer({ min: 0, max: 2_000 }),
      fc.constantFrom(-1, 0, 1, 3_600_000),
      lengths,
      (timeZone, from, n, shift, length) => {
        const [zone, clock] = [zoneOf(timeZone), clockOf(timeZone)];
        const span =
          length.days === undefined
            ? { unit: 'month' as const, count: length.months }
            : { unit: 'day' as const, count: length.days };
        const count = n % Math.ceil(4_000 / (length.days ?? 30 * length.months));
        const to = addLengths(from, length, count, zone);
        expect(to).toBe(plusSpans(from, span, count, clock));
        if (to + shift < from) return;
        expect(wholeLengthsBetween(from, to + shift, length, zone)).toBe(spansBetween(from, to + shift, span, clock));
        expect(isSameLength(length, { ...length })).toBe(true);
      },
    ),
    10,
  );
});

describe('currencies', () => {
  const euros = (from: string, to: string | null, price = '100'): RecordedPhase =>
    phase(from, to, [item(2, 1, price)], { currencyCode: 'EUR' });
  const policy = (threshold: number, exchangeRates: Policy['exchangeRates']): Policy => ({
    ...BASELINE_POLICY,
    criteria: [
      {
        fact: 'MONTHLY_RECURRING_REVENUE',
        comparison: 'AT_LEAST',
        threshold,
        windowDays: null,
        weight: 1,
        required: false,
      },
    ],
    exchangeRates,
  });
  const typeWith = (phases: RecordedPhase[], threshold: number, rates: Policy['exchangeRates']): string =>
    timeline(toHistory(phases, [], UTC), { ...RULES, policies: [policy(threshold, rates)] }).at(-1)!.type;

  it('keep their amounts, and the policy judges them by its own rates, rounded once', () => {
    // 99.95 EUR are 109.945 USD, which round to 109.94.
    const phases = [euros('2024-01-01', null, '99.95')];
    expect(timeline(toHistory(phases, [], UTC), RULES).at(-1)).toMatchObject({
      mrrMinor: 99_950_000,
      currencyCode: 'EUR',
    });
    expect(typeWith(phases, 109.94, { EUR: '1.1' })).toBe('CLIENT');
    expect(typeWith(phases, 109.95, { EUR: '1.1' })).toBe('CUSTOMER');
    const yen = [phase('2024-01-01', null, [item(2, 1, '1000')], { currencyCode: 'JPY', minorPerMajor: 1 })];
    expect(typeWith(yen, 6.7, { JPY: '0.0067' })).toBe('CLIENT');
    expect(typeWith(yen, 6.71, { JPY: '0.0067' })).toBe('CUSTOMER');
    // 100 EUR a year are 8.333… EUR and 9.1667 USD a month.
    const yearly = [euros('2024-01-01', null, '8.333333333333')];
    expect(typeWith(yearly, 9.17, { EUR: '1.1' })).toBe('CLIENT');
    expect(typeWith(yearly, 9.18, { EUR: '1.1' })).toBe('CUSTOMER');
    expect(() => typeWith(yen, 6.71, { EUR: '1' })).toThrow('exchange rate for JPY; got none');
  });

  it('of two phases that continuity lets overlap: that of the billed one that started last counts alone', () => {
    const dollars = phase('2024-02-01', null, [item(2, 1, '110')], { subscriptionId: 'B' });
    const first = euros('2024-01-01', '2024-01-31T12:00:00.000Z');
    const granted = { ...euros('2024-02-01', '2024-03-01', '0'), subscriptionId: 'A' };
    const periods = timeline(toHistory([first, granted, dollars], [], UTC), RULES);
    expect(
      periods.map(({ mrrMinor, pausedMrrMinor, currencyCode }) => [mrrMinor, pausedMrrMinor, currencyCode]),
    ).toEqual([
      [0, 0, null],
      [100_000_000, 0, 'EUR'],
      [11_000, 0, null],
    ]);
  });

  it('are null where nothing is paid', () => {
    const periods = timeline(toHistory([euros('2024-01-01', '2024-02-01')], [], UTC), RULES);
    expect(periods.map(({ currencyCode }) => currencyCode)).toEqual([null, 'EUR', null]);
  });

  testProperty(
    'have no effect on types by any rate that is not in a policy',
    fc.property(soldCases, fc.constantFrom('0.5', '2', '1000000'), (testCase, rate) => {
      const [history, rules] = [historyOf(testCase), rulesOf(testCase)];
      const used = new Set(testCase.phases.map(({ sold }) => sold?.currencyCode));
      const others = Object.fromEntries(
        ['EUR', 'GBP', 'CHF', 'JPY', 'KWD', 'SEK'].filter((code) => !used.has(code)).map((code) => [code, rate]),
      );
      const changed = rules.policies.map((one) => ({ ...one, exchangeRates: { ...one.exchangeRates, ...others } }));
      expect(timeline(history, { ...rules, policies: changed })).toEqual(timeline(history, rules));
    }),
  );
});

testProperty(
  'Random histories have the net, list and paused revenue and the currency that the oracle adds up',
  fc.property(soldCases, (testCase) => {
    const [history, recorded] = [historyOf(testCase), oracleHistoryOf(testCase)];
    const revenue = revenueOf(paidPhases(history));
    const edges = new Set(recorded.phases.flatMap(({ from, to }) => [from, to - 1, to]).filter(Number.isFinite));
    for (const t of edges) {
      const { mrr, list, paused, currencyCode } = oracleRevenue(inForce(recorded, t));
      const { mrrMinor, listMrrMinor, pausedMrrMinor, ...rest } = valueAt(revenue, t);
      expect({ t, mrrMinor, listMrrMinor, pausedMrrMinor, currencyCode: rest.currencyCode }).toEqual({
        ...{ t, mrrMinor: Number(mrr), listMrrMinor: Number(list), pausedMrrMinor: Number(paused), currencyCode },
      });
    }
    const { phases } = testCase;
    const tallyIf = (what: string, holds: boolean): void => tally(`histories with ${what}`, holds ? 1 : 0);
    const discounts = phases.flatMap(({ sold }) => sold?.discounts ?? []);
    const items = phases.flatMap(({ sold }) => sold?.items ?? []);
    tally('histories of what is sold');
    tallyIf(
      'several items',
      phases.some(({ sold }) => sold && sold.items.length > 1),
    );
    tallyIf(
      'REPEATING discounts',
      discounts.some(({ duration }) => duration === 'REPEATING'),
    );
    tallyIf(
      'FOREVER discounts',
      discounts.some(({ duration }) => duration === 'FOREVER'),
    );
    tallyIf(
      'another currency',
      phases.some(({ sold }) => sold?.currencyCode),
    );
    tallyIf('several currencies', new Set(phases.map(({ sold }) => sold?.currencyCode ?? null)).size > 1);
    tallyIf(
      'periods of days',
      items.some(({ billingPeriod: { unit } }) => unit === 'DAY' || unit === 'WEEK'),
    );
    tallyIf(
      'fractions of a unit',
      items.some(({ quantity }) => !Number.isInteger(quantity)),
    );
    tallyIf('cut phases', recorded.phases.length > phases.length);
    tallyIf(
      'refunds',
      testCase.interactions.some(({ kind, amountSign }) => kind === 'PURCHASE' && amountSign === -1),
    );
  }),
  4,
);
