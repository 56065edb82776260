import {
  DAY_MS,
  RULES_REPEAT_FROM,
  toZone,
  type Instant,
  type Zone,
  type ClockChanges,
} from '../classification/calendar.js';
import { combineSteps } from '../classification/steps.js';

/** Before the first change of any time zone, which was on 31 December 1844. */
const FIRST_CHANGE_AFTER: Instant = Date.UTC(1844, 0, 1);

/** Shorter than the shortest time between two changes, the four days that Freetown had in September 1939. */
const STEP_MS = 3 * DAY_MS;

/** Offsets have whole seconds, so clocks change at whole seconds. */
const PRECISION_MS = 1_000;

const known = new Map<string, ClockChanges>([['UTC', [[null, 0]]]]);

/** Tells whether the runtime knows a time zone by this name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * Returns the clock changes up to `RULES_REPEAT_FROM` of an IANA time zone, as the runtime knows them. They take about
 * 0.1 s to find; each zone is computed once per process.
 *
 * @throws RangeError if the runtime does not know the zone.
 */
export function clockChangesOf(timeZone: string): ClockChanges {
  const changes = known.get(timeZone) ?? findClockChanges(runtimeOffsets(timeZone));
  known.set(timeZone, changes);
  return changes;
}

export const zoneOf = (changes: ClockChanges): Zone =>
  toZone(
    changes.map(([start]) => start ?? -Infinity),
    changes.map(([, offsetMs]) => offsetMs),
  );

/** Returns the first instant at which two different time zones have different local times. */
export function firstDifference(a: ClockChanges, b: ClockChanges): Instant {
  const { starts, values } = combineSteps([zoneOf(a), zoneOf(b)], ([before, after]) => before !== after);
  return starts[values.indexOf(true)] ?? Infinity;
}

/** Returns the offset of local time from UTC in ms as a function of the instant. */
function runtimeOffsets(timeZone: string): (at: Instant) => number {
  // Only the year, which takes half as long as the whole date.
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset', year: 'numeric' });
  return (at) => {
    // Written as GMT, GMT-03:30 or, before standard time was introduced, GMT+00:53:28.
    const [, sign, hours, minutes, seconds = 0] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(format.format(at)) ?? [];
    if (sign === undefined) return 0;
    const offsetMs = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
    return sign === '-' ? -offsetMs : offsetMs;
  };
}

function findClockChanges(offsetAt: (at: Instant) => number): ClockChanges {
  let offset = offsetAt(FIRST_CHANGE_AFTER);
  const changes: [Instant | null, number][] = [[null, offset]];
  for (let from = FIRST_CHANGE_AFTER; from < RULES_REPEAT_FROM; from += STEP_MS) {
    const to = Math.min(from + STEP_MS, RULES_REPEAT_FROM - PRECISION_MS);
    const offsetAfter = offsetAt(to);
    if (offsetAfter === offset) continue;
    changes.push([findChange(offsetAt, offset, from, to), offsetAfter]);
    offset = offsetAfter;
  }
  return changes;
}

/** Returns the first instant after `from`, up to `to`, at which the offset is not `before` any more. */
function findChange(offsetAt: (at: Instant) => number, before: number, from: Instant, to: Instant): Instant {
  let [low, high] = [from / PRECISION_MS, to / PRECISION_MS];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * PRECISION_MS) === before) low = middle;
    else high = middle;
  }
  return high * PRECISION_MS;
}
