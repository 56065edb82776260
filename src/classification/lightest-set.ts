/**
 * Returns the indices of the weights with the least sum of at least `needed`; among equal sums the fewest, then the first.
 * Empty if `needed` is not positive; null if all weights together do not suffice. Weights are positive integers.
 *
 * Searches depth first, lower indices first, and leaves a branch as soon as it cannot suffice or be better than the best
 * set found: every completion weighs at least what is missing, and consists of weights that do not exceed the best sum.
 */
export function lightestSet(weights: readonly number[], needed: number): number[] | null {
  let best: { indices: number[]; sum: number } | null = null;

  const isHopeless = (indices: readonly number[], sum: number, next: number): boolean => {
    const missing = Math.max(0, needed - sum);
    const room = (best?.sum ?? Infinity) - sum;
    const usable = weights.slice(next).filter((weight) => weight <= room);
    if (missing > room || missing > usable.reduce((all, weight) => all + weight, 0)) return true;
    const fewest = missing === 0 ? 0 : Math.ceil(missing / Math.max(...usable));
    return best !== null && missing === room && indices.length + fewest >= best.indices.length;
  };
  const extend = (indices: number[], sum: number, next: number): void => {
    if (isHopeless(indices, sum, next)) return;
    if (sum >= needed) {
      best = { indices, sum };
      return;
    }
    for (let i = next; i < weights.length; i++) extend([...indices, i], sum + weights[i]!, i + 1);
  };
  extend([], 0, 0);
  return (best as { indices: number[] } | null)?.indices ?? null;
}
