import { UTC } from '../../src/classification/calendar.js';
import fc from 'fast-check';
import { whenReached, type Amount } from '../../src/classification/amount.js';
import { monthsSince } from '../../src/classification/counting.js';
import {
  chooseSteps,
  combineSteps,
  endOf,
  heldFrom,
  indexAt,
  mapSteps,
  nextChangeOf,
  startingWith,
  StepsBuilder,
  sumOfSpans,
  valueAt,
  type Steps,
} from '../../src/classification/steps.js';
import { at, testProperty } from '../support/histories.js';
import { monthsBetween } from './oracle.js';

/** Instants so close together that edges coincide, and every instant at which two such functions could differ. */
const INSTANTS = 12;
const EVERYWHERE = [-Infinity, ...Array.from({ length: 4 * INSTANTS }, (_, i) => i / 2 - INSTANTS / 2), 1e15];

const functions = <V>(values: fc.Arbitrary<V>): fc.Arbitrary<Steps<V>> =>
  fc
    .record({
      first: values,
      changes: fc.array(fc.record({ start: fc.nat(INSTANTS), value: values }), { maxLength: 6 }),
    })
    .map(({ first, changes }) => {
      const steps = startingWith(first);
      for (const { start, value } of changes.sort((a, b) => a.start - b.start)) steps.add(start, value);
      return steps;
    });
const numbers = functions(fc.nat(3));

/** Checks that the first start is -Infinity, starts increase, and neighbours differ. */
const expectWellFormed = (steps: Steps<unknown>): void => {
  expect(steps.starts[0]).toBe(-Infinity);
  expect(steps.values).toHaveLength(steps.starts.length);
  for (let i = 1; i < steps.starts.length; i++) {
    expect(steps.starts[i]).toBeGreaterThan(steps.starts[i - 1]!);
    expect(steps.values[i]).not.toBe(steps.values[i - 1]);
  }
};

describe('a step function', () => {
  test('keeps the last value added for a start, merges equal neighbours, and ignores a start at Infinity', () => {
    const steps = startingWith('a').add(1, 'b').add(1, 'a').add(2, 'a').add(3, 'c').add(Infinity, 'd');
    expect({ starts: steps.starts, values: steps.values }).toEqual({ starts: [-Infinity, 3], values: ['a', 'c'] });
  });

  test('has the value of the last step that has started', () => {
    const steps = new StepsBuilder<string>().add(-Infinity, 'a').add(10, 'b').add(20, 'c');
    expect([-Infinity, 9, 10, 19, 20, 1e18, Infinity].map((t) => valueAt(steps, t))).toEqual([
      'a',
      'a',
      'b',
      'b',
      'c',
      'c',
      'c',
    ]);
    expect([9, 10, 25].map((t) => nextChangeOf(steps, t))).toEqual([10, 20, Infinity]);
    expect(endOf(steps, 2)).toBe(Infinity);
  });

  testProperty(
    'has the same index and next change as a linear search finds',
    fc.property(numbers, (steps) => {
      expectWellFormed(steps);
      for (const t of EVERYWHERE) {
        const naive = steps.starts.filter((start) => start <= t).length - 1;
        expect(indexAt(steps, t)).toBe(naive);
        expect(nextChangeOf(steps, t)).toBe(steps.starts[naive + 1] ?? Infinity);
      }
    }),
    2,
  );

  testProperty(
    'equals, mapped or combined, its mapped or combined values at every instant',
    fc.property(fc.array(numbers, { minLength: 1, maxLength: 4 }), (all) => {
      const double = mapSteps(all[0]!, (value) => value > 1);
      const total = combineSteps(all, (values) => values.reduce((a, b) => a + b, 0));
      expectWellFormed(double);
      expectWellFormed(total);
      for (const t of EVERYWHERE) {
        expect(valueAt(double, t)).toBe(valueAt(all[0]!, t) > 1);
        expect(valueAt(total, t)).toBe(all.reduce((sum, steps) => sum + valueAt(steps, t), 0));
      }
    }),
    2,
  );

  testProperty(
    'equals, chosen among several, the chosen function at every instant',
    fc.property(numbers, fc.array(numbers, { minLength: 4, maxLength: 4 }), (which, all) => {
      const chosen = chooseSteps(which, (i) => all[i]!);
      expectWellFormed(chosen);
      for (const t of EVERYWHERE) expect(valueAt(chosen, t)).toBe(valueAt(all[valueAt(which, t)]!, t));
    }),
    2,
  );

  testProperty(
    'that is held from an instant on keeps the value that it has at the instant',
    fc.property(numbers, fc.nat(INSTANTS), (steps, from) => {
      const held = heldFrom(steps, from, (value) => value);
      expectWellFormed(held);
      for (const t of EVERYWHERE) expect(valueAt(held, t)).toBe(valueAt(steps, Math.min(t, from)));
    }),
    2,
  );

  const edges = fc.oneof(fc.nat(INSTANTS), fc.constantFrom(-Infinity, Infinity));
  const spans = fc.record({ from: edges, to: edges, weight: fc.integer({ min: -2, max: 3 }) });
  testProperty(
    'equals, as a sum of spans, the total weight of the spans that contain each instant',
    fc.property(fc.array(spans, { maxLength: 8 }), (spans) => {
      const sum = sumOfSpans(spans);
      expectWellFormed(sum);
      for (const t of EVERYWHERE) {
        const containing = spans.filter(({ from, to }) => from <= t && t < to);
        expect(valueAt(sum, t)).toBe(containing.reduce((total, { weight }) => total + weight, 0));
      }
    }),
    2,
  );
});

describe('a threshold', () => {
  const start = at('2024-01-31');
  const months = startingWith<Amount>(0).add(start, monthsSince(start)).add(at('2024-07-01'), 0);

  test.each([
    ['AT_LEAST', 1, '2024-02-29'],
    ['AT_LEAST', 1.5, '2024-03-31'],
    ['AT_LEAST', 5, '2024-06-30'],
    ['AT_MOST', 1, '2024-03-31'],
    ['AT_MOST', 0.5, '2024-02-29'],
  ] as const)('of %s %d on a growing amount takes one step, at the anniversary', (comparison, threshold, change) => {
    const reached = whenReached(months, comparison, threshold, UTC);
    expect(reached.starts).toEqual([-Infinity, at(change), at('2024-07-01')]);
    expect(reached.values).toEqual(comparison === 'AT_LEAST' ? [false, true, false] : [true, false, true]);
  });

  test('that the amount does not reach before it ends is never reached', () => {
    expect(whenReached(months, 'AT_LEAST', 6, UTC)).toMatchObject({ starts: [-Infinity], values: [false] });
  });

  const thresholds = fc.oneof(fc.integer({ min: -1, max: 5 }), fc.constantFrom(0.5, 1.5, 2.999999, -0.5));
  testProperty(
    'gives the same result as a comparison with the value at every instant',
    fc.property(thresholds, fc.constantFrom('AT_LEAST', 'AT_MOST'), fc.nat(200), (threshold, comparison, days) => {
      const t = at('2024-01-01') + days * 86_400_000;
      const value = start <= t && t < at('2024-07-01') ? monthsBetween(start, t) : 0;
      const reached = whenReached(months, comparison, threshold, UTC);
      expect(valueAt(reached, t)).toBe(comparison === 'AT_LEAST' ? value >= threshold : value <= threshold);
    }),
    5,
  );
});
