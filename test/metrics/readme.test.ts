import { readFileSync } from 'node:fs';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { writeMadeUpBase } from './made-up-base.js';

const QUERIES = [...readFileSync('README.md', 'utf8').matchAll(/^```graphql\n(.*?)^```$/gms)].map(([, text]) => text!);

describe('the queries that the README shows', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await writeMadeUpBase(server, workspace);
  });
  afterAll(() => server.close());

  it.each(QUERIES)('can be asked as they are: %s', async (query) => {
    const { data, errors } = await workspace.ask(query);
    expect(errors).toBeUndefined();
    expect(data).toBeTruthy();
  });

  it('tell a quarter that adds up', async () => {
    const { data } = await workspace.ask(QUERIES.find((query) => query.includes('revenueMovements'))!);
    const { revenueMovements: months } = data as {
      revenueMovements: Record<'start' | 'end', { amount: string }>[];
    };
    expect(months).toHaveLength(3);
    expect(months.slice(1).map(({ start }) => start)).toEqual(months.slice(0, -1).map(({ end }) => end));
  });
});
