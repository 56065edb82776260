export const DAY = 86_400;

/** Writes Stripe's seconds as the API takes instants. */
export const instantOf = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** An interval in seconds, `to` exclusive. */
export interface Interval {
  from: number;
  to: number;
}

/** Returns the parts of an interval that none of the others covers. */
export function uncovered(interval: Interval, others: readonly Interval[]): Interval[] {
  const gaps: Interval[] = [];
  let at = interval.from;
  for (const { from, to } of others.toSorted((a, b) => a.from - b.from)) {
    if (from >= interval.to) break;
    if (from > at) gaps.push({ from: at, to: from });
    at = Math.max(at, to);
  }
  if (at < interval.to) gaps.push({ from: at, to: interval.to });
  return gaps;
}
