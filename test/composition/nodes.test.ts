import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { GOOD_RECORDS } from '../support/good-records.js';
import { account, record } from '../support/records.js';

const UNKNOWN_ID = 'acct_01h455vb4pex5vsknk084sn02q';
const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';

describe('nodes', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await record(workspace, GOOD_RECORDS);
  });
  afterAll(() => server.close());

  const idsOf = async (of: TestWorkspace): Promise<[id: string, typename: string][]> => {
    const { data } = await of.ask(`{
      workspace { id } viewer { key { id } } plans { id } members { nodes { id } } policy { id }
      relationshipChanges { nodes { id } }
      accounts { nodes { id subscriptions { nodes { id } } interactions { nodes { id } } } }
    }`);
    const [acme] = data.accounts.nodes;
    return [
      [acme.id, 'Account'],
      [acme.subscriptions.nodes[0].id, 'AccountSubscription'],
      [acme.interactions.nodes[0].id, 'Interaction'],
      [data.plans[0].id, 'Plan'],
      [data.members.nodes[0].id, 'Member'],
      [data.policy.id, 'Policy'],
      [data.relationshipChanges.nodes[0].id, 'RelationshipChange'],
      [data.workspace.id, 'Workspace'],
      [data.viewer.key.id, 'ApiKey'],
    ];
  };

  it('returns objects of any type in the order of the ids, repeated as often as their ids', async () => {
    const known = await idsOf(workspace);
    const requested = [...known, ...known.toReversed()];
    expect(await workspace.ask(NODES, { ids: requested.map(([id]) => id) })).toEqual({
      status: 200,
      data: { nodes: requested.map(([id, __typename]) => ({ __typename, id })) },
    });
    expect(await workspace.ask(NODES, { ids: [] })).toEqual({ status: 200, data: { nodes: [] } });
  });

  it('returns null for a missing, foreign or malformed id alike', async () => {
    const [[acme]] = (await idsOf(workspace)) as [[string, string]];
    const other = await server.addWorkspace();
    await record(other, GOOD_RECORDS);
    for (const [foreign] of await idsOf(other)) {
      expect(
        await workspace.ask(NODES, { ids: [foreign, acme, UNKNOWN_ID, 'acct_', '', 'x'.repeat(10_000), 'acct_\0'] }),
      ).toEqual({
        status: 200,
        data: { nodes: [null, { __typename: 'Account', id: acme }, null, null, null, null, null] },
      });
    }
  });

  it('accepts at most 100 ids', async () => {
    await record(workspace, { accounts: Array.from({ length: 99 }, (_, i) => account(`a${i}`)) });
    const { data } = await workspace.ask('{ accounts(first: 100) { nodes { id } } }');
    const ids = (data.accounts.nodes as { id: string }[]).map(({ id }) => id);
    expect(ids).toHaveLength(100);
    const answer = await workspace.ask(NODES, { ids });
    expect((answer.data.nodes as { id: string }[]).map(({ id }) => id)).toEqual(ids);
    const { data: none, errors } = await workspace.ask(NODES, { ids: [...ids, UNKNOWN_ID] });
    expect(none).toBeNull();
    expect(errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', userErrors: [{ field: ['ids'], code: 'TOO_MANY' }] } },
    ]);
  });
});
