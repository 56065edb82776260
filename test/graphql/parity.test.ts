import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { TEST_RUNS } from '../support/histories.js';
import { lasting, startTestServer, type Answer, type TestServer, type TestWorkspace } from '../support/server.js';
import { FULL_RECORDS } from '../support/full-records.js';
import { QueryGenerator } from '../support/generated-queries.js';
import { documentsOfSdk, SCHEMA } from '../support/sdk-documents.js';

/** Higher in a long run; see TEST_RUNS. */
const QUERIES = TEST_RUNS * 4;

describe('a repeated query', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  let generator: QueryGenerator;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    const imported = await workspace.ask('mutation ($input: ImportInput!) { import(input: $input) { refused } }', {
      input: FULL_RECORDS,
    });
    expect(imported.data).toEqual({ import: { refused: 0 } });
    const { data } = await workspace.ask(
      `{ accounts { nodes { id subscriptions { nodes { id } } interactions { nodes { id } } } } plans { id } }`,
    );
    const [acme] = data.accounts.nodes;
    const [subscription] = acme.subscriptions.nodes;
    const [interaction] = acme.interactions.nodes;
    const random = xoroshiro128plus(7);
    generator = new QueryGenerator(
      SCHEMA,
      {
        ids: [acme.id, acme.id, subscription.id, interaction.id, data.plans[0].id, 'acct_nobody'],
        texts: ['acme', 'acme', 'acme-1', 'i1', 'basic', 'mia', '', 'nobody'],
        instants: ['2025-06-01T00:00:00Z', '2026-03-15T12:00:00Z', '2027-01-01T00:00:00Z', 'soon'],
      },
      (limit) => uniformInt(random, 0, limit - 1),
    );
  });
  afterAll(() => server.close());

  /** graphql-js executes the first request; from the second request on the query is compiled. */
  async function answers(query: string, variables: Record<string, unknown>): Promise<[first: Answer, again: Answer]> {
    return [await workspace.ask(query, variables), await workspace.ask(query, variables)];
  }

  it.each(documentsOfSdk().map(({ name, ...document }) => [name, document] as const))(
    'returns the same response as the first time: %s',
    async (_, { text, variables }) => {
      for (let round = 0; round < 3; round++) {
        const given = variables((type) => generator.valueFor(type));
        const [first, again] = await answers(text, given);
        expect(lasting(again)).toEqual(lasting(first));
        expect(JSON.stringify(again.data)).toBe(JSON.stringify(first.data));
      }
    },
  );

  it('returns the same response as the first time, errors included, for queries generated from the schema', async () => {
    let withoutErrors = 0;
    let withErrors = 0;
    for (let i = 0; i < QUERIES; i++) {
      const { query, variables } = generator.next();
      const [first, again] = await answers(query, variables);
      expect({ query, variables, ...lasting(again) }).toEqual({ query, variables, ...lasting(first) });
      // The order of the fields is the same, too.
      expect(JSON.stringify(again.data)).toBe(JSON.stringify(first.data));
      if (first.errors) withErrors++;
      else withoutErrors++;
    }
    expect(Math.min(withErrors, withoutErrors)).toBeGreaterThan(QUERIES / 10);
  }, 1_200_000);
});
