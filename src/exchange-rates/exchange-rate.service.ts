import type { Instant } from '../classification/calendar.js';
import { indexBy } from '../database/grouping.js';
import type { Sql } from '../database/statement.js';
import { outcomeOf, type Merged } from '../database/upsert.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { addAppliedRates, applyRates, lockCurrency, removeAppliedRate } from '../derivation/applied-rates.service.js';
import { lockRules } from '../derivation/rollout.service.js';
import { counted } from '../classification/words.js';
import { InputCheck } from '../graphql/input-check.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { loadCurrency } from '../money/currency.service.js';
import type { ExchangeRateRow } from '../money/exchange-rate.sql.js';
import { keepFirstRates } from '../policies/policy.service.js';
import { checkCurrencyOfRate, readExchangeRate } from './exchange-rate-check.service.js';
import type { ExchangeRateDeleteInput, ExchangeRatesArgs, ExchangeRateUpsertInput } from './exchange-rate.inputs.js';
import {
  countUsesOfCurrency,
  deleteExchangeRates,
  EXCHANGE_RATES,
  selectRatesBetween,
  selectRatesByDay,
  upsertExchangeRates,
} from './exchange-rate.sql.js';

export const MAX_LISTED_RATES = 1_000;

const keyOf = ({ currencyCode, fromDay }: ExchangeRateRow): string => `${currencyCode} ${fromDay}`;

/** Lists exchange rates by currency and day. */
export async function listExchangeRates(
  sql: Sql,
  { currencyCode, from, until }: ExchangeRatesArgs,
): Promise<ExchangeRateRow[]> {
  const check = new InputCheck();
  check.text(['currencyCode'], currencyCode, 3);
  check.day(['from'], from);
  check.day(['until'], until);
  check.done();
  const rates = await sql.run(selectRatesBetween, currencyCode, from, until, MAX_LISTED_RATES + 1);
  if (rates.length <= MAX_LISTED_RATES) return rates;
  return refuse(
    UserErrorCode.TOO_MANY,
    ['from'],
    `Expected at most ${MAX_LISTED_RATES} exchange rates; got more. Narrow the list with currencyCode, from and until.`,
  );
}

/**
 * Records exchange rates, at most one for each currency and day. The rules must be locked, and `applyRates` must follow.
 */
export async function storeExchangeRates(
  sql: Sql,
  now: Instant,
  rates: readonly ExchangeRateRow[],
): Promise<Merged<ExchangeRateRow>[]> {
  if (rates.length === 0) return [];
  const codes = rates.map(({ currencyCode }) => currencyCode);
  const existing = await sql.run(
    selectRatesByDay,
    codes,
    rates.map(({ fromDay }) => fromDay),
  );
  const before = indexBy(existing, keyOf);
  const merged = rates.map((after) => ({ after, before: before.get(keyOf(after)) }));
  const changed = merged.filter((one) => outcomeOf(one) !== 'unchanged').map(({ after }) => after);
  await sql.run(upsertExchangeRates, EXCHANGE_RATES.toRecords(changed.map((rate) => ({ ...rate, updatedAt: now }))));
  const first = await addAppliedRates(sql, codes);
  const firstRates = Object.fromEntries(first.map(({ currencyCode, rate }) => [currencyCode, rate]));
  if (first.length > 0) await keepFirstRates(sql, firstRates);
  return merged;
}

/** Records an exchange rate, and converts the current state of the accounts in its currency. */
export const upsertExchangeRate = (scope: WorkspaceScope, input: ExchangeRateUpsertInput): Promise<ExchangeRateRow> =>
  scope.write(async (sql) => {
    const check = new InputCheck();
    const rate = readExchangeRate(check, [], input, await loadCurrency(sql));
    check.done();
    await lockRules(sql);
    await storeExchangeRates(sql, scope.now, [rate]);
    await applyRates(sql, scope.now);
    return rate;
  });

/** Deletes an exchange rate, unless it is the last one of a currency that is in use. Returns it. */
export const deleteExchangeRate = (scope: WorkspaceScope, input: ExchangeRateDeleteInput): Promise<ExchangeRateRow> =>
  scope.write(async (sql) => {
    const { currencyCode, from } = input;
    const check = new InputCheck();
    checkCurrencyOfRate(check, ['currencyCode'], currencyCode, await loadCurrency(sql));
    check.day(['from'], from);
    check.done();
    await lockRules(sql);
    await lockCurrency(sql, currencyCode);
    const [deleted] = await sql.run(deleteExchangeRates, currencyCode, from);
    if (!deleted) {
      const message = `Expected the day of a recorded exchange rate; ${currencyCode} has none from ${from}. \`exchangeRates\` lists them.`;
      return refuse(UserErrorCode.NOT_FOUND, ['from'], message);
    }
    const [left] = await sql.run(countUsesOfCurrency, currencyCode);
    const { rates, phases, usage } = left!;
    if (rates === 0 && phases + usage > 0) {
      const uses = [
        phases > 0 && counted(phases, 'phase of a subscription', 'phases of subscriptions'),
        usage > 0 && counted(usage, 'usage record'),
      ].filter(Boolean);
      refuse(
        UserErrorCode.CONFLICT,
        ['from'],
        `Expected ${currencyCode} to keep an exchange rate, because it is the currency of ${uses.join(' and ')}; this is its last one. Replace it with exchangeRateUpsert.`,
      );
    }
    if (rates === 0) await removeAppliedRate(sql, currencyCode);
    await applyRates(sql, scope.now);
    return deleted;
  });
