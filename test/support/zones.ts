import { toZone, UTC, type Zone } from '../../src/classification/calendar.js';
import { UTC_CLOCK, type Clock } from '../classification/oracle-numbers.js';

const HOUR = 60 * 60 * 1000;

const clocks = new Map([['UTC', UTC_CLOCK]]);

/** Returns the changes of a clock from 2018 to 2032, as `Intl` knows them. */
export function clockOf(timeZone: string): Clock {
  const known = clocks.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const offsetAt = (at: number): number => {
    const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')!.value;
    const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(name) ?? [null, '+', '0', '0'];
    return (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  };
  const starts = [-Infinity];
  const offsets = [offsetAt(Date.UTC(2018, 0, 1))];
  for (let day = Date.UTC(2018, 0, 1); day < Date.UTC(2032, 0, 1); day += 24 * HOUR) {
    let [before, after] = [day, day + 24 * HOUR];
    if (offsetAt(before) === offsetAt(after)) continue;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (offsetAt(middle) === offsetAt(day)) before = middle;
      else after = middle;
    }
    starts.push(after);
    offsets.push(offsetAt(after));
  }
  const clock = { starts, offsets };
  clocks.set(timeZone, clock);
  return clock;
}

/** Returns the zone as the kernel takes it. */
export function zoneOf(timeZone: string): Zone {
  if (timeZone === 'UTC') return UTC;
  const { starts, offsets } = clockOf(timeZone);
  return toZone(starts, offsets);
}
