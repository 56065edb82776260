/** A client base whose accounts differ in everything that lists filter and order by, in the middle of a rollout. */
import fc from 'fast-check';
import { statement } from '../../src/database/statement.js';
import { changeFacts } from '../../src/derivation/change-facts.service.js';
import { ChangeCause } from '../../src/derivation/relationship-change.entity.js';
import { markRolledOut } from '../../src/derivation/rollout.sql.js';
import {
  account,
  interaction,
  member,
  mutated,
  phase,
  plan,
  record,
  subscription,
  usd,
  type Given,
} from '../support/records.js';
import type { TestServer, TestWorkspace } from '../support/server.js';

export const COUNT = 130;
/** The last day of a month that others are clamped to, so that tenures turn where calendars are awkward. */
export const NOW = Date.parse('2026-02-28T06:30:00.000Z');

const NAMES = ['Acme', 'acme', 'ÁCME', 'Acme Europe', 'Zulu', 'Émile', 'emil', 'Ωmega', '株式会社', '0 %', '!_'];
const DOMAINS = [null, null, 'acme.example', 'ACME.example', 'zulu.example', 'bücher.example', 'Bücher.example'];
const STARTS = [
  '2023-01-31T00:00:00Z',
  '2024-02-29T06:30:00Z',
  '2025-01-28T06:30:00.001Z',
  '2025-01-29T06:30:00Z',
  '2025-01-30T23:00:00Z',
  '2025-01-31T06:29:59.999Z',
  '2025-08-29T12:00:00Z',
  '2025-08-31T06:30:00Z',
  '2026-01-28T07:00:00Z',
  '2026-01-30T06:30:00.001Z',
  '2026-01-31T00:00:00Z',
  '2026-06-01T00:00:00Z',
];
const KINDS = ['SUPPORT', 'MEETING', 'ADVOCACY', 'ONBOARDING', 'PURCHASE'];

const phases = fc
  .record({
    start: fc.constantFrom(...STARTS),
    status: fc.constantFrom('ACTIVE', 'ACTIVE', 'ACTIVE', 'PAST_DUE', 'PAUSED', 'TRIALING'),
    planExternalId: fc.constantFrom('basic', 'plus', 'top'),
    price: fc.constantFrom('0.00', '10.00', '20.00', '20.01', '300.00'),
    tailored: fc.boolean(),
    months: fc.option(fc.constantFrom(1, 6, 14, 33), { freq: 2 }),
  })
  .map(({ start, months, price, ...terms }) => {
    const end = months === null ? null : new Date(Date.parse(start) + months * 30 * 86_400_000).toISOString();
    return phase(start, end, { ...terms, unitPrice: usd(price) });
  });

const accounts = fc.record({
  name: fc.constantFrom(...NAMES),
  domain: fc.constantFrom(...DOMAINS),
  successManagerExternalId: fc.constantFrom(null, 'mia', 'noah'),
  subscriptions: fc.array(phases, { maxLength: 2 }),
  interactions: fc.array(
    fc.record({
      kind: fc.constantFrom(...KINDS),
      daysAgo: fc.constantFrom(0, 1, 30, 89, 90, 364, 365, 700),
      personalized: fc.boolean(),
      initiative: fc.constantFrom('US', 'THEM'),
    }),
    { maxLength: 5 },
  ),
});

/** The policy that half of the accounts are judged by: other criteria, and those of the baseline in another order. */
const SECOND_POLICY = {
  name: 'Second',
  clientScore: 0.5,
  criteria: [
    { fact: 'ADVOCACY', comparison: 'AT_LEAST', threshold: 1, windowDays: 730, weight: 2 },
    { fact: 'ONBOARDED', comparison: 'AT_LEAST', threshold: 1, weight: 1 },
    { fact: 'TENURE_MONTHS', comparison: 'AT_LEAST', threshold: 13, weight: 3 },
  ],
};
/** What the two policies ask about, and something that neither does. */
export const FACTS = [
  'TENURE_MONTHS',
  'TOP_TIER',
  'TAILORED',
  'PERSONALIZED_INTERACTIONS',
  'ADVOCACY',
  'ONBOARDED',
  'SEATS',
];

export async function recordListedBase(server: TestServer): Promise<TestWorkspace> {
  server.clock.now = NOW - 10_000;
  const workspace = await server.addWorkspace();
  await record(workspace, {
    plans: [plan('basic', 1), plan('plus', 2), plan('top', 3)],
    members: [member('mia'), member('noah')],
  });
  const samples = fc.sample(accounts, { seed: 7, numRuns: COUNT });
  for (const batch of [0, 1, 2]) {
    const some = samples.map((sample, i) => ({ ...sample, id: `a${i}` })).filter((_, i) => i % 3 === batch);
    await record(workspace, {
      accounts: some.map(({ id, name, domain, successManagerExternalId }, i) =>
        account(id, { name: `${name} ${i % 2 ? '' : 'X'}`, domain, successManagerExternalId }),
      ),
      subscriptions: some.flatMap(({ id, subscriptions }) =>
        subscriptions.map((given, k) => subscription(`${id}-${k}`, id, [given])),
      ),
      interactions: some.flatMap(({ id, interactions }) =>
        interactions.map(({ daysAgo, ...given }: { daysAgo: number } & Given, k) =>
          interaction(`${id}-${k}`, id, new Date(NOW - 20_000 - daysAgo * 86_400_000).toISOString(), given),
        ),
      ),
    });
    server.clock.now += 3_000;
  }
  for (const name of ['Acme', 'Nameless']) await mutated(workspace, 'accountUpsert', { name });
  await publishForHalf(workspace);
  server.clock.now = NOW;
  return workspace;
}

async function publishForHalf(workspace: TestWorkspace): Promise<void> {
  const { data } = await workspace.ask(
    'mutation ($input: PolicyPublishInput!) { policyPublish(input: $input) { userErrors { message } } }',
    { input: { policy: SECOND_POLICY, expectedVersion: 1, effectiveFrom: '2025-06-01T00:00:00Z' } },
  );
  expect(data).toEqual({ policyPublish: { userErrors: [] } });
  const scope = workspace.scope();
  const half = statement<{ id: string }>('half', 'SELECT id FROM account WHERE workspace_id = $1 ORDER BY id LIMIT 65');
  await changeFacts(
    scope,
    (sql) => sql.run(half),
    ChangeCause.POLICY,
    async (facts, accounts) => {
      const ids = accounts.map(({ id }) => id);
      await facts.run(markRolledOut, ids, ids, 2);
    },
  );
}
