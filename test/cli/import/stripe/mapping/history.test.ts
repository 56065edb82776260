/** What becomes of histories that Stripe does not keep, or keeps in other places than invoices. */
import type { SubscriptionImport } from '@clientele/sdk';
import type { Stripe } from 'stripe';
import { mapCustomer } from '../../../../../src/cli/import/stripe/mapping/map-customer.js';
import type { CustomerObjects, Verdict } from '../../../../../src/cli/import/stripe/mapping/objects.js';
import { REASONS } from '../../../../../src/cli/import/stripe/mapping/reasons.js';
import { bill } from './biller.js';
import {
  at,
  catalogOf,
  coupon,
  customer,
  discount,
  objects,
  price,
  product,
  schedule,
  type Fields,
} from './objects.js';
import type { Script } from './script.js';

const PRODUCTS = [product('team', { clientele_rank: '2' }), product('starter', { clientele_rank: '1' })];
const TEAM = price('price_team', 'team', '5000');
const STARTER = price('price_starter', 'starter', '2000');

interface Mapped {
  /** `from to STATUS items`, days only. */
  phases: string[];
  record: SubscriptionImport | undefined;
  verdict: Verdict;
  reasons: string[];
}

function map(given: Partial<Script>, more: (billed: CustomerObjects) => Partial<CustomerObjects> = () => ({})): Mapped {
  const script: Script = {
    ...{ id: 'sub_1', customer: 'cus_1', start: '2024-01-01', readAt: '2024-07-10' },
    ...{ items: { si_1: { price: TEAM, quantity: 3 } } },
    ...given,
  };
  const { subscription, ...rest } = bill(script);
  const given1 = objects(customer('cus_1'), { subscriptions: [subscription], ...rest });
  const { records, verdicts } = mapCustomer(
    { ...given1, ...more(given1) },
    catalogOf(PRODUCTS, [TEAM, STARTER], { readAt: script.readAt }),
  );
  const record = records.flatMap((one) => ('subscription' in one ? one.subscription : []))[0];
  const day = (text: string | null | undefined): string => text?.slice(0, 10) ?? 'open';
  const phases = (record?.phases ?? []).map(({ from, to, status, items }) => {
    const sold = items!.map(
      ({ planIdentity, quantity, unitPrice }) => `${planIdentity!.externalId} ${quantity} x ${unitPrice?.amount}`,
    );
    return `${day(from)} ${day(to)} ${status} ${sold.join(' + ')}`;
  });
  return { phases, record, verdict: verdicts[0]!, reasons: verdicts[0]!.reasons };
}

const without =
  (...indexes: number[]) =>
  ({ invoices }: CustomerObjects): Partial<CustomerObjects> => ({
    invoices: invoices.filter((_, i) => !indexes.includes(i)),
  });
const open = (day: string): Record<string, Fields> => ({
  [day]: { status: 'open', attempt_count: 2, status_transitions: { paid_at: null, voided_at: null } },
});

