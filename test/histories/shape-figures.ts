/** Asks the API for the figures of shapes. */
import { importRecords, instant, type Given } from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { EXCHANGE_RATES, PLANS, type Shape } from './stripe-shapes.js';

const FACTS = { SEATS: 'S', COMPLETED_BILLING_CYCLES: 'C', RENEWALS: 'R' } as const;
const POINTS = 18;
const KINDS = ['new', 'expansion', 'contraction', 'churn', 'reactivation', 'pause', 'resume', 'exchange'];

interface Amount {
  amount: string;
}
interface Shown {
  relationship: {
    type: string;
    score: number;
    evidence: { observed: number; criterion: { fact: { name: keyof typeof FACTS } } }[];
  };
  monthlyRecurringRevenue: Amount;
  listMonthlyRecurringRevenue: Amount;
}
type Movement = Record<string, Amount> & { firstDay: string };

const PLANS_OF_BOTH = PLANS.map((plan) => ({
  ...plan,
  identities: [{ source: 'stripe', externalId: plan.externalId }],
}));

async function recordIn(workspace: TestWorkspace, records: Given): Promise<void> {
  const { userErrors } = await importRecords(workspace, { plans: PLANS_OF_BOTH, ...records });
  expect(userErrors).toEqual([]);
}

async function ask<Data>(workspace: TestWorkspace, query: string): Promise<Data> {
  const { data, errors } = await workspace.ask(query);
  expect(errors).toBeUndefined();
  return data as Data;
}

/**
 * Records each shape as `recordsOf` says, and tests that the API gives its figures. Its name is the account's external id, or
 * its id at Stripe. Plans have both.
 */
