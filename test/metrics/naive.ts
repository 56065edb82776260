/**
 * Computes revenue account by account, as naively as the definitions read: from the phases just before and at each
 * instant.
 */
import type { History } from '../../src/classification/history.js';
import { inForce, isPaid, isUnpaused, monthlyMinor } from '../classification/oracle-facts.js';
import { DAY } from '../support/histories.js';

export interface Revenue {
  mrr: number;
  paused: number;
}

export const revenueAt = (history: History, t: number): Revenue => {
  const phases = inForce(history, t);
  return {
    mrr: Number(monthlyMinor(phases.filter(isUnpaused))),
    paused: Number(monthlyMinor(phases.filter((phase) => !isUnpaused(phase)))),
  };
};

/** The last whole millisecond before an instant. */
export const justBefore = (at: number): number => at - 1;

/** Returns the instants in [from, to) at which a phase starts or ends. */
export const edgesIn = ({ phases }: History, from: number, to: number): number[] =>
  [...new Set(phases.flatMap((phase) => [phase.from, phase.to]))]
    .filter((edge) => from <= edge && edge < to)
    .sort((a, b) => a - b);

/** Returns the first instant with revenue; Infinity if there is none. */
export const firstPaidAt = (history: History): number =>
  edgesIn(history, -Infinity, Infinity).find((at) => revenueAt(history, at).mrr > 0) ?? Infinity;

export const isKeptAt = (history: History, t: number): boolean => inForce(history, t).length > 0;

/** Returns when an account was lost, as seen from `asOf`; Infinity if it was not. Days have 24 hours. */
export function lostAt(history: History, asOf: number, gapDays: number): number {
  if (isKeptAt(history, asOf)) return Infinity;
  const end = Math.max(...history.phases.filter((phase) => isPaid(phase) && phase.from <= asOf).map(({ to }) => to));
  return end + gapDays * DAY < asOf ? end : Infinity;
}

export const MOVEMENTS = ['new', 'expansion', 'contraction', 'churn', 'reactivation', 'pause', 'resume'] as const;
export type Movements = Record<(typeof MOVEMENTS)[number], number>;

/** Adds the movements of one account at one instant. */
function movementAt(history: History, at: number, add: (kind: keyof Movements, amount: number) => void): void {
  const before = revenueAt(history, justBefore(at));
  const after = revenueAt(history, at);
  if (at === firstPaidAt(history)) {
    add('new', after.mrr);
  } else if (after.mrr > before.mrr) {
    const resumed = Math.max(0, Math.min(after.mrr - before.mrr, before.paused - after.paused));
    add('resume', resumed);
    const rest = after.mrr - before.mrr - resumed;
    add(isKeptAt(history, justBefore(at)) ? 'expansion' : 'reactivation', rest);
  } else {
    const paused = Math.max(0, Math.min(before.mrr - after.mrr, after.paused - before.paused));
    add('pause', paused);
    add(isKeptAt(history, at) ? 'contraction' : 'churn', before.mrr - after.mrr - paused);
  }
}

export function movementsIn(history: History, from: number, to: number): Movements {
  const sums = Object.fromEntries(MOVEMENTS.map((kind) => [kind, 0])) as Movements;
  for (const at of edgesIn(history, from, to)) movementAt(history, at, (kind, amount) => (sums[kind] += amount));
  return sums;
}

/** Converts a decimal amount with two decimal places to cents. */
export const minorOf = ({ amount }: { amount: string }): number => Number(amount.replace('.', ''));
