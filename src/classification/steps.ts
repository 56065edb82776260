import type { Instant } from './calendar.js';

/**
 * A function of time that changes at finitely many instants: `values[i]` holds on [`starts[i]`, `starts[i + 1]`).
 * The first start is -Infinity, so it has a value at every instant.
 */
export interface Steps<V> {
  readonly starts: readonly Instant[];
  readonly values: readonly V[];
}

/** A stretch of time [from, to) and what it adds to a sum. */
export interface WeightedSpan {
  from: Instant;
  to: Instant;
  weight: number;
}

export class StepsBuilder<V> implements Steps<V> {
  readonly starts: Instant[] = [];
  readonly values: V[] = [];

  /** From `start` on `value` holds. Starts come in order; a later call for the same start wins; equal neighbours merge. */
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

/** The index of the piece that contains `at`. */
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

/** Where the piece at `index` ends: Infinity for the last one. */
export const endOf = (steps: Steps<unknown>, index: number): Instant => steps.starts[index + 1] ?? Infinity;

/** The first instant after `at` at which the value differs; Infinity where it never does. */
export const nextChangeOf = (steps: Steps<unknown>, at: Instant): Instant => endOf(steps, indexAt(steps, at));

export function mapSteps<V, W>(steps: Steps<V>, of: (value: V) => W): Steps<W> {
  const result = new StepsBuilder<W>();
  steps.starts.forEach((start, i) => result.add(start, of(steps.values[i]!)));
  return result;
}

type ValuesOf<T extends readonly Steps<unknown>[]> = {
  -readonly [K in keyof T]: T[K] extends Steps<infer V> ? V : never;
};

/** One function of several: `of` sees all their values in each piece over which none of them changes. */
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

/** At each instant the function that `which` chooses for it. */
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

/** The same function up to `at`, which then keeps what `valueAt` makes of the value that it has there. */
export function heldFrom<V>(steps: Steps<V>, at: Instant, valueAt: (value: V, at: Instant) => V): Steps<V> {
  const result = new StepsBuilder<V>();
  steps.starts.forEach((start, i) => {
    if (start < at) result.add(start, steps.values[i]!);
  });
  return result.add(at, valueAt(steps.values[indexAt(steps, at)]!, at));
}

/** At each instant the sum of the weights of the spans that contain it. Weights are integers, so sums are exact. */
export function sumOfSpans(spans: readonly WeightedSpan[]): Steps<number> {
  const turns: { at: Instant; change: number }[] = [];
  for (const { from, to, weight } of spans) {
    if (from < to && weight !== 0) turns.push({ at: from, change: weight }, { at: to, change: -weight });
  }
  turns.sort((a, b) => a.at - b.at);
  const result = startingWith(0);
  let sum = 0;
  for (const { at, change } of turns) result.add(at, (sum += change));
  return result;
}
