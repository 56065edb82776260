import fc from 'fast-check';
import { UTC, type Zone } from '../../src/classification/calendar.js';
import { toHistory, type Phase, type RecordedPhase } from '../../src/classification/history.js';
import { BASELINE_POLICY } from '../../src/classification/policy.js';
import { startingWith } from '../../src/classification/steps.js';
import { intervalsByType, periodAt, timeline, type Rules } from '../../src/classification/timeline.js';
import {
  at,
  cases,
  DAY,
  historyOf,
  inOrderOf,
  interaction,
  oracleHistoryOf,
  orders,
  phase,
  reportTallies,
  tally,
  testProperty,
  written,
} from '../support/histories.js';
import { zoneOf } from '../support/zones.js';

afterAll(reportTallies);

const SECOND = 1000;
const HOUR = 60 * 60 * SECOND;

const rulesIn = (zone: Zone): Rules => ({
  policies: [BASELINE_POLICY],
  topRank: startingWith(3),
  minorPerMajor: 100,
  zone,
});

/** Returns the type of each interval and its start, without a time of day that is midnight. */
function typesOf(phases: readonly RecordedPhase[], zone = UTC): string[] {
  const periods = timeline(toHistory(phases, [], zone), rulesIn(zone));
  return intervalsByType(periods).map(({ from, type }) =>
    Number.isFinite(from) ? `${type} ${written(from).replace('T00:00:00.000Z', '')}` : type,
  );
}

/** Returns the instants at which revenue or paused revenue changes, with both in units of 49.00. */
function moneyOf(phases: readonly RecordedPhase[]): [from: string, mrr: number, paused: number][] {
  const periods = timeline(toHistory(phases, [], UTC), rulesIn(UTC));
  const changes = periods.filter(
    ({ mrrMinor, pausedMrrMinor }, i) =>
      mrrMinor !== (periods[i - 1]?.mrrMinor ?? 0) || pausedMrrMinor !== (periods[i - 1]?.pausedMrrMinor ?? 0),
  );
  return changes.map(({ from, mrrMinor, pausedMrrMinor }) => [
    written(from).replace('T00:00:00.000Z', ''),
    mrrMinor / 4_900,
    pausedMrrMinor / 4_900,
  ]);
}

/** The same phases, except that the second one begins later by `gapMs`. */
const withGap = ([first, second, ...others]: RecordedPhase[], gapMs: number): RecordedPhase[] => [
  first!,
  { ...second!, from: second!.from + gapMs },
  ...others,
];

const SHORT_GAPS: [string, number][] = [
  ['1 ms', 1],
  ['1 second', SECOND],
  ['23 hours', 23 * HOUR],
  ['1 day', DAY],
];
const LONG_GAPS: [string, number][] = [
  ['1 day and 1 ms', DAY + 1],
  ['2 days', 2 * DAY],
  ['31 days', 31 * DAY],
  ['32 days', 32 * DAY],
];
const one = { subscriptionId: 'one' };
const two = { subscriptionId: 'two' };

/** The property tests compare in this order. */
const inOrder = (phases: readonly Phase[]): Phase[] =>
  phases.toSorted((a, b) => a.from - b.from || a.to - b.to || (a.subscriptionId < b.subscriptionId ? -1 : 1));

testProperty(
  'Random histories in any time zone and any order are joined, paid and granted as the naive rules say',
  fc.property(cases, orders, (testCase, order) => {
    const { phases } = historyOf({ ...testCase, phases: inOrderOf(testCase.phases, order) });
    expect(inOrder(phases)).toEqual(inOrder(oracleHistoryOf(testCase).phases));
    const recorded = new Map(testCase.phases.map((one) => [`${one.subscriptionId} ${one.from}`, one]));
    tally('histories for continuity');
    for (const one of phases) {
      const before = recorded.get(`${one.subscriptionId} ${one.from}`);
      if (one.to !== before?.to) tally('phases that last longer than recorded');
      if (one.isPaid && one.status === 'PAUSED' && before?.status !== 'PAUSED') tally('granted phases');
      if (!one.isPaid && one.status === 'PAUSED') tally('paused phases that are not paid');
    }
  }),
  20,
);

