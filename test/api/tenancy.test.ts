import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { GOOD_IDS, GOOD_RECORDS } from './good-records.js';
import {
  account,
  everyRow,
  externalIds,
  importRecords,
  interaction,
  mutate,
  phase,
  record,
  subscription,
  usd,
  type Given,
  type MutationName,
} from './records.js';

/** The ids of all that a workspace with GOOD_RECORDS has. */
const IDS = `{
  workspace { id } viewer { key { id } } plans { id }
  accounts { nodes { id successManager { id } relationship { policy { id } } subscriptions { nodes { id } } interactions { nodes { id } } } }
}`;
interface Ids {
  Workspace: string;
  ApiKey: string;
  Plan: string;
  Account: string;
  Member: string;
  Policy: string;
  AccountSubscription: string;
  Interaction: string;
}
const KINDS: (keyof Ids)[] = [
  'Workspace',
  'ApiKey',
  'Plan',
  'Account',
  'Member',
  'Policy',
  'AccountSubscription',
  'Interaction',
];
/** The same kind of id, of nobody. */
const nobodys = (id: string): string => `${id.slice(0, id.lastIndexOf('_'))}_01h455vb4pex5vsknk084sn02q`;

const TERMS = { unitPrice: usd('49.00'), billingInterval: 'MONTH' };
const HAPPENED = { kind: 'CALL', occurredAt: '2025-07-01T09:00:00Z' };
const OWN = { externalId: 'own' };
/** Wherever a mutation names a record that exists: the kind of it, its externalId there, and the input that names it. */
const MUTATIONS: [MutationName, keyof Ids, string, (by: Given) => Given][] = [
  ['subscriptionStart', 'Account', 'acme', (account) => ({ ...TERMS, account, plan: OWN })],
  ['subscriptionStart', 'Plan', 'basic', (plan) => ({ ...TERMS, account: OWN, plan })],
  ['subscriptionCancel', 'AccountSubscription', 'acme-1', (subscription) => ({ subscription })],
  ['interactionRecord', 'Account', 'acme', (account) => ({ ...HAPPENED, account })],
  ['interactionRecord', 'Member', 'mia', (member) => ({ ...HAPPENED, account: OWN, member })],
  ['accountUpsert', 'Member', 'mia', (successManager) => ({ ...OWN, successManager })],
];

