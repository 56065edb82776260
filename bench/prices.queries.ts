/** An operation that consists mostly of one priced field. */
export interface Priced {
  name: string;
  query: string;
  variables?: object;
}

const YEARS = 'from: "2023-03-01", to: "2026-02-28"';
const page = (fields: string, args = 'first: 100'): string => `{ accounts(${args}) { nodes { ${fields} } } }`;
const aliased = (count: number, field: string): string =>
  `{ ${Array.from({ length: count }, (_, i) => `a${i}: ${field}`).join(' ')} }`;
const POLICY = `policy: { name: "Draft", clientScore: 0.4, criteria: [{ fact: TENURE_MONTHS, comparison: AT_LEAST, threshold: 9, weight: 1 }] }`;

/** The operations of which prices are compared. */
export const PRICED = (now: number): Priced[] => [
  { name: 'accounts', query: page('id name domain createdAt') },
  { name: 'subscriptions', query: page('id subscriptions(first: 5) { nodes { id plan { name } } }') },
  { name: 'subscription phases', query: page('id subscriptions(first: 5) { nodes { phases { from status } } }') },
  { name: 'interactions', query: page('id interactions(first: 5) { nodes { id kind occurredAt } }') },
  { name: 'accounts.totalCount', query: '{ accounts(first: 1) { totalCount } }' },
  { name: 'interactions.totalCount', query: '{ interactions(first: 1) { totalCount } }' },
  { name: 'relationship', query: page('id relationship { type since score nextChange { type from } }') },
  { name: 'relationship, asOf', query: page('id relationship(asOf: "2025-01-01T00:00:00Z") { type since score }') },
  { name: 'relationshipPeriods', query: page('id relationshipPeriods { type from to }') },
  {
    name: 'monthlyRecurringRevenue',
    query: page('id monthlyRecurringRevenue(asOf: "2025-01-01T00:00:00Z") { amount }'),
  },
  { name: 'evidence', query: page('id relationship { evidence { met summary } }') },
  { name: 'evidence.interactions', query: page('id relationship { evidence { interactions { id } } }', 'first: 20') },
  { name: 'summary', query: page('id relationship { summary }') },
  { name: 'nextRenewal', query: page('id nextRenewal { at }') },
  { name: 'worklist', query: '{ worklist(first: 10) { nodes { kind account { name } } } }' },
  { name: 'worklist.totalCount', query: '{ worklist(first: 1) { totalCount } }' },
  { name: 'renewals', query: '{ renewals(first: 10, from: "2026-03-15", to: "2027-03-14") { nodes { at } } }' },
  { name: 'renewals.totalCount', query: '{ renewals(first: 1, from: "2026-03-15", to: "2027-03-14") { totalCount } }' },
  {
    name: 'renewals.months',
    query: '{ renewals(first: 1, from: "2026-03-15", to: "2027-03-14") { months { __typename } } }',
  },
  { name: 'clientBase', query: '{ clientBase { accounts customers } }' },
  { name: 'clientBase, attention', query: '{ clientBase { borderline clientsWithoutSuccessManager } }' },
  { name: 'clientBase, at risk', query: '{ clientBase { fallingClients upsellCandidates } }' },
  { name: 'clientBase, effort', query: '{ clientBase { effort { type effortMinutes } } }' },
  { name: 'clientBaseHistory', query: `{ clientBaseHistory(${YEARS}) { accounts customers } }` },
  { name: 'retention', query: `{ retention(${YEARS}) { accounts } }` },
  { name: 'retention of a type', query: `{ retention(${YEARS}, type: CLIENT) { accounts } }` },
  { name: 'cohorts', query: `{ cohorts(${YEARS}) { accounts } }` },
  { name: 'revenueMovements', query: `{ revenueMovements(${YEARS}) { start { amount } end { amount } } }` },
  {
    name: 'retentionProjection',
    query:
      '{ retentionProjection(cohort: { from: "2023-01-01", to: "2025-01-01", billingInterval: MONTH }, periods: 12) { points { period } } }',
  },
  { name: 'policySimulation', query: `{ policySimulation(${POLICY}) { accounts } }` },
  { name: 'policyBacktest', query: '{ policyBacktest(asOf: "2025-01-01T00:00:00Z") { outcomes { accounts } } }' },
  {
    name: 'policyBacktest of a draft',
    query: `{ policyBacktest(asOf: "2025-01-01T00:00:00Z", ${POLICY}) { outcomes { accounts } } }`,
  },
  { name: 'book', query: '{ members(first: 50) { nodes { book { accounts } } } }' },
  { name: 'members', query: '{ members(first: 50) { nodes { id name } } }' },
  { name: 'classify', query: aliased(20, 'classify(input: { subscriptions: [], interactions: [] }) { type }') },
  { name: 'relationshipChanges', query: '{ relationshipChanges(first: 100) { nodes { id at } } }' },
  {
    name: 'interactionRecord',
    query: `mutation ($at: DateTime!) { ${Array.from({ length: 5 }, (_, i) => `a${i}: interactionRecord(input: { account: { externalId: "account-${i + 1}" }, kind: MEETING, occurredAt: $at }) { interaction { id } }`).join(' ')} }`,
    variables: { at: new Date(now).toISOString() },
  },
  {
    name: 'import',
    query: 'mutation ($input: ImportInput!) { import(input: $input) { created refused } }',
    variables: {
      input: {
        interactions: Array.from({ length: 1_000 }, (_, i) => ({
          externalId: `priced-${i}`,
          accountExternalId: `account-${1 + (i % 250)}`,
          kind: 'MEETING',
          occurredAt: new Date(now - i * 60_000).toISOString(),
        })),
      },
    },
  },
];