describe('phases of one subscription', () => {
  const joined = (changes: Partial<RecordedPhase> = {}): RecordedPhase[] => [
    phase('2024-01-01', '2024-02-01', one),
    phase('2024-02-01', null, { ...one, ...changes }),
  ];

  test.each(SHORT_GAPS)('touch across a gap of %s', (_, gap) => {
    expect(typesOf(withGap(joined(), gap))).toEqual(['PROSPECT', 'CUSTOMER 2024-01-01']);
    expect(moneyOf(withGap(joined(), gap))).toEqual([['2024-01-01', 1, 0]]);
  });

  test.each(LONG_GAPS)('do not touch across a gap of %s', (_, gap) => {
    const types = typesOf(withGap(joined(), gap)).slice(0, 4);
    const back = written(at('2024-02-01') + gap).replace('T00:00:00.000Z', '');
    expect(types).toEqual(['PROSPECT', 'CUSTOMER 2024-01-01', 'FORMER_CUSTOMER 2024-02-01', `CUSTOMER ${back}`]);
  });

  test.each<[string, Partial<RecordedPhase>, Partial<RecordedPhase>]>([
    ['past due', { status: 'PAST_DUE' }, {}],
    ['past due from then on', {}, { status: 'PAST_DUE' }],
    ['paused from then on', {}, { status: 'PAUSED' }],
    ['on another plan from then on', {}, { planRank: 2 }],
    ['canceled for that day and taken back', { isCanceled: true }, {}],
  ])('touch where the subscription is %s', (_, first, second) => {
    const [paying, continued] = joined(second);
    const types = typesOf(withGap([{ ...paying!, ...first }, continued!], SECOND));
    expect(types.slice(0, 2)).toEqual(['PROSPECT', 'CUSTOMER 2024-01-01']);
    expect(types).not.toContain('FORMER_CUSTOMER 2024-02-01');
  });

  test('touch at the end of a trial, and when a day lasts 25 hours', () => {
    const trial = [
      phase('2024-01-01', '2024-01-14T23:59:59Z', { ...one, status: 'TRIALING' }),
      phase('2024-01-15', null, one),
    ];
    expect(typesOf(trial).slice(0, 3)).toEqual(['PROSPECT', 'TRIAL 2024-01-01', 'CUSTOMER 2024-01-15']);
    // In Berlin, 29 October 2023 lasts from 22:00Z to 23:00Z of the next day.
    const autumn = [phase('2023-10-01', '2023-10-28T22:00:00Z', one), phase('2023-10-29T23:00:00Z', null, one)];
    expect(typesOf(autumn)).toContain('FORMER_CUSTOMER 2023-10-28T22:00:00.000Z');
    expect(typesOf(autumn, zoneOf('Europe/Berlin')).slice(0, 2)).toEqual(['PROSPECT', 'CUSTOMER 2023-10-01']);
    // 26 March 2023 has 23 hours: 24 hours are more than a day there.
    const spring = [phase('2023-03-01', '2023-03-25T23:00:00Z', one), phase('2023-03-26T22:00:00.001Z', null, one)];
    expect(typesOf(spring).slice(0, 2)).toEqual(['PROSPECT', 'CUSTOMER 2023-03-01']);
    expect(typesOf(spring, zoneOf('Europe/Berlin'))).toContain('FORMER_CUSTOMER 2023-03-25T23:00:00.000Z');
  });

  test('are one relationship if each month ends on its last day, as a date', () => {
    const months = Array.from({ length: 30 }, (_, i): RecordedPhase => {
      const [from, to] = [Date.UTC(2022, i, 1), Date.UTC(2022, i + 1, 0)];
      return { ...phase('2022-01-01', null, one), from, to: i === 29 ? Infinity : to };
    });
    expect(typesOf(months)).toEqual(['PROSPECT', 'CUSTOMER 2022-01-01']);
    expect(moneyOf(months)).toEqual([['2022-01-01', 1, 0]]);
  });
});

