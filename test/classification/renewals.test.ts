import fc from 'fast-check';
import { DAY_MS, toZone, UTC } from '../../src/classification/calendar.js';
import { amountAt } from '../../src/classification/amount.js';
import { factOf } from '../../src/classification/facts.js';
import { toHistory, type RecordedPhase } from '../../src/classification/history.js';
import { termEndsUntil, type TermEnd } from '../../src/classification/renewals.js';
import { startingWith, valueAt } from '../../src/classification/steps.js';
import {
  at,
  cases,
  historyOf,
  oracleHistoryOf,
  phase,
  reportTallies,
  tally,
  testProperty,
  written,
} from '../support/histories.js';
import { zoneOf } from '../support/zones.js';
import { oracleTermEnds } from './oracle-renewals.js';

afterAll(reportTallies);

const GAP_DAYS = 31;

const endsBy = (until: string, phases: readonly RecordedPhase[], gapDays = GAP_DAYS): TermEnd[] =>
  termEndsUntil(toHistory(phases, [], UTC), at(until), () => gapDays, UTC);

/** Writes ends as day, subscription and outcome: the day, where it differs from that of the end. */
function outcomes(ends: readonly TermEnd[]): string[] {
  const day = (instant: number): string => written(instant).slice(0, 10);
  return ends.map((end) => {
    const outcome =
      end.renewedAt < Infinity
        ? `renewed ${day(end.renewedAt)}`
        : end.lapsedAt < Infinity
          ? `lapsed ${day(end.lapsedAt)}`
          : 'open';
    return `${end.phase.subscriptionId} ${day(end.at)} ${outcome}`;
  });
}

const renewalsAt = (on: string, phases: readonly RecordedPhase[], gapDays = GAP_DAYS): number => {
  const terms = { windowDays: null, gapDays, topRank: startingWith(Infinity), minorPerMajor: 100, zone: UTC };
  const amounts = factOf('RENEWALS').amounts(toHistory(phases, [], UTC), terms);
  return amountAt(valueAt(amounts, at(on)), at(on), UTC);
};

const yearly = (subscriptionId: string, from: string, to: string | null, changes: Partial<RecordedPhase> = {}) =>
  phase(from, to, { subscriptionId, termMonths: 12, ...changes });

describe('renewals of random histories', () => {
  testProperty(
    'equal the oracle: the ends of agreed terms, with when each is decided, renewed and lapsed',
    fc.property(cases, fc.constantFrom(0, 1, 7, 30, 31, 400), fc.nat(20), (testCase, gapDays, pick) => {
      const history = historyOf(testCase);
      const edges = history.phases.flatMap(({ from, to }) => [from, to]).filter(Number.isFinite);
      // Years enough for every term, but not for the eight thousand years of some cases.
      const until = Math.min(...edges, Infinity) + 365 * DAY_MS * pick;
      const listed = termEndsUntil(history, until, () => gapDays, zoneOf(testCase.timeZone));
      const isAgreed = ({ subscriptionId, decidedFrom }: { subscriptionId: string; decidedFrom: number }): boolean =>
        history.phases.some(
          ({ subscriptionId: id, isPaid, termMonths, from, to }) =>
            id === subscriptionId && isPaid && termMonths > 0 && from < decidedFrom && decidedFrom <= to,
        );
      const expected = oracleTermEnds(oracleHistoryOf(testCase), () => gapDays, until).filter(isAgreed);
      const decided = listed.filter(({ decidedFrom }) => decidedFrom <= until);
      const inOrder = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
      expect(
        inOrder(
          decided.map(({ phase, at, decidedFrom, renewedAt, lapsedAt }) => ({
            subscriptionId: phase.subscriptionId,
            at,
            decidedFrom,
            renewedAt: written(renewedAt),
            lapsedAt: written(lapsedAt),
          })),
        ),
      ).toEqual(
        inOrder(
          expected.map(({ subscriptionId, at, decidedFrom, renewedAt, lapsedAt }) => ({
            subscriptionId,
            at,
            decidedFrom,
            renewedAt: written(renewedAt),
            lapsedAt: written(lapsedAt),
          })),
        ),
      );
      const next = listed.filter(({ decidedFrom }) => decidedFrom > until).map((end) => end.phase.subscriptionId);
      expect(new Set(next).size).toBe(next.length);
      tally('ends of terms', expected.length);
      tally('ends of terms that were not renewed at once', expected.filter((end) => end.renewedAt !== end.at).length);
    }),
    4,
  );
});

