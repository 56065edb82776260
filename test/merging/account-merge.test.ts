import { checkWorkspace } from '../../src/derivation/rebuild.service.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import {
  account,
  everyRow,
  instant,
  interaction,
  member,
  mutate,
  mutated,
  phase,
  plan,
  rate,
  record,
  subscription,
  usd,
  type Given,
} from '../support/records.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

const OLD = { externalId: 'old' };
const ACME = { externalId: 'acme' };
const MERGE = { from: OLD, into: ACME };

describe('a merge of two accounts', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1), plan('top', 2)],
      members: [member('mia'), member('noah')],
      exchangeRates: [rate('EUR', '2020-01-01', '1.1')],
      accounts: [
        account('old', { domain: 'old.example', desiredOutcome: 'Calm', successManagerExternalId: 'mia' }),
        account('acme'),
      ],
      // Three years on the top plan, then nothing: a former client. The other account has been a customer since.
      subscriptions: [
        subscription('old-1', 'old', [phase('2022-03-01', '2026-02-20', { planExternalId: 'top' })]),
        subscription('acme-1', 'acme', [phase('2026-02-20', null, { planExternalId: 'top' })]),
      ],
      interactions: [interaction('old-call', 'old', '2026-01-10', { kind: 'CALL', memberExternalId: 'noah' })],
      usage: [
        { externalId: 'old-usage', accountExternalId: 'old', at: instant('2026-01-20'), amount: usd('30.00') },
        { externalId: 'acme-usage', accountExternalId: 'acme', at: instant('2026-02-20'), amount: usd('60.00') },
      ],
    });
  });
  afterEach(async () => {
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
    expect((await checkWorkspace(workspace.scope(), () => undefined)).differences).toEqual([]);
  });

  const ask = async (query: string, variables: Given = {}): Promise<Given> => {
    const { data, errors } = await workspace.ask(query, variables);
    expect(errors).toBeUndefined();
    return data as Given;
  };
  const ofAcme = async (fields: string): Promise<unknown> =>
    (await ask(`{ account(by: { externalId: "acme" }) { ${fields} } }`)).account;
  const identities = async (): Promise<unknown> =>
    (await ask('{ accounts { nodes { externalId identities { source externalId } } } }')).accounts;
  const identify = (account: { externalId: string }, source: string, ids: readonly string[]): Promise<unknown> =>
    mutated(workspace, 'accountUpsert', { ...account, identities: ids.map((externalId) => ({ source, externalId })) });
  const idOf = async (externalId: string): Promise<string> =>
    ((await ask(`{ account(by: { externalId: "${externalId}" }) { id } }`)) as { account: { id: string } }).account.id;

  it('moves subscriptions, interactions and usage, and derives the account from both histories together', async () => {
    const id = await idOf('old');
    expect(await ofAcme('relationship { type }')).toEqual({ relationship: { type: 'CUSTOMER' } });
    expect(await mutated(workspace, 'accountMerge', MERGE)).toMatchObject({
      id: await idOf('acme'),
      externalId: 'acme',
    });
    expect(
      await ofAcme(`relationship { type since } usageRevenue { amount } subscriptions { nodes { externalId } }
        interactions { nodes { externalId member { externalId } account { externalId } } }`),
    ).toEqual({
      relationship: { type: 'CLIENT', since: instant('2024-03-01') },
      // The average of three months.
      usageRevenue: { amount: '30.00' },
      subscriptions: { nodes: [{ externalId: 'acme-1' }, { externalId: 'old-1' }] },
      interactions: {
        nodes: [{ externalId: 'old-call', member: { externalId: 'noah' }, account: { externalId: 'acme' } }],
      },
    });
    expect(await ask('query ($id: ID!) { node(id: $id) { id } accounts { totalCount } }', { id })).toEqual({
      node: null,
      accounts: { totalCount: 1 },
    });
  });

  it('raises updatedAt of the account and of every record that moved', async () => {
    const fields = `{ account(by: { externalId: "acme" }) { updatedAt } subscription(by: { externalId: "old-1" }) { updatedAt }
      interaction(by: { externalId: "old-call" }) { updatedAt } }`;
    const before = await ask(fields);
    await mutated(workspace, 'accountMerge', MERGE);
    for (const [kind, { updatedAt }] of Object.entries(await ask(fields)) as [string, { updatedAt: string }][]) {
      expect({ kind, updatedAt }).toEqual({ kind, updatedAt: new Date(NOW + 1).toISOString() });
      expect((before[kind] as { updatedAt: string }).updatedAt < updatedAt).toBe(true);
    }
    const again = { externalId: 'old-usage', at: instant('2026-01-20'), amount: usd('3.00'), account: ACME };
    expect(
      await mutated(workspace, 'usageRecord', { ...again, expectedUpdatedAt: new Date(NOW + 1).toISOString() }),
    ).toMatchObject({ externalId: 'old-usage' });
  });

  it('keeps the fields of the account that remains, and fills in those that it lacks', async () => {
    await mutated(workspace, 'accountUpsert', {
      ...OLD,
      attributes: { segment: 'small', crm: { owner: 'Ann', tier: 1 }, list: [1, 2], own: 1, size: 7 },
    });
    await mutated(workspace, 'accountUpsert', {
      ...ACME,
      name: 'Acme',
      domain: 'acme.example',
      attributes: { segment: 'large', crm: { tier: 2 }, list: [3], own: 9007199254740991 },
    });
    await mutated(workspace, 'accountMerge', MERGE);
    expect(await ofAcme('name domain desiredOutcome attributes successManager { externalId }')).toEqual({
      name: 'Acme',
      domain: 'acme.example',
      desiredOutcome: 'Calm',
      attributes: {
        segment: 'large',
        crm: { owner: 'Ann', tier: 2 },
        list: [3],
        own: 9007199254740991,
        size: 7,
      },
      successManager: { externalId: 'mia' },
    });
  });

  it('gives the externalId of the removed account to the remaining account if that has none', async () => {
    const { id } = await mutated(workspace, 'accountUpsert', { name: 'Unnamed' });
    expect(await mutated(workspace, 'accountMerge', { from: OLD, into: { id } })).toMatchObject({
      id,
      externalId: 'old',
      name: 'Unnamed',
    });
    expect(await ask('{ account(by: { externalId: "old" }) { identities { source } } }')).toEqual({
      account: { identities: [] },
    });
  });

  it('moves identities, and keeps the externalId of the removed account as an identity', async () => {
    await identify(OLD, 'stripe', ['cus_1', 'cus_2']);
    await identify(ACME, 'stripe', ['cus_3']);
    await mutated(workspace, 'accountMerge', MERGE);
    const kept = {
      identities: [
        { source: 'merged', externalId: 'old' },
        ...['cus_1', 'cus_2', 'cus_3'].map((externalId) => ({ source: 'stripe', externalId })),
      ],
    };
    expect(await ofAcme('identities { source externalId }')).toEqual(kept);
    for (const identity of kept.identities) {
      const by = { identity };
      expect(await ask('query ($by: AccountBy!) { account(by: $by) { externalId } }', { by })).toEqual({
        account: ACME,
      });
    }

    // An importer that does not know about the merge records the account again. It can be merged again.
    await record(workspace, { accounts: [account('old')] });
    await mutated(workspace, 'accountMerge', { from: OLD, into: { identity: kept.identities[1] } });
    expect(await ofAcme('identities { source externalId }')).toEqual(kept);
  });

  it('removes the announced changes of the removed account, announces the change of the remaining one, and keeps cursors valid', async () => {
    const changes = (after: string | null) =>
      ask(
        `query ($after: String) { relationshipChanges(first: 10, after: $after) {
           nodes { account { externalId } previousType type at cause } pageInfo { endCursor } } }`,
        { after },
      ) as Promise<{ relationshipChanges: { nodes: Given[]; pageInfo: { endCursor: string } } }>;
    const [of, acme] = [{ previousType: 'PROSPECT', cause: 'FIRST_SEEN' }, { account: ACME }];
    const before = (await changes(null)).relationshipChanges;
    expect(before.nodes).toEqual(
      expect.arrayContaining([
        { ...of, account: OLD, type: 'FORMER_CLIENT', at: instant('2026-02-20') },
        { ...of, account: ACME, type: 'CUSTOMER', at: instant('2026-02-20') },
      ]),
    );
    expect(before.nodes).toHaveLength(2);
    // A week later, the account is no longer new.
    server.clock.now = NOW + 8 * 86_400_000;
    await mutated(workspace, 'accountMerge', MERGE);
    server.clock.now = NOW;

    expect((await changes(null)).relationshipChanges.nodes).toEqual([
      { ...acme, previousType: 'CUSTOMER', type: 'CLIENT', at: instant('2024-03-01'), cause: 'RECORD' },
      { ...of, ...acme, type: 'CUSTOMER', at: instant('2026-02-20') },
    ]);
    expect((await changes(before.pageInfo.endCursor)).relationshipChanges.nodes).toEqual([]);
  });

  it('leaves only work items of the remaining account in the worklist', async () => {
    const worklist = async (): Promise<Given[]> =>
      (
        (await ask('{ worklist(first: 20) { nodes { kind account { externalId } } } }')) as {
          worklist: { nodes: Given[] };
        }
      ).worklist.nodes;
    expect(await worklist()).not.toContainEqual({ kind: 'ASSIGN', account: ACME });
    await mutated(workspace, 'successManagerAssign', { account: OLD, member: null });
    await mutated(workspace, 'accountMerge', MERGE);
    expect([...new Set((await worklist()).map(({ account }) => (account as typeof ACME).externalId))]).toEqual([
      'acme',
    ]);
    expect(await ask('{ clientBase { accounts clientsWithoutSuccessManager } }')).toEqual({
      clientBase: { accounts: 1, clientsWithoutSuccessManager: 1 },
    });
  });

  it('happens once per idempotencyKey, and shows the account even if that has been merged in turn', async () => {
    const input = { ...MERGE, idempotencyKey: 'once' };
    const first = await mutated(workspace, 'accountMerge', input);
    await mutated(workspace, 'accountUpsert', { ...ACME, name: 'Renamed' });
    expect(await mutated(workspace, 'accountMerge', input)).toMatchObject({ id: first.id, name: 'Renamed' });
    expect((await mutate(workspace, 'accountMerge', { ...input, into: OLD })).userErrors).toMatchObject([
      { field: ['idempotencyKey'], code: 'IDEMPOTENCY_MISMATCH' },
    ]);
    await mutated(workspace, 'accountUpsert', { externalId: 'last', name: 'Last' });
    await mutated(workspace, 'accountMerge', { from: ACME, into: { externalId: 'last' } });
    expect(await mutated(workspace, 'accountMerge', input)).toEqual(first);
  });

  it('is refused with nothing done if the input is wrong', async () => {
    const other = await server.addWorkspace();
    const { id: foreign } = await mutated(other, 'accountUpsert', { externalId: 'foreign', name: 'Foreign' });
    const acme = { id: await idOf('acme') };
    const rows = await everyRow(server, workspace);
    for (const [input, field, code] of [
      [{ from: ACME, into: ACME }, 'into', 'INVALID'],
      [{ from: ACME, into: acme }, 'into', 'INVALID'],
      [{ ...MERGE, from: { externalId: 'unknown' } }, 'from', 'NOT_FOUND'],
      [{ ...MERGE, into: { externalId: 'unknown' } }, 'into', 'NOT_FOUND'],
      [{ ...MERGE, from: { id: foreign } }, 'from', 'NOT_FOUND'],
      [{ ...MERGE, into: { externalId: 'foreign' } }, 'into', 'NOT_FOUND'],
      [{ ...MERGE, from: {} }, 'from', 'INVALID'],
      [{ ...MERGE, expectedUpdatedAt: '2020-01-01T00:00:00Z' }, 'expectedUpdatedAt', 'CONFLICT'],
    ] as [Given, string, string][]) {
      expect({ input, ...(await mutate(workspace, 'accountMerge', { ...input, idempotencyKey: 'k' })) }).toMatchObject({
        input,
        thing: null,
        userErrors: [{ field: [field], code }],
      });
    }
    expect(await everyRow(server, workspace)).toEqual(rows);
    const { account } = (await ask('{ account(by: { externalId: "acme" }) { updatedAt } }')) as { account: Given };
    const fresh = { ...MERGE, expectedUpdatedAt: account.updatedAt, idempotencyKey: 'k' };
    expect(await mutated(workspace, 'accountMerge', fresh)).toMatchObject(ACME);
  });

  it('is refused with nothing done if both accounts have subscriptions in different currencies at the same time, and names both subscriptions', async () => {
    const euros = { unitPrice: { amount: '9.00', currencyCode: 'EUR' } };
    await record(workspace, {
      accounts: [account('euro')],
      subscriptions: [
        subscription('euro-1', 'euro', [phase('2021-01-01', '2022-01-01', euros)]),
        subscription('euro-2', 'euro', [phase('2025-01-01', null, euros)]),
      ],
    });
    const rows = await everyRow(server, workspace);
    for (const [from, into, message] of [
      [
        'euro',
        'acme',
        /2026-02-20.* from has the subscription "euro-2" \(sub_\w+\) in EUR, and into has "acme-1" \(sub_\w+\) in USD/,
      ],
      [
        'acme',
        'euro',
        /2026-02-20.* from has the subscription "acme-1" \(sub_\w+\) in USD, and into has "euro-2" \(sub_\w+\) in EUR/,
      ],
    ] as const) {
      const input = { from: { externalId: from }, into: { externalId: into } };
      expect(await mutate(workspace, 'accountMerge', input)).toEqual({
        thing: null,
        userErrors: [{ field: ['from'], code: 'CONFLICT', message: expect.stringMatching(message) as unknown }],
      });
    }
    expect(await everyRow(server, workspace)).toEqual(rows);
    // Without an overlap, an account can have sold in two currencies.
    await mutated(workspace, 'subscriptionDelete', { subscription: { externalId: 'euro-2' } });
    expect(await mutated(workspace, 'accountMerge', { from: { externalId: 'euro' }, into: ACME })).toMatchObject(ACME);
  });

  it('is refused with nothing done if the account would exceed a limit, or an identity belongs to a third account', async () => {
    const refusal = async (): Promise<unknown> => {
      const rows = [await everyRow(server, workspace), await identities()];
      const { thing, userErrors } = await mutate(workspace, 'accountMerge', MERGE);
      expect(thing).toBeNull();
      expect([await everyRow(server, workspace), await identities()]).toEqual(rows);
      return userErrors;
    };
    const attributes = (key: string) => ({ [key]: 'x'.repeat(9_000) });
    await mutated(workspace, 'accountUpsert', { ...OLD, attributes: attributes('a') });
    await mutated(workspace, 'accountUpsert', { ...ACME, attributes: attributes('b') });
    expect(await refusal()).toMatchObject([{ field: ['from'], code: 'TOO_LONG' }]);
    await mutated(workspace, 'accountUpsert', { ...OLD, attributes: null });

    const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
    await identify(OLD, 'stripe', ids('a', 10));
    await identify(ACME, 'stripe', ids('b', 10));
    expect(await refusal()).toMatchObject([{ field: ['from'], code: 'TOO_MANY' }]);
    await mutated(workspace, 'accountUpsert', { ...OLD, removeIdentities: [{ source: 'stripe', externalId: 'a0' }] });

    await record(workspace, { accounts: [account('third')] });
    await identify({ externalId: 'third' }, 'merged', ['old']);
    expect(await refusal()).toMatchObject([
      { field: ['from'], code: 'CONFLICT', message: expect.stringContaining(await idOf('third')) as unknown },
    ]);
  });
});
