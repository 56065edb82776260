import { decodeId } from '../../src/graphql/ids.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import {
  account,
  everyRow,
  externalIds,
  interaction,
  member,
  mutate,
  mutated,
  phase,
  plan,
  record,
  subscription,
  type Given,
} from '../support/records.js';

/** Texts that occur nowhere else. */
const SECRET = {
  name: 'Zyxwell',
  domain: 'zyxwell.example',
  attributes: { vat: 'VAT-4711' },
  desiredOutcome: 'Outshine Quorvex',
};
const CALL = { kind: 'CALL', occurredAt: '2026-03-01T00:00:00Z' };

describe('the deletion', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    server.clock.now = NOW;
    workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1)],
      members: [member('mia'), member('noah')],
      accounts: [
        account('zyx-account', { ...SECRET, successManagerExternalId: 'mia' }),
        account('acme', { successManagerExternalId: 'mia' }),
        account('globex', { successManagerExternalId: 'noah' }),
      ],
      subscriptions: [
        subscription('zyx-subscription', 'zyx-account', [phase('2023-01-01', '2024-01-01'), phase('2024-01-01')]),
        subscription('s', 'acme', [phase('2024-01-01')]),
      ],
      interactions: [
        interaction('zyx-call', 'zyx-account', '2026-03-01', { note: 'Zyxwell is keen', memberExternalId: 'mia' }),
        interaction('call', 'acme', '2026-03-01', { memberExternalId: 'mia', effortMinutes: 30 }),
      ],
    });
  });
  afterEach(() => expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id));

  const idOf = async (kind: string, externalId: string): Promise<string> => {
    const { data } = await workspace.ask(`{ ${kind}(by: { externalId: "${externalId}" }) { id } }`);
    return data[kind].id as string;
  };
  /** Returns all rows of the database as text, including those of the job queue. */
  const everything = async (): Promise<string> => {
    const tables = await server.database.dataSource.query<{ name: string }[]>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`,
    );
    const texts = await Promise.all(
      tables.map(({ name }) =>
        server.database.dataSource.query<{ row: string }[]>(`SELECT t::text AS row FROM ${name} t`),
      ),
    );
    return texts.flatMap((rows) => rows.map(({ row }) => row)).join('\n');
  };

  it('of an account by externalId or id erases everything known about the account', async () => {
    const ids = {
      account: await idOf('account', 'zyx-account'),
      subscription: await idOf('subscription', 'zyx-subscription'),
      interaction: await idOf('interaction', 'zyx-call'),
    };
    const named = { externalId: 'zyx-account', idempotencyKey: 'one' };
    expect(await mutated(workspace, 'accountUpsert', named)).toMatchObject({ id: ids.account });
    const rows = [
      decodeId('Account', ids.account)!,
      decodeId('AccountSubscription', ids.subscription)!,
      decodeId('Interaction', ids.interaction)!,
    ];
    // Long enough not to occur by chance in what is stored encrypted.
    const names = ['zyx-account', 'zyx-subscription', 'zyx-call'];
    const traces = [...names, 'Zyxwell', 'VAT-4711', 'Quorvex', ...Object.values(ids), ...rows];
    const before = (await everything()).toLowerCase();
    for (const trace of ['zyx-account', 'zyxwell', 'vat-4711', 'quorvex', ...rows])
      expect(before).toContain(trace.toLowerCase());

    const input = { account: { externalId: 'zyx-account' }, idempotencyKey: 'two' };
    expect(await mutated(workspace, 'accountDelete', input)).toBe(ids.account);
    expect(await mutated(workspace, 'accountDelete', input)).toBe(ids.account);
    // The stored answer, which only the key can decrypt, still has the account.
    expect(await mutated(workspace, 'accountUpsert', named)).toMatchObject({ id: ids.account });

    const after = (await everything()).toLowerCase();
    expect(traces.filter((trace) => after.includes(trace.toLowerCase()))).toEqual([]);
    for (const id of Object.values(ids)) {
      expect((await workspace.ask('query ($id: ID!) { node(id: $id) { id } }', { id })).data).toEqual({ node: null });
    }
    expect(await externalIds(server, workspace)).toMatchObject({
      accounts: ['acme', 'globex'],
      subscriptions: ['s'],
      interactions: ['call'],
    });
    const { data } = await workspace.ask(
      '{ clientBase { accounts } accounts { totalCount } relationshipChanges { nodes { account { externalId } } } viewer { key { id } } }',
    );
    expect(data).toMatchObject({
      clientBase: { accounts: 2 },
      accounts: { totalCount: 2 },
      relationshipChanges: { nodes: [{ account: { externalId: 'acme' } }] },
    });
    expect(
      await server.database.dataSource.query(
        `SELECT kind, erased_at AS "erasedAt", api_key_id AS "apiKeyId", subscriptions, phases, interactions, changes
         FROM erasure WHERE workspace_id = $1`,
        [workspace.id],
      ),
    ).toEqual([
      {
        kind: 'ACCOUNT',
        erasedAt: NOW,
        apiKeyId: decodeId('ApiKey', data.viewer.key.id as string),
        subscriptions: 1,
        phases: 2,
        interactions: 1,
        changes: 1,
      },
    ]);

    const globex = await idOf('account', 'globex');
    expect(await mutated(workspace, 'accountDelete', { account: { id: globex } })).toBe(globex);
  });

  it('of an account happens once, even with concurrent writes to the account', async () => {
    const by = { account: { externalId: 'acme' } };
    const [deleted, again, ...others] = await Promise.all([
      mutate(workspace, 'accountDelete', by),
      mutate(workspace, 'accountDelete', by),
      ...[1, 2, 3].map((i) => mutate(workspace, 'interactionRecord', { ...by, ...CALL, externalId: `i${i}` })),
      mutate(workspace, 'subscriptionChange', { subscription: { externalId: 's' }, quantity: 2 }),
      mutate(workspace, 'subscriptionCancel', { subscription: { externalId: 's' } }),
    ]);
    expect([deleted, again].filter(({ thing }) => thing)).toHaveLength(1);
    for (const { thing, userErrors } of [deleted, again, ...others]) {
      if (!thing) expect(userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    }
    expect(await externalIds(server, workspace)).toMatchObject({
      accounts: ['globex', 'zyx-account'],
      interactions: ['zyx-call'],
    });
    // The externalIds are free again.
    await record(workspace, {
      accounts: [account('acme')],
      subscriptions: [subscription('s', 'globex', [phase('2025-01-01')])],
    });
  });

  it('of a member leaves their accounts without a success manager and their interactions without a member', async () => {
    const id = await idOf('member', 'mia');
    const shown = async (): Promise<Given> =>
      (
        await workspace.ask(`{
          account(by: { externalId: "acme" }) {
            updatedAt successManager { externalId } relationship { type score }
            interactions { nodes { externalId member { externalId } effortMinutes } }
          }
          clientBase { accounts } members { nodes { externalId } }
        }`)
      ).data as Given;
    const before = await shown();
    expect(await mutated(workspace, 'memberDelete', { member: { externalId: 'mia' } })).toBe(id);
    expect(await shown()).toEqual({
      account: {
        ...(before.account as Given),
        updatedAt: new Date(NOW + 1).toISOString(),
        successManager: null,
        interactions: { nodes: [{ externalId: 'call', member: null, effortMinutes: 30 }] },
      },
      clientBase: { accounts: 3 },
      members: { nodes: [{ externalId: 'noah' }] },
    });
    const { data } = await workspace.ask('{ account(by: { externalId: "globex" }) { successManager { externalId } } }');
    expect(data.account.successManager).toEqual({ externalId: 'noah' });
    expect((await mutate(workspace, 'memberDelete', { member: { id } })).userErrors).toMatchObject([
      { field: ['member'], code: 'NOT_FOUND' },
    ]);
  });

  it('of a member succeeds during concurrent assignments to the member, and leaves no references', async () => {
    for (let round = 0; round < 5; round++) {
      const name = `m${round}`;
      await mutated(workspace, 'memberUpsert', { externalId: name, name });
      const member = { externalId: name };
      const answers = await Promise.all([
        mutate(workspace, 'memberDelete', { member }),
        mutate(workspace, 'successManagerAssign', { account: { externalId: 'acme' }, member }),
        mutate(workspace, 'accountUpsert', { externalId: 'globex', successManager: member }),
        mutate(workspace, 'interactionRecord', { account: { externalId: 'acme' }, ...CALL, member }),
      ]);
      expect(answers[0].thing).not.toBeNull();
      for (const { thing, userErrors } of answers)
        if (!thing) expect(userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    }
    expect((await workspace.ask('{ members { totalCount } }')).data).toEqual({ members: { totalCount: 2 } });
  });

  it('of a subscription rewrites the history of its account as if the subscription had never existed', async () => {
    const id = await idOf('subscription', 's');
    expect(await mutated(workspace, 'subscriptionDelete', { subscription: { externalId: 's' } })).toBe(id);
    const { data } = await workspace.ask(
      '{ account(by: { externalId: "acme" }) { relationship { type } relationshipPeriods { type } subscriptions { totalCount } } }',
    );
    expect(data.account).toEqual({
      relationship: { type: 'PROSPECT' },
      relationshipPeriods: [{ type: 'PROSPECT' }],
      subscriptions: { totalCount: 0 },
    });
    const rows = await everyRow(server, workspace);
    expect((await mutate(workspace, 'subscriptionDelete', { subscription: { id } })).userErrors).toMatchObject([
      { field: ['subscription'], code: 'NOT_FOUND' },
    ]);
    expect(await everyRow(server, workspace)).toEqual(rows);
  });

  it('of a record of another workspace is refused', async () => {
    const other = await server.addWorkspace();
    const rows = await everyRow(server, workspace);
    for (const [name, kind, externalId] of [
      ['accountDelete', 'account', 'acme'],
      ['memberDelete', 'member', 'mia'],
      ['subscriptionDelete', 'subscription', 's'],
      ['planDelete', 'plan', 'basic'],
      ['interactionDelete', 'interaction', 'call'],
    ] as const) {
      for (const by of [{ externalId }, { id: await idOf(kind, externalId) }]) {
        const { thing, userErrors } = await mutate(other, name, { [kind]: by });
        expect(thing).toBeNull();
        expect(userErrors).toMatchObject([{ field: [kind], code: 'NOT_FOUND' }]);
      }
    }
    expect(await everyRow(server, workspace)).toEqual(rows);
  });
});

describe('a member', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
  });
  afterAll(() => server.close());

  const upsert = (input: Given): Promise<Given> => mutated(workspace, 'memberUpsert', input);

  it('is created, found and changed by id and externalId', async () => {
    const mia = await upsert({ externalId: 'mia', name: 'Mia', email: 'mia@vendor.example' });
    expect(mia).toMatchObject({ externalId: 'mia', name: 'Mia', email: 'mia@vendor.example' });
    expect(await upsert({ externalId: 'mia', name: 'Mia M.' })).toMatchObject({
      id: mia.id,
      name: 'Mia M.',
      email: 'mia@vendor.example',
    });
    expect(await upsert({ id: mia.id, externalId: 'mm', email: null })).toMatchObject({
      id: mia.id,
      externalId: 'mm',
      email: null,
    });
    for (const by of [{ id: mia.id }, { externalId: 'mm' }]) {
      expect(
        (await workspace.ask('query ($by: MemberBy!) { member(by: $by) { name book { accounts } } }', { by })).data,
      ).toEqual({ member: { name: 'Mia M.', book: { accounts: 0 } } });
    }
    expect((await upsert({ name: 'Nobody' })).externalId).toBeNull();
  });

  it('is refused with invalid input or a stale expectedUpdatedAt', async () => {
    const { id, updatedAt } = await upsert({ externalId: 'noah', name: 'Noah' });
    await upsert({ externalId: 'zoe', name: 'Zoë' });
    for (const [input, field, code] of [
      [{ externalId: 'new' }, 'name', 'REQUIRED'],
      [{ id, name: null }, 'name', 'REQUIRED'],
      [{ id, name: ' ' }, 'name', 'REQUIRED'],
      [{ id, email: 'x'.repeat(255) }, 'email', 'TOO_LONG'],
      [{ id, externalId: 'zoe' }, 'externalId', 'CONFLICT'],
      [{ id: 'mem_01h455vb4pex5vsknk084sn02q', name: 'X' }, 'id', 'NOT_FOUND'],
      [{ externalId: 'unknown', name: 'X', expectedUpdatedAt: updatedAt }, 'expectedUpdatedAt', 'NOT_FOUND'],
      [{ id, name: 'X', expectedUpdatedAt: '2020-01-01T00:00:00Z' }, 'expectedUpdatedAt', 'CONFLICT'],
    ] as [Given, string, string][]) {
      expect(await mutate(workspace, 'memberUpsert', input)).toMatchObject({
        thing: null,
        userErrors: [{ field: [field], code }],
      });
    }
    const [first, second] = await Promise.all(
      ['A', 'B'].map((name) => mutate(workspace, 'memberUpsert', { id, name, expectedUpdatedAt: updatedAt })),
    );
    expect([first!.thing, second!.thing].filter(Boolean)).toHaveLength(1);
  });
});