describe('invoices', () => {
  test('a subscription without invoices is recorded as it is now, and not called exact', () => {
    const { phases, reasons } = map({}, () => ({ invoices: [] }));

    expect(phases).toEqual(['2024-01-01 open ACTIVE team 3 x 50']);
    expect(reasons).toEqual([REASONS.noInvoice]);
  });

  test('what the first known invoice charged for is recorded from the start of the subscription', () => {
    const changes = [{ at: '2024-01-15', items: { si_1: { price: TEAM, quantity: 5 } } }];
    const { phases, reasons } = map({ changes }, without(0, 1));

    expect(phases).toEqual(['2024-01-01 open ACTIVE team 5 x 50']);
    expect(reasons).toEqual([REASONS.unknownStart]);
  });

  test('a missing invoice between others is a gap that makes the history approximate', () => {
    expect(map({}, without(3)).reasons).toEqual([REASONS.missingInvoices]);
  });

  test('a change without proration is recorded from the first period that was charged for it', () => {
    const changes = [{ at: '2024-03-10', items: { si_1: { price: TEAM, quantity: 8 } }, as: 'unprorated' as const }];
    const { phases, reasons } = map({ changes });

    expect(phases).toEqual(['2024-01-01 2024-04-01 ACTIVE team 3 x 50', '2024-04-01 open ACTIVE team 8 x 50']);
    expect(reasons).toEqual([REASONS.unprorated]);
  });

  test('a change without proration since the last invoice is recorded from the start of the billing period', () => {
    const changes = [{ at: '2024-07-05', items: { si_1: { price: TEAM, quantity: 8 } }, as: 'unprorated' as const }];
    const { phases, reasons } = map({ changes });

    expect(phases).toEqual(['2024-01-01 2024-07-01 ACTIVE team 3 x 50', '2024-07-01 open ACTIVE team 8 x 50']);
    expect(reasons).toEqual([REASONS.changedSinceInvoice, REASONS.invoiceDiffers]);
  });

  test('prorations of changes in one period, up and down, give each of them', () => {
    const { phases, reasons } = map({
      changes: [
        { at: '2024-03-05', items: { si_1: { price: TEAM, quantity: 8 } }, as: 'pending' },
        { at: '2024-03-10', items: { si_2: { price: STARTER, quantity: 1 } }, as: 'pending' },
        { at: '2024-03-20', items: { si_1: { price: TEAM, quantity: 2 } } },
        { at: '2024-05-20', items: { si_2: null } },
      ],
    });

    expect(phases).toEqual([
      '2024-01-01 2024-03-05 ACTIVE team 3 x 50',
      '2024-03-05 2024-03-10 ACTIVE team 8 x 50',
      '2024-03-10 2024-03-20 ACTIVE team 8 x 50 + starter 1 x 20',
      '2024-03-20 2024-05-20 ACTIVE team 2 x 50 + starter 1 x 20',
      '2024-05-20 open ACTIVE team 2 x 50',
    ]);
    expect(reasons).toEqual([]);
  });

  test('a change that begins a new billing period takes back the rest of the present one', () => {
    const reset = (day: string, quantity: number) => ({
      ...{ at: day, items: { si_1: { price: TEAM, quantity } }, as: 'reset' as const },
    });
    const { phases, reasons } = map({ changes: [reset('2024-03-10', 3), reset('2024-04-20', 4)] });

    expect(phases).toEqual(['2024-01-01 2024-04-20 ACTIVE team 3 x 50', '2024-04-20 open ACTIVE team 4 x 50']);
    expect(reasons).toEqual([]);
  });

  test('an invoice that charged another amount than its price makes the history approximate', () => {
    const { reasons } = map({}, ({ invoices }) => {
      const [first, ...rest] = structuredClone(invoices) as Stripe.Invoice[];
      first!.lines.data[0]!.amount = 14_000;
      return { invoices: [first!, ...rest] };
    });

    expect(reasons).toEqual([REASONS.invoiceDiffers]);
  });
});

