import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { GOOD_RECORDS } from '../support/good-records.js';
import { account, record } from '../support/records.js';

const NOBODY = 'acct_01h455vb4pex5vsknk084sn02q';
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

  it('answers what it is asked for, of any types, in that order, each as often as it is named', async () => {
    const known = await idsOf(workspace);
    const asked = [...known, ...known.toReversed()];
    expect(await workspace.ask(NODES, { ids: asked.map(([id]) => id) })).toEqual({
      status: 200,
      data: { nodes: asked.map(([id, __typename]) => ({ __typename, id })) },
    });
    expect(await workspace.ask(NODES, { ids: [] })).toEqual({ status: 200, data: { nodes: [] } });
  });

  it('has null in the place of what is missing, foreign or no id, and tells none from another', async () => {
    const [[acme]] = (await idsOf(workspace)) as [[string, string]];
    const other = await server.addWorkspace();
    await record(other, GOOD_RECORDS);
    for (const [foreign] of await idsOf(other)) {
      expect(
        await workspace.ask(NODES, { ids: [foreign, acme, NOBODY, 'acct_', '', 'x'.repeat(10_000), 'acct_\0'] }),
      ).toEqual({
        status: 200,
        data: { nodes: [null, { __typename: 'Account', id: acme }, null, null, null, null, null] },
      });
    }
  });

  it('takes 100 ids and no more', async () => {
    await record(workspace, { accounts: Array.from({ length: 99 }, (_, i) => account(`a${i}`)) });
    const { data } = await workspace.ask('{ accounts(first: 100) { nodes { id } } }');
    const ids = (data.accounts.nodes as { id: string }[]).map(({ id }) => id);
    expect(ids).toHaveLength(100);
    const answer = await workspace.ask(NODES, { ids });
    expect((answer.data.nodes as { id: string }[]).map(({ id }) => id)).toEqual(ids);
    const { data: none, errors } = await workspace.ask(NODES, { ids: [...ids, NOBODY] });
    expect(none).toBeNull();
    expect(errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', userErrors: [{ field: ['ids'], code: 'TOO_MANY' }] } },
    ]);
  });
});
