/** Performs every kind of operation of the server, so that each of its statements runs at least once. */
import { selectWorkspaceExists } from '../../src/auth/token.sql.js';
import { checkWorkspace, rebuildWorkspace } from '../../src/derivation/rebuild.service.js';
import { FULL_RECORDS } from '../support/full-records.js';
import { updateWorkspace } from '../../src/workspaces/update-workspace.service.js';
import { interaction, mutate as tryTo, mutated, record, usd, type Given } from '../support/records.js';
import { NOW, type TestServer, type TestWorkspace } from '../support/server.js';

const DAY_MS = 86_400_000;
const TERMS = { account: { externalId: 'acme' }, unitPrice: usd('49.00'), billingInterval: 'MONTH' };

const pages = (field: string, selection: string, args = ''): string =>
  `forward: ${field}(first: 5 ${args}) { totalCount ${selection} } backward: ${field}(last: 5 ${args}) { ${selection} }`;
const YEARS = 'from: "2024-01-01", to: "2026-12-31"';
const COHORT = `billingInterval: MONTH, ${YEARS}`;
const METRICS = `{
  retention(${YEARS}) { accounts } retentionOfType: retention(${YEARS}, type: CUSTOMER) { accounts }
  revenueMovements(${YEARS}) { end { amount } }
  movementsOfType: revenueMovements(${YEARS}, type: CUSTOMER) { end { amount } }
  cohorts(${YEARS}, interval: QUARTER) { accounts }
  worklist(first: 5) { totalCount nodes { kind account { id } } }
  clientBase(asOf: "2025-01-01T00:00:00Z") { accounts }
  clientBaseHistory(from: "2025-01-01", to: "2025-06-01") { accounts }
}`;
const QUERIES = [
  `{ accounts(first: 5) { totalCount nodes {
     id successManager { name book { effortMinutes } } nextRenewal { at }
     subscriptions(first: 4) { totalCount nodes { id plan { id } phases { from } } }
     backwardSubscriptions: subscriptions(last: 1) { nodes { id } }
     interactions(first: 4) { totalCount nodes { id member { id } } }
     backwardInteractions: interactions(last: 1) { nodes { id } }
   } } }`,
  `{ accounts(first: 5) { nodes {
     relationship { score evidence { summary interactions { id } } policy { id } } relationshipPeriods { type }
   } } }`,
  `{ ${pages('accounts', 'nodes { id }', 'filter: { type: { in: [CLIENT, CUSTOMER, FORMER_CLIENT, FORMER_CUSTOMER] }, name: { startsWith: "a" } }')} }`,
  `{ ${pages('accounts', 'nodes { id }', 'asOf: "2025-01-01T00:00:00Z", orderBy: { field: MONTHLY_RECURRING_REVENUE, direction: DESC }')} }`,
  '{ accounts(filter: { unmetCriterion: INTERACTIONS }) { totalCount nodes { id } } }',
  `{ ${pages('members', 'nodes { id }')} }`,
  `{ ${pages('interactions', 'nodes { id }')} }`,
  `{ ${pages('relationshipChanges', 'nodes { id account { id } }')} }`,
  `{ ${pages('policies', 'nodes { version rollout { accountsDone } }')} }`,
  `{ ${pages('renewals', 'nodes { account { id } probability } months { renewals }', YEARS)} }`,
  '{ exchangeRates { currencyCode rate } accounts { nodes { usageRevenue { amount } } } }',
  '{ apiKeys { id } viewer { role } workspace { name } plans { id } }',
  '{ clientBase { accounts clientsWithoutSuccessManager fallingClients upsellCandidates effort { effortMinutes } } }',
  METRICS,
  `{ retentionProjection(cohort: { ${COHORT} }, periods: 3) { accounts } }`,
  `{ retentionProjection(cohort: { ${COHORT}, type: CUSTOMER }, periods: 3) { accounts } }`,
  '{ policyBacktest(asOf: "2025-01-15T00:00:00Z") { outcomes { accounts } } }',
  `{ account(by: { externalId: "acme" }) { id relationship { type } } subscription(by: { externalId: "acme-1" }) { id account { id } }
     interaction(by: { externalId: "i1" }) { id account { id } } plan(by: { externalId: "top" }) { id }
     member(by: { externalId: "mia" }) { id } }`,
  '{ one: account(by: { identity: { source: "stripe", externalId: "cus_1" } }) { id } other: account(by: { identity: { source: "stripe", externalId: "cus_0" } }) { id } }',
  '{ accounts { nodes { identities { source } subscriptions { nodes { identities { source } } } } } plans { identities { source } } }',
  '{ members { nodes { identities { source } } } interactions { nodes { identities { source } } } }',
  '{ one: account(by: { externalId: "acme" }) { id } another: account(by: { externalId: "other" }) { id } }',
];

