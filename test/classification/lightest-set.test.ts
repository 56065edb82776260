import fc from 'fast-check';
import { lightestSet } from '../../src/classification/lightest-set.js';

/** Tries every set. Returns the sufficient one that is lightest, then smallest, then first. */
function searchLightestSet(weights: readonly number[], needed: number): number[] | null {
  let best: { indices: number[]; sum: number } | null = null;
  for (let bits = 0; bits < 2 ** weights.length; bits++) {
    const indices = weights.map((_, i) => i).filter((i) => (bits & (1 << i)) !== 0);
    const sum = indices.reduce((all, i) => all + weights[i]!, 0);
    if (sum < needed) continue;
    const differing = best ? indices.findIndex((one, i) => one !== best!.indices[i]) : -1;
    const order = best ? sum - best.sum || indices.length - best.indices.length : -1;
    if (order < 0 || (order === 0 && differing >= 0 && indices[differing]! < best!.indices[differing]!)) {
      best = { indices, sum };
    }
  }
  return best?.indices ?? null;
}

/** Returns how many sets the search looks at: for each, it takes the remaining weights. */
function triesOf(weights: readonly number[], needed: number): number {
  const counted = [...weights];
  const slice = jest.spyOn(counted, 'slice');
  lightestSet(counted, needed);
  return slice.mock.calls.length;
}

describe('the lightest set', () => {
  it.each([
    ['a few different weights', fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 9 })],
    ['almost equal weights', fc.array(fc.integer({ min: 9, max: 11 }), { maxLength: 10 })],
    ['equal weights', fc.tuple(fc.nat(10), fc.integer({ min: 1, max: 3 })).map(([n, w]) => Array<number>(n).fill(w))],
  ])('of %s equals the result of trying every set', (_, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, fc.double({ min: -0.1, max: 1.1, noNaN: true }), (weights, share) => {
        const needed = Math.round(weights.reduce((sum, weight) => sum + weight, 0) * share);
        expect(lightestSet(weights, needed)).toEqual(searchLightestSet(weights, needed));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['16 equal weights, half of them', Array<number>(16).fill(1), 8, 150],
    ['16 equal weights, all but one', Array<number>(16).fill(1), 15, 150],
    ['16 equal weights, more than all', Array<number>(16).fill(1), 17, 1],
    ['15 equal weights and a heavy one', [...Array<number>(15).fill(1), 8], 8, 150],
    ['weights of 1 and 2', Array.from({ length: 16 }, (_, i) => 1 + (i % 2)), 12, 1_000],
  ])('of %s is found without trying all 65,536 sets', (_, weights, needed, most) => {
    expect(triesOf(weights, needed)).toBeLessThanOrEqual(most);
  });
});
