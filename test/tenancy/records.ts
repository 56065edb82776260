/** Creates the records of the probed workspaces: the same kinds with different names, and one with the same name. */
import {
  account,
  interaction,
  member,
  phase,
  plan,
  record,
  subscription,
  usd,
  type Given,
} from '../support/records.js';
import type { TestServer, TestWorkspace } from '../support/server.js';
import type { Tenant } from './probing.js';

const KINDS = {
  Workspace: 'workspace { id }',
  ApiKey: 'viewer { key { id } }',
  Account: 'account(by: { externalId: "$account" }) { id }',
  AccountSubscription: 'subscription(by: { externalId: "$account-1" }) { id }',
  Interaction: 'interaction(by: { externalId: "$call" }) { id }',
  Plan: 'plans { id }',
  Policy: 'policy(version: 1) { id }',
  Member: 'members { nodes { id } }',
  RelationshipChange: 'relationshipChanges { nodes { id } }',
};
export type IdPrefix = keyof typeof KINDS;
export type RecordIds = Record<IdPrefix, string>;

async function idsOf(workspace: TestWorkspace, account: string, call: string): Promise<RecordIds> {
  const fields = Object.entries(KINDS).map(([kind, field]) => `${kind}: ${field}`);
  const { data } = await workspace.ask(
    `{ ${fields.join(' ')} }`.replaceAll('$account', account).replaceAll('$call', call),
  );
  const ids = Object.keys(KINDS).map((kind) => {
    const [, id] = /"id":"(\w+)"/.exec(JSON.stringify((data as Record<string, unknown>)[kind])) ?? [];
    if (id === undefined) throw new Error(`Expected a record of the kind ${kind}.`);
    return [kind, id];
  });
  return Object.fromEntries(ids) as RecordIds;
}

/** The id of a record in another system, which has the same id for it as the workspace. */
const inCrm = (externalId: string): Given => ({ identities: [{ source: 'crm', externalId }] });

const SHARED = {
  accounts: [account('shared')],
  subscriptions: [
    subscription('shared-1', 'shared', [phase('2024-03-01', null, { planExternalId: 'shared-plan', termMonths: 1 })]),
  ],
  interactions: [interaction('shared-call', 'shared', '2025-02-01')],
  plans: [plan('shared-plan', 1)],
};

const usage = (externalId: string, accountExternalId: string): Given => ({
  ...{ externalId, accountExternalId, at: '2025-06-01T00:00:00Z', amount: usd('1.00') },
});

/** Imports the shared records with an idempotencyKey, which is used up then. */
async function recordOnce(workspace: TestWorkspace, idempotencyKey: string): Promise<void> {
  const { data } = await workspace.ask(
    'mutation ($input: ImportInput!) { import(input: $input) { refused userErrors { message } } }',
    { input: { ...SHARED, idempotencyKey } },
  );
  expect(data).toEqual({ import: { refused: 0, userErrors: [] } });
}

/** Adds the workspace whose records the probes try to reach. */
export async function addThem(server: TestServer): Promise<Tenant> {
  const workspace = await server.addWorkspace();
  await recordOnce(workspace, 'their-key');
  await record(workspace, {
    plans: [plan('basic', 1, inCrm('basic')), plan('top', 9, inCrm('top'))],
    members: [member('mia', inCrm('mia'))],
    accounts: [account('acme', { domain: 'acme.example', successManagerExternalId: 'mia', ...inCrm('acme') })],
    subscriptions: [subscription('acme-1', 'acme', [phase('2024-01-01')], inCrm('acme-1'))],
    interactions: [interaction('call-1', 'acme', '2025-06-01', inCrm('call-1'))],
    usage: [usage('usage-1', 'acme')],
  });
  const policy = `{ name: "Theirs", clientScore: 1, criteria: [{ fact: TENURE_MONTHS, comparison: AT_LEAST, threshold: 1, weight: 1 }] }`;
  const { data } = await workspace.ask(
    `mutation { policyPublish(input: { policy: ${policy}, expectedVersion: 1 }) { policy { version } } }`,
  );
  expect(data).toEqual({ policyPublish: { policy: { version: 2 } } });
  await server.runJobs();
  return { ...workspace, ids: await idsOf(workspace, 'acme', 'call-1') };
}

/** Adds the caller's workspace, with several records of each kind, so that a cursor is followed by more. */
export async function addUs(server: TestServer): Promise<Tenant> {
  const workspace = await server.addWorkspace();
  await recordOnce(workspace, 'own-key');
  await record(workspace, {
    plans: [plan('own-basic', 9, inCrm('own-basic'))],
    members: [member('own-mia', { email: 'mia@own.example', ...inCrm('own-mia') }), member('own-tom')],
    accounts: [account('own', inCrm('own')), account('own-2', { domain: 'own.example' })],
    subscriptions: [
      subscription('own-1', 'own', [phase('2024-01-01', null, { planExternalId: 'own-basic' })], inCrm('own-1')),
      subscription('shared-2', 'shared', [phase('2024-01-01', null, { planExternalId: 'own-basic' })]),
    ],
    interactions: [
      interaction('own-call', 'own', '2025-06-01', inCrm('own-call')),
      interaction('shared-2', 'shared', '2025-01-01'),
    ],
    usage: [usage('own-usage', 'own')],
  });
  return { ...workspace, ids: await idsOf(workspace, 'own', 'own-call') };
}
