import fc from 'fast-check';
import { IANAZone } from 'luxon';
import {
  addLocalDays,
  addMonths,
  edgesOfMonthsBefore,
  END_OF_TIME,
  offsetAt,
  RULES_REPEAT_FROM,
  wholeMonthsBetween,
  type Instant,
  type Zone,
} from '../../src/classification/calendar.js';
import { clockChangesOf, zoneOf } from '../../src/derivation/clock-changes.js';
import { at, DAY, IS_LONG_RUN, testProperty, written } from '../support/histories.js';
import { plusMonths } from './oracle.js';
import { expectEqual, expectSame } from '../support/quick-expect.js';

const HOUR = DAY / 24;

/** Zones with odd clocks: half-hour and negative daylight saving, two hours, changes at midnight, a missing day. */
const ODD_NAMES = [
  ...['Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Cairo', 'America/Santiago', 'Asia/Kathmandu', 'Africa/Casablanca'],
  ...['Europe/Dublin', 'Antarctica/Troll', 'Asia/Tehran', 'America/Havana', 'Asia/Beirut', 'Pacific/Kwajalein'],
  ...['America/Juneau', 'Asia/Manila', 'America/Sao_Paulo', 'Europe/Berlin', 'America/New_York', 'Asia/Gaza'],
  ...['Africa/Monrovia', 'Europe/Amsterdam', 'America/St_Johns', 'Pacific/Chatham', 'UTC'],
];

/** All zones in a long run, otherwise a few: to find the changes of one takes about 0.1 s. */
const ALL_NAMES = Intl.supportedValuesOf('timeZone');
const NAMES = IS_LONG_RUN ? ALL_NAMES : fc.sample(fc.constantFrom(...ALL_NAMES), 2);

/** Their exceptions for Ramadan end in 2086, so the last 28 years of known rules are not like those that follow. */
const WITH_ENDING_EXCEPTIONS = ['Asia/Gaza', 'Asia/Hebron'];

const zones = new Map<string, Zone>();
function zoneNamed(name: string): Zone {
  const zone = zones.get(name) ?? zoneOf(clockChangesOf(name));
  zones.set(name, zone);
  return zone;
}

// --------------------------------------------------------------------- local time by luxon, and nothing of the kernel

const luxonOffset = (name: string, instant: Instant): number =>
  Math.round(IANAZone.create(name).offset(instant) * 60_000);

/** Returns the instant of a local time by trying the offsets that apply within two days. */
function luxonFromLocal(name: string, local: number): Instant {
  const around = Array.from({ length: 17 }, (_, i) => local - 2 * DAY + i * 6 * HOUR);
  const offsets = [...new Set(around.map((instant) => luxonOffset(name, instant)))];
  const fitting = offsets
    .map((offset) => local - offset)
    .filter((instant) => instant + luxonOffset(name, instant) === local);
  if (fitting.length > 0) return Math.min(...fitting);
  // Skipped: the later instant that the offset before the change gives, shown as a local time later by what was skipped.
  return local - luxonOffset(name, local - 2 * DAY);
}

const luxonPlusMonths = (name: string, from: Instant, months: number): Instant =>
  months === 0 ? from : luxonFromLocal(name, plusMonths(from + luxonOffset(name, from), months));

const luxonPlusDays = (name: string, from: Instant, days: number): Instant =>
  days === 0 ? from : luxonFromLocal(name, from + luxonOffset(name, from) + days * DAY);

function luxonMonthsBetween(name: string, from: Instant, to: Instant): number {
  let months = Math.floor((to - from) / (30.5 * DAY)) - 3;
  while (luxonPlusMonths(name, from, months + 1) <= to) months++;
  return months;
}

// ---------------------------------------------------------------------------------------------------------- the inputs

const names = fc.oneof(fc.constantFrom(...NAMES), fc.constantFrom(...ODD_NAMES));

/** An instant of the years 1850 to 2200: any, or near a change of the zone's clock. */
const instantsOf = (name: string, until = at('2200-01-01')): fc.Arbitrary<Instant> => {
  const anywhere = fc.integer({ min: at('1850-01-01'), max: until });
  const changes = zoneNamed(name).starts.filter((start) => Number.isFinite(start) && start < until);
  if (changes.length === 0) return anywhere;
  const shifts = fc.oneof(
    fc.integer({ min: -2 * DAY, max: 2 * DAY }),
    fc.constantFrom(-1, 0, 1, -HOUR, HOUR, -HOUR - 1, HOUR - 1, -DAY, DAY),
  );
  const near = fc.tuple(fc.constantFrom(...changes), shifts).map(([change, shift]) => change + shift);
  return fc.oneof(anywhere, near);
};