describe('status', () => {
  test('a subscription that is past due is so from the invoice that failed', () => {
    const { phases, reasons } = map({ invoices: open('2024-07-01'), fields: { status: 'past_due' } });

    expect(phases).toEqual(['2024-01-01 2024-07-01 ACTIVE team 3 x 50', '2024-07-01 open PAST_DUE team 3 x 50']);
    expect(reasons).toEqual([]);
  });

  test('an unpaid subscription ends with the reason NOT_PAID, at the instant that an event tells', () => {
    const unpaid = { invoices: open('2024-06-01'), readAt: '2024-06-25', fields: { status: 'unpaid' } };
    const told = map(unpaid, () => ({ statusSince: new Map([['sub_1', at('2024-06-20')]]) }));

    expect(told.phases).toEqual([
      '2024-01-01 2024-06-01 ACTIVE team 3 x 50',
      '2024-06-01 2024-06-20 PAST_DUE team 3 x 50',
    ]);
    expect(told.record).toMatchObject({ cancelAt: '2024-06-20T00:00:00.000Z', churnReason: 'NOT_PAID' });
    expect(told.reasons).toEqual([]);
    expect(map(unpaid).reasons).toEqual([REASONS.unpaidStartUnknown]);
  });

  test('a pause of payment collection whose start is not known begins with the billing period', () => {
    const { phases, reasons } = map({
      fields: { pause_collection: { behavior: 'mark_uncollectible', resumes_at: null } },
    });

    expect(phases).toEqual(['2024-01-01 2024-07-01 ACTIVE team 3 x 50', '2024-07-01 open PAUSED team 3 x 50']);
    expect(reasons).toEqual([REASONS.pauseStartUnknown]);
  });

  test('a scheduled pause suspends what is sold, although its unused time is credited', () => {
    const changes = [{ at: '2024-06-10', items: { si_1: null, si_2: { price: STARTER, quantity: 1 } } }];
    const billed = map({ changes: [] }, ({ invoices }) => {
      const { invoices: others } = bill({
        ...{ id: 'sub_1', customer: 'cus_1', start: '2024-01-01', readAt: '2024-06-11', changes },
        ...{ items: { si_1: { price: TEAM, quantity: 3 } } },
      });
      const update = others.at(-1)!;
      update.lines.data = update.lines.data.filter(({ amount }) => amount < 0);
      const pause = { pause_at: at('2024-06-10'), settings: null, status: { type: 'succeeded' } };
      const resume = { resume_at: at('2024-06-20'), settings: {}, status: { type: 'succeeded' } };
      const phases = [{ from: '2024-01-01', to: null, items: [{ price: 'price_team', quantity: 3 }] }];
      return {
        invoices: [...invoices, update],
        schedules: [schedule('sub_sched_1', 'sub_1', phases, { pause_schedules: [{ key: 'one', pause, resume }] })],
      };
    });

    expect(billed.phases).toEqual([
      '2024-01-01 2024-06-10 ACTIVE team 3 x 50',
      '2024-06-10 2024-06-20 PAUSED team 3 x 50',
      '2024-06-20 open ACTIVE team 3 x 50',
    ]);
  });

  test('payment collection that keeps drafts is no pause', () => {
    const { phases, reasons } = map({ fields: { pause_collection: { behavior: 'keep_as_draft', resumes_at: null } } });

    expect(phases).toEqual(['2024-01-01 open ACTIVE team 3 x 50']);
    expect(reasons).toEqual([]);
  });

  test('a trial that ended without a payment method sells nothing from then on', () => {
    const paused = map({ trialEnd: '2024-01-15', resumed: '2030-01-01', fields: { status: 'paused' } });

    expect(paused.phases).toEqual(['2024-01-01 2024-01-15 TRIALING team 3 x 50']);
    expect(paused.reasons).toEqual([]);
  });

  test('a trial in progress is followed by paid time, unless it is canceled', () => {
    const trial = { trialEnd: '2024-07-20', start: '2024-07-06' };
    const canceled = map({ ...trial, fields: { cancel_at: at('2024-07-20'), canceled_at: at('2024-07-09') } });

    expect(map(trial).phases).toEqual([
      '2024-07-06 2024-07-20 TRIALING team 3 x 50',
      '2024-07-20 open ACTIVE team 3 x 50',
    ]);
    expect(canceled.record).toMatchObject({
      cancelAt: '2024-07-20T00:00:00.000Z',
      cancelRequestedAt: '2024-07-09T00:00:00.000Z',
    });
  });

  test('an invoice that was never paid is past due until a later one was paid', () => {
    const { phases, reasons } = map({ invoices: open('2024-04-01') });

    expect(phases[1]).toBe('2024-04-01 2024-05-01 PAST_DUE team 3 x 50');
    expect(reasons).toEqual([REASONS.neverPaid]);
  });
});

describe('endings', () => {
  test.each([
    ['too_expensive', null, 'PRICE'],
    ['missing_features', null, 'PRODUCT'],
    ['switched_service', null, 'COMPETITOR'],
    ['unused', null, 'NEED_ENDED'],
    ['customer_service', null, 'SERVICE'],
    ['other', null, 'OTHER'],
    [null, 'payment_failed', 'NOT_PAID'],
    [null, 'cancellation_requested', null],
    ['a_feedback_of_the_future', null, null],
  ])('feedback %s and reason %s become the churn reason %s', (feedback, reason, expected) => {
    const { record } = map({
      ended: '2024-06-10',
      fields: { cancellation_details: { comment: null, feedback, reason } },
    });

    expect(record).toMatchObject({ cancelAt: '2024-06-10T00:00:00.000Z', churnReason: expected });
    expect(record!.phases.at(-1)!.to).toBe('2024-06-10T00:00:00.000Z');
  });

  test('a subscription that is not canceled takes a recorded cancellation back', () => {
    expect(map({}).record).toMatchObject({ cancelAt: null, churnReason: null });
  });

  test('the end of a schedule is agreed, not a cancellation', () => {
    const phases = [{ from: '2024-01-01', to: '2024-12-01', items: [{ price: 'price_team', quantity: 3 }] }];
    const scheduled = map({}, () => ({
      schedules: [schedule('sub_sched_1', 'sub_1', phases, { end_behavior: 'cancel' })],
    }));

    expect(scheduled.phases).toEqual(['2024-01-01 2024-12-01 ACTIVE team 3 x 50']);
    expect(scheduled.record).toMatchObject({ cancelAt: null });
    expect(scheduled.reasons).toEqual([]);
  });
});

