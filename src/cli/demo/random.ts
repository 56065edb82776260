import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import { DAY_MS, type Instant } from '../../classification/calendar.js';
import type { Span } from './dates.js';

const DAYS_PER_YEAR = 365;

/** A source of chance that gives the same for the same seed. */
export class Random {
  private constructor(private readonly generator: JumpableRandomGenerator) {}

  static ofSeed(seed: number): Random {
    return new Random(xoroshiro128plus(seed));
  }

  /** A source of its own, so that what one account draws moves no other account. */
  fork(): Random {
    const branch = new Random(this.generator.clone());
    this.generator.jump();
    return branch;
  }

  /** A whole number from `from` to `to`, both included. */
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

  /** Instants in [from, to), about `perYear` a year, the gaps between them 0.6 to 1.4 times the usual one. */
  scattered({ from, to }: Span, perYear: number): Instant[] {
    const usualGap = (DAYS_PER_YEAR * DAY_MS) / perYear;
    const gap = (fromPercent: number): number => Math.round((usualGap * this.int(fromPercent, 140)) / 100);
    const instants: Instant[] = [];
    for (let at = from + gap(30); at < to; at += gap(60)) instants.push(at);
    return instants;
  }
}
