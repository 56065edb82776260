import { DateTime, Duration } from 'luxon';
import { END_OF_TIME, START_OF_TIME, type Instant } from '../classification/calendar.js';

/** Returns the current instant. */
export type Clock = () => Instant;

const isInCalendar = (at: number): boolean => at >= START_OF_TIME && at <= END_OF_TIME;

/**
 * Makes the clock of a process: the machine's clock if `setting` is undefined, a clock stopped at an RFC 3339 instant, or
 * one shifted by an ISO 8601 duration such as `+P30D` or `-PT1H`.
 *
 * @throws Error if `setting` is none of these.
 */
export function makeClock(setting: string | undefined): Clock {
  if (setting === undefined) return Date.now;
  const [, sign, duration] = /^([+-])(P.+)$/.exec(setting) ?? [];
  if (duration) {
    const shift = Duration.fromISO(duration);
    const shifted = (): DateTime => (sign === '+' ? DateTime.utc().plus(shift) : DateTime.utc().minus(shift));
    if (shift.isValid && isInCalendar(shifted().toMillis())) return () => shifted().toMillis();
  }
  const stopped = DateTime.fromISO(setting, { setZone: true });
  if (stopped.isValid && /T.*(Z|[+-]\d\d:\d\d)$/.test(setting)) {
    const at = stopped.toMillis();
    if (isInCalendar(at)) return () => at;
  }
  throw new Error(
    `CLIENTELE_NOW: expected an RFC 3339 instant such as 2026-01-31T00:00:00Z, or a shift such as +P30D; got ${setting}.`,
  );
}
