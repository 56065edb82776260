import { blockRuleChanges } from '../accounts/account.service.js';
import type { Instant } from '../classification/calendar.js';
import type { Sql } from '../database/statement.js';
import type { Merged } from '../database/upsert.js';
import type { InputCheck } from '../graphql/input-check.js';
import { writeInstant } from '../graphql/scalars.js';
import { refuse, UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import { holdCurrencies } from '../derivation/applied-rates.service.js';
import { loadCurrency } from '../money/currency.service.js';
import { problemOfCurrency } from '../money/exchange-rates.service.js';
import type { Currency, MoneyInput } from '../money/money.type.js';
import { loadAgreedEnds } from './agreed-end.service.js';
import { currencyConflicts, type CurrencyConflict } from './currency-conflicts.service.js';
import { codeOf } from './price.js';
import type { DiscountInput, PhaseItemInput } from './subscription.inputs.js';
import type { StoredSubscription } from './subscription.service.js';
import { selectCurrencySpans, type CurrencySpan } from './subscription.sql.js';

/** The inputs that contain prices. */
interface PricedInput {
  unitPrice?: MoneyInput | null;
  items?: readonly PhaseItemInput[] | null;
  discounts?: readonly DiscountInput[] | null;
}

type NamedCurrency = readonly [field: FieldPath, code: string];

/** Lists where an input names a currency other than the workspace's. */
export function foreignCurrenciesIn({ unitPrice, items, discounts }: PricedInput, { code }: Currency): NamedCurrency[] {
  const prices: [FieldPath, MoneyInput | null | undefined][] = [
    [['unitPrice'], unitPrice],
    ...(items ?? []).map((item, i): (typeof prices)[number] => [['items', i, 'unitPrice'], item.unitPrice]),
    ...(discounts ?? []).map(({ amountOff }, i): (typeof prices)[number] => [['discounts', i, 'amountOff'], amountOff]),
  ];
  return prices.flatMap(([path, money]) =>
    money && money.currencyCode !== code ? [[[...path, 'currencyCode'], money.currencyCode] as const] : [],
  );
}

/** Lists where a subscription of phases names a currency other than the workspace's. */
export const foreignCurrenciesOf = (
  { phases, discounts }: Pick<PricedInput, 'discounts'> & { phases: readonly PricedInput[] },
  currency: Currency,
): NamedCurrency[] => [
  ...phases.flatMap((phase, i) =>
    foreignCurrenciesIn(phase, currency).map(([path, code]) => [['phases', i, ...path], code] as const),
  ),
  ...foreignCurrenciesIn({ discounts: discounts ?? null }, currency),
];

/**
 * Prepares to record what an input sells, before accounts are locked. Neither a rate nor the plan of an item can be deleted
 * until the transaction ends. Refuses currencies that have no exchange rate.
 */
export async function holdWhatIsSold(
  sql: Sql,
  check: InputCheck,
  input: PricedInput,
  currency: Currency,
): Promise<void> {
  if (input.items) await blockRuleChanges(sql);
  const named = foreignCurrenciesIn(input, currency);
  const rated = await holdCurrencies(
    sql,
    named.map(([, code]) => code),
  );
  for (const [field, code] of named) {
    const problem = problemOfCurrency(rated, code);
    if (problem !== null) check.add(UserErrorCode.NOT_FOUND, field, problem);
  }
  check.done();
}

function spansOf(subscription: StoredSubscription, end: Instant | null): CurrencySpan[] {
  const { id: subscriptionId, accountId, withdrawnAt, phases } = subscription;
  if (withdrawnAt !== null) return [];
  return phases.map(({ from, to, unitPrice: { currencyCode } }) => ({
    accountId,
    subscriptionId,
    from,
    to: to === Infinity ? (end ?? to) : to,
    currencyCode,
  }));
}

/**
 * Returns the changed subscriptions that would overlap others of their accounts in another currency, by id. A subscription
 * that is refused stays as it was recorded, and may then be in the way of others.
 */
export async function inOtherCurrency(
  sql: Sql,
  changed: readonly Merged<StoredSubscription>[],
): Promise<Map<string, CurrencyConflict>> {
  if (changed.length === 0) return new Map();
  const after = changed.map((one) => one.after);
  const ends = await loadAgreedEnds(sql, after);
  const spans = after.flatMap((one, i) => spansOf(one, ends[i]!));
  const accountIds = new Set(after.map(({ accountId }) => accountId));
  const withForeign = new Set(spans.filter((span) => span.currencyCode !== null).map(({ accountId }) => accountId));
  const recorded = await sql.run(
    selectCurrencySpans,
    [...withForeign],
    [...accountIds].filter((id) => !withForeign.has(id)),
  );
  const refused = new Map<string, CurrencyConflict>();
  if (withForeign.size === 0 && recorded.length === 0) return refused;
  const changedIds = new Set(after.map(({ id }) => id));
  for (;;) {
    const isReplaced = (id: string): boolean => changedIds.has(id) && !refused.has(id);
    const found = currencyConflicts([
      ...spans.filter(({ subscriptionId }) => isReplaced(subscriptionId)),
      ...recorded.filter(({ subscriptionId }) => !isReplaced(subscriptionId)),
    ]);
    const inTheWay = [...found].filter(([id]) => isReplaced(id));
    if (inTheWay.length === 0) return refused;
    for (const [id, conflict] of inTheWay) refused.set(id, conflict);
  }
}

export function conflictMessage({ own, other }: CurrencyConflict, currency: Currency): string {
  const [code, otherCode] = [own, other].map(({ currencyCode }) => codeOf(currencyCode, currency));
  const at = writeInstant(Math.max(own.from, other.from));
  return `Expected all subscriptions of an account to be in one currency at a time; at ${at} this one is in ${code} and another one in ${otherCode}. Record a second account for the subscriptions in ${code}.`;
}

/**
 * Refuses a change after which a subscription would overlap another one of its account in another currency, or restore
 * phases in a currency whose rates have been deleted since.
 */
export async function refuseCurrencies(sql: Sql, one: Merged<StoredSubscription>, field: FieldPath): Promise<void> {
  const codes = one.after.phases.map(({ unitPrice: { currencyCode } }) => currencyCode);
  const [conflicts, rated] = await Promise.all([inOtherCurrency(sql, [one]), holdCurrencies(sql, codes)]);
  const conflict = conflicts.get(one.after.id);
  if (conflict) refuse(UserErrorCode.CONFLICT, field, conflictMessage(conflict, await loadCurrency(sql)));
  for (const code of codes) {
    const problem = problemOfCurrency(rated, code);
    if (problem !== null) refuse(UserErrorCode.NOT_FOUND, field, problem);
  }
}
