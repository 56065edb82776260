import fc from 'fast-check';
import {
  addDays,
  addMonths,
  edgesOfMonthsBefore,
  wholeDaysBetween,
  wholeMonthsBetween,
  UTC,
} from '../../src/classification/calendar.js';
import { twelfthHalfEven } from '../../src/classification/revenue.js';
import { at, DAY, testProperty, written } from '../support/histories.js';
import { monthsBetween, plusMonths } from './oracle.js';

const instants = fc.oneof(
  fc.integer({ min: at('2019-12-25'), max: at('2025-02-10') }),
  fc.integer({ min: at('0001-01-01'), max: at('9999-12-31T23:59:59.999Z') }),
  fc
    .record({ year: fc.integer({ min: 1, max: 9999 }), month: fc.nat(11), back: fc.nat(3), ms: fc.constantFrom(0, -1) })
    .map(({ year, month, back, ms }) => new Date(0).setUTCFullYear(year, month + 1, -back) + ms)
    .filter((instant) => instant >= at('0001-01-01')),
);

describe('addMonths', () => {
  test.each([
    ['2023-01-31', 1, '2023-02-28'],
    ['2023-01-31', 2, '2023-03-31'],
    ['2023-01-31', 3, '2023-04-30'],
    ['2023-01-30', 1, '2023-02-28'],
    ['2023-01-29', 1, '2023-02-28'],
    ['2023-01-28', 1, '2023-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2024-01-30', 1, '2024-02-29'],
    ['2024-01-29', 1, '2024-02-29'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-02-29', 24, '2026-02-28'],
    ['2024-02-29', 48, '2028-02-29'],
    ['2023-02-28', 12, '2024-02-28'],
    ['2000-01-31', 1, '2000-02-29'],
    ['1900-01-31', 1, '1900-02-28'],
    ['2099-11-30', 3, '2100-02-28'],
    ['2023-12-31', 1, '2024-01-31'],
    ['2023-03-31', -1, '2023-02-28'],
    ['2024-01-31', -1, '2023-12-31'],
    ['0001-01-31', 1, '0001-02-28'],
    ['0004-01-31', 1, '0004-02-29'],
    ['0099-12-31', 2, '0100-02-28'],
    ['9999-11-30', 1, '9999-12-30'],
    ['9998-12-31', 12, '9999-12-31'],
    ['2023-01-31T23:59:59.999Z', 1, '2023-02-28T23:59:59.999Z'],
    ['1969-12-31T12:34:56.789Z', 2, '1970-02-28T12:34:56.789Z'],
  ])('moves %s by %i months to %s', (from, months, to) => {
    expect(written(addMonths(at(from), months, UTC))).toBe(written(at(to)));
    expect(written(plusMonths(at(from), months))).toBe(written(at(to)));
  });

  test('returns Infinity for every instant after the year 9999', () => {
    expect(addMonths(at('9999-12-31'), 1, UTC)).toBe(Infinity);
    expect(addMonths(at('2024-01-31'), 1_000_000, UTC)).toBe(Infinity);
    expect(addMonths(Infinity, 1, UTC)).toBe(Infinity);
    expect(addMonths(-Infinity, 1, UTC)).toBe(-Infinity);
    expect(addDays(at('9999-12-31'), 1)).toBe(Infinity);
    expect(addDays(at('9999-12-30T23:59:59.999Z'), 1)).toBe(at('9999-12-31T23:59:59.999Z'));
    expect(addDays(Infinity, 30)).toBe(Infinity);
  });

  testProperty(
    'agrees everywhere with an independent calendar',
    fc.property(instants, fc.integer({ min: -1300, max: 1300 }), (from, months) => {
      const expected = plusMonths(from, months);
      expect(addMonths(from, months, UTC)).toBe(expected > at('9999-12-31T23:59:59.999Z') ? Infinity : expected);
    }),
    20,
  );
});

describe('wholeMonthsBetween', () => {
  test.each([
    ['2023-01-31', '2023-02-27T23:59:59.999Z', 0],
    ['2023-01-31', '2023-02-28', 1],
    ['2023-01-31', '2023-03-30T23:59:59.999Z', 1],
    ['2023-01-31', '2023-03-31', 2],
    ['2024-02-29', '2025-02-27T23:59:59.999Z', 11],
    ['2024-02-29', '2025-02-28', 12],
    ['2024-02-29', '2028-02-28', 47],
    ['2024-02-29', '2028-02-29', 48],
    ['2023-05-15T10:00:00.000Z', '2023-06-15T09:59:59.999Z', 0],
    ['2023-05-15T10:00:00.000Z', '2023-06-15T10:00:00.000Z', 1],
    ['2023-05-15', '2023-05-15', 0],
    ['2023-02-28', '2023-01-31', -1],
    ['0099-12-31', '0100-02-28', 2],
    ['0001-01-01', '9999-12-31T23:59:59.999Z', 9999 * 12 - 1],
  ])('of %s and %s is %i', (from, to, months) => {
    expect(wholeMonthsBetween(at(from), at(to), UTC)).toBe(months);
  });

  testProperty(
    'returns the greatest n for which from plus n months is not after to, also backwards',
    fc.property(instants, instants, (from, to) => {
      const n = wholeMonthsBetween(from, to, UTC);
      expect(plusMonths(from, n)).toBeLessThanOrEqual(to);
      expect(plusMonths(from, n + 1)).toBeGreaterThan(to);
      if (from <= to && to - from < 100 * 365 * DAY) expect(monthsBetween(from, to)).toBe(n);
    }),
    20,
  );

  testProperty(
    'increases exactly at the anniversary',
    fc.property(instants, fc.integer({ min: 1, max: 200 }), (from, months) => {
      const anniversary = plusMonths(from, months);
      fc.pre(anniversary <= at('9999-12-31'));
      expect(wholeMonthsBetween(from, anniversary, UTC)).toBe(months);
      expect(wholeMonthsBetween(from, anniversary - 1, UTC)).toBe(months - 1);
    }),
    20,
  );

  testProperty(
    'agrees with edgesOfMonthsBefore on which instants are at least n months before an instant',
    fc.property(
      instants.filter((to) => to > at('0101-01-01') && to < at('9999-01-01')),
      fc.integer({ min: 0, max: 1_200 }),
      fc.integer({ min: -5, max: 40 }),
      fc.integer({ min: -DAY, max: DAY }),
      (to, months, days, shift) => {
        const edges = edgesOfMonthsBefore(to, months, UTC);
        expect(edges).toEqual(edges.toSorted((a, b) => a - b));
        expect(edges.length % 2).toBe(1);
        const isThatFarBack = (from: number): boolean => edges.filter((edge) => edge <= from).length % 2 === 0;
        const near = [addMonths(to, -months, UTC) + days * DAY + shift, ...edges.flatMap((edge) => [edge - 1, edge])];
        for (const from of near) expect(isThatFarBack(from)).toBe(wholeMonthsBetween(from, to, UTC) >= months);
      },
    ),
    20,
  );
});

describe('a day', () => {
  test('has 24 hours, and only whole days count', () => {
    expect(addDays(at('2024-02-28'), 2)).toBe(at('2024-03-01'));
    expect(addDays(at('2024-03-01'), -1)).toBe(at('2024-02-29'));
    expect(wholeDaysBetween(at('2024-02-28'), at('2024-03-01'))).toBe(2);
    expect(wholeDaysBetween(at('2024-02-28'), at('2024-02-29') - 1)).toBe(0);
    expect(wholeDaysBetween(at('2024-02-28'), at('2024-02-29'))).toBe(1);
  });
});

describe('a twelfth', () => {
  test.each([
    [0, 0],
    [5, 0],
    [6, 0],
    [7, 1],
    [12, 1],
    [17, 1],
    [18, 2],
    [19, 2],
    [29, 2],
    [30, 2],
    [31, 3],
    [42, 4],
    [12 * 9_007_199_254_740 + 6, 9_007_199_254_740],
    [12 * 9_007_199_254_741 + 6, 9_007_199_254_742],
  ])('of %i, rounded half to even, is %i', (twelfths, rounded) => {
    expect(twelfthHalfEven(twelfths)).toBe(rounded);
  });
});
