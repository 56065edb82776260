import fc from 'fast-check';
import { UTC } from '../../src/classification/calendar.js';
import { toHistory } from '../../src/classification/history.js';
import { BASELINE_POLICY } from '../../src/classification/policy.js';
import { startingWith } from '../../src/classification/steps.js';
import type { AppliedRates } from '../../src/derivation/applied-rates.service.js';
import { deriveAccount, type DerivedAccount } from '../../src/derivation/derived-account.service.js';
import type { AccountHistory } from '../../src/derivation/history.service.js';
import type { PhaseOfAccountRow } from '../../src/derivation/history.sql.js';
import { toRecordedPhase, type RankedItem, type StoredDiscount } from '../../src/derivation/sold.js';
import { currencyOf } from '../../src/money/currency.js';
import { ExchangeRates } from '../../src/money/exchange-rates.js';
import { at, historyOf, phase, rulesOf, soldCases, testProperty } from '../support/histories.js';

const USD = currencyOf('USD', 2);
const RULES = { policies: [BASELINE_POLICY], topRank: startingWith(3), minorPerMajor: 100, zone: UTC };
const ACCOUNT = {
  ...{ id: 'account', externalId: null, name: 'Acme', domain: null, createdAt: 0 },
  ...{ successManagerId: null, policyVersion: 9 },
};
const ratesOf = (rates: Record<string, string>): ExchangeRates =>
  new ExchangeRates(
    Object.entries(rates).map(([currencyCode, rate]) => ({ currencyCode, fromDay: '2020-01-01', rate })),
    USD,
    UTC,
  );

const appliedOf = (rates: ExchangeRates): AppliedRates => ({
  rates,
  revisions: new Map(rates.currencyCodes.map((code) => [code, 1])),
});

const stored = (from: string, to: string | null, changes: Partial<PhaseOfAccountRow>): PhaseOfAccountRow => ({
  ...phase(from, to, { subscriptionId: 'A' }),
  ...{
    accountId: 'account',
    planId: 'p1',
    isCanceled: false,
    items: null,
    currencyCode: null,
    discounts: null,
    endsAt: null,
    noticeDays: null,
  },
  ...changes,
});
const derive = (rows: readonly PhaseOfAccountRow[], on: string, rates: ExchangeRates | null = null): DerivedAccount => {
  const recorded = rows.map((row) => toRecordedPhase(row, USD));
  return deriveAccount(ACCOUNT, toHistory(recorded, [], UTC), RULES, at(on), rates && appliedOf(rates));
};
const item = (changes: Partial<RankedItem>): RankedItem => ({
  ...{ planId: 'p1', planRank: 1, role: 'BASE', quantity: 1, unitPrice: '100', countsAsSeats: true },
  billingPeriod: { unit: 'MONTH', count: 1 },
  ...changes,
});
const discount = (changes: Partial<StoredDiscount>): StoredDiscount => ({
  ...{ code: null, percentOff: '50', amountOff: null, duration: 'REPEATING' as const },
  from: at('2024-01-01'),
  to: null,
  ...changes,
});

describe('a derived account', () => {
  it('has its amounts in its own currency, and those of lists converted at the rate of the instant', () => {
    const row = stored('2024-01-01', null, { currencyCode: 'EUR', unitPriceMinor: 9_995, termMonths: 12 });
    const { periods, renewals, now } = derive([row], '2024-06-01', ratesOf({ EUR: '1.1' }));
    expect(periods.at(-1)).toMatchObject({ mrrMinor: 99_950_000, currencyCode: 'EUR' });
    expect(periods[1]).toMatchObject({ currencyCode: 'EUR', currencyBefore: null });
    expect(renewals[0]).toMatchObject({ amountMinor: 1_199_400_000, mrrMinor: 99_950_000, currencyCode: 'EUR' });
    expect(now).toMatchObject({
      mrrMinor: 10_994,
      nativeMrrMinor: 99_950_000,
      currencyCode: 'EUR',
      billedAt: now.computedAt,
    });
  });

  it('is the same as before if the columns of its phases describe it', () => {
    const { now } = derive([stored('2024-01-01', null, {})], '2024-06-01');
    expect(now).toMatchObject({ mrrMinor: 4_900, nativeMrrMinor: null, currencyCode: null, billedAt: null });
  });

  it('is on the plan of its highest-ranked item that is not metered', () => {
    const items = [
      item({}),
      item({ planId: 'p2', planRank: 2, role: 'ADD_ON' }),
      item({ planId: 'p3', planRank: 3, role: 'USAGE', unitPrice: null }),
    ];
    const { now } = derive([stored('2024-01-01', null, { items })], '2024-06-01');
    expect(now.planId).toBe('p2');
  });

  it('renews at the price less the discounts that are still in effect when the next term begins', () => {
    const renewalWith = (changes: Partial<StoredDiscount>): number =>
      derive(
        [stored('2024-01-01', null, { items: [item({})], discounts: [discount(changes)], termMonths: 12 })],
        '2024-06-01',
      ).renewals[0]!.amountMinor;
    expect(renewalWith({})).toBe(60_000);
    expect(renewalWith({ to: at('2025-01-01') })).toBe(120_000);
    expect(renewalWith({ to: at('2025-01-01') + 1 })).toBe(60_000);
    expect(renewalWith({ duration: 'ONCE' })).toBe(120_000);
  });

  it('ends with an agreement that does not renew, unless something follows', () => {
    const once = stored('2024-01-01', null, { endsAt: at('2025-01-01'), termMonths: 12 });
    const { periods, now } = derive([once], '2024-06-01');
    expect(periods.at(-1)).toMatchObject({
      type: 'FORMER_CUSTOMER',
      from: at('2025-01-01'),
      isAfterCancellation: false,
    });
    expect(now.billedAt).toBe(now.computedAt);
    const followed = derive([once, stored('2025-01-01', null, {})], '2024-06-01');
    expect(followed.periods.at(-1)!.payingSince).toBe(at('2024-01-01'));
  });

  testProperty(
    'differs under other exchange rates only in the converted amount of lists',
    fc.property(soldCases, (testCase) => {
      const [history, rules] = [historyOf(testCase) as AccountHistory, rulesOf(testCase)];
      const rows = history.phases.map((one) => ({ ...one, items: null, endsAt: null }));
      const loaded = { ...history, phases: rows } as AccountHistory;
      const one = ratesOf({ EUR: '1.1', GBP: '1.3', CHF: '1', JPY: '0.01', KWD: '3.25' });
      const other = ratesOf({ EUR: '7', GBP: '0.001', CHF: '123456', JPY: '3', KWD: '0.5' });
      for (const t of testCase.instants) {
        const [a, b] = [one, other].map((rates) => deriveAccount(ACCOUNT, loaded, rules, t, appliedOf(rates)));
        expect({ ...b!, now: { ...b!.now, mrrMinor: 0 } }).toEqual({ ...a!, now: { ...a!.now, mrrMinor: 0 } });
        if (a!.now.currencyCode === null) expect(b!.now.mrrMinor).toBe(a!.now.mrrMinor);
      }
    }),
    0.3,
  );
});
