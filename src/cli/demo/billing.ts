import { DAY_MS, type Instant } from '../../classification/calendar.js';
import type { ExchangeRateImport, SubscriptionImport, UsageImport } from '../../imports/import.inputs.js';
import type { PhaseInput } from '../../subscriptions/subscription.inputs.js';
import { daysAfter, monthsAfter, startOfDay } from './dates.js';
import { ADD_ONS, PLANS, usd } from './vendor.js';

/** Countries whose companies pay in euros. A price in euros has the same number as the one in dollars. */
const EURO_COUNTRIES = [
  ...['Austria', 'Belgium', 'Finland', 'France', 'Germany', 'Ireland', 'Italy', 'Portugal', 'Slovakia', 'Spain'],
];

/** Dollars for a euro, in ten-thousandths, each for two months, repeated. */
const EURO_RATES = [1_0820, 1_0945, 1_0710, 1_0585, 1_0765, 1_0990, 1_1130, 1_0880, 1_0655, 1_0430, 1_0595, 1_0815];
const RATED_MONTHS = 84;
const USAGE_MONTHS = 6;

/** Selects accounts by their number: a random choice would change what is generated after it. */
const isEvery = (nth: number, number: number): boolean => number % nth === 0;

/** Makes a rate for every second month of the last years. */
export function euroRates(now: Instant): ExchangeRateImport[] {
  const first = startOfDay(monthsAfter(now, -RATED_MONTHS));
  return Array.from({ length: RATED_MONTHS / 2 }, (_, i) => ({
    currencyCode: 'EUR',
    from: new Date(monthsAfter(first, i * 2)).toISOString().slice(0, 10),
    rate: (EURO_RATES[i % EURO_RATES.length]! / 1_0000).toFixed(4),
  }));
}

/** Adds the currency, add-ons and discounts to a subscription. */
export function asSold(subscription: SubscriptionImport, number: number, country: string): SubscriptionImport {
  const { phases } = subscription;
  const currencyCode = EURO_COUNTRIES.includes(country) ? 'EUR' : 'USD';
  const [start] = phases.map(({ from }) => from);
  const paidFrom = phases.find(({ status }) => status !== 'TRIALING')?.from ?? start!;
  const welcome = {
    ...{ code: 'WELCOME', percentOff: '25', duration: 'REPEATING' as const },
    ...{ from: paidFrom, to: monthsAfter(paidFrom, 2) },
  };
  const partner = { code: 'PARTNER', percentOff: '10', duration: 'FOREVER' as const };
  return {
    ...subscription,
    phases: phases.map((phase) => withAddOn(inCurrency(phase, currencyCode), number)),
    discounts: [...(isEvery(9, number) ? [welcome] : []), ...(isEvery(13, number) ? [partner] : [])],
  };
}

const inCurrency = (phase: PhaseInput, currencyCode: string): PhaseInput => ({
  ...phase,
  unitPrice: phase.unitPrice && { ...phase.unitPrice, currencyCode },
});

/** Adds priority support, paid by the month, to some subscriptions to the higher plans. */
function withAddOn(phase: PhaseInput, number: number): PhaseInput {
  const { planExternalId, quantity, unitPrice, billingInterval, ...rest } = phase;
  const isHigher = planExternalId === PLANS.business.externalId || planExternalId === PLANS.enterprise.externalId;
  if (!isHigher || !isEvery(4, number) || !unitPrice) return phase;
  const { currencyCode } = unitPrice;
  const supportPrice = { ...usd(ADD_ONS.support.listPriceMinor), currencyCode };
  return {
    ...rest,
    billingInterval,
    items: [
      { planExternalId, role: 'BASE', quantity, unitPrice },
      {
        ...{
          planExternalId: ADD_ONS.support.externalId,
          role: 'ADD_ON' as const,
          quantity: 1,
          unitPrice: supportPrice,
        },
        billingPeriod: { unit: 'MONTH' as const, count: 1 },
      },
    ],
  } as PhaseInput;
}

/** Charges some accounts for messages in each of the last months in which they paid. */
export function usageOf(
  number: number,
  accountExternalId: string,
  phases: readonly PhaseInput[],
  now: Instant,
): UsageImport[] {
  if (!isEvery(6, number)) return [];
  const isPaidAt = (at: Instant): boolean =>
    phases.some(({ from, to, status }) => from <= at && at < (to ?? Infinity) && status === 'ACTIVE');
  return Array.from({ length: USAGE_MONTHS }, (_, i) => monthsAfter(startOfMonth(now), -i) - DAY_MS)
    .filter(isPaidAt)
    .map((at, i) => ({
      externalId: `usage-${number}-${i + 1}`,
      accountExternalId,
      at,
      amount: usd((((number * 37 + i * 11) % 90) + 10) * 1_25),
    }));
}

const startOfMonth = (at: Instant): Instant => daysAfter(startOfDay(at), 1 - new Date(at).getUTCDate());