describe('what belongs to another workspace', () => {
  let server: TestServer;
  let theirs: TestWorkspace;
  let ours: TestWorkspace;
  let ids: Ids;
  let theirRows: string[];
  let ourRows: string[];

  beforeAll(async () => {
    server = await startTestServer();
    theirs = await server.addWorkspace();
    await record(theirs, GOOD_RECORDS);
    const { data } = await theirs.ask(IDS);
    const [acme] = data.accounts.nodes;
    ids = {
      Workspace: data.workspace.id,
      ApiKey: data.viewer.key.id,
      Plan: data.plans[0].id,
      Account: acme.id,
      Member: acme.successManager.id,
      Policy: acme.relationship.policy.id,
      AccountSubscription: acme.subscriptions.nodes[0].id,
      Interaction: acme.interactions.nodes[0].id,
    };
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    ours = await server.addWorkspace();
    await record(ours, {
      plans: [{ externalId: 'own', name: 'Own', rank: 1 }],
      accounts: [account('own')],
    });
    theirRows = await everyRow(server, theirs);
    ourRows = await everyRow(server, ours);
  });
  afterEach(async () => {
    expect(await everyRow(server, theirs)).toEqual(theirRows);
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, ours.id);
  });

  it.each(KINDS)('is found by its own id there, and here no more than nobody is: %s', async (kind) => {
    const query = 'query ($id: ID!) { node(id: $id) { __typename id } }';
    const id = ids[kind];
    expect(await theirs.ask(query, { id })).toEqual({ status: 200, data: { node: { __typename: kind, id } } });
    const here = await ours.ask(query, { id });
    expect(here).toEqual({ status: 200, data: { node: null } });
    expect(here).toEqual(await ours.ask(query, { id: nobodys(id) }));
  });

  it('is found there by all of its ids at once, in their order, and here not at all', async () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';
    const all = KINDS.flatMap((kind) => [ids[kind], nobodys(ids[kind])]).concat('no id', ids.Plan);
    expect((await theirs.ask(query, { ids: all })).data.nodes).toEqual([
      ...KINDS.flatMap((kind) => [{ __typename: kind, id: ids[kind] }, null]),
      null,
      { __typename: 'Plan', id: ids.Plan },
    ]);
    expect((await ours.ask(query, { ids: all })).data).toEqual({ nodes: all.map(() => null) });
    const { errors } = await ours.ask(query, { ids: Array.from({ length: 101 }, () => ids.Plan) });
    expect(errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', userErrors: [{ code: 'TOO_MANY', field: ['ids'] }] } },
    ]);
  });

  it('is no account of ours, by id or externalId', async () => {
    const query = 'query ($by: AccountBy!) { account(by: $by) { name } }';
    for (const by of [
      { id: ids.Account },
      { id: nobodys(ids.Account) },
      { externalId: 'acme' },
      { externalId: 'nobody' },
    ]) {
      expect(await ours.ask(query, { by })).toEqual({ status: 200, data: { account: null } });
    }
    expect((await theirs.ask(query, { by: { id: ids.Account } })).data).toEqual({ account: { name: 'Acme' } });
  });

  it('is in none of our lists and counts', async () => {
    const { data } = await ours.ask(
      '{ plans { externalId } accounts { totalCount nodes { externalId } } clientBase { accounts customers } }',
    );
    expect(data).toEqual({
      plans: [{ externalId: 'own' }],
      accounts: { totalCount: 1, nodes: [{ externalId: 'own' }] },
      clientBase: { accounts: 1, customers: 0 },
    });
  });

  it.each(MUTATIONS)('is to %s as if it did not exist: %s', async (name, kind, externalId, inputWith) => {
    for (const [given, unknown] of [
      [{ id: ids[kind] }, { id: nobodys(ids[kind]) }],
      [{ externalId }, { externalId: 'nobody' }],
    ] as [Given, Given][]) {
      const refused = await mutate(ours, name, inputWith(given));
      const missing = await mutate(ours, name, inputWith(unknown));
      expect(refused.thing).toBeNull();
      expect(refused.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
      const withoutNames = (answer: unknown, named: Given): string =>
        JSON.stringify(answer).replaceAll(String(Object.values(named)[0]), '…');
      expect(withoutNames(refused, given)).toBe(withoutNames(missing, unknown));
      expect(await everyRow(server, ours)).toEqual(ourRows);
    }
  });

  it('is not changed by an upsert that names its id', async () => {
    for (const [name, kind, input] of [
      ['accountUpsert', 'Account', { name: 'Mine now' }],
      ['interactionRecord', 'Interaction', { ...HAPPENED, account: OWN }],
    ] as const) {
      const { thing, userErrors } = await mutate(ours, name, { ...input, id: ids[kind] });
      expect(thing).toBeNull();
      expect(userErrors).toMatchObject([{ field: ['id'], code: 'NOT_FOUND' }]);
      expect(await everyRow(server, ours)).toEqual(ourRows);
    }
  });

  it('has externalIds of its own, which are free here', async () => {
    expect(await importRecords(ours, GOOD_RECORDS)).toMatchObject({ created: 5, updated: 0, refused: 0 });
    expect(await externalIds(server, ours)).toEqual({
      ...GOOD_IDS,
      plans: ['basic', 'own'],
      accounts: ['acme', 'own'],
    });
  });

  it('is nothing that an import could refer to', async () => {
    const { userErrors, created } = await importRecords(ours, {
      accounts: [account('led', { successManagerExternalId: 'mia' })],
      subscriptions: [
        subscription('a', 'acme', [phase('2025-01-01')]),
        subscription('b', 'own', [phase('2025-01-01')]),
      ],
      interactions: [
        interaction('a', 'acme', '2025-01-01'),
        interaction('b', 'own', '2025-01-01', { memberExternalId: 'mia' }),
      ],
    });
    expect(created).toBe(0);
    expect(userErrors.map(({ field, code }) => [field.join('.'), code])).toEqual([
      ['accounts.0.successManagerExternalId', 'NOT_FOUND'],
      ['subscriptions.0.accountExternalId', 'NOT_FOUND'],
      ['subscriptions.1.phases.0.planExternalId', 'NOT_FOUND'],
      ['interactions.0.accountExternalId', 'NOT_FOUND'],
      ['interactions.1.memberExternalId', 'NOT_FOUND'],
    ]);
    expect(await everyRow(server, ours)).toEqual(ourRows);
  });

  it('is not reached by a cursor from there', async () => {
    const query =
      'query ($after: String) { accounts(first: 5, after: $after) { nodes { externalId } edges { cursor } } }';
    const { data } = await theirs.ask(query);
    const shown = (await ours.ask(query, { after: data.accounts.edges[0].cursor })).data;
    expect(shown.accounts.nodes).toEqual([{ externalId: 'own' }]);
  });
});
