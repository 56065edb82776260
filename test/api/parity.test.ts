import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  Kind,
  OperationTypeNode,
  parse,
  print,
  typeFromAST,
  visit,
  type DocumentNode,
  type GraphQLInputType,
} from 'graphql';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { TEST_RUNS } from '../support/histories.js';
import { startTestServer, type Answer, type TestServer, type TestWorkspace } from '../support/server.js';
import { FULL_RECORDS } from './full-records.js';
import { QueryGenerator } from './generated-queries.js';

const ROOT = join(__dirname, '..', '..');
const SCHEMA = buildSchema(readFileSync(join(ROOT, 'schema', 'schema.graphql'), 'utf8'));
/** More in a long run: see TEST_RUNS. */
const QUERIES = TEST_RUNS * 6;

/** Of an answer, what does not tell one request from the next. */
const lasting = ({ errors, ...answer }: Answer) => ({
  ...answer,
  errors: errors?.map(({ extensions: { requestId: _, ...extensions }, ...error }) => ({ ...error, extensions })),
});

/** Each query of the SDK with the fragments that it needs. */
function documentsOfSdk(): { name: string; text: string; variables: (value: ValueFor) => Record<string, unknown> }[] {
  const folder = join(ROOT, 'sdk', 'documents');
  const { definitions } = parse(
    readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n'),
  );
  const fragments = new Map(
    definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])),
  );
  return definitions.flatMap((operation) => {
    if (operation.kind !== Kind.OPERATION_DEFINITION || operation.operation !== OperationTypeNode.QUERY) return [];
    const needed = new Map<string, DocumentNode['definitions'][number]>();
    const collect = (node: DocumentNode['definitions'][number]): void => {
      visit(node, {
        FragmentSpread({ name: { value } }) {
          if (needed.has(value)) return;
          needed.set(value, fragments.get(value)!);
          collect(fragments.get(value)!);
        },
      });
    };
    collect(operation);
    return [
      {
        name: operation.name!.value,
        text: [operation, ...needed.values()].map(print).join('\n'),
        variables: (valueFor: ValueFor) =>
          Object.fromEntries(
            (operation.variableDefinitions ?? [])
              .filter(({ type }) => type.kind === Kind.NON_NULL_TYPE)
              .map(({ variable, type }) => [
                variable.name.value,
                valueFor(typeFromAST(SCHEMA, type as never) as GraphQLInputType),
              ]),
          ),
      },
    ];
  });
}
type ValueFor = (type: GraphQLInputType) => unknown;

describe('a query that comes again', () => {
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

  /** The first time graphql-js executes it; from the second time on it is compiled. */
  async function answers(query: string, variables: Record<string, unknown>): Promise<[first: Answer, again: Answer]> {
    return [await workspace.ask(query, variables), await workspace.ask(query, variables)];
  }

  it.each(documentsOfSdk().map(({ name, ...document }) => [name, document] as const))(
    'is answered as the first time: %s',
    async (_, { text, variables }) => {
      for (let round = 0; round < 3; round++) {
        const given = variables((type) => generator.valueFor(type));
        const [first, again] = await answers(text, given);
        expect(lasting(again)).toEqual(lasting(first));
        expect(JSON.stringify(again.data)).toBe(JSON.stringify(first.data));
      }
    },
  );

  it('is answered as the first time, errors included, made up from the schema', async () => {
    let withoutErrors = 0;
    let withErrors = 0;
    for (let i = 0; i < QUERIES; i++) {
      const { query, variables } = generator.next();
      const [first, again] = await answers(query, variables);
      expect({ query, variables, ...lasting(again) }).toEqual({ query, variables, ...lasting(first) });
      // In the same order, too.
      expect(JSON.stringify(again.data)).toBe(JSON.stringify(first.data));
      if (first.errors) withErrors++;
      else withoutErrors++;
    }
    expect(Math.min(withErrors, withoutErrors)).toBeGreaterThan(QUERIES / 10);
  }, 1_200_000);
});
