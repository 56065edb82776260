/**
 * The shapes in which Stripe documents that subscriptions are sold, each as it is recorded here, and what the API says about it:
 * type, points of the baseline, net and list recurring revenue, seats, completed billing cycles, renewals, paused revenue and
 * movements. The figures were worked out by hand.
 */
import { account, instant, interaction, phase, plan, subscription, usd, type Given } from '../support/records.js';

/** A shape as it is recorded, and the figures that it must give. */
export interface Shape {
  name: string;
  /** The subscriptions, without ids. */
  subscriptions: Given[];
  /** Amounts of purchases, by day. */
  purchases?: Record<string, string>;
  /** Amounts charged for use, by day. */
  usage?: Record<string, string>;
  /** Default: USD. */
  currencyCode?: string;
  /** By day: `type points · net / list · seats, cycles, renewals · paused`, as far as they apply. */
  expected: Record<string, string>;
  usageRevenue?: Record<string, string>;
  /** By month, only months with movements: `kind amount`. */
  movements: Record<string, string>;
  /** The movements of a range as a whole. */
  whole?: [from: string, to: string, movements: string];
}

export const PLANS = [plan('s1', 1), plan('t2', 2), plan('e3', 3), plan('support', 0), plan('metered', 0)];
export const EXCHANGE_RATES = [
  { currencyCode: 'EUR', from: '2024-01-01', rate: '1.10' },
  { currencyCode: 'EUR', from: '2024-06-01', rate: '1.20' },
  { currencyCode: 'EUR', from: '2025-03-01', rate: '1.05' },
];

const eur = (amount: string) => ({ amount, currencyCode: 'EUR' });
/** The terms of a phase: monthly, one unit. */
const on = (planExternalId: string, amount: string, more: Given = {}): Given => ({
  planExternalId,
  unitPrice: usd(amount),
  ...more,
});
const every = (count: number, unit: string): Given => ({ billingInterval: undefined, billingPeriod: { unit, count } });
const YEAR = { billingInterval: 'YEAR' };
const FOUR = on('t2', '25.00', { quantity: 4 });
const TEN_OFF = { amountOff: usd('10.00'), duration: 'FOREVER' };

/** A phase with several items, monthly. */
const sold = (from: string, to: string | null, items: Given[], more: Given = {}): Given => ({
  ...phase(from, to),
  ...{ planExternalId: undefined, unitPrice: undefined, items },
  ...more,
});
const base = (planExternalId: string, quantity: number, amount: string, { billingPeriod }: Given = {}): Given => ({
  ...{ planExternalId, role: 'BASE', quantity, unitPrice: usd(amount), billingPeriod },
});
const addOn = (quantity: number, amount: string, { billingPeriod }: Given = {}): Given => ({
  ...{ planExternalId: 'support', role: 'ADD_ON', quantity, unitPrice: usd(amount), billingPeriod },
});

const off = (percentOff: string, duration: string, from?: string, to?: string): { discounts: Given[] } => ({
  discounts: [{ percentOff, duration, from: from && instant(from), to: to && instant(to) }],
});

const of = (phases: Given[], more: Given = {}): Given => ({ phases, ...more });
const one = (phases: Given[], more?: Given): Given[] => [of(phases, more)];

