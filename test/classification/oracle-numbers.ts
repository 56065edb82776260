/** The oracle's own calendar and exact numbers, which share no code with the kernel. */

export const DAY = 24 * 60 * 60 * 1000;
/** 9999-12-31T23:59:59.999Z. Anything later never happens. */
export const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
/** 0001-01-01T00:00:00Z */
export const FIRST_INSTANT = Date.UTC(2001, 0, 1) - (2000 / 400) * 146_097 * DAY;

/** The calendar repeats every 400 years, which are 146,097 days. */
const ERA = 146_097 * DAY;

/** The offsets of local time from UTC in ms: `offsets[i]` holds from `starts[i]` on; the first start is -Infinity. */
export interface Clock {
  starts: readonly number[];
  offsets: readonly number[];
}
export const UTC_CLOCK: Clock = { starts: [-Infinity], offsets: [0] };

const offsetAt = ({ starts, offsets }: Clock, t: number): number =>
  offsets[starts.findLastIndex((start) => start <= t)]!;

/** Returns the first instant at which the clock shows a local time; of a skipped local time, the instant as much later. */
function firstShowing(local: number, clock: Clock): number {
  if (local === Infinity) return local;
  const showing = clock.offsets.map((offset) => local - offset).filter((t) => t + offsetAt(clock, t) === local);
  if (showing.length > 0) return Math.min(...showing);
  const skipping = clock.starts.findIndex((start, i) => i > 0 && start + clock.offsets[i]! > local);
  return local - clock.offsets[skipping - 1]!;
}

/** Applies a change of date and time to the local time of an instant. */
function byLocalTime(t: number, clock: Clock, change: (local: number) => number): number {
  if (clock.starts.length === 1) return change(t + clock.offsets[0]!) - clock.offsets[0]!;
  return firstShowing(change(t + offsetAt(clock, t)), clock);
}

/**
 * Returns the instant `months` later. Shifts the date by whole eras, because `Date.UTC` reads the years 0 to 99 as 1900
 * to 1999, then tries days from the wanted one downwards until the day stays in its month.
 */
export function plusMonths(from: number, months: number, clock = UTC_CLOCK): number {
  if (months === 0) return from;
  return byLocalTime(from, clock, (local) => {
    const eras = Math.floor((local - Date.UTC(2000, 0, 1)) / ERA);
    const date = new Date(local - eras * ERA);
    const yearsWrapped = Math.floor(months / 4800);
    const year = date.getUTCFullYear();
    const month = date.getUTCMonth() + (months - yearsWrapped * 4800);
    const timeOfDay = date.getTime() - Date.UTC(year, date.getUTCMonth(), date.getUTCDate());
    let day = date.getUTCDate();
    while (new Date(Date.UTC(year, month, day)).getUTCMonth() !== month % 12) day--;
    const result = Date.UTC(year, month, day) + timeOfDay + (eras + yearsWrapped) * ERA;
    // Open: nothing happens in a local year after 9999.
    return result > LAST_INSTANT ? Infinity : result;
  });
}

/** Returns the instant `days` local calendar days later. */
export const plusDays = (from: number, days: number, clock: Clock): number =>
  days === 0 || !Number.isFinite(from) ? from : byLocalTime(from, clock, (local) => local + days * DAY);

/** Returns the greatest n >= 0 with from + n months <= to, by counting up from a lower bound. */
export function monthsBetween(from: number, to: number, clock = UTC_CLOCK): number {
  let n = Math.max(0, Math.floor((to - from) / (31 * DAY)) - 2);
  while (plusMonths(from, n + 1, clock) <= to) n++;
  return n;
}

/** The fraction top / bottom; 1 / 0 is infinite. */
export interface Ratio {
  top: bigint;
  bottom: bigint;
}

export const whole = (n: number): Ratio => ({ top: BigInt(n), bottom: 1n });
export const toNumber = ({ top, bottom }: Ratio): number => Number(top) / Number(bottom);
export const isAtLeast = (a: Ratio, b: Ratio): boolean => a.top * b.bottom >= b.top * a.bottom;

export const plus = (a: Ratio, b: Ratio): Ratio => ({
  top: a.top * b.bottom + b.top * a.bottom,
  bottom: a.bottom * b.bottom,
});
export const times = (a: Ratio, b: Ratio): Ratio => ({ top: a.top * b.top, bottom: a.bottom * b.bottom });
export const minus = (a: Ratio, b: Ratio): Ratio => plus(a, times(whole(-1), b));
export const total = (all: readonly Ratio[]): Ratio => all.reduce(plus, whole(0));

/** Rounds a ratio that is not negative to an integer, halves to the even one. */
export function halfEven({ top, bottom }: Ratio): bigint {
  const [floor, rest] = [top / bottom, (top % bottom) * 2n];
  if (rest === bottom) return floor % 2n === 0n ? floor : floor + 1n;
  return rest > bottom ? floor + 1n : floor;
}

/** Returns the decimal as written, not the nearest binary number. */
export function parseDecimal(value: number | string): Ratio {
  const [, sign, units, decimals = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value))!;
  const digits = BigInt(`${sign!}${units!}${decimals}`);
  const scale = decimals.length - Number(exponent);
  return scale >= 0
    ? { top: digits, bottom: 10n ** BigInt(scale) }
    : { top: digits * 10n ** BigInt(-scale), bottom: 1n };
}
