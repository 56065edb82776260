/** Random instants, each built from an existing one (or from an awkward date) and a shift that matters to the rules. */
import fc from 'fast-check';
import { plusDays, plusMonths, type Clock } from '../classification/oracle-numbers.js';

export const DAY = 24 * 60 * 60 * 1000;
/** Parses 2023-01-31T10:00:00.000Z or a prefix of it. */
export const at = (text: string): number => Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text);

const FIRST = at('0001-01-01');
export const LAST = at('9999-12-31T23:59:59.999Z');

const AWKWARD_DATES = [
  '2023-01-29T00:00:00.000Z',
  '2023-01-30T23:59:59.999Z',
  '2023-01-31T00:00:00.000Z',
  '2023-01-31T12:34:56.789Z',
  '2023-02-28T00:00:00.000Z',
  '2023-03-31T23:59:59.999Z',
  '2024-01-29T00:00:00.000Z',
  '2024-01-31T00:00:00.000Z',
  '2024-02-28T23:59:59.999Z',
  '2024-02-29T00:00:00.000Z',
  '2024-02-29T23:59:59.999Z',
  '2024-03-01T00:00:00.000Z',
  '2023-12-31T23:59:59.999Z',
  '2022-11-15T09:30:00.000Z',
  // Around changes of the clock in the zones below.
  '2023-03-26T00:59:59.999Z',
  '2023-03-26T02:30:00.000Z',
  '2023-10-28T22:00:00.000Z',
  '2023-10-29T00:30:00.000Z',
  '2023-04-01T14:45:00.000Z',
  '2023-11-05T05:30:00.000Z',
  '2011-12-29T20:00:00.000Z',
].map(at);
export const TIME_ZONES = [
  'UTC',
  'UTC',
  'UTC',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/New_York',
];
const FAR_DATES = [
  '0001-01-31T00:00:00.000Z',
  '0096-02-29T00:00:00.000Z',
  '0099-12-31T23:59:59.999Z',
  '1900-02-28T00:00:00.000Z',
  '2000-02-29T00:00:00.000Z',
  '2096-02-29T00:00:00.000Z',
  '9996-02-29T00:00:00.000Z',
  '9998-12-31T00:00:00.000Z',
  '9999-11-30T00:00:00.000Z',
  '9999-12-01T23:59:59.999Z',
  '9999-12-30T23:59:59.999Z',
].map(at);
export const anchors = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...AWKWARD_DATES) },
  { weight: 1, arbitrary: fc.constantFrom(...FAR_DATES) },
);

export const GAP_DAYS = [0, 1, 7, 30, 31];
export const WINDOW_DAYS = [1, 30, 90, 365, 730];

export interface Shift {
  months: number;
  days: number;
  ms: number;
}
export const milliseconds = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constantFrom(1, -1) },
);
const shifts: fc.Arbitrary<Shift> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ months: fc.constant(0), days: fc.constant(0), ms: milliseconds }) },
  {
    weight: 3,
    arbitrary: fc.record({
      months: fc.constantFrom(1, 2, 3, 6, 12, 13, 24, 25, -1, -6, -12, -24),
      days: fc.constant(0),
      ms: milliseconds,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      months: fc.constant(0),
      days: fc.constantFrom(...GAP_DAYS, ...WINDOW_DAYS, -1, -30, -90, -365),
      ms: fc.oneof({ weight: 6, arbitrary: milliseconds }, { weight: 1, arbitrary: fc.constantFrom(1_000, -1_000) }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ months: fc.constant(0), days: fc.integer({ min: -900, max: 900 }), ms: fc.nat(DAY) }),
  },
);
const shifted = (from: number, { months, days, ms }: Shift, clock: Clock): number =>
  Math.min(LAST, Math.max(FIRST, plusDays(plusMonths(from, months, clock), days, clock) + ms));

/** An existing instant, shifted; occasionally a new one. */
export interface Moment {
  pick: number;
  fresh: number | null;
  shift: Shift;
}
export const moments: fc.Arbitrary<Moment> = fc.record({
  pick: fc.nat(50),
  fresh: fc.oneof({ weight: 8, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: anchors }),
  shift: shifts,
});

/** The instants of a case so far. Every instant drawn is added. */
export class Instants {
  readonly known: number[];
  constructor(
    first: number,
    readonly clock: Clock,
  ) {
    this.known = [first];
  }
  take({ pick, fresh, shift }: Moment): number {
    return this.add(this.after(fresh ?? this.known[pick % this.known.length]!, shift));
  }
  after(instant: number, shift: Shift): number {
    return shifted(instant, shift, this.clock);
  }
  add(instant: number): number {
    if (Number.isFinite(instant)) this.known.push(instant);
    return instant;
  }
}

/** A change, present about half of the time; null keeps the value before. */
export const changed = <T>(...values: T[]): fc.Arbitrary<T | null> =>
  fc.oneof(fc.constant(null), fc.constantFrom(...values));