describe('a paused phase', () => {
  test.each<[string, RecordedPhase[], string[]]>([
    [
      'after a trial without a payment is not paid',
      [
        phase('2024-01-01', '2024-01-15', { ...one, status: 'TRIALING' }),
        phase('2024-01-15', null, { ...one, status: 'PAUSED' }),
      ],
      ['PROSPECT', 'TRIAL 2024-01-01', 'PROSPECT 2024-01-15'],
    ],
    ['that is the first one is not paid', [phase('2024-01-15', null, { ...one, status: 'PAUSED' })], ['PROSPECT']],
    [
      'after a payment of another subscription is not paid',
      [phase('2024-01-01', '2024-01-15', two), phase('2024-01-15', null, { ...one, status: 'PAUSED' })],
      ['PROSPECT', 'CUSTOMER 2024-01-01', 'FORMER_CUSTOMER 2024-01-15'],
    ],
    [
      'after a free plan is not paid',
      [
        phase('2024-01-01', '2024-01-15', { ...one, unitPriceMinor: 0 }),
        phase('2024-01-15', null, { ...one, status: 'PAUSED' }),
      ],
      ['PROSPECT'],
    ],
    [
      'after a payment is paid, also after an end',
      [phase('2024-01-01', '2024-01-15', one), phase('2024-03-01', '2024-04-01', { ...one, status: 'PAUSED' })],
      [
        'PROSPECT',
        'CUSTOMER 2024-01-01',
        'FORMER_CUSTOMER 2024-01-15',
        'CUSTOMER 2024-03-01',
        'FORMER_CUSTOMER 2024-04-01',
      ],
    ],
  ])('%s', (_, phases, types) => expect(typesOf(phases)).toEqual(types));

  test('before the first payment leaves the first payment to be new revenue', () => {
    const phases = [
      phase('2024-01-01', '2024-01-15', { ...one, status: 'TRIALING' }),
      phase('2024-01-15', '2024-03-01', { ...one, status: 'PAUSED' }),
      phase('2024-03-01', null, one),
    ];
    expect(moneyOf(phases)).toEqual([['2024-03-01', 1, 0]]);
    expect(typesOf(phases).slice(0, 4)).toEqual([
      'PROSPECT',
      'TRIAL 2024-01-01',
      'PROSPECT 2024-01-15',
      'CUSTOMER 2024-03-01',
    ]);
  });
});