export const SHAPES: Shape[] = [
  {
    name: '1: Starter at 10.00, monthly, 3 seats, billing anchor 31 January',
    subscriptions: one([phase('2024-01-31', null, on('s1', '10.00', { quantity: 3 }))]),
    expected: {
      '2024-02-29': 'CUSTOMER 0 · 30.00 / 30.00 · S3 C1 R1',
      '2024-03-30': 'CUSTOMER 0 · 30.00 / 30.00 · S3 C1 R1',
      '2025-02-28': 'CUSTOMER 3 · 30.00 / 30.00 · S3 C13 R13',
    },
    movements: { '2024-01': 'new 30.00' },
  },
  {
    name: '2: Enterprise at 1,200.00 a year, 10 seats, contract of a year, own terms',
    subscriptions: one([
      phase('2024-01-01', null, on('e3', '1200.00', { quantity: 10, ...YEAR, termMonths: 12, tailored: true })),
    ]),
    expected: {
      '2024-12-31': 'CUSTOMER 6 · 1000.00 / 1000.00 · S10 C0 R0',
      '2025-01-01': 'CLIENT 9 · 1000.00 / 1000.00 · S10 C1 R1',
      '2025-12-31': 'CLIENT 9 · 1000.00 / 1000.00 · S10 C1 R1',
    },
    movements: { '2024-01': 'new 1000.00' },
  },
  {
    name: '3: Starter at 90.00, month × 3',
    subscriptions: one([phase('2024-02-29', null, on('s1', '90.00', every(3, 'MONTH')))]),
    expected: {
      '2024-05-28': 'CUSTOMER 0 · 30.00 / 30.00 · S1 C0 R0',
      '2024-05-29': 'CUSTOMER 0 · 30.00 / 30.00 · S1 C1 R1',
      '2025-02-28': 'CUSTOMER 3 · 30.00 / 30.00 · S1 C4 R4',
    },
    movements: { '2024-02': 'new 30.00' },
  },
  {
    name: '4: One customer, two subscriptions: Team 50.00 monthly × 2; Starter 120.00 yearly × 1',
    subscriptions: [
      of([phase('2024-01-01', null, on('t2', '50.00', { quantity: 2 }))]),
      of([phase('2024-03-01', null, on('s1', '120.00', YEAR))]),
    ],
    expected: {
      '2024-02-15': 'CUSTOMER 0 · 100.00 / 100.00 · S2 C1 R1',
      '2024-03-01': 'CUSTOMER 1 · 110.00 / 110.00 · S3 C2 R2',
      '2025-03-01': 'CUSTOMER 4 · 110.00 / 110.00 · S3 C15 R15',
    },
    movements: { '2024-01': 'new 100.00', '2024-03': 'expansion 10.00' },
  },
  {
    name: '5: Starter 20.00, trial of 14 days, then paid',
    subscriptions: one([
      phase('2024-01-01', '2024-01-15', on('s1', '20.00', { status: 'TRIALING' })),
      phase('2024-01-15', null, on('s1', '20.00')),
    ]),
    expected: {
      '2024-01-10': 'TRIAL · 0.00 / 0.00 · S0 C0 R0',
      '2024-01-15': 'CUSTOMER 0 · 20.00 / 20.00 · S1 C0 R0',
      '2024-03-15': 'CUSTOMER 0 · 20.00 / 20.00 · S1 C2 R2',
    },
    movements: { '2024-01': 'new 20.00' },
  },
  {
    name: '6: The same trial, no card: paused at its end; card added on 1 March',
    subscriptions: one([
      phase('2024-01-01', '2024-01-15', on('s1', '20.00', { status: 'TRIALING' })),
      phase('2024-01-15', '2024-03-01', on('s1', '20.00', { status: 'PAUSED' })),
      phase('2024-03-01', null, on('s1', '20.00')),
    ]),
    expected: {
      '2024-01-10': 'TRIAL · 0.00 / 0.00 · S0 C0 R0',
      '2024-02-15': 'PROSPECT · 0.00 / 0.00 · S0 C0 R0',
      '2024-03-01': 'CUSTOMER 0 · 20.00 / 20.00 · S1 C0 R0',
    },
    movements: { '2024-03': 'new 20.00' },
  },
  {
    name: '7: incomplete, then incomplete_expired',
    subscriptions: [],
    expected: {
      '2024-01-01': 'PROSPECT · 0.00 / 0.00 · S0 C0 R0',
      '2024-06-01': 'PROSPECT · 0.00 / 0.00 · S0 C0 R0',
      '2025-06-01': 'PROSPECT · 0.00 / 0.00 · S0 C0 R0',
    },
    movements: {},
  },
  {
    name: '8: Team 25.00 × 4; pause_collection: void on 1 May, taken back on 1 July',
    subscriptions: one([
      phase('2024-01-01', '2024-05-01', FOUR),
      phase('2024-05-01', '2024-07-01', { ...FOUR, status: 'PAUSED' }),
      phase('2024-07-01', null, FOUR),
    ]),
    expected: {
      '2024-06-15': 'CUSTOMER 0 · 0.00 / 0.00 · S4 C4 R3 · P100.00',
      '2024-07-01': 'CUSTOMER 0 · 100.00 / 100.00 · S4 C4 R6',
      '2024-08-01': 'CUSTOMER 0 · 100.00 / 100.00 · S4 C5 R7',
    },
    movements: { '2024-01': 'new 100.00', '2024-05': 'pause 100.00', '2024-07': 'resume 100.00' },
  },
  {
    name: '9: The same price; paused on 15 May with resumes_at 15 June, both recorded on 15 May',
    subscriptions: one([
      phase('2024-01-01', '2024-05-15', FOUR),
      phase('2024-05-15', '2024-06-15', { ...FOUR, status: 'PAUSED' }),
      phase('2024-06-15', null, FOUR),
    ]),
    expected: {
      '2024-06-10': 'CUSTOMER 0 · 0.00 / 0.00 · S4 C4 R4 · P100.00',
      '2024-06-15': 'CUSTOMER 0 · 100.00 / 100.00 · S4 C4 R5',
      '2024-07-15': 'CUSTOMER 0 · 100.00 / 100.00 · S4 C5 R6',
    },
    movements: { '2024-01': 'new 100.00', '2024-05': 'pause 100.00', '2024-06': 'resume 100.00' },
  },
  {
    name: '10: Starter 15.00 × 2; cancel_at_period_end asked for on 10 May',
    subscriptions: one([phase('2024-01-01', null, on('s1', '15.00', { quantity: 2 }))], {
      cancelAt: instant('2024-06-01'),
      cancelRequestedAt: instant('2024-05-10'),
    }),
    expected: {
      '2024-05-20': 'CUSTOMER 0 · 30.00 / 30.00 · S2 C4 R4',
      '2024-06-01': 'FORMER_CUSTOMER · 0.00 / 0.00 · S0 C5 R4',
      '2024-07-15': 'FORMER_CUSTOMER · 0.00 / 0.00 · S0 C0 R0',
    },
    movements: { '2024-01': 'new 30.00', '2024-06': 'churn 30.00' },
  },
  {
    name: '11: Team 25.00 × 4; payment failed on 1 April, past_due, paid on 20 April',
    subscriptions: one([
      phase('2024-01-01', '2024-04-01', FOUR),
      phase('2024-04-01', '2024-04-20', { ...FOUR, status: 'PAST_DUE' }),
      phase('2024-04-20', null, FOUR),
    ]),
    expected: {
      '2024-04-10': 'CUSTOMER 0 · 100.00 / 100.00 · S4 C3 R2',
      '2024-04-20': 'CUSTOMER 0 · 100.00 / 100.00 · S4 C3 R3',
      '2024-05-01': 'CUSTOMER 0 · 100.00 / 100.00 · S4 C4 R4',
    },
    movements: { '2024-01': 'new 100.00' },
  },
  {
    name: '12: As 11, but unpaid on 20 April; paid, and active again, on 30 April',
    subscriptions: one([
      phase('2024-01-01', '2024-04-01', FOUR),
      phase('2024-04-01', '2024-04-20', { ...FOUR, status: 'PAST_DUE' }),
      phase('2024-04-30', null, FOUR),
    ]),
    expected: {
      '2024-04-25': 'FORMER_CUSTOMER · 0.00 / 0.00 · S0 C3 R2',
      '2024-04-30': 'CUSTOMER 0 · 100.00 / 100.00 · S4 C3 R4',
      '2024-05-30': 'CUSTOMER 0 · 100.00 / 100.00 · S4 C4 R5',
    },
    movements: { '2024-01': 'new 100.00', '2024-04': 'churn 100.00, reactivation 100.00' },
  },
  {
    name: '13: Starter 10.00 × 4, coupon 25 % once',
    subscriptions: one([phase('2024-01-01', null, on('s1', '10.00', { quantity: 4 }))], off('25', 'ONCE')),
    expected: {
      '2024-01-15': 'CUSTOMER 0 · 40.00 / 40.00 · S4 C0 R0',
      '2024-02-15': 'CUSTOMER 0 · 40.00 / 40.00 · S4 C1 R1',
      '2025-02-01': 'CUSTOMER 3 · 40.00 / 40.00 · S4 C13 R13',
    },
    movements: { '2024-01': 'new 40.00' },
  },
  {
    name: '14: Schedule: Starter 20.00, Team 50.00 from April, Enterprise 90.00 from July, end_behavior: release',
    subscriptions: one([
      phase('2024-01-01', '2024-04-01', on('s1', '20.00')),
      phase('2024-04-01', '2024-07-01', on('t2', '50.00')),
      phase('2024-07-01', null, on('e3', '90.00')),
    ]),
    expected: {
      '2024-03-31': 'CUSTOMER 0 · 20.00 / 20.00 · S1 C2 R2',
      '2024-04-01': 'CUSTOMER 1 · 50.00 / 50.00 · S1 C3 R3',
      '2025-01-01': 'CUSTOMER 7 · 90.00 / 90.00 · S1 C12 R12',
    },
    movements: { '2024-01': 'new 20.00', '2024-04': 'expansion 30.00', '2024-07': 'expansion 40.00' },
  },
  {
    name: '15: Team 30.00 × 2, created on 10 March, backdate_start_date 1 January',
    subscriptions: one([phase('2024-01-01', null, on('t2', '30.00', { quantity: 2 }))]),
    expected: {
      '2024-02-01': 'CUSTOMER 0 · 60.00 / 60.00 · S2 C1 R1',
      '2024-03-10': 'CUSTOMER 0 · 60.00 / 60.00 · S2 C2 R2',
      '2025-01-01': 'CUSTOMER 3 · 60.00 / 60.00 · S2 C12 R12',
    },
    movements: { '2024-01': 'new 60.00' },
  },
  {
    name: '16: Starter 40.00, ended on 1 June; invoice items of 500.00 on 10 March and 1 July',
    subscriptions: one([phase('2024-01-01', '2024-06-01', on('s1', '40.00'))]),
    purchases: { '2024-03-10': '500.00', '2024-07-01': '500.00' },
    expected: {
      '2024-03-15': 'CUSTOMER 0 · 40.00 / 40.00 · S1 C2 R2',
      '2024-06-07': 'CUSTOMER · 0.00 / 0.00 · S0 C5 R4',
      '2024-06-08': 'FORMER_CUSTOMER · 0.00 / 0.00 · S0 C5 R4',
      '2024-07-01': 'CUSTOMER · 0.00 / 0.00 · S0 C5 R4',
      '2024-09-29': 'FORMER_CUSTOMER · 0.00 / 0.00 · S0 C0 R0',
    },
    movements: { '2024-01': 'new 40.00', '2024-06': 'churn 40.00' },
  },
  {
    name: '17: Workspace in JPY: Team 100,000 a year',
    subscriptions: one([
      phase('2024-04-01', null, { ...on('t2', '', YEAR), unitPrice: { amount: '100000', currencyCode: 'JPY' } }),
    ]),
    currencyCode: 'JPY',
    expected: {
      '2024-04-01': 'CUSTOMER 0 · 8333 / 8333 · S1 C0 R0',
      '2025-03-31': 'CUSTOMER 0 · 8333 / 8333 · S1 C0 R0',
      '2025-04-01': 'CUSTOMER 3 · 8333 / 8333 · S1 C1 R1',
    },
    movements: { '2024-04': 'new 8333' },
  },
  {
    name: '18: Starter 30.00; to Team 75.00 on 16 April; back on 10 September (proration either way)',
    subscriptions: one([
      phase('2024-01-01', '2024-04-16', on('s1', '30.00')),
      phase('2024-04-16', '2024-09-10', on('t2', '75.00')),
      phase('2024-09-10', null, on('s1', '30.00')),
    ]),
    expected: {
      '2024-04-16': 'CUSTOMER 1 · 75.00 / 75.00 · S1 C3 R3',
      '2024-05-01': 'CUSTOMER 1 · 75.00 / 75.00 · S1 C4 R4',
      '2025-01-01': 'CUSTOMER 4 · 30.00 / 30.00 · S1 C12 R12',
    },
    movements: { '2024-01': 'new 30.00', '2024-04': 'expansion 45.00', '2024-09': 'contraction 45.00' },
  },
  {
    name: '18b: Team 60.00 monthly; to 600.00 yearly on 21 June',
    subscriptions: one([
      phase('2024-01-01', '2024-06-21', on('t2', '60.00')),
      phase('2024-06-21', null, on('t2', '600.00', YEAR)),
    ]),
    expected: {
      '2024-06-20': 'CUSTOMER 0 · 60.00 / 60.00 · S1 C5 R5',
      '2024-06-21': 'CUSTOMER 0 · 50.00 / 50.00 · S1 C5 R6',
      '2025-06-21': 'CUSTOMER 3 · 50.00 / 50.00 · S1 C6 R7',
    },
    movements: { '2024-01': 'new 60.00', '2024-06': 'contraction 10.00' },
  },
  {
    name: '19: Team 15.00 × 5; 8 on 10 March; 6 on 20 October',
    subscriptions: one([
      phase('2024-01-01', '2024-03-10', on('t2', '15.00', { quantity: 5 })),
      phase('2024-03-10', '2024-10-20', on('t2', '15.00', { quantity: 8 })),
      phase('2024-10-20', null, on('t2', '15.00', { quantity: 6 })),
    ]),
    expected: {
      '2024-03-10': 'CUSTOMER 1 · 120.00 / 120.00 · S8 C2 R2',
      '2024-10-20': 'CUSTOMER 1 · 90.00 / 90.00 · S6 C9 R9',
      '2025-01-01': 'CUSTOMER 4 · 90.00 / 90.00 · S6 C12 R12',
    },
    movements: { '2024-01': 'new 75.00', '2024-03': 'expansion 45.00', '2024-10': 'contraction 30.00' },
  },
  {
    name: '20: Team 30.00 × 10; coupon 20 % forever from 1 June',
    subscriptions: one(
      [phase('2024-01-01', null, on('t2', '30.00', { quantity: 10 }))],
      off('20', 'FOREVER', '2024-06-01'),
    ),
    expected: {
      '2024-05-31': 'CUSTOMER 0 · 300.00 / 300.00 · S10 C4 R4',
      '2024-06-01': 'CUSTOMER 0 · 240.00 / 300.00 · S10 C5 R5',
      '2025-06-01': 'CUSTOMER 3 · 240.00 / 300.00 · S10 C17 R17',
    },
    movements: { '2024-01': 'new 300.00', '2024-06': 'contraction 60.00' },
  },
  {
    name: '20b: The same with 100 % forever',
    subscriptions: one(
      [phase('2024-01-01', null, on('t2', '30.00', { quantity: 10 }))],
      off('100', 'FOREVER', '2024-06-01'),
    ),
    expected: {
      '2024-05-31': 'CUSTOMER 0 · 300.00 / 300.00 · S10 C4 R4',
      '2024-06-01': 'FORMER_CUSTOMER · 0.00 / 0.00 · S0 C5 R4',
      '2024-07-15': 'FORMER_CUSTOMER · 0.00 / 0.00 · S0 C0 R0',
    },
    movements: { '2024-01': 'new 300.00', '2024-06': 'churn 300.00' },
  },
  {
    name: '21: Team 25.00 × 4; coupon 50 %, repeating, June to August',
    subscriptions: one([phase('2024-01-01', null, FOUR)], off('50', 'REPEATING', '2024-06-01', '2024-09-01')),
    expected: {
      '2024-05-31': 'CUSTOMER 0 · 100.00 / 100.00 · S4 C4 R4',
      '2024-07-15': 'CUSTOMER 0 · 50.00 / 100.00 · S4 C6 R6 · P50.00',
      '2024-09-01': 'CUSTOMER 0 · 100.00 / 100.00 · S4 C8 R8',
    },
    movements: { '2024-01': 'new 100.00', '2024-06': 'pause 50.00', '2024-09': 'resume 50.00' },
  },
  {
    name: '21b: The same with 100 % for two months',
    subscriptions: one([phase('2024-01-01', null, FOUR)], off('100', 'REPEATING', '2024-06-01', '2024-08-01')),
    expected: {
      '2024-06-01': 'CUSTOMER 0 · 0.00 / 100.00 · S4 C5 R5 · P100.00',
      '2024-07-15': 'CUSTOMER 0 · 0.00 / 100.00 · S4 C6 R6 · P100.00',
      '2024-08-01': 'CUSTOMER 0 · 100.00 / 100.00 · S4 C7 R7',
    },
    movements: { '2024-01': 'new 100.00', '2024-06': 'pause 100.00', '2024-08': 'resume 100.00' },
  },
  {
    name: '21c: 50 % for the first three months',
    subscriptions: one([phase('2024-01-01', null, FOUR)], off('50', 'REPEATING', '2024-01-01', '2024-04-01')),
    expected: {
      '2024-01-15': 'CUSTOMER 0 · 50.00 / 100.00 · S4 C0 R0 · P50.00',
      '2024-03-31': 'CUSTOMER 0 · 50.00 / 100.00 · S4 C2 R2 · P50.00',
      '2024-04-01': 'CUSTOMER 0 · 100.00 / 100.00 · S4 C3 R3',
    },
    movements: { '2024-01': 'new 50.00', '2024-04': 'resume 50.00' },
  },
  {
    name: '21d: 100 % for the first two months',
    subscriptions: one([phase('2024-01-01', null, FOUR)], off('100', 'REPEATING', '2024-01-01', '2024-03-01')),
    expected: {
      '2024-01-15': 'CUSTOMER 0 · 0.00 / 100.00 · S4 C0 R0 · P100.00',
      '2024-02-29': 'CUSTOMER 0 · 0.00 / 100.00 · S4 C1 R1 · P100.00',
      '2024-03-01': 'CUSTOMER 0 · 100.00 / 100.00 · S4 C2 R2',
    },
    movements: { '2024-03': 'new 100.00' },
  },
  {
    name: '21e: As 21, with 8 seats from 1 July',
    subscriptions: one(
      [phase('2024-01-01', '2024-07-01', FOUR), phase('2024-07-01', null, { ...FOUR, quantity: 8 })],
      off('50', 'REPEATING', '2024-06-01', '2024-09-01'),
    ),
    expected: {
      '2024-06-30': 'CUSTOMER 0 · 50.00 / 100.00 · S4 C5 R5 · P50.00',
      '2024-07-01': 'CUSTOMER 1 · 100.00 / 200.00 · S8 C6 R6 · P100.00',
      '2024-09-01': 'CUSTOMER 1 · 200.00 / 200.00 · S8 C8 R8',
    },
    movements: {
      '2024-01': 'new 100.00',
      '2024-06': 'pause 50.00',
      '2024-07': 'expansion 50.00',
      '2024-09': 'resume 100.00',
    },
  },
  {
    name: '21f: As 21, on top of 20 % forever',
    subscriptions: one([phase('2024-01-01', null, FOUR)], {
      discounts: [
        ...off('20', 'FOREVER', '2024-01-01').discounts,
        ...off('50', 'REPEATING', '2024-06-01', '2024-09-01').discounts,
      ],
    }),
    expected: {
      '2024-05-31': 'CUSTOMER 0 · 80.00 / 100.00 · S4 C4 R4',
      '2024-07-15': 'CUSTOMER 0 · 40.00 / 100.00 · S4 C6 R6 · P40.00',
      '2024-09-01': 'CUSTOMER 0 · 80.00 / 100.00 · S4 C8 R8',
    },
    movements: { '2024-01': 'new 80.00', '2024-06': 'pause 40.00', '2024-09': 'resume 40.00' },
  },
  {
    name: '22: Team 50.00 × 3 with add-on 5.00 × 10, both monthly; 20 add-on units from 1 July',
    subscriptions: one([
      sold('2024-01-01', '2024-07-01', [base('t2', 3, '50.00'), addOn(10, '5.00')]),
      sold('2024-07-01', null, [base('t2', 3, '50.00'), addOn(20, '5.00')]),
    ]),
    expected: {
      '2024-02-01': 'CUSTOMER 0 · 200.00 / 200.00 · S3 C1 R1',
      '2024-07-01': 'CUSTOMER 0 · 250.00 / 250.00 · S3 C6 R6',
      '2025-01-01': 'CUSTOMER 3 · 250.00 / 250.00 · S3 C12 R12',
    },
    movements: { '2024-01': 'new 200.00', '2024-07': 'expansion 50.00' },
  },
  {
    name: '23: Enterprise 1,200.00 yearly × 2 with support at 15.00 monthly',
    subscriptions: one([
      sold(
        '2024-01-01',
        null,
        [base('e3', 2, '1200.00', every(1, 'YEAR')), addOn(1, '15.00', every(1, 'MONTH'))],
        every(1, 'YEAR'),
      ),
    ]),
    expected: {
      '2024-06-15': 'CUSTOMER 3 · 215.00 / 215.00 · S2 C0 R0',
      '2025-01-01': 'CUSTOMER 6 · 215.00 / 215.00 · S2 C1 R1',
      '2025-12-31': 'CUSTOMER 6 · 215.00 / 215.00 · S2 C1 R1',
    },
    movements: { '2024-01': 'new 215.00' },
  },
  {
    name: '24: Starter 100.00 and a metered price',
    subscriptions: one([
      sold('2024-01-01', null, [base('s1', 1, '100.00'), { planExternalId: 'metered', role: 'USAGE' }]),
    ]),
    usage: { '2024-02-28': '30.00', '2024-03-31': '60.00', '2024-04-30': '45.00' },
    usageRevenue: { '2024-04-01': '30.00', '2024-05-15': '45.00', '2025-01-01': '0.00' },
    expected: {
      '2024-04-01': 'CUSTOMER 0 · 100.00 / 100.00 · S1 C3 R3',
      '2024-05-15': 'CUSTOMER 0 · 100.00 / 100.00 · S1 C4 R4',
      '2025-01-01': 'CUSTOMER 3 · 100.00 / 100.00 · S1 C12 R12',
    },
    movements: { '2024-01': 'new 100.00' },
  },
  {
    name: '25: Graduated: 10 units at 10.00, further ones at 8.00; 15 units, 25 from 1 September',
    subscriptions: one([
      phase('2024-01-01', '2024-09-01', on('s1', '9.333333333333', { quantity: 15 })),
      phase('2024-09-01', null, on('s1', '8.8', { quantity: 25 })),
    ]),
    expected: {
      '2024-03-01': 'CUSTOMER 0 · 140.00 / 140.00 · S15 C2 R2',
      '2024-09-01': 'CUSTOMER 1 · 220.00 / 220.00 · S25 C8 R8',
      '2025-01-01': 'CUSTOMER 4 · 220.00 / 220.00 · S25 C12 R12',
    },
    movements: { '2024-01': 'new 140.00', '2024-09': 'expansion 80.00' },
  },
  {
    name: '26: Packages: 30.00 for every 10 begun (transform_quantity, round up); 25 users, 31 from 1 August',
    subscriptions: one([
      phase('2024-01-01', '2024-08-01', on('s1', '3.6', { quantity: 25 })),
      phase('2024-08-01', null, on('s1', '3.870967741935', { quantity: 31 })),
    ]),
    expected: {
      '2024-03-01': 'CUSTOMER 0 · 90.00 / 90.00 · S25 C2 R2',
      '2024-08-01': 'CUSTOMER 1 · 120.00 / 120.00 · S31 C7 R7',
      '2025-01-01': 'CUSTOMER 4 · 120.00 / 120.00 · S31 C12 R12',
    },
    movements: { '2024-01': 'new 90.00', '2024-08': 'expansion 30.00' },
  },
  {
    name: '27: Team 20.00; quantity 0 until March, 4, then 0 for January 2025, then 4',
    subscriptions: one([
      phase('2024-01-01', '2024-03-01', on('t2', '20.00', { quantity: 0 })),
      phase('2024-03-01', '2025-01-01', on('t2', '20.00', { quantity: 4 })),
      phase('2025-01-01', '2025-02-01', on('t2', '20.00', { quantity: 0 })),
      phase('2025-02-01', null, on('t2', '20.00', { quantity: 4 })),
    ]),
    expected: {
      '2024-02-01': 'PROSPECT · 0.00 / 0.00 · S0 C0 R0',
      '2025-01-15': 'CUSTOMER 0 · 0.00 / 0.00 · S4 C10 R9 · P80.00',
      '2025-02-01': 'CUSTOMER 0 · 80.00 / 80.00 · S4 C10 R11',
    },
    movements: { '2024-03': 'new 80.00', '2025-01': 'pause 80.00', '2025-02': 'resume 80.00' },
  },
  {
    name: '28: 29.00 a seat including 19 % tax, 3 seats',
    subscriptions: one([phase('2024-01-01', null, on('s1', '24.369747899160', { quantity: 3 }))]),
    expected: {
      '2024-02-01': 'CUSTOMER 0 · 73.11 / 73.11 · S3 C1 R1',
      '2024-07-01': 'CUSTOMER 0 · 73.11 / 73.11 · S3 C6 R6',
      '2025-01-01': 'CUSTOMER 3 · 73.11 / 73.11 · S3 C12 R12',
    },
    movements: { '2024-01': 'new 73.11' },
  },
  {
    name: '29: Enterprise 2,400.00, year × 2, since March 2022',
    subscriptions: one([phase('2022-03-01', null, on('e3', '2400.00', every(2, 'YEAR')))]),
    expected: {
      '2024-02-29': 'CUSTOMER 6 · 100.00 / 100.00 · S1 C0 R0',
      '2024-03-01': 'CLIENT 9 · 100.00 / 100.00 · S1 C1 R1',
      '2025-06-01': 'CLIENT 9 · 100.00 / 100.00 · S1 C1 R1',
    },
    movements: { '2022-03': 'new 100.00' },
  },
  {
    name: '29b: Starter 1,000.00, year × 3',
    subscriptions: one([phase('2022-03-01', null, on('s1', '1000.00', every(3, 'YEAR')))]),
    expected: {
      '2024-03-01': 'CUSTOMER 6 · 27.78 / 27.78 · S1 C0 R0',
      '2025-02-28': 'CUSTOMER 6 · 27.78 / 27.78 · S1 C0 R0',
      '2025-03-01': 'CUSTOMER 6 · 27.78 / 27.78 · S1 C1 R1',
    },
    movements: { '2022-03': 'new 27.78' },
  },
  {
    name: '30: Starter 33.33, month × 2, since 31 December',
    subscriptions: one([phase('2024-12-31', null, on('s1', '33.33', every(2, 'MONTH')))]),
    expected: {
      '2025-02-27': 'CUSTOMER 0 · 16.66 / 16.66 · S1 C0 R0',
      '2025-02-28': 'CUSTOMER 0 · 16.66 / 16.66 · S1 C1 R1',
      '2025-06-30': 'CUSTOMER 0 · 16.66 / 16.66 · S1 C3 R3',
    },
    movements: { '2024-12': 'new 16.66' },
  },
  {
    name: '31: Starter 100.00, month × 6, since 31 August',
    subscriptions: one([phase('2024-08-31', null, on('s1', '100.00', every(6, 'MONTH')))]),
    expected: {
      '2025-02-27': 'CUSTOMER 0 · 16.67 / 16.67 · S1 C0 R0',
      '2025-02-28': 'CUSTOMER 0 · 16.67 / 16.67 · S1 C1 R1',
      '2025-08-31': 'CUSTOMER 3 · 16.67 / 16.67 · S1 C2 R2',
    },
    movements: { '2024-08': 'new 16.67' },
  },
  {
    name: '32: Starter 10.00 a week',
    subscriptions: one([phase('2024-01-01', null, on('s1', '10.00', every(1, 'WEEK')))]),
    expected: {
      '2024-01-07': 'CUSTOMER 0 · 43.33 / 43.33 · S1 C0 R0',
      '2024-01-08': 'CUSTOMER 0 · 43.33 / 43.33 · S1 C1 R1',
      '2024-12-30': 'CUSTOMER 0 · 43.33 / 43.33 · S1 C52 R52',
    },
    movements: { '2024-01': 'new 43.33' },
  },
  {
    name: '33: Starter 1.00 a day',
    subscriptions: one([phase('2024-02-28', null, on('s1', '1.00', every(1, 'DAY')))]),
    expected: {
      '2024-02-29': 'CUSTOMER 0 · 30.42 / 30.42 · S1 C1 R1',
      '2024-03-01': 'CUSTOMER 0 · 30.42 / 30.42 · S1 C2 R2',
      '2025-02-28': 'CUSTOMER 3 · 30.42 / 30.42 · S1 C366 R366',
    },
    movements: { '2024-02': 'new 30.42' },
  },
  {
    name: '34: Team 29.00 × 7, coupon 10.00 off forever',
    subscriptions: one([phase('2024-01-01', null, on('t2', '29.00', { quantity: 7 }))], { discounts: [TEN_OFF] }),
    expected: {
      '2024-02-01': 'CUSTOMER 0 · 193.00 / 203.00 · S7 C1 R1',
      '2024-07-01': 'CUSTOMER 0 · 193.00 / 203.00 · S7 C6 R6',
      '2025-01-01': 'CUSTOMER 3 · 193.00 / 203.00 · S7 C12 R12',
    },
    movements: { '2024-01': 'new 193.00' },
  },
  {
    name: '34b: The same with 10 % forever besides',
    subscriptions: one([phase('2024-01-01', null, on('t2', '29.00', { quantity: 7 }))], {
      discounts: [TEN_OFF, { percentOff: '10', duration: 'FOREVER' }],
    }),
    expected: {
      '2024-02-01': 'CUSTOMER 0 · 172.70 / 203.00 · S7 C1 R1',
      '2024-07-01': 'CUSTOMER 0 · 172.70 / 203.00 · S7 C6 R6',
      '2025-01-01': 'CUSTOMER 3 · 172.70 / 203.00 · S7 C12 R12',
    },
    movements: { '2024-01': 'new 172.70' },
  },
  {
    name: '34c: Team 290.00 a year × 7, 10.00 off forever',
    subscriptions: one([phase('2024-01-01', null, on('t2', '290.00', { quantity: 7, ...YEAR }))], {
      discounts: [TEN_OFF],
    }),
    expected: {
      '2024-02-01': 'CUSTOMER 0 · 168.33 / 169.17 · S7 C0 R0',
      '2024-07-01': 'CUSTOMER 0 · 168.33 / 169.17 · S7 C0 R0',
      '2025-01-01': 'CUSTOMER 3 · 168.33 / 169.17 · S7 C1 R1',
    },
    movements: { '2024-01': 'new 168.33' },
  },
  {
    name: '35: Team EUR 19.99 × 5 monthly; 8 from 15 September; ended on 1 May 2025',
    subscriptions: one([
      phase('2024-01-01', '2024-09-15', { ...on('t2', '', { quantity: 5 }), unitPrice: eur('19.99') }),
      phase('2024-09-15', '2025-05-01', { ...on('t2', '', { quantity: 8 }), unitPrice: eur('19.99') }),
    ]),
    whole: ['2024-01-01', '2025-05-31', 'new 109.94, expansion 71.96, churn 167.92, exchange -13.98'],
    expected: {
      '2024-05-31': 'CUSTOMER 0 · 109.94 / 109.94 · S5 C4 R4',
      '2024-06-01': 'CUSTOMER 0 · 119.94 / 119.94 · S5 C5 R5',
      '2025-03-01': 'CUSTOMER 4 · 167.92 / 167.92 · S8 C14 R14',
    },
    movements: {
      '2024-01': 'new 109.94',
      '2024-06': 'exchange 10.00',
      '2024-09': 'expansion 71.96',
      '2025-03': 'exchange -23.98',
      '2025-05': 'churn 167.92',
    },
  },
  {
    name: '35b: EUR 100.00; to USD 125.00 on 15 June, same rates',
    subscriptions: one([
      phase('2024-01-01', '2024-06-15', { ...on('t2', ''), unitPrice: eur('100.00') }),
      phase('2024-06-15', null, on('t2', '125.00')),
    ]),
    expected: {
      '2024-05-31': 'CUSTOMER 0 · 110.00 / 110.00 · S1 C4 R4',
      '2024-06-14': 'CUSTOMER 0 · 120.00 / 120.00 · S1 C5 R5',
      '2024-06-15': 'CUSTOMER 0 · 125.00 / 125.00 · S1 C5 R5',
    },
    movements: { '2024-01': 'new 110.00', '2024-06': 'expansion 5.00, exchange 10.00' },
  },
  {
    name: '35c: Team EUR 1,000.00 a year, converted before it is rounded',
    subscriptions: one([phase('2024-01-01', null, { ...on('t2', '', YEAR), unitPrice: eur('1000.00') })]),
    expected: {
      '2024-05-31': 'CUSTOMER 0 · 91.67 / 91.67 · S1 C0 R0',
      '2024-06-01': 'CUSTOMER 0 · 100.00 / 100.00 · S1 C0 R0',
      '2025-03-01': 'CUSTOMER 3 · 87.50 / 87.50 · S1 C1 R1',
    },
    movements: { '2024-01': 'new 91.67', '2024-06': 'exchange 8.33', '2025-03': 'exchange -12.50' },
  },
  {
    name: '36: 0.0125 a contact, 7,333 contacts a month',
    subscriptions: one([sold('2024-01-01', null, [{ ...base('s1', 7333, '0.0125'), countsAsSeats: false }])]),
    expected: {
      '2024-02-01': 'CUSTOMER 0 · 91.66 / 91.66 · S0 C1 R1',
      '2024-07-01': 'CUSTOMER 0 · 91.66 / 91.66 · S0 C6 R6',
      '2025-01-01': 'CUSTOMER 3 · 91.66 / 91.66 · S0 C12 R12',
    },
    movements: { '2024-01': 'new 91.66' },
  },
  {
    name: '37: Starter 50.00 × 2; 30.00 refunded on 10 May; ended on 1 August; 100.00 refunded on 20 August',
    subscriptions: one([phase('2024-01-01', '2024-08-01', on('s1', '50.00', { quantity: 2 }))]),
    purchases: { '2024-05-10': '-30.00', '2024-08-20': '-100.00' },
    expected: {
      '2024-05-15': 'CUSTOMER 0 · 100.00 / 100.00 · S2 C4 R4',
      '2024-08-01': 'FORMER_CUSTOMER · 0.00 / 0.00 · S0 C7 R6',
      '2024-08-25': 'FORMER_CUSTOMER · 0.00 / 0.00 · S0 C7 R6',
    },
    movements: { '2024-01': 'new 100.00', '2024-08': 'churn 100.00' },
  },
];

/** The records of a shape. Its name is the account's id. */
export const recordsOf = ({ name, subscriptions, purchases = {}, usage = {}, currencyCode = 'USD' }: Shape): Given => ({
  accounts: [account(name)],
  subscriptions: subscriptions.map((own, i) => ({ ...subscription(`${name} ${i}`, name, []), ...own })),
  interactions: Object.entries(purchases).map(([at, amount], i) =>
    interaction(`${name} ${i}`, name, at, { kind: 'PURCHASE', amount: { amount, currencyCode } }),
  ),
  usage: Object.entries(usage).map(([at, amount], i) => ({
    ...{ externalId: `${name} ${i}`, accountExternalId: name, at: instant(at), amount: usd(amount) },
  })),
});