/** A zone, an instant, and a number of months such that either end may be near a change of the clock. */
const zonedMonths = names.chain((name) =>
  fc.record({ name: fc.constant(name), months: fc.integer({ min: -30, max: 1_000 }) }).chain(({ months, ...rest }) =>
    fc
      .tuple(instantsOf(name), fc.boolean())
      .map(([instant, isEnd]) => (isEnd ? plusMonths(instant, -months) : instant))
      .filter((from) => from > at('1801-01-01'))
      .map((from) => ({ ...rest, months, from })),
  ),
);

const isComparable = (name: string, ...instants: Instant[]): boolean =>
  !WITH_ENDING_EXCEPTIONS.includes(name) || instants.every((instant) => instant < RULES_REPEAT_FROM - 5 * DAY);

describe('the offset of a time zone', () => {
  it('changes exactly when the clocks of the runtime change', () => {
    for (const name of [...NAMES, ...ODD_NAMES]) {
      const zone = zoneNamed(name);
      for (const start of zone.starts.slice(1)) {
        for (const instant of [start - 1, start]) {
          const expected = luxonOffset(name, instant);
          if (offsetAt(zone, instant) !== expected) {
            throw new Error(`${name} at ${written(instant)}: ${offsetAt(zone, instant)}, not ${expected}`);
          }
        }
      }
    }
  });

  testProperty(
    'is that of the runtime at every instant from 1850 to 2200',
    fc.property(
      names.chain((name) => fc.record({ name: fc.constant(name), instant: instantsOf(name) })),
      ({ name, instant }) => {
        fc.pre(isComparable(name, instant));
        expectSame(offsetAt(zoneNamed(name), instant), luxonOffset(name, instant));
      },
    ),
    200,
  );

  it('after 2100 follows the last rules, in every year of the 400 after which the calendar repeats', () => {
    for (const name of [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'Africa/Cairo',
    ]) {
      const zone = zoneNamed(name);
      for (let instant = at('2100-01-01'); instant < at('2520-01-01'); instant += 10 * DAY + HOUR) {
        if (offsetAt(zone, instant) !== luxonOffset(name, instant)) throw new Error(`${name} at ${written(instant)}`);
      }
    }
  });
});

describe('calendar months in a time zone', () => {
  testProperty(
    'keep the local day and time, or move to the end of the month, or forward by the skipped time',
    fc.property(zonedMonths, ({ name, from, months }) => {
      const expected = luxonPlusMonths(name, from, months);
      fc.pre(isComparable(name, from, expected));
      expect(written(addMonths(from, months, zoneNamed(name)))).toBe(written(expected));
    }),
    20,
  );

  testProperty(
    'between two instants are the greatest n whose anniversary is not after the second one',
    fc.property(
      zonedMonths,
      fc.oneof(
        fc.constantFrom(-1, 0, 1),
        fc.integer({ min: -DAY, max: DAY }),
        fc.integer({ min: -40 * DAY, max: 40 * DAY }),
      ),
      ({ name, from, months }, shift) => {
        const to = luxonPlusMonths(name, from, months) + shift;
        fc.pre(isComparable(name, from, to + 60 * DAY));
        expect(wholeMonthsBetween(from, to, zoneNamed(name))).toBe(luxonMonthsBetween(name, from, to));
      },
    ),
    5,
  );

  testProperty(
    'before an instant have the edges at which the number of whole months changes',
    fc.property(
      zonedMonths.filter(({ months }) => months >= 0),
      fc.array(fc.integer({ min: -6 * DAY, max: 6 * DAY }), { minLength: 20, maxLength: 20 }),
      ({ name, from, months }, shifts) => {
        const zone = zoneNamed(name);
        const to = addMonths(from, months, zone);
        const edges = edgesOfMonthsBefore(to, months, zone);
        expect(edges).toEqual(edges.toSorted((a, b) => a - b));
        expect(edges.length % 2).toBe(1);
        const isThatFarBack = (instant: number): boolean => edges.filter((edge) => edge <= instant).length % 2 === 0;
        const changes = zone.starts.filter((start) => Math.abs(start - from) < 6 * DAY);
        const near = [
          ...[0, 1, -1].map((shift) => from + shift),
          ...shifts.map((shift) => from + shift),
          ...changes.flatMap((change) => [change - HOUR, change - HOUR / 2, change - 1, change, change + HOUR]),
          ...edges.flatMap((edge) => [edge - 1, edge]),
        ];
        for (const instant of near) {
          expectEqual(
            { instant, is: isThatFarBack(instant) },
            { instant, is: wholeMonthsBetween(instant, to, zone) >= months },
          );
        }
      },
    ),
    20,
  );
});

