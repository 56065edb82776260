import fc from 'fast-check';
import { toZone, UTC, type Zone } from '../../src/classification/calendar.js';
import { RELATIONSHIP_TYPES, type RelationshipType } from '../../src/classification/timeline.js';
import { announcedIntervals, type AnnounceablePeriod } from '../../src/derivation/announced-intervals.js';
import { DAY, testProperty } from '../support/histories.js';

const HOUR = 3_600_000;
const at = (text: string): number => Date.parse(text);
/** Berlin in 2026: clocks are set forward on 29 March at 01:00 UTC, and back on 25 October at 01:00 UTC. */
const BERLIN = toZone([-Infinity, at('2026-03-29T01:00:00Z'), at('2026-10-25T01:00:00Z')], [HOUR, 2 * HOUR, HOUR]);

/** Makes periods of the given types, each from an instant until the next one. */
function periodsOf(
  ...turns: [type: RelationshipType, from: number, isAfterCancellation?: boolean][]
): AnnounceablePeriod[] {
  return turns.map(([type, from, isAfterCancellation = false], i) => ({
    ...{ type, from, isAfterCancellation },
    to: turns[i + 1]?.[1] ?? Infinity,
  }));
}
const announced = (periods: readonly AnnounceablePeriod[], zone: Zone = UTC): [RelationshipType, number, number][] =>
  announcedIntervals(periods, zone).map(({ type, from, announceAt }) => [type, from, announceAt]);

describe('the announced intervals of an account', () => {
  const [START, END] = [at('2026-01-01T00:00:00Z'), at('2026-03-01T00:00:00Z')];

  it('start a millisecond after the day on which a lapsed account could still go on, and at once otherwise', () => {
    expect(announced(periodsOf(['PROSPECT', -Infinity], ['CUSTOMER', START], ['FORMER_CUSTOMER', END]))).toEqual([
      ['PROSPECT', -Infinity, -Infinity],
      ['CUSTOMER', START, START],
      ['FORMER_CUSTOMER', END, END + DAY + 1],
    ]);
  });

  it('start at once for an account that was canceled', () => {
    expect(announced(periodsOf(['CLIENT', -Infinity], ['FORMER_CLIENT', END, true]))).toEqual([
      ['CLIENT', -Infinity, -Infinity],
      ['FORMER_CLIENT', END, END],
    ]);
  });

  it.each([
    ['an ordinary day', '2026-02-10T12:00:00Z', 24],
    ['a day of 23 hours', '2026-03-28T12:00:00Z', 23],
    ['a day of 25 hours', '2026-10-24T12:00:00Z', 25],
  ])('wait for a day of local time: %s', (_, end, hours) => {
    const [, former] = announced(periodsOf(['CUSTOMER', -Infinity], ['FORMER_CUSTOMER', at(end)]), BERLIN);
    expect(former![2] - at(end)).toBe(hours * HOUR + 1);
  });

  it('do not include a former customer that is something else by the end of the day', () => {
    expect(
      announced(periodsOf(['CUSTOMER', -Infinity], ['FORMER_CUSTOMER', END], ['CUSTOMER', END + DAY + 1])),
    ).toEqual([['CUSTOMER', -Infinity, -Infinity]]);
    expect(announced(periodsOf(['CLIENT', -Infinity], ['FORMER_CLIENT', END], ['TRIAL', END + HOUR]))).toEqual([
      ['CLIENT', -Infinity, -Infinity],
      ['TRIAL', END + HOUR, END + HOUR],
    ]);
    expect(
      announced(periodsOf(['CUSTOMER', -Infinity], ['FORMER_CUSTOMER', END], ['CUSTOMER', END + DAY + 2])),
    ).toHaveLength(3);
  });

  const turns = fc.array(
    fc.record({
      type: fc.constantFrom(...RELATIONSHIP_TYPES),
      length: fc.constantFrom(1, HOUR, DAY, DAY + 1, DAY + 2, 40 * DAY),
      isAfterCancellation: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  );
  testProperty(
    'are, at any instant, those of the last period that lasted long enough by then',
    fc.property(turns, (generated) => {
      let from = START;
      const periods = generated.map(({ type, length, isAfterCancellation }, i) => {
        const period = { from: i === 0 ? -Infinity : from, to: from + length, type, isAfterCancellation };
        from += length;
        return period;
      });
      periods.at(-1)!.to = Infinity;
      const intervals = announcedIntervals(periods, UTC);
      for (const now of periods.flatMap(({ from, to }) => [from, from + DAY, from + DAY + 1, to - 1])) {
        if (!Number.isFinite(now)) continue;
        const expected = naiveAt(periods, now);
        const shown = intervals.findLast(({ announceAt }) => announceAt <= now);
        if (expected !== null) expect(shown?.type).toBe(expected);
      }
      for (const [i, interval] of intervals.entries()) expect(interval.type).not.toBe(intervals[i - 1]?.type);
    }),
  );
});

/** Returns the type announced at an instant, found by walking back; null if nothing is announced yet. */
function naiveAt(periods: readonly AnnounceablePeriod[], now: number): RelationshipType | null {
  const started = periods.filter(({ from }) => from <= now);
  for (let i = started.length - 1; i >= 0; i--) {
    let first = i;
    while (first > 0 && started[first - 1]!.type === started[i]!.type) first--;
    const { type, from, isAfterCancellation } = started[first]!;
    const isFormer = type === 'FORMER_CLIENT' || type === 'FORMER_CUSTOMER';
    // It must have lasted for more than a day, by now or by its end.
    if (!isFormer || isAfterCancellation || Math.min(now, started[i]!.to - 1) - from > DAY) return type;
    i = first;
  }
  return null;
}
