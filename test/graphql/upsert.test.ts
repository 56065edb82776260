import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { GOOD_RECORDS } from '../support/good-records.js';
import { everyRow, mutated, record, usd, type Given } from '../support/records.js';

const ACME = { externalId: 'acme' };
const CALL = { account: ACME, kind: 'CALL', occurredAt: '2025-07-01T09:00:00.000Z' };
const iso = (at: number): string => new Date(at).toISOString();

describe('upserting one record', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    server.clock.now = NOW;
    workspace = await server.addWorkspace();
    await record(workspace, GOOD_RECORDS);
  });
  afterEach(() => expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id));

  const upsertAccount = (input: Given): Promise<Given> => mutated(workspace, 'accountUpsert', input);
  const recordInteraction = (input: Given): Promise<Given> => mutated(workspace, 'interactionRecord', input);
  const names = async (): Promise<string[]> => {
    const { data } = await workspace.ask('{ accounts { nodes { name } } }');
    return (data as { accounts: { nodes: { name: string }[] } }).accounts.nodes.map(({ name }) => name);
  };

  it('creates a new account on each call with neither id nor externalId', async () => {
    const first = await upsertAccount({ name: 'New' });
    const second = await upsertAccount({ name: 'New' });
    expect(first).toMatchObject({ externalId: null, domain: null, attributes: {}, createdAt: iso(NOW) });
    expect(second.id).not.toBe(first.id);
    expect(await names()).toEqual(['Acme', 'New', 'New']);
  });

  it('finds an account by externalId and by id, and sets updatedAt when the account changes', async () => {
    const created = await upsertAccount({ externalId: 'new', name: 'New', domain: 'new.example' });
    server.clock.now += 1_000;
    const renamed = await upsertAccount({ externalId: 'new', name: 'Newer' });
    expect(renamed).toEqual({ ...created, name: 'Newer', updatedAt: iso(NOW + 1_000) });
    server.clock.now += 1_000;
    const moved = await upsertAccount({ id: created.id, externalId: 'newest', domain: null });
    expect(moved).toEqual({ ...renamed, externalId: 'newest', domain: null, updatedAt: iso(NOW + 2_000) });
    expect(await upsertAccount({ externalId: 'newest' })).toEqual(moved);
    expect(await upsertAccount({ id: created.id, externalId: null })).toMatchObject({ externalId: null });
    expect(await names()).toEqual(['Acme', 'Newer']);
  });

  it('with the values that are already recorded changes nothing, not even updatedAt', async () => {
    const input = { externalId: 'new', name: 'New', attributes: { b: [1, { c: null }], a: 'x' } };
    await upsertAccount(input);
    await recordInteraction({ ...CALL, externalId: 'call', sentiment: 0.29, amount: usd('5.00') });
    const before = await everyRow(server, workspace);
    server.clock.now += 1_000;
    await upsertAccount({ ...input, attributes: { a: 'x', b: [1, { c: null }] } });
    await recordInteraction({ ...CALL, externalId: 'call', sentiment: 0.29, amount: usd('5') });
    const factsOf = (rows: string[]): string[] => rows.filter((row) => !row.startsWith('account_now'));
    expect(factsOf(await everyRow(server, workspace))).toEqual(factsOf(before));
  });

  it('with attributes as a literal in the query changes nothing the second time', async () => {
    const text = `mutation {
      accountUpsert(input: { externalId: "acme", attributes: { size: 2, owner: { name: "Ann" } } }) { account { updatedAt } }
    }`;
    const first = await workspace.ask(text);
    server.clock.now += 1_000;
    expect(await workspace.ask(text)).toEqual(first);
  });

  it('keeps account fields that the input omits and clears fields that the input sets to null', async () => {
    const all = { name: 'Acme', domain: 'acme.example', desiredOutcome: 'Calm', attributes: { a: 1 } };
    const full = await upsertAccount({ ...ACME, ...all, successManager: { externalId: 'mia' } });
    expect(full).toMatchObject(all);
    expect(await upsertAccount(ACME)).toEqual(full);
    const cleared = await upsertAccount({ ...ACME, domain: null, desiredOutcome: null, attributes: null });
    expect(cleared).toMatchObject({ name: 'Acme', domain: null, desiredOutcome: null, attributes: {} });
    const manager = async (): Promise<unknown> =>
      (await workspace.ask('{ account(by: { externalId: "acme" }) { successManager { name } } }')).data;
    expect(await manager()).toEqual({ account: { successManager: { name: 'Mia' } } });
    await upsertAccount({ ...ACME, successManager: null });
    expect(await manager()).toEqual({ account: { successManager: null } });
  });

  it('finds an interaction by externalId and by id, and updates it', async () => {
    const created = await recordInteraction({ ...CALL, sentiment: 0.5, member: { externalId: 'mia' }, note: 'Hello' });
    expect(created).toMatchObject({ externalId: null, personalized: false, initiative: 'UNKNOWN', sentiment: 0.5 });
    const moved = { ...CALL, kind: 'MEETING', occurredAt: '2025-08-01T00:00:00.000Z', personalized: true };
    const changed = await recordInteraction({ ...moved, id: created.id, initiative: 'US', amount: usd('1.5') });
    expect(changed).toEqual({
      ...created,
      kind: 'MEETING',
      updatedAt: iso(NOW + 1),
      occurredAt: moved.occurredAt,
      personalized: true,
      initiative: 'US',
      amount: { amount: '1.50' },
    });
    const byExternalId = await recordInteraction({ ...CALL, externalId: 'call-1', effortMinutes: 5 });
    expect(byExternalId).toMatchObject({ externalId: 'call-1', effortMinutes: 5, note: null });
    const nulls = { personalized: null, initiative: null, sentiment: null, amount: null, member: null, note: null };
    expect(await recordInteraction({ ...CALL, ...nulls, id: created.id })).toEqual({
      ...created,
      updatedAt: iso(NOW + 2),
      sentiment: null,
      member: null,
      note: null,
    });
    const { data } = await workspace.ask('{ account(by: { externalId: "acme" }) { interactions { totalCount } } }');
    expect(data).toEqual({ account: { interactions: { totalCount: 2 } } });
  });

  it('sets and clears the externalId of an interaction', async () => {
    const { id } = await recordInteraction(CALL);
    expect(await recordInteraction({ ...CALL, id, externalId: 'mine' })).toMatchObject({ id, externalId: 'mine' });
    expect(await recordInteraction({ ...CALL, externalId: 'mine', note: 'Found' })).toMatchObject({
      id,
      note: 'Found',
    });
    expect(await recordInteraction({ ...CALL, id, externalId: null })).toMatchObject({ id, externalId: null });
  });
});