describe('a renewal', () => {
  it.each([
    ['of twelve monthly records, each from the instant the last ends, is counted eleven times', 0, 11],
    ['of twelve monthly records, each from a second later, is counted eleven times', 1_000, 11],
    ['of twelve monthly records, each from two days later, is counted eleven times', 2 * DAY_MS, 11],
  ])('%s', (_, gap, count) => {
    const records = Array.from({ length: 12 }, (_, i) => ({
      ...phase('2025-01-01', null, { subscriptionId: `month ${i}` }),
      from: Date.UTC(2025, i, 1) + (i > 0 ? gap : 0),
      to: i === 11 ? Infinity : Date.UTC(2025, i + 1, 1),
    }));
    expect(renewalsAt('2025-12-31', records)).toBe(count);
  });

  it('is not caused by a seat of another, older subscription', () => {
    const phases = [
      yearly('A', '2025-01-01', '2026-01-01'),
      phase('2024-06-01', '2026-01-11', { subscriptionId: 'B', quantity: 1 }),
      phase('2026-01-11', null, { subscriptionId: 'B', quantity: 2 }),
    ];
    expect(outcomes(endsBy('2026-01-01', phases))).toEqual(['A 2026-01-01 lapsed 2026-02-01']);
  });

  it('is not caused by another subscription that was paid before and returns', () => {
    const phases = [
      yearly('A', '2025-01-01', '2026-01-01'),
      phase('2020-01-01', '2021-01-01', { subscriptionId: 'B' }),
      phase('2026-01-05', null, { subscriptionId: 'B' }),
    ];
    expect(outcomes(endsBy('2026-01-01', phases))).toEqual(['A 2026-01-01 lapsed 2026-02-01']);
  });

  it('joins yearly contracts that are subscriptions of their own, each from the instant the last ends', () => {
    const phases = [
      yearly('A', '2023-01-01', '2024-01-01'),
      yearly('B', '2024-01-01', '2025-01-01'),
      yearly('C', '2025-01-01', null),
    ];
    expect(outcomes(endsBy('2025-06-01', phases))).toEqual([
      'A 2024-01-01 renewed 2024-01-01',
      'B 2025-01-01 renewed 2025-01-01',
      'C 2026-01-01 renewed 2026-01-01',
    ]);
    expect(renewalsAt('2025-06-01', phases)).toBe(2);
  });

  it('happens early when a larger contract replaces the old one two weeks before its end', () => {
    const phases = [yearly('A', '2025-01-01', '2025-12-18'), yearly('B', '2025-12-18', null, { planRank: 2 })];
    expect(outcomes(endsBy('2025-12-20', phases))).toEqual([
      'A 2026-01-01 renewed 2025-12-18',
      'B 2026-12-18 renewed 2026-12-18',
    ]);
    expect(renewalsAt('2025-12-17', phases)).toBe(0);
    expect(renewalsAt('2025-12-18', phases)).toBe(1);
  });

  it('happens early within one subscription whose length of term changes two weeks before the end', () => {
    const phases = [yearly('A', '2025-01-01', '2025-12-18'), yearly('A', '2025-12-18', null, { termMonths: 24 })];
    expect(outcomes(endsBy('2025-12-20', phases))).toEqual([
      'A 2026-01-01 renewed 2025-12-18',
      'A 2027-12-18 renewed 2027-12-18',
    ]);
  });

  it.each([
    ['16 days before the end of a month, which is half of it or more', '2024-06-15', 5],
    ['10 days before the end of a month', '2024-06-21', 6],
  ])('is counted or not when monthly becomes yearly %s', (_, changedOn, count) => {
    const phases = [
      phase('2024-01-01', changedOn, { subscriptionId: 'A' }),
      phase(changedOn, null, { subscriptionId: 'A', intervalMonths: 12 }),
    ];
    expect(renewalsAt('2024-06-30', phases)).toBe(count);
  });

  it.each([
    ['5 days late', '2026-01-06', 'renewed 2026-01-06'],
    ['as late as the gap allows', '2026-02-01', 'renewed 2026-02-01'],
    ['a day later than the gap allows', '2026-02-02', 'lapsed 2026-02-01'],
  ])('of the same subscription %s', (_, from, outcome) => {
    const phases = [yearly('A', '2025-01-01', '2026-01-01'), yearly('A', from, null)];
    expect(outcomes(endsBy('2026-01-05', phases)).slice(0, 1)).toEqual([`A 2026-01-01 ${outcome}`]);
  });

  it.each([
    ['begins 5 days late', '2026-01-06', 'renewed 2026-01-06'],
    ['began 20 days before', '2025-12-12', 'renewed 2026-01-01'],
    ['began 40 days before', '2025-11-22', 'lapsed 2026-02-01'],
  ])('by a new subscription that %s', (_, from, outcome) => {
    const phases = [yearly('A', '2025-01-01', '2026-01-01'), yearly('B', from, null)];
    expect(outcomes(endsBy('2026-01-05', phases))).toContain(`A 2026-01-01 ${outcome}`);
  });

  it('can happen for several subscriptions by one new subscription', () => {
    const phases = [
      yearly('A', '2025-01-01', '2026-01-01'),
      yearly('B', '2024-12-20', '2025-12-20'),
      yearly('C', '2026-01-03', null),
    ];
    expect(outcomes(endsBy('2026-01-05', phases))).toEqual([
      'B 2025-12-20 renewed 2026-01-03',
      'A 2026-01-01 renewed 2026-01-03',
      'C 2027-01-03 renewed 2027-01-03',
    ]);
  });

  it('does not happen for a term whose successor is past due for 19 days and then ends unpaid', () => {
    const phases = [
      yearly('A', '2025-01-01', '2026-01-01'),
      yearly('A', '2026-01-01', '2026-01-20', { status: 'PAST_DUE' }),
    ];
    expect(outcomes(endsBy('2026-01-20', phases))).toEqual(['A 2026-01-01 lapsed 2026-02-01']);
    expect(renewalsAt('2026-01-20', phases)).toBe(0);
  });

  it('happens once a past due successor is paid', () => {
    const phases = [
      phase('2024-01-01', '2024-04-01', { subscriptionId: 'A' }),
      phase('2024-04-01', '2024-04-20', { subscriptionId: 'A', status: 'PAST_DUE' }),
      phase('2024-04-20', null, { subscriptionId: 'A' }),
    ];
    expect(['2024-04-10', '2024-04-20', '2024-05-01'].map((on) => renewalsAt(on, phases))).toEqual([2, 3, 4]);
  });

  it('happens for all terms that ended during a pause when the subscription is resumed', () => {
    const phases = [
      phase('2024-01-01', '2024-05-01', { subscriptionId: 'A' }),
      phase('2024-05-01', '2024-07-01', { subscriptionId: 'A', status: 'PAUSED' }),
      phase('2024-07-01', null, { subscriptionId: 'A' }),
    ];
    expect(['2024-06-15', '2024-07-01', '2024-08-01'].map((on) => renewalsAt(on, phases))).toEqual([3, 6, 7]);
  });

  it('happens for the terms before and after the end of a subscription that is paid again in time', () => {
    const phases = [
      phase('2024-01-01', '2024-04-01', { subscriptionId: 'A' }),
      phase('2024-04-01', '2024-04-20', { subscriptionId: 'A', status: 'PAST_DUE' }),
      phase('2024-04-30', null, { subscriptionId: 'A' }),
    ];
    expect(['2024-04-25', '2024-04-30', '2024-05-30'].map((on) => renewalsAt(on, phases))).toEqual([2, 4, 5]);
  });

  it('is open while a subscription without an end is paused', () => {
    const phases = [yearly('A', '2025-01-01', '2025-06-01'), yearly('A', '2025-06-01', null, { status: 'PAUSED' })];
    expect(outcomes(endsBy('2026-06-01', phases))).toEqual(['A 2026-01-01 open', 'A 2027-01-01 open']);
  });

  it('treats a term of 12 months and a yearly billing interval as one length', () => {
    const phases = [
      yearly('A', '2024-01-01', '2025-06-01'),
      phase('2025-06-01', null, { subscriptionId: 'A', intervalMonths: 12 }),
    ];
    expect(['2025-01-01', '2026-01-01'].map((on) => renewalsAt(on, phases))).toEqual([1, 2]);
    expect(outcomes(endsBy('2026-06-01', phases))).toEqual(['A 2025-01-01 renewed 2025-01-01']);
  });

  it('is listed with the next end of each subscription only', () => {
    const phases = [yearly('A', '2025-01-31', null), phase('2025-01-31', null, { subscriptionId: 'monthly' })];
    expect(outcomes(endsBy('2025-06-01', phases))).toEqual(['A 2026-01-31 renewed 2026-01-31']);
    expect(endsBy('2025-06-01', phases)[0]).toMatchObject({ phase: { termMonths: 12, quantity: 1 } });
  });

  it('is judged by the gap of the policy in force when it is decided', () => {
    const phases = [
      yearly('A', '2024-01-01', '2025-01-01'),
      yearly('A', '2025-01-11', '2026-01-11'),
      yearly('A', '2026-01-21', null),
    ];
    const changesOn = at('2025-06-01');
    const ends = termEndsUntil(toHistory(phases, [], UTC), at('2026-02-01'), (t) => (t < changesOn ? 5 : 31), UTC);
    expect(outcomes(ends).slice(0, 2)).toEqual(['A 2025-01-01 lapsed 2025-01-06', 'A 2026-01-11 renewed 2026-01-21']);
  });

  it('is counted in local time, with terms that end at local midnight', () => {
    const berlin = toZone(
      [-Infinity, at('2025-03-30T01:00:00Z'), at('2025-10-26T01:00:00Z'), at('2026-03-29T01:00:00Z')],
      [3_600_000, 7_200_000, 3_600_000, 7_200_000],
    );
    const phases = [
      { ...phase('2025-09-30', null, { subscriptionId: 'A', termMonths: 3 }), from: at('2025-09-30T22:00:00Z') },
    ];
    const [end] = termEndsUntil(toHistory(phases, [], berlin), at('2025-12-01'), () => GAP_DAYS, berlin);
    expect(written(end!.at)).toBe('2025-12-31T23:00:00.000Z');
  });
});
