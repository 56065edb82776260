import type { Fraction } from 'fraction.js';

/** Rounds to an integer, halves to the even one. */
export function roundHalfEven({ s, n, d }: Fraction): number {
  const [whole, twiceRest] = [n / d, (n % d) * 2n];
  const isUp = twiceRest > d || (twiceRest === d && whole % 2n === 1n);
  return Number(s * (isUp ? whole + 1n : whole));
}