/** Sends an operation that must succeed. */
async function ask(workspace: TestWorkspace, query: string, variables: Given = {}): Promise<Given> {
  const { data, errors } = await workspace.ask(query, variables);
  expect({ query, errors }).toEqual({ query });
  return data as Given;
}

const mutate = async (workspace: TestWorkspace, name: string, type: string, input: Given): Promise<void> => {
  const answer = await ask(
    workspace,
    `mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { message } } }`,
    { input },
  );
  expect(answer).toEqual({ [name]: { userErrors: [] } });
};

/** Performs the whole repertoire in a workspace, in the same way for each workspace. */
export async function performRepertoire(server: TestServer, workspace: TestWorkspace): Promise<void> {
  await record(workspace, FULL_RECORDS);
  await record(workspace, {
    plans: [{ ...FULL_RECORDS.plans[1]!, rank: 3 }],
    members: [{ ...FULL_RECORDS.members[1]!, email: 'tom@vendor.example' }],
    accounts: [{ ...FULL_RECORDS.accounts[0]!, name: 'Acme' }],
    subscriptions: [{ ...FULL_RECORDS.subscriptions[0]!, churnReason: 'PRODUCT' }],
    interactions: [{ ...FULL_RECORDS.interactions[0]!, note: 'Otherwise' }, interaction('i2', 'acme', '2025-07-01')],
  });
  await server.runJobs();
  await recordOneByOne(workspace);
  // Other statements serve a workspace without exchange rates.
  await ask(workspace, METRICS);
  await recordRates(workspace);
  await deleteOneOfEach(workspace);
  await sendTwice(workspace);
  server.clock.now = NOW + 2 * DAY_MS;
  await server.runScheduledJobs();
  server.clock.now = NOW;
  // The tests need the idempotency record that this leaves behind.
  await sendTwice(workspace);
  const policy = {
    ...{ name: 'Loose', clientScore: 1 },
    criteria: [{ fact: 'INTERACTIONS', comparison: 'AT_LEAST', threshold: 1, weight: 1 }],
  };
  for (const timeZone of ['America/New_York', 'Europe/Berlin']) await updateWorkspace(workspace.scope(), { timeZone });
  await mutate(workspace, 'policyPublish', 'PolicyPublishInput', { policy, expectedVersion: 1 });
  await server.runJobs();
  for (const query of QUERIES) await ask(workspace, query);
  // Some statements are only sent if an account is in another currency than the workspace.
  await sellInEuros(workspace);
  for (const query of QUERIES) await ask(workspace, query);
  await makeAndRevokeKey(workspace);
  // The server sends this statement for callers with a token.
  await workspace.scope().run(selectWorkspaceExists);
  const ids = await idsOf(workspace);
  for (const id of ids) await ask(workspace, 'query ($id: ID!) { node(id: $id) { id } }', { id });
  await ask(workspace, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
  await ask(workspace, `query ($p: PolicyInput!) { policySimulation(policy: $p) { flips { account { id } } } }`, {
    p: policy,
  });

  await ask(
    workspace,
    `query ($p: PolicyInput) { policyBacktest(asOf: "2025-01-15T00:00:00Z", policy: $p) { outcomes { accounts } } }`,
    { p: policy },
  );

  // The account "acme" changes its type only by the passage of time.
  server.clock.now = NOW + 400 * DAY_MS;
  await ask(workspace, '{ accounts { nodes { id } } }');
  await server.database.dataSource.query(
    `UPDATE account_now SET evidence_until = '-infinity' WHERE workspace_id = $1`,
    [workspace.id],
  );
  // Not all scheduled jobs: they would delete the idempotency record.
  await server.database.dataSource.query(`SELECT graphile_worker.add_job('refreshDue')`);
  await server.runJobs();
  await checkWorkspace(workspace.scope(), () => undefined);
  await server.database.dataSource.query('UPDATE account_now SET score = 7 WHERE workspace_id = $1', [workspace.id]);
  await rebuildWorkspace(workspace.scope(), () => undefined);
  server.clock.now = NOW;
}

/** Adds identities to a record of each kind, removes them, and adds them again. */
async function identify(workspace: TestWorkspace): Promise<void> {
  const happened = { account: { externalId: 'acme' }, kind: 'CALL', occurredAt: '2025-08-01T00:00:00Z' };
  const records = [
    ['accountUpsert', { externalId: 'acme' }],
    ['memberUpsert', { externalId: 'mia' }],
    ['planUpsert', { externalId: 'basic' }],
    ['interactionRecord', { ...happened, externalId: 'i1', kind: 'PURCHASE' }],
    ['subscriptionChange', { subscription: { externalId: 'acme-1' } }],
  ] as const;
  const identities = [{ source: 'erp', externalId: '1' }];
  for (const [mutation, input] of records) {
    await mutated(workspace, mutation, { ...input, identities });
    await mutated(workspace, mutation, { ...input, removeIdentities: identities });
    await mutated(workspace, mutation, { ...input, identities });
  }
}

async function recordOneByOne(workspace: TestWorkspace): Promise<void> {
  await identify(workspace);
  const { id } = await mutated(workspace, 'accountUpsert', { externalId: 'other', name: 'Other' });
  await mutated(workspace, 'accountUpsert', { id, name: 'Another', successManager: { externalId: 'mia' } });
  await mutate(workspace, 'successManagerAssign', 'SuccessManagerAssignInput', { account: { id }, member: null });
  const { plans } = (await ask(workspace, '{ plans { id } }')) as { plans: [{ id: string }] };
  const started = { ...TERMS, plan: { id: plans[0].id }, externalId: 'acme-2' };
  const subscription = await mutated(workspace, 'subscriptionStart', started);
  await mutated(workspace, 'subscriptionCancel', { subscription: { id: subscription.id } });
  await mutated(workspace, 'subscriptionUncancel', { subscription: { id: subscription.id } });
  await mutated(workspace, 'subscriptionStart', {
    ...{ ...started, externalId: 'acme-3', termMonths: 1 },
    startsAt: '2026-01-01T00:00:00Z',
  });
  await mutated(workspace, 'subscriptionChange', { subscription: { externalId: 'acme-3' }, quantity: 2 });
  const happened = { account: { externalId: 'acme' }, kind: 'CALL', occurredAt: '2025-08-01T00:00:00Z' };
  const call = await mutated(workspace, 'interactionRecord', happened);
  await mutated(workspace, 'interactionRecord', { ...happened, id: call.id, note: 'Noted' });
  await mutate(workspace, 'interactionDelete', 'InteractionDeleteInput', { interaction: { id: call.id } });
}

/** Records and deletes exchange rates; that of a currency in use must stay. */
async function recordRates(workspace: TestWorkspace): Promise<void> {
  const euro = { currencyCode: 'EUR', from: '2024-01-01' };
  await mutated(workspace, 'exchangeRateUpsert', { ...euro, rate: '1.1' });
  await mutated(workspace, 'exchangeRateUpsert', { currencyCode: 'GBP', from: '2024-01-01', rate: '1.3' });
  await mutated(workspace, 'exchangeRateDelete', { currencyCode: 'GBP', from: '2024-01-01' });
  for (const amount of ['10', '20']) {
    await mutated(workspace, 'usageRecord', {
      ...{ account: { externalId: 'acme' }, externalId: 'charged', at: '2026-02-01T00:00:00Z' },
      amount: { amount, currencyCode: 'EUR' },
    });
  }
  expect((await tryTo(workspace, 'exchangeRateDelete', euro)).thing).toBeNull();
}

async function sellInEuros(workspace: TestWorkspace): Promise<void> {
  const account = { externalId: 'euros' };
  await mutated(workspace, 'accountUpsert', { ...account, name: 'Euros' });
  const inEuros = {
    ...TERMS,
    account,
    plan: { externalId: 'basic' },
    unitPrice: { amount: '45', currencyCode: 'EUR' },
  };
  // The second one is compared with the first.
  for (let i = 0; i < 2; i++) {
    await mutated(workspace, 'subscriptionStart', { ...inEuros, startsAt: '2025-01-01T00:00:00Z' });
  }
}

/** Deletes a record of each kind with its references; a plan that is referred to must stay. */
async function deleteOneOfEach(workspace: TestWorkspace): Promise<void> {
  const gone = { externalId: 'gone' };
  const { id } = await mutated(workspace, 'memberUpsert', { ...gone, name: 'Going' });
  await mutated(workspace, 'memberUpsert', { id, name: 'Gone' });
  await mutated(workspace, 'planUpsert', { ...gone, name: 'Gone', rank: 0 });
  await mutated(workspace, 'accountUpsert', { ...gone, name: 'Gone', successManager: gone });
  await mutated(workspace, 'subscriptionStart', { ...TERMS, ...gone, account: gone, plan: { externalId: 'basic' } });
  const happened = { kind: 'CALL', occurredAt: '2025-08-01T00:00:00Z' };
  await mutated(workspace, 'interactionRecord', { ...happened, account: gone, member: gone });
  await mutated(workspace, 'memberDelete', { member: gone });
  await mutated(workspace, 'planDelete', { plan: gone });
  await mutated(workspace, 'subscriptionDelete', { subscription: gone });
  await mutated(workspace, 'accountDelete', { account: gone });
  await mutated(workspace, 'accountUpsert', { ...gone, name: 'Gone' });
  await mutated(workspace, 'accountMerge', { from: gone, into: { externalId: 'other' } });
  expect((await tryTo(workspace, 'planDelete', { plan: { externalId: 'basic' } })).thing).toBeNull();
}

/** Sends the same mutation twice with the same idempotencyKey. */
async function sendTwice(workspace: TestWorkspace): Promise<void> {
  const input = { externalId: 'other', name: 'Other', idempotencyKey: 'once' };
  for (let i = 0; i < 2; i++) await mutated(workspace, 'accountUpsert', input);
}

async function makeAndRevokeKey(workspace: TestWorkspace): Promise<void> {
  const { apiKeyCreate } = (await ask(
    workspace,
    'mutation { apiKeyCreate(input: { name: "Other", role: READER }) { apiKey { id } } }',
  )) as { apiKeyCreate: { apiKey: { id: string } } };
  await mutate(workspace, 'apiKeyRevoke', 'ApiKeyRevokeInput', apiKeyCreate.apiKey);
}

/** Returns the ids of records of each kind. */
async function idsOf(workspace: TestWorkspace): Promise<unknown[]> {
  const answer = await ask(
    workspace,
    `{ workspace { id } viewer { key { id } } plans { id } policy { id } members(first: 5) { nodes { id } }
       relationshipChanges(first: 1) { nodes { id } }
       accounts(first: 3) { nodes { id subscriptions(first: 3) { nodes { id } } interactions(first: 3) { nodes { id } } } } }`,
  );
  return [...JSON.stringify(answer).matchAll(/"id":"(\w+)"/g)].map(([, id]) => id);
}
