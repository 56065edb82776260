/* Did being a client predict staying? Two policies, compared with the customers of the data set that stayed another year. */
import type { Clientele, PolicyInput } from '@clientele/sdk';

/** One year before the date of the data set. */
const A_YEAR_BEFORE = '2018-09-30T00:00:00.000Z';

/** 24 months of tenure, and a term of a year or longer. */
export const COMMITTED: PolicyInput = {
  name: 'Two years, and committed',
  clientScore: 0.5,
  criteria: [
    { fact: 'TENURE_MONTHS', comparison: 'AT_LEAST', threshold: 24, weight: 1, required: true },
    { fact: 'TERM_MONTHS', comparison: 'AT_LEAST', threshold: 12, weight: 3, required: true },
  ],
};

export async function reportBacktests(client: Clientele): Promise<string[]> {
  const [baseline, draft] = await Promise.all([
    client.policyBacktest({ asOf: A_YEAR_BEFORE }),
    client.policyBacktest({ asOf: A_YEAR_BEFORE, policy: COMMITTED }),
  ]);
  const row = (...[policy, type, accounts, kept, share, revenue]: string[]) =>
    `  ${policy!.padEnd(26)}${type!.padEnd(10)}${accounts!.padStart(8)}${kept!.padStart(8)}${share!.padStart(9)}${revenue!.padStart(24)}`;
  const rows = [
    ['SaaS baseline', baseline],
    [COMMITTED.name, draft],
  ] as const;
  return [
    `Who paid on ${A_YEAR_BEFORE.slice(0, 10)}, and still did a year later:`,
    row('', '', 'accounts', 'kept', 'share', 'MRR, and of those kept'),
    ...rows.flatMap(([name, { outcomes }]) =>
      outcomes.map(({ type, accounts, kept, keptShare, monthlyRecurringRevenue, keptMonthlyRecurringRevenue }) =>
        row(
          name,
          type,
          String(accounts),
          String(kept),
          keptShare === null ? '-' : `${(keptShare * 100).toFixed(1)} %`,
          `${monthlyRecurringRevenue.amount} ${keptMonthlyRecurringRevenue.amount}`,
        ),
      ),
    ),
  ];
}