describe('a free month of a client', () => {
  const top = { planRank: 3, termMonths: 12 };
  const free: [string, Partial<RecordedPhase>][] = [
    ['at a price of zero', { unitPriceMinor: 0 }],
    ['as a trial', { status: 'TRIALING' }],
    ['past due at a price of zero', { status: 'PAST_DUE', unitPriceMinor: 0 }],
  ];
  const client = ['PROSPECT', 'CUSTOMER 2021-03-01', 'CLIENT 2023-03-01'];

  test.each(free)('is a pause %s', (_, changes) => {
    const phases = [
      phase('2021-03-01', '2024-03-01', { ...one, ...top }),
      phase('2024-03-01', '2024-04-01', { ...one, ...top, ...changes }),
      phase('2024-04-01', null, { ...one, ...top }),
    ];
    expect(typesOf(phases).slice(0, 3)).toEqual(['PROSPECT', 'CUSTOMER 2021-03-01', 'CLIENT 2023-03-01']);
    expect(typesOf(phases)).toHaveLength(3);
    expect(moneyOf(phases)).toEqual([
      ['2021-03-01', 1, 0],
      ['2024-03-01', 0, 1],
      ['2024-04-01', 1, 0],
    ]);
  });

  test.each(SHORT_GAPS)('at the start of a new subscription, %s after the old one, is a pause', (_, gap) => {
    const phases = withGap(
      [
        phase('2021-03-01', '2024-03-01', { ...one, ...top }),
        phase('2024-03-01', '2024-04-01', { ...two, ...top, unitPriceMinor: 0 }),
        phase('2024-04-01', null, { ...two, ...top }),
      ],
      gap,
    );
    expect(typesOf(phases)).toEqual(client);
    const start = written(at('2024-03-01') + gap).replace('T00:00:00.000Z', '');
    expect(moneyOf(phases)).toEqual([
      ['2021-03-01', 1, 0],
      [start, 0, 1],
      ['2024-04-01', 1, 0],
    ]);
  });

  test.each(LONG_GAPS.slice(0, 2))('at the start of a new subscription, %s after the old one, is none', (_, gap) => {
    const phases = withGap(
      [
        phase('2021-03-01', '2024-03-01', { ...one, ...top }),
        phase('2024-03-01', '2024-04-01', { ...two, ...top, status: 'TRIALING' }),
        phase('2024-04-01', null, { ...two, ...top }),
      ],
      gap,
    );
    expect(typesOf(phases)).toContain('FORMER_CLIENT 2024-03-01');
  });

  test('that begins an hour before the old subscription ends is a pause from that end on', () => {
    const phases = [
      phase('2021-03-01', '2024-03-01T01:00:00Z', { ...one, ...top }),
      phase('2024-03-01', '2024-04-01', { ...two, ...top, status: 'TRIALING' }),
      phase('2024-04-01', null, { ...two, ...top }),
    ];
    expect(typesOf(phases)).toEqual(client);
    expect(moneyOf(phases)).toEqual([
      ['2021-03-01', 1, 0],
      ['2024-03-01T01:00:00.000Z', 0, 1],
      ['2024-04-01', 1, 0],
    ]);
  });

  const month = { unitPriceMinor: 0, planRank: 3 };
  test.each<[string, boolean, RecordedPhase[]]>([
    ['of 92 days', true, [phase('2024-03-01', '2024-06-01', { ...one, ...month })]],
    ['of 92 days and 1 ms', false, [phase('2024-03-01', '2024-06-01T00:00:00.001Z', { ...one, ...month })]],
    ['without an end', false, [phase('2024-03-01', null, { ...one, ...month })]],
    ['on a lower plan', false, [phase('2024-03-01', '2024-04-01', { ...one, ...month, planRank: 2 })]],
    ['on a higher plan', true, [phase('2024-03-01', '2024-04-01', { ...one, ...month, planRank: 4 })]],
    ['a second after the paid phase', true, [phase('2024-03-01T00:00:01Z', '2024-04-01', { ...one, ...month })]],
    ['two days after the paid phase', false, [phase('2024-03-03', '2024-04-01', { ...one, ...month })]],
    ['in a new subscription', true, [phase('2024-03-01', '2024-04-01', { ...two, ...month })]],
    [
      'in a new subscription on a lower plan',
      false,
      [phase('2024-03-01', '2024-04-01', { ...two, ...month, planRank: 2 })],
    ],
    [
      'in another subscription that has begun before',
      false,
      [
        phase('2020-01-01', '2020-02-01', { ...two, ...month }),
        phase('2024-03-01', '2024-04-01', { ...two, ...month }),
      ],
    ],
  ])('%s is a pause: %s', (_, isGranted, recorded) => {
    const phases = [phase('2021-03-01', '2024-03-01', { ...one, ...top }), ...recorded];
    const periods = timeline(toHistory(phases, [], UTC), rulesIn(UTC));
    expect(periodAt(periods, at('2024-03-20')).type).toBe(isGranted ? 'CLIENT' : 'FORMER_CLIENT');
  });

  test('and more free months after it are pauses up to 92 days in all', () => {
    const phases = [
      phase('2021-03-01', '2024-03-01', { ...one, ...top }),
      phase('2024-03-01', '2024-04-01', { ...one, ...top, unitPriceMinor: 0 }),
      phase('2024-04-01', '2024-05-01', { ...one, ...top, status: 'TRIALING' }),
      phase('2024-05-01', '2024-06-01', { ...two, ...top, unitPriceMinor: 0 }),
      phase('2024-06-01', '2024-06-02', { ...two, ...top, unitPriceMinor: 0 }),
    ];
    expect(typesOf(phases)).toEqual([...client, 'FORMER_CLIENT 2024-06-01']);
  });

  test('counts as the plan, seats and commitment of the phase that ended last on the highest plan', () => {
    const phases = [
      phase('2024-01-01', '2024-02-29', { planRank: 3 }),
      phase('2024-01-01', '2024-03-01', { planRank: 2, quantity: 7, termMonths: 24, tailored: true }),
      phase('2024-01-01', '2024-03-01', { planRank: 1, quantity: 20 }),
      phase('2024-03-01', '2024-04-01', { ...one, planRank: 2, unitPriceMinor: 0 }),
    ];
    expect(toHistory(phases, [], UTC).phases.at(-1)).toEqual({
      ...phases[1],
      ...one,
      from: at('2024-03-01'),
      to: at('2024-04-01'),
      status: 'PAUSED',
      isPaid: true,
      isCanceled: undefined,
    });
  });

  test('changes nothing in what was recorded', () => {
    const phases = [
      phase('2024-01-01', '2024-02-01', one),
      phase('2024-02-01T01:00:00Z', '2024-03-01', { ...one, unitPriceMinor: 0 }),
    ];
    const copy = structuredClone(phases);
    toHistory(phases, [], UTC);
    expect(phases).toEqual(copy);
  });
});

