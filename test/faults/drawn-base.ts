/** Generates random client bases and policies. */
import {
  account,
  interaction,
  phase,
  plan,
  subscription,
  usd,
  type Given,
  type ImportRecords,
} from '../support/records.js';
import type { Draw } from '../support/trials.js';

const DAY_MS = 86_400_000;
const PLANS = ['basic', 'plus', 'top'];

/** Draws the records of one `import` call: the named accounts with up to 2 subscriptions and 3 interactions each. */
export function drawAccounts(draw: Draw, now: number, names: readonly string[]): ImportRecords {
  const daysAgo = (days: number): string => new Date(now - days * DAY_MS).toISOString();
  const times = <Item>(max: number, make: (i: number) => Item): Item[] =>
    Array.from({ length: draw.number(0, max) }, (_, i) => make(i));

  const phases = (): Given[] => {
    const startedDaysAgo = draw.number(2, 1_500);
    const changedDaysAgo = draw.number(1, startedDaysAgo - 1);
    const terms = (): Given => ({
      planExternalId: draw.one(PLANS),
      unitPrice: usd(String(draw.number(0, 900))),
      termMonths: draw.one([0, 12]),
      tailored: draw.one([true, false]),
    });
    const end = draw.one([null, null, daysAgo(0), daysAgo(-draw.number(1, 400))]);
    return [
      phase(daysAgo(startedDaysAgo), daysAgo(changedDaysAgo), { ...terms(), status: draw.one(['ACTIVE', 'TRIALING']) }),
      phase(daysAgo(changedDaysAgo), end, terms()),
    ];
  };
  return {
    plans: PLANS.map((name, rank) => plan(name, rank, { offeredFrom: null })),
    accounts: names.map((name) => account(name)),
    subscriptions: names.flatMap((name) => times(2, (i) => subscription(`${name} ${i}`, name, phases()))),
    interactions: names.flatMap((name) =>
      times(3, (i) =>
        interaction(`${name} ${i}`, name, daysAgo(draw.number(1, 800)), {
          kind: draw.one(['CALL', 'ADVOCACY', 'PURCHASE']),
          personalized: draw.one([true, false]),
        }),
      ),
    ),
  };
}

/** Facts, thresholds and windows that divide the accounts drawn above. */
const FACTS = [
  ['TENURE_MONTHS', [3, 6, 12, 24], null],
  ['TOP_TIER', [1], null],
  ['TERM_MONTHS', [12], null],
  ['TAILORED', [1], null],
  ['MONTHLY_RECURRING_REVENUE', [10, 100, 500], null],
  ['PERSONALIZED_INTERACTIONS', [1, 2], 365],
  ['ADVOCACY', [1], 730],
] as const;

export const drawPolicy = (draw: Draw, now: number): { policy: Given; effectiveFrom: string | null } => ({
  policy: {
    name: 'Drawn',
    criteria: Array.from({ length: draw.number(1, 4) }, () => {
      const [fact, thresholds, windowDays] = draw.one(FACTS);
      return { fact, comparison: 'AT_LEAST', threshold: draw.one<number>(thresholds), windowDays, weight: 1 };
    }),
    clientScore: draw.one([0.25, 0.5, 1]),
    gapDays: draw.one([0, 30]),
    purchaseDays: draw.one([0, 90]),
  },
  // Effective now, or from a day in the past or in the next 30 days.
  effectiveFrom: draw.one([null, new Date(now - draw.number(-30, 700) * DAY_MS).toISOString()]),
});
