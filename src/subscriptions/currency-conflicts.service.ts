import type { CurrencySpan } from './subscription.sql.js';

/** Two phases in different currencies that are in force at one instant. */
export interface CurrencyConflict {
  own: CurrencySpan;
  other: CurrencySpan;
}

/** Returns, for each subscription that overlaps another one of its account in another currency, one such overlap. */
export function currencyConflicts(spans: readonly CurrencySpan[]): Map<string, CurrencyConflict> {
  const conflicts = new Map<string, CurrencyConflict>();
  const add = (own: CurrencySpan, other: CurrencySpan): void => {
    if (!conflicts.has(own.subscriptionId)) conflicts.set(own.subscriptionId, { own, other });
  };
  /** The spans in force, by account and currency. */
  const inForce = new Map<string, Map<string | null, CurrencySpan[]>>();
  for (const span of spans.filter(({ from, to }) => from < to).toSorted((a, b) => a.from - b.from)) {
    const byCurrency = inForce.get(span.accountId) ?? new Map<string | null, CurrencySpan[]>();
    inForce.set(span.accountId, byCurrency);
    for (const [currencyCode, started] of byCurrency) {
      if (currencyCode === span.currencyCode) continue;
      const others = started.filter(({ to }) => to > span.from);
      byCurrency.set(currencyCode, others);
      for (const other of others) {
        add(other, span);
        add(span, other);
      }
    }
    byCurrency.set(span.currencyCode, [...(byCurrency.get(span.currencyCode) ?? []), span]);
  }
  return conflicts;
}