describe('schedules', () => {
  const PHASES = [
    { from: '2024-01-01', to: '2024-09-01', items: [{ price: 'price_team', quantity: 3 }] },
    { from: '2024-09-01', to: '2025-01-01', items: [{ price: 'price_team', quantity: 9 }] },
  ];

  test('future phases are recorded, the last one without an end', () => {
    const { phases, reasons } = map({}, () => ({ schedules: [schedule('sub_sched_1', 'sub_1', PHASES)] }));

    expect(phases).toEqual(['2024-01-01 2024-09-01 ACTIVE team 3 x 50', '2024-09-01 open ACTIVE team 9 x 50']);
    expect(reasons).toEqual([]);
  });

  test('future phases of a released schedule do not apply', () => {
    const released = { status: 'released', released_at: at('2024-05-01'), released_subscription: 'sub_1' };
    const { phases } = map({}, () => ({ schedules: [schedule('sub_sched_1', null, PHASES, released)] }));

    expect(phases).toEqual(['2024-01-01 open ACTIVE team 3 x 50']);
  });

  test('a schedule that has not started is refused until it has a subscription', () => {
    const { verdicts } = mapCustomer(
      objects(customer('cus_1'), { schedules: [schedule('sub_sched_1', null, PHASES, { status: 'not_started' })] }),
      catalogOf(PRODUCTS, [TEAM], { readAt: '2023-12-01' }),
    );

    expect(verdicts).toEqual([{ subject: 'sub_sched_1', exactness: 'REFUSED', reasons: [REASONS.scheduleNotStarted] }]);
  });
});

describe('discounts', () => {
  const HALF = coupon('HALF', 'forever', { percent_off: 50 });

  test('a discount that was removed ends at the first period that was charged without it', () => {
    const removed = discount('di_1', HALF, '2024-01-01', '2024-03-20');
    const { record, reasons } = map({ discounts: [removed] }, ({ invoices }) => ({
      // The object on an invoice does not tell that the discount was removed later.
      invoices: JSON.parse(
        JSON.stringify(invoices).replaceAll(`"end":${at('2024-03-20')}`, '"end":null'),
      ) as Stripe.Invoice[],
    }));

    expect(record!.discounts).toEqual([
      {
        ...{ code: 'HALF', percentOff: '50', duration: 'FOREVER' },
        ...{ from: '2024-01-01T00:00:00.000Z', to: '2024-04-01T00:00:00.000Z' },
      },
    ]);
    expect(reasons).toEqual([REASONS.discountRemoved]);
  });

  test('a discount that is only known by its id makes the history approximate', () => {
    const { reasons } = map(
      { discounts: [discount('di_1', HALF, '2024-01-01', null)] },
      ({ invoices, subscriptions }) => ({
        invoices: invoices.map((one) => ({
          ...one,
          discounts: ['di_1'],
          lines: {
            ...one.lines,
            data: one.lines.data.map((line) => ({ ...line, discount_amounts: [{ amount: 7500, discount: 'di_1' }] })),
          },
        })),
        subscriptions: subscriptions.map((one) => ({ ...one, discounts: ['di_1'] })),
      }),
    );

    expect(reasons).toEqual([REASONS.discountUnknown, REASONS.discountDiffers]);
  });

  test('a discount on one of several items is recorded as the amount that it takes off', () => {
    const off = discount(
      'di_1',
      coupon('TEAM', 'forever', { percent_off: 20, applies_to: { products: ['team'] } }),
      '2024-01-01',
      null,
    );
    const { record, reasons } = map(
      { items: { si_1: { price: TEAM, quantity: 3 }, si_2: { price: STARTER, quantity: 1 } } },
      ({ subscriptions }) => ({ subscriptions: subscriptions.map((one) => ({ ...one, discounts: [off] })) }),
    );

    expect(record!.discounts).toMatchObject([
      { amountOff: { amount: '30', currencyCode: 'USD' }, duration: 'FOREVER' },
    ]);
    expect(reasons).toEqual([REASONS.discountOfItems]);
  });

  test('an amount before a percentage is not what Clientele computes', () => {
    const ten = coupon('TEN', 'forever', { amount_off: 1000, currency: 'usd' });
    const discounts = [discount('di_1', ten, '2024-01-01', null), discount('di_2', HALF, '2024-01-01', null)];

    expect(map({ discounts }).reasons).toContain(REASONS.discountOrder);
  });

  test('a discount of the customer applies to a subscription that has none', () => {
    const { record } = map({}, () => ({
      customer: customer('cus_1', { discount: discount('di_1', HALF, '2023-06-01', null) }),
    }));

    expect(record!.discounts).toMatchObject([{ code: 'HALF', from: '2024-01-01T00:00:00.000Z' }]);
  });
});
