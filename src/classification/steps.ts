import type { Instant } from './calendar.js';

/**
 * A function of time that changes at finitely many instants: `values[i]` holds on [`starts[i]`, `starts[i + 1]`).
 * The first start is -Infinity, so it has a value at every instant.
 */
export interface Steps<V> {
  readonly starts: readonly Instant[];
  readonly values: readonly V[];
}

/** An interval [from, to) and its contribution to a sum. */
export interface WeightedSpan {
  from: Instant;
  to: Instant;
  weight: number;
}

export class StepsBuilder<V> implements Steps<V> {
  readonly starts: Instant[] = [];
  readonly values: V[] = [];

  /** Sets the value from `start` on. Call in ascending order; the last call for a start wins, and equal neighbors merge. */
  add(start: Instant, value: V): this {
    if (start === Infinity) return this;
    if (this.starts.at(-1) === start) {
      this.starts.pop();
      this.values.pop();
    }
    if (this.starts.length === 0 || this.values[this.values.length - 1] !== value) {
      this.starts.push(start);
      this.values.push(value);
    }
    return this;
  }
}

export const startingWith = <V>(value: V): StepsBuilder<V> => new StepsBuilder<V>().add(-Infinity, value);

/** Returns the index of the piece that contains `at`. */
export function indexAt(steps: Steps<unknown>, at: Instant): number {
  let low = 0;
  let high = steps.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (steps.starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

export const valueAt = <V>(steps: Steps<V>, at: Instant): V => steps.values[indexAt(steps, at)]!;

/** Returns the end of the piece at `index`; Infinity for the last one. */
export const endOf = (steps: Steps<unknown>, index: number): Instant => steps.starts[index + 1] ?? Infinity;

/** Returns the first instant after `at` at which the value changes; Infinity: never. */
export const nextChangeOf = (steps: Steps<unknown>, at: Instant): Instant => endOf(steps, indexAt(steps, at));

export function mapSteps<V, W>(steps: Steps<V>, of: (value: V) => W): Steps<W> {
  const result = new StepsBuilder<W>();
  steps.starts.forEach((start, i) => result.add(start, of(steps.values[i]!)));
  return result;
}

type ValuesOf<T extends readonly Steps<unknown>[]> = {
  -readonly [K in keyof T]: T[K] extends Steps<infer V> ? V : never;
};

/** Combines several functions of time: calls `of` with their values for each piece in which none of them changes. */
export function combineSteps<const T extends readonly Steps<unknown>[], W>(
  all: T,
  of: (values: ValuesOf<T>) => W,
): Steps<W> {
  const index = all.map(() => 0);
  const values = all.map((steps) => steps.values[0]);
  const result = new StepsBuilder<W>();
  let start = -Infinity;
  while (start < Infinity) {
    result.add(start, of(values as ValuesOf<T>));
    let next = Infinity;
    for (let i = 0; i < all.length; i++) next = Math.min(next, endOf(all[i]!, index[i]!));
    for (let i = 0; i < all.length; i++) {
      if (next < Infinity && endOf(all[i]!, index[i]!) === next) values[i] = all[i]!.values[++index[i]!];
    }
    start = next;
  }
  return result;
}

/** Returns, for each instant, the value of the function that `which` selects at that instant. */
export function chooseSteps<K, W>(which: Steps<K>, of: (key: K) => Steps<W>): Steps<W> {
  const result = new StepsBuilder<W>();
  which.starts.forEach((start, i) => {
    const chosen = of(which.values[i]!);
    const end = endOf(which, i);
    for (let j = indexAt(chosen, start); j < chosen.starts.length && chosen.starts[j]! < end; j++) {
      result.add(Math.max(start, chosen.starts[j]!), chosen.values[j]!);
    }
  });
  return result;
}

/** Returns the same function up to `at`, and from then on constantly what `valueAt` returns for its value at `at`. */
export function heldFrom<V>(steps: Steps<V>, at: Instant, valueAt: (value: V, at: Instant) => V): Steps<V> {
  const result = new StepsBuilder<V>();
  steps.starts.forEach((start, i) => {
    if (start < at) result.add(start, steps.values[i]!);
  });
  return result.add(at, valueAt(steps.values[indexAt(steps, at)]!, at));
}

/** Returns, for each instant, the sum of the weights of the spans that contain it. Integer weights keep the sums exact. */
export function sumOfSpans(spans: readonly WeightedSpan[]): Steps<number> {
  const changes: { at: Instant; change: number }[] = [];
  for (const { from, to, weight } of spans) {
    if (from < to && weight !== 0) changes.push({ at: from, change: weight }, { at: to, change: -weight });
  }
  changes.sort((a, b) => a.at - b.at);
  const result = startingWith(0);
  let sum = 0;
  for (const { at, change } of changes) result.add(at, (sum += change));
  return result;
}
