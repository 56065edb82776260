import { UTC } from '../../src/classification/calendar.js';
import fc from 'fast-check';
import { byStart, toHistory, type Phase, type RecordedPhase } from '../../src/classification/history.js';
import { endOfAgreement, subscriptionStateAt, type SubscriptionState } from '../../src/classification/subscription.js';
import { at, cases, phase, testProperty } from '../support/histories.js';
import { LAST_INSTANT, UTC_CLOCK } from './oracle-numbers.js';
import { isSameSpan, plusSpans, spansBetween, termSpan } from './oracle-sold.js';

/** Returns the first anniversary after t of the phase that started the term. Adjacent phases of one term are joined. */
function termEnd(phases: readonly Phase[], t: number): number | null {
  const paid = phases.filter(({ isPaid }) => isPaid);
  const inForce = paid.find(({ from, to }) => from <= t && t < to);
  if (!inForce) return null;
  const span = termSpan(inForce);
  const startOf = (phase: Phase): number => {
    const before = paid.find((other) => other.to === phase.from && isSameSpan(termSpan(other), span));
    return before ? startOf(before) : phase.from;
  };
  const start = startOf(inForce);
  const end = plusSpans(start, span, spansBetween(start, t, span, UTC_CLOCK) + 1, UTC_CLOCK);
  return end > LAST_INSTANT ? Infinity : end;
}

/** The end of the time without a gap that contains an instant, or else that begins next; null if it has none. */
function endOfUnbroken(phases: readonly RecordedPhase[], t: number): number | null {
  const gap = phases.map(({ to }) => to).filter((to) => to > t && phases.every(({ from }) => from !== to));
  const end = Math.min(...gap);
  return end < Infinity ? end : null;
}

describe('a subscription', () => {
  testProperty(
    'has the state that its phases define at every instant',
    fc.property(cases, (testCase) => {
      for (const id of new Set(testCase.phases.map(({ subscriptionId }) => subscriptionId))) {
        const own = testCase.phases.filter(({ subscriptionId }) => subscriptionId === id);
        const { phases } = toHistory(own, [], UTC);
        const end = Math.max(...own.map(({ to }) => to));
        const start = Math.min(...own.map(({ from }) => from));
        const edges = own.flatMap(({ from, to }) => [from, to]).filter(Number.isFinite);
        for (const t of [...edges.flatMap((edge) => [edge - 1, edge, edge + 1]), ...testCase.instants]) {
          const state = subscriptionStateAt(own.toSorted(byStart), t, UTC);
          const inForce = own.find(({ from, to }) => from <= t && t < to);
          expect(state.status).toBe(inForce?.status ?? (t < start ? phases[0]!.status : 'CANCELED'));
          if (inForce) expect(state.phase).toBe(inForce);
          expect(state.startedAt).toBe(start);
          expect(state.currentTermEndsAt).toBe(termEnd(phases, t));
          const unbrokenEnd = endOfUnbroken(phases, t);
          expect(state.endsAt).toBe(unbrokenEnd);
          expect(state.cancelAt).toBe(
            phases.some(({ to, isCanceled }) => to === unbrokenEnd && isCanceled) ? unbrokenEnd : null,
          );
          expect(state.endedAt).toBe(t >= end ? end : null);
        }
      }
    }),
  );

  test('has the expected state on trial, while committed, and with a scheduled cancellation', () => {
    const terms = { subscriptionId: 'one', termMonths: 12 };
    const phases = [
      phase('2024-01-31', '2024-02-29', { ...terms, status: 'TRIALING' }),
      phase('2024-02-29', '2025-06-30', terms),
    ];
    const stateAt = (t: string): Partial<SubscriptionState> => subscriptionStateAt(phases, at(t), UTC);
    expect(stateAt('2024-01-01')).toMatchObject({ status: 'TRIALING', currentTermEndsAt: null });
    expect(stateAt('2024-02-01')).toMatchObject({ status: 'TRIALING', trialEndsAt: at('2024-02-29') });
    expect(stateAt('2024-02-29')).toMatchObject({ status: 'ACTIVE', currentTermEndsAt: at('2025-02-28') });
    expect(stateAt('2025-02-28')).toMatchObject({ currentTermEndsAt: at('2026-02-28'), endsAt: at('2025-06-30') });
    expect(stateAt('2025-03-01').cancelAt).toBeNull();
    const canceled = [phases[0]!, { ...phases[1]!, isCanceled: true }];
    expect(subscriptionStateAt(canceled, at('2025-03-01'), UTC).cancelAt).toBe(at('2025-06-30'));
    expect(stateAt('2025-06-30')).toMatchObject({ status: 'CANCELED', cancelAt: null, endedAt: at('2025-06-30') });
  });

  test('can be canceled at the end of a trial that follows a paid phase, also if the trial counts as a pause', () => {
    const terms = { subscriptionId: 'one', termMonths: 12 };
    const phases = [
      phase('2024-01-01', '2024-03-01', terms),
      phase('2024-03-01', '2024-03-15', { ...terms, status: 'TRIALING' }),
    ];
    expect(endOfAgreement(phases, at('2024-03-05'), UTC)).toBe(at('2024-03-15'));
    expect(endOfAgreement(phases, at('2024-02-05'), UTC)).toBe(at('2025-01-01'));
  });
});