export const testShapes = (
  shapes: readonly Shape[],
  recordsOf: (shape: Shape) => Given,
  ids: 'external' | 'stripe' = 'external',
): void => {
  const byName = (name: string): string => {
    const externalId = `externalId: ${JSON.stringify(name)}`;
    return ids === 'external' ? `{ ${externalId} }` : `{ identity: { source: "stripe", ${externalId} } }`;
  };
  let server: TestServer;
  /** All shapes in USD, under a policy whose criteria show the facts. */
  let facts: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    facts = await server.addWorkspace();
    const criteria = Object.keys(FACTS).map((fact) => ({ fact, comparison: 'AT_LEAST', threshold: 1, weight: 1 }));
    const { data } = await facts.ask(
      `mutation ($input: PolicyPublishInput!) { policyPublish(input: $input) { userErrors { message } } }`,
      {
        input: {
          policy: { name: 'Facts', clientScore: 1, gapDays: 31, criteria },
          expectedVersion: 1,
          effectiveFrom: '1970-01-01T00:00:00Z',
        },
      },
    );
    expect(data).toEqual({ policyPublish: { userErrors: [] } });
    const yen = { currencyCode: 'JPY', from: '2024-01-01', rate: '0.0067' };
    await recordIn(facts, { exchangeRates: [...EXCHANGE_RATES, yen] });
    const all = shapes.map(recordsOf);
    await recordIn(facts, {
      accounts: all.flatMap(({ accounts }) => accounts as Given[]),
      subscriptions: all.flatMap(({ subscriptions }) => subscriptions as Given[]),
    });
  });
  afterAll(() => server.close());

  test.each(shapes.map((shape) => [shape.name, shape] as const))('%s', async (_, shape) => {
    const workspace = await server.addWorkspace({ currencyCode: shape.currencyCode ?? 'USD' });
    if (!shape.currencyCode) await recordIn(workspace, { exchangeRates: EXCHANGE_RATES });
    await recordIn(workspace, recordsOf(shape));

    expect(await statesOf(workspace, shape)).toEqual(shape.expected);
    expect(await usageOf(workspace, shape)).toEqual(shape.usageRevenue);
    const months = await movementsIn(workspace, '2022-01-01', '2025-12-31', 'MONTH');
    expect(
      Object.fromEntries(months.map((month) => [month.firstDay.slice(0, 7), written(month)]).filter(([, all]) => all)),
    ).toEqual(shape.movements);
    for (const month of months)
      expect({ month: month.firstDay, sum: sumOf(month) }).toEqual({ month: month.firstDay, sum: 0 });
    if (shape.whole) {
      const [from, to, expected] = shape.whole;
      expect((await movementsIn(workspace, from, to, 'WHOLE')).map(written)).toEqual([expected]);
    }
  });

  async function statesOf(workspace: TestWorkspace, { name, expected }: Shape): Promise<Record<string, string>> {
    const days = Object.keys(expected);
    const asked = days.map((day, i) => {
      const asOf = `(asOf: "${instant(day)}")`;
      return `d${i}: account(by: ${byName(name)}) {
        relationship${asOf} { type score evidence { observed criterion { fact { name } } } }
        monthlyRecurringRevenue${asOf} { amount } listMonthlyRecurringRevenue${asOf} { amount } }`;
    });
    const query = `{ ${asked.join('\n')} }`;
    const [judged, observed] = await Promise.all([
      ask<Record<string, Shown>>(workspace, query),
      ask<Record<string, Shown>>(facts, query),
    ]);
    const stored = await storedAt(workspace, days);
    return Object.fromEntries(
      days.map((day, i) => {
        const { relationship, monthlyRecurringRevenue, listMonthlyRecurringRevenue } = judged[`d${i}`]!;
        const { isKept, paused } = stored[i]!;
        const points = isKept ? ` ${Math.round(relationship.score * POINTS)}` : '';
        const values = observed[`d${i}`]!.relationship.evidence.map(
          ({ observed, criterion }) => `${FACTS[criterion.fact.name]}${observed}`,
        );
        const pausedText = paused > 0 ? ` · P${(paused / 100).toFixed(2)}` : '';
        return [
          day,
          `${relationship.type}${points} · ${monthlyRecurringRevenue.amount} / ${listMonthlyRecurringRevenue.amount} · ${values.join(' ')}${pausedText}`,
        ];
      }),
    );
  }

  /** Whether the only account of a workspace is kept, and its paused revenue, which the API does not show. */
  const storedAt = ({ id }: TestWorkspace, days: string[]): Promise<{ isKept: boolean; paused: number }[]> =>
    server.database.dataSource.query(
      `SELECT p.paying_since IS NOT NULL AS "isKept", p.paused_mrr_minor::float8 AS paused
       FROM unnest($2::timestamptz[]) WITH ORDINALITY AS day (at, number)
       JOIN account_period p ON p.workspace_id = $1 AND p.from_at <= day.at AND day.at < p.to_at ORDER BY day.number`,
      [id, days.map(instant)],
    );

  async function usageOf(
    workspace: TestWorkspace,
    { name, usageRevenue }: Shape,
  ): Promise<Record<string, string> | undefined> {
    if (!usageRevenue) return undefined;
    const days = Object.keys(usageRevenue);
    const asked = days.map((day, i) => `d${i}: usageRevenue(asOf: "${instant(day)}") { amount }`);
    const { account } = await ask<{ account: Record<string, Amount> }>(
      workspace,
      `{ account(by: ${byName(name)}) { ${asked.join(' ')} } }`,
    );
    return Object.fromEntries(days.map((day, i) => [day, account[`d${i}`]!.amount]));
  }

  async function movementsIn(
    workspace: TestWorkspace,
    from: string,
    to: string,
    interval: string,
  ): Promise<Movement[]> {
    const amounts = ['start', ...KINDS, 'end'].map((kind) => `${kind} { amount }`).join(' ');
    const query = `{ revenueMovements(from: "${from}", to: "${to}", interval: ${interval}) { firstDay ${amounts} } }`;
    return (await ask<{ revenueMovements: Movement[] }>(workspace, query)).revenueMovements;
  }

  const written = (movement: Movement): string =>
    KINDS.filter((kind) => Number(movement[kind]!.amount) !== 0)
      .map((kind) => `${kind} ${movement[kind]!.amount}`)
      .join(', ');

  /** start + new + … − end, in hundredths: 0. */
  function sumOf(movement: Movement): number {
    const of = (kind: string): number => Math.round(Number(movement[kind]!.amount) * 100);
    const gains = ['start', 'new', 'expansion', 'reactivation', 'resume', 'exchange'].map(of);
    const losses = ['contraction', 'churn', 'pause', 'end'].map(of);
    return gains.reduce((sum, amount) => sum + amount, 0) - losses.reduce((sum, amount) => sum + amount, 0);
  }
};
