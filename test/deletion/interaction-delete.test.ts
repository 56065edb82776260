import { Role } from '../../src/graphql/role.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import {
  account,
  everyRow,
  instant,
  interaction,
  phase,
  plan,
  record,
  subscription,
  type Given,
} from '../support/records.js';

interface Deleted {
  deletedId: string | null;
  userErrors: { field: string[]; code: string; message: string }[];
}

describe('the lookup', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1)],
      accounts: [account('acme')],
      subscriptions: [subscription('one', 'acme', [phase('2025-01-01')])],
      interactions: [interaction('one', 'acme', '2025-06-01')],
    });
  });
  afterAll(() => server.close());

  it.each([
    ['interaction', 'InteractionBy', 'kind occurredAt', { kind: 'SUPPORT', occurredAt: instant('2025-06-01') }],
    ['subscription', 'SubscriptionBy', 'status startedAt', { status: 'ACTIVE', startedAt: instant('2025-01-01') }],
  ])('of the %s by id or externalId finds it only in its own workspace', async (name, by, fields, shown) => {
    const query = `query ($by: ${by}!) { found: ${name}(by: $by) { id externalId account { externalId } ${fields} } }`;
    const find = async (of: TestWorkspace, reference: Given): Promise<Given | null> => {
      const { data, errors } = await of.ask(query, { by: reference });
      expect(errors).toBeUndefined();
      return (data as { found: Given | null }).found;
    };
    const found = await find(workspace, { externalId: 'one' });
    expect(found).toMatchObject({ externalId: 'one', account: { externalId: 'acme' }, ...shown });
    expect(await find(workspace, { id: found!.id })).toEqual(found);
    expect(await find(workspace, { externalId: 'two' })).toBeNull();
    const other = await server.addWorkspace();
    expect(await find(other, { externalId: 'one' })).toBeNull();
    expect(await find(other, { id: found!.id })).toBeNull();

    for (const reference of [
      {},
      { id: found!.id, externalId: 'one' },
      { id: 'plan_01h455vb4pex5vsknk084sn02q' },
      { externalId: ' ' },
    ]) {
      expect((await workspace.ask(query, { by: reference })).errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT' } },
      ]);
    }
  });
});

describe('interactionDelete', () => {
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
      plans: [plan('basic', 1), plan('top', 2)],
      accounts: [account('acme')],
      subscriptions: [subscription('s', 'acme', [phase('2024-01-01')])],
      interactions: ['2026-01-10', '2026-02-10', '2026-03-10'].map((on, i) =>
        interaction(`i${i}`, 'acme', on, { personalized: true }),
      ),
    });
  });
  afterEach(() => expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id));

  const remove = async (interaction: Given, of = workspace): Promise<Deleted> => {
    const { data, errors } = await of.ask(
      `mutation ($input: InteractionDeleteInput!) {
        interactionDelete(input: $input) { deletedId userErrors { field code message } }
      }`,
      { input: { interaction } },
    );
    expect(errors).toBeUndefined();
    return (data as { interactionDelete: Deleted }).interactionDelete;
  };
  const shown = async (): Promise<Given> => {
    const { data } = await workspace.ask(
      `{ account(by: { externalId: "acme" }) {
        relationship { type since } interactions { nodes { externalId } } relationshipPeriods { type from }
      } }`,
    );
    return (data as { account: Given }).account;
  };

  it('rewrites the history of the account as if the interaction had never happened, and records the change of type', async () => {
    expect(await shown()).toMatchObject({ relationship: { type: 'CLIENT', since: instant('2026-03-10') } });
    const { data } = await workspace.ask('{ interaction(by: { externalId: "i1" }) { id } }');
    const id = (data as { interaction: { id: string } }).interaction.id;
    expect(await remove({ externalId: 'i1' })).toEqual({ deletedId: id, userErrors: [] });
    expect(await shown()).toEqual({
      relationship: { type: 'CUSTOMER', since: instant('2024-01-01') },
      interactions: { nodes: [{ externalId: 'i2' }, { externalId: 'i0' }] },
      relationshipPeriods: [
        { type: 'PROSPECT', from: null },
        { type: 'CUSTOMER', from: instant('2024-01-01') },
      ],
    });
    expect(
      (await workspace.ask('query ($id: ID!) { node(id: $id) { id } interaction(by: { id: $id }) { id } }', { id }))
        .data,
    ).toEqual({
      node: null,
      interaction: null,
    });
    const changes = await workspace.ask('{ relationshipChanges(first: 1) { nodes { previousType type at cause } } }');
    expect((changes.data as { relationshipChanges: { nodes: unknown[] } }).relationshipChanges.nodes).toEqual([
      { previousType: 'CLIENT', type: 'CUSTOMER', at: instant('2024-01-01'), cause: 'FIRST_SEEN' },
    ]);
  });

  it('accepts an id, leaves other interactions unchanged, and frees the externalId', async () => {
    const { data } = await workspace.ask('{ interaction(by: { externalId: "i0" }) { id } }');
    const { id } = (data as { interaction: { id: string } }).interaction;
    expect(await remove({ id })).toEqual({ deletedId: id, userErrors: [] });
    await record(workspace, { interactions: [interaction('i0', 'acme', '2026-03-01')] });
    const again = await workspace.ask('{ interaction(by: { externalId: "i0" }) { id } }');
    expect((again.data as { interaction: { id: string } }).interaction.id).not.toBe(id);
    expect((await shown()).interactions).toEqual({ nodes: ['i2', 'i0', 'i1'].map((externalId) => ({ externalId })) });
  });

  it('refuses an interaction that is already deleted or belongs to another workspace, and changes nothing', async () => {
    await remove({ externalId: 'i0' });
    const before = await everyRow(server, workspace);
    const refused = { deletedId: null, userErrors: [{ field: ['interaction'], code: 'NOT_FOUND' }] };
    expect(await remove({ externalId: 'i0' })).toMatchObject(refused);
    expect(await remove({ externalId: 'i1' }, await server.addWorkspace())).toMatchObject(refused);
    expect(await remove({})).toMatchObject({
      deletedId: null,
      userErrors: [{ field: ['interaction'], code: 'INVALID' }],
    });
    expect(await everyRow(server, workspace)).toEqual(before);
  });

  it('deletes an interaction once if called 20 times concurrently, and returns NOT_FOUND to the other calls', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => remove({ externalId: 'i2' })));
    expect(answers.filter(({ deletedId }) => deletedId !== null)).toHaveLength(1);
    expect(answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual(
      Array(19).fill('NOT_FOUND'),
    );
  });

  it('requires a role that may write', async () => {
    const reader = await server.addWorkspace({ role: Role.READER });
    const { errors } = await reader.ask(
      'mutation { interactionDelete(input: { interaction: { externalId: "i" } }) { deletedId } }',
    );
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});
