import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import { DAY_MS, type Instant } from '../../classification/calendar.js';
import type { Span } from './dates.js';

const DAYS_PER_YEAR = 365;

/** A seeded random generator, so that results are reproducible. */
export class Random {
  private constructor(private readonly generator: JumpableRandomGenerator) {}

  static ofSeed(seed: number): Random {
    return new Random(xoroshiro128plus(seed));
  }

  /** Returns an independent generator, so that the draws of one account do not affect other accounts. */
  fork(): Random {
    const branch = new Random(this.generator.clone());
    this.generator.jump();
    return branch;
  }

  /** Returns a whole number from `from` to `to`, both included. */
  int(from: number, to: number): number {
    return uniformInt(this.generator, from, to);
  }

  chance(probability: number): boolean {
    return this.int(0, 999) < probability * 1000;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.int(0, choices.length - 1)]!;
  }

  pickWeighted<T extends { weight: number }>(choices: readonly T[]): T {
    let rest = this.int(
      1,
      choices.reduce((sum, { weight }) => sum + weight, 0),
    );
    return choices.find(({ weight }) => (rest -= weight) <= 0)!;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let last = result.length - 1; last > 0; last--) {
      const other = this.int(0, last);
      [result[last], result[other]] = [result[other]!, result[last]!];
    }
    return result;
  }

  /** Returns instants in [from, to), about `perYear` a year, with gaps of 0.6 to 1.4 times the mean gap. */
  scattered({ from, to }: Span, perYear: number): Instant[] {
    const usualGap = (DAYS_PER_YEAR * DAY_MS) / perYear;
    const gap = (fromPercent: number): number => Math.round((usualGap * this.int(fromPercent, 140)) / 100);
    const instants: Instant[] = [];
    for (let at = from + gap(30); at < to; at += gap(60)) instants.push(at);
    return instants;
  }
}
