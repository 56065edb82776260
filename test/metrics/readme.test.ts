import { readFileSync } from 'node:fs';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { writeGeneratedBase } from './generated-base.js';

const QUERIES = [...readFileSync('README.md', 'utf8').matchAll(/^```graphql\n(.*?)^```$/gms)].map(([, text]) => text!);

const rootFieldsOf = (query: string): string =>
  [...new Set([...query.matchAll(/^ {2}(?:\w+: )?(\w+)/gm)].map(([, field]) => field!))].join(', ');

describe('the queries in the README', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await writeGeneratedBase(server, workspace);
  });
  afterAll(() => server.close());

  it.each(QUERIES.map((query) => [rootFieldsOf(query), query]))('run without errors: %s', async (_, query) => {
    const { data, errors } = await workspace.ask(query);
    expect(errors).toBeUndefined();
    expect(data).toBeTruthy();
    for (const { userErrors } of Object.values(data as Record<string, { userErrors?: unknown[] }>)) {
      expect(userErrors ?? []).toEqual([]);
    }
  });

  it('show a quarter whose months add up', async () => {
    const { data } = await workspace.ask(QUERIES.find((query) => query.includes('revenueMovements'))!);
    const { revenueMovements: months } = data as {
      revenueMovements: Record<'start' | 'end', { amount: string }>[];
    };
    expect(months).toHaveLength(3);
    expect(months.slice(1).map(({ start }) => start)).toEqual(months.slice(0, -1).map(({ end }) => end));
  });
});