describe('a free plan', () => {
  test('of a lower rank for two years ends the relationship, and tenure begins again', () => {
    const phases = [
      phase('2023-01-01', '2024-01-01', { ...one, planRank: 2 }),
      phase('2024-01-01', '2026-01-01', { ...one, planRank: 0, unitPriceMinor: 0 }),
      phase('2026-01-01', null, { ...one, planRank: 2 }),
    ];
    expect(typesOf(phases)).toEqual([
      'PROSPECT',
      'CUSTOMER 2023-01-01',
      'FORMER_CUSTOMER 2024-01-01',
      'CUSTOMER 2026-01-01',
    ]);
    expect(moneyOf(phases)).toEqual([
      ['2023-01-01', 1, 0],
      ['2024-01-01', 0, 0],
      ['2026-01-01', 1, 0],
    ]);
  });
});

describe('subscriptions of one account', () => {
  const joined = [phase('2024-01-01', '2024-02-01', one), phase('2024-02-01', null, two)];

  test.each(SHORT_GAPS)('touch across a gap of %s', (_, gap) => {
    expect(typesOf(withGap(joined, gap))).toEqual(['PROSPECT', 'CUSTOMER 2024-01-01']);
    expect(moneyOf(withGap(joined, gap))).toEqual([['2024-01-01', 1, 0]]);
  });

  test.each(LONG_GAPS)('do not touch across a gap of %s', (_, gap) => {
    expect(typesOf(withGap(joined, gap))).toContain('FORMER_CUSTOMER 2024-02-01');
  });

  test.each(SHORT_GAPS)('keep their revenue across a gap of %s beside a third one', (_, gap) => {
    expect(moneyOf([...withGap(joined, gap), phase('2024-01-15', null)])).toEqual([
      ['2024-01-01', 1, 0],
      ['2024-01-15', 2, 0],
    ]);
  });

  test('do not touch where the ending one goes on itself within a day', () => {
    const phases = [
      phase('2024-01-01', '2024-02-01', { ...one, planRank: 2 }),
      phase('2024-02-01', '2024-02-01T02:00:00Z', { ...one, planRank: 1, unitPriceMinor: 0 }),
      phase('2024-02-01T02:00:00Z', null, { ...one, planRank: 2 }),
      phase('2024-02-01T01:00:00Z', null, two),
    ];
    expect(typesOf(phases)).toContain('FORMER_CUSTOMER 2024-02-01');
  });

  test('touch at the first beginning of another one, however many begin', () => {
    const phases = [
      phase('2024-01-01', '2024-02-01', { ...one, quantity: 8 }),
      phase('2024-02-01T06:00:00Z', null, two),
      phase('2024-02-01T12:00:00Z', null),
    ];
    expect(moneyOf(phases)).toEqual([
      ['2024-01-01', 8, 0],
      ['2024-02-01T06:00:00.000Z', 1, 0],
      ['2024-02-01T12:00:00.000Z', 2, 0],
    ]);
  });

  test('do not touch in the middle of paid time of another one', () => {
    const phases = [
      phase('2024-01-01', '2024-02-01', one),
      phase('2023-01-01', '2024-02-01T12:00:00Z', two),
      phase('2024-02-01T12:00:00Z', null, { ...two, quantity: 2 }),
    ];
    expect(moneyOf(phases).slice(1)).toEqual([
      ['2024-01-01', 2, 0],
      ['2024-02-01', 1, 0],
      ['2024-02-01T12:00:00.000Z', 2, 0],
    ]);
  });
});

