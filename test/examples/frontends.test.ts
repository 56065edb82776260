import { QueryClient } from '@tanstack/query-core';
import * as apollo from '../../examples/frontends/apollo-client.js';
import * as tanstack from '../../examples/frontends/tanstack-query.js';
import * as urql from '../../examples/frontends/urql.js';
import { Clientele } from '../../sdk/src/index.js';
import { startTestServer, type TestServer } from '../support/server.js';

/* Runs common frontend clients with the documents of the SDK against a real server. */
let server: TestServer;
let key: string;
beforeAll(async () => {
  server = await startTestServer();
  ({ key } = await server.addWorkspace());
  const accounts = ['Ann', 'Bob', 'Cid'].map((name) => ({ account: { externalId: name.toLowerCase(), name } }));
  await new Clientele({ url: server.url, apiKey: key }).import(accounts);
});
afterAll(() => server.close());

describe('the exported documents', () => {
  it('work in Apollo Client, whose cache follows a mutation', async () => {
    const client = apollo.makeApolloClient(server.url, key);
    expect(await apollo.readNames(client, 2)).toEqual(['Ann', 'Bob']);
    expect(await apollo.rename(client, 'ann', 'Anna')).toBe('Anna');
    expect(await apollo.readNames(client, 2)).toEqual(['Anna', 'Bob']);
    client.stop();
  });

  it('work in urql', async () => {
    expect(await urql.readNames(urql.makeUrqlClient(server.url, key), 1)).toHaveLength(1);
  });

  it('work in TanStack Query, page by page', async () => {
    const queries = new QueryClient();
    const core = tanstack.makeCore(server.url, key);
    expect(await tanstack.readNames(queries, core, 1)).toHaveLength(1);
    expect(await tanstack.readAllNames(queries, core, 2)).toHaveLength(3);
    queries.clear();
  });
});