describe('local days', () => {
  testProperty(
    'keep the local time across changes of the clock',
    fc.property(
      names.chain((name) => fc.record({ name: fc.constant(name), from: instantsOf(name) })),
      fc.integer({ min: -400, max: 400 }),
      ({ name, from }, days) => {
        const expected = luxonPlusDays(name, from, days);
        fc.pre(isComparable(name, from, expected));
        expect(written(addLocalDays(from, days, zoneNamed(name)))).toBe(written(expected));
      },
    ),
    10,
  );

  it('end with the last instant that can be written', () => {
    const zone = zoneNamed('Europe/Berlin');
    expect(addLocalDays(END_OF_TIME, 1, zone)).toBe(Infinity);
    expect(addLocalDays(Infinity, 1, zone)).toBe(Infinity);
    expect(addLocalDays(-Infinity, 1, zone)).toBe(-Infinity);
  });
});

describe('an instant at which clocks show a time for the second time', () => {
  it.each([
    ['days', addLocalDays],
    ['months', addMonths],
  ])('stays itself when no %s are added', (_, add) => {
    const second = at('2025-10-26T01:30:00Z');
    expect(add(second, 0, zoneNamed('Europe/Berlin'))).toBe(second);
  });
});

describe('anniversaries', () => {
  test.each([
    // Terms that begin at local midnight or in the evening, and whose end has another offset.
    ['Europe/Berlin', '2025-09-30T22:00:00.000Z', 2, '2025-11-30T23:00:00.000Z'],
    ['Europe/Berlin', '2025-04-30T22:00:00.000Z', 9, '2026-01-31T23:00:00.000Z'],
    ['Asia/Tokyo', '2025-02-28T15:00:00.000Z', 10, '2025-12-31T15:00:00.000Z'],
    ['America/New_York', '2025-11-01T02:00:00.000Z', 1, '2025-12-01T03:00:00.000Z'],
    // 02:30 is skipped on 30 March 2025, and occurs twice on 26 October.
    ['Europe/Berlin', '2025-02-28T01:30:00.000Z', 1, '2025-03-28T01:30:00.000Z'],
    ['Europe/Berlin', '2025-01-30T01:30:00.000Z', 2, '2025-03-30T01:30:00.000Z'],
    ['Europe/Berlin', '2025-09-26T00:30:00.000Z', 1, '2025-10-26T00:30:00.000Z'],
    // Clocks are set forward by half an hour at 02:00 on 5 October 2025.
    ['Australia/Lord_Howe', '2025-09-04T15:45:00.000Z', 1, '2025-10-04T15:45:00.000Z'],
    // 30 December 2011 does not exist.
    ['Pacific/Apia', '2011-10-30T20:00:00.000Z', 2, '2011-12-30T20:00:00.000Z'],
    ['Pacific/Apia', '2011-12-01T00:00:00.000Z', 1, '2011-12-31T00:00:00.000Z'],
    // Midnight is skipped on 25 April 2025 in Cairo, and on 7 September 2025 in Santiago.
    ['Africa/Cairo', '2025-03-24T22:00:00.000Z', 1, '2025-04-24T22:00:00.000Z'],
    ['America/Santiago', '2025-08-07T04:00:00.000Z', 1, '2025-09-07T04:00:00.000Z'],
    ['Asia/Kathmandu', '2025-01-30T18:15:00.000Z', 1, '2025-02-27T18:15:00.000Z'],
    // Dublin's standard time is that of the summer.
    ['Europe/Dublin', '2025-08-31T23:00:00.000Z', 2, '2025-11-01T00:00:00.000Z'],
    // Two hours of daylight saving.
    ['Antarctica/Troll', '2025-01-31T00:00:00.000Z', 6, '2025-07-30T22:00:00.000Z'],
    // Local mean time with seconds, and years in which the last rules are repeated.
    ['Europe/Berlin', '1892-12-31T23:06:32.000Z', 12, '1893-12-31T23:00:00.000Z'],
    ['Europe/Berlin', '2150-05-31T22:00:00.000Z', 6, '2150-11-30T23:00:00.000Z'],
  ])('in %s are counted in local time: %s + %i months', (name, from, months, to) => {
    const zone = zoneNamed(name);
    expect(written(addMonths(at(from), months, zone))).toBe(to);
    expect(wholeMonthsBetween(at(from), at(to), zone)).toBe(months);
    expect(wholeMonthsBetween(at(from), at(to) - 1, zone)).toBe(months - 1);
  });
});