describe('a trial of a higher plan', () => {
  test.each<[string, RecordedPhase[]]>([
    [
      'in a subscription of its own beside the paid one',
      [phase('2023-01-01', null, one), phase('2024-02-01', '2024-02-15', { planRank: 3, status: 'TRIALING' })],
    ],
    [
      'within the paid subscription',
      [
        phase('2023-01-01', '2024-02-01', one),
        phase('2024-02-01', '2024-02-15', { ...one, planRank: 3, status: 'TRIALING' }),
        phase('2024-02-15', null, one),
      ],
    ],
  ])('%s leaves a customer a customer', (_, phases) => {
    expect(typesOf(phases)).toEqual(['PROSPECT', 'CUSTOMER 2023-01-01']);
  });
});

describe('tenure under the baseline policy', () => {
  test.each([
    ['March, of 31 days', '2023-03-01', '2023-04-01', true],
    ['February', '2023-02-01', '2023-03-01', true],
    ['March and a millisecond', '2023-03-01', '2023-04-01T00:00:00.001Z', false],
    ['32 days', '2023-03-01', '2023-04-02', false],
  ])('goes on across an interruption of %s: %s to %s', (_, end, back, goesOn) => {
    const phases = [phase('2021-01-01', end, one), phase(back, null, one)];
    const { payingSince } = periodAt(timeline(toHistory(phases, [], UTC), rulesIn(UTC)), at('2023-06-01'));
    expect(written(payingSince!)).toBe(written(at(goesOn ? '2021-01-01' : back)));
  });

  test('counts a March of a zone whose clocks are changed in it as 31 days', () => {
    const berlin = zoneOf('Europe/Berlin');
    const phases = [
      phase('2020-12-31T23:00:00Z', '2023-10-30T23:00:00Z', one),
      phase('2023-11-30T23:00:00Z', null, one),
    ];
    const october = [
      phase('2020-12-31T23:00:00Z', '2023-09-30T22:00:00Z', one),
      phase('2023-10-31T23:00:00Z', null, one),
    ];
    for (const recorded of [phases, october]) {
      const { payingSince } = periodAt(timeline(toHistory(recorded, [], berlin), rulesIn(berlin)), at('2024-01-01'));
      expect(payingSince).toBe(at('2020-12-31T23:00:00Z'));
    }
  });
});

test('A purchase during a gap still makes a customer, and a trial without a payment leaves a prospect', () => {
  const phases = [phase('2024-01-01', '2024-01-15', { status: 'TRIALING' })];
  const bought = toHistory(phases, [interaction('2024-03-01', { kind: 'PURCHASE' })], UTC);
  expect(intervalsByType(timeline(bought, rulesIn(UTC))).map(({ type }) => type)).toEqual([
    'PROSPECT',
    'TRIAL',
    'PROSPECT',
    'CUSTOMER',
    'FORMER_CUSTOMER',
  ]);
});
