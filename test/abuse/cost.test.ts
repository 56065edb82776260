import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, parse, type DocumentNode, type FragmentDefinitionNode, type OperationDefinitionNode } from 'graphql';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { makeDemoBase } from '../../src/cli/demo/demo-base.js';
import { makeSchema } from '../../src/composition/schema.js';
import { Budgets } from '../../src/graphql/cost/budget.js';
import { actualCostOf } from '../../src/graphql/cost/actual-cost.js';
import { costOf, costOverAll } from '../../src/graphql/cost/cost.js';
import { MAX_OPERATION_COST } from '../../src/graphql/cost/cost-control.js';
import { DOCUMENT_LIMITS } from '../../src/graphql/cost/document-limits.js';
import { importRecords } from '../../src/imports/import.service.js';
import { Role } from '../../src/graphql/role.js';
import { TEST_RUNS } from '../support/histories.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { listsOf, OperationMaker, realCost } from './generated-operation.js';

const schema = makeSchema();
/** More in a long run: see TEST_RUNS. */
const OPERATIONS = TEST_RUNS * 2;

const fragmentsOf = (document: DocumentNode): FragmentDefinitionNode[] =>
  document.definitions.filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION);
const operationsOf = (document: DocumentNode): OperationDefinitionNode[] =>
  document.definitions.filter((one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION);

function bound(text: string, variables: Record<string, unknown> = {}): number {
  const document = parse(text);
  return costOf({ schema, operation: operationsOf(document)[0]!, fragments: fragmentsOf(document), variables });
}

describe('The cost of an operation', () => {
  it('takes the maximum length of every list of the schema into account', () => {
    const unknown = listsOf(schema).filter(([, size]) => size === undefined);
    // Say it beside the field: @Cost({ size: … }).
    expect(unknown.map(([path]) => path)).toEqual([]);
  });

  it.each([
    ['the cost of each record', '{ accounts(first: 100) { nodes { id } } }', 1 * 100 + 0.01 * 100 + 0.1],
    ['the default page size if none is given', '{ accounts { nodes { id } } }', 50 + 0.5 + 0.1],
    ['a page from the end of the list', '{ accounts(last: 7) { nodes { id } } }', 7 + 0.07 + 0.1],
    ['at most the maximum page size', '{ accounts(first: 2147483647) { nodes { id } } }', 100 + 1 + 0.1],
    ['pages within pages', '{ accounts(first: 10) { nodes { interactions(first: 20) { nodes { id } } } } }', 213.1],
    [
      'each alias separately',
      '{ a: accounts(first: 10) { nodes { id } } b: accounts(first: 20) { nodes { id } } }',
      30.5,
    ],
    ['nothing of what is left out', '{ accounts(first: 10) { nodes @skip(if: true) { id } } }', 0.1],
    ['the counting of all', '{ accounts(first: 100) { totalCount } }', 200.11],
  ])('includes %s', (_, text, points) => {
    expect(bound(text)).toBe(Math.ceil(points));
  });

  it('depends on the values of its variables, given or default', () => {
    const text = 'query ($n: Int = 30, $no: Boolean!) { accounts(first: $n) { nodes @skip(if: $no) { id } } }';
    expect(bound(text, { no: false })).toBe(Math.ceil(30 + 0.3 + 0.1));
    expect(bound(text, { no: false, n: 60 })).toBe(Math.ceil(60 + 0.6 + 0.1));
    expect(bound(text, { no: true, n: 60 })).toBe(1);
    expect(bound(text, { no: false, n: 'many' })).toBe(Math.ceil(100 + 1 + 0.1));
  });

  it('of statements over all accounts follows their time in the end, up to ten times their price', () => {
    const document = parse('{ clientBase { accounts } }');
    const asked = { schema, operation: operationsOf(document)[0]!, fragments: [], variables: {} };
    expect(costOf(asked)).toBe(Math.ceil(300 + 0.1 + 0.01));
    const actual = (workMs: number): number => actualCostOf(asked, { clientBase: { accounts: 1 } }, workMs);
    expect([0, 5, 100, 1_000].map(actual)).toEqual([1, 101, 2_001, 3_001]);
  });

  it('of an import is that of its records and their phases, in variables as well as in the document', () => {
    const records = { accounts: [{}, {}, {}], subscriptions: [{ phases: [{}, {}] }, { phases: [{}] }] };
    const mutation = 'mutation ($input: ImportInput!) { import(input: $input) { created userErrors { message } } }';
    expect(bound(mutation, { input: records })).toBe(Math.ceil(10 + 4 * 8 + 0.1 + 0.01));
    const phases = 'phases: [{}]';
    const written = `mutation { import(input: { accounts: [{}, {}], subscriptions: [{ ${phases} }] }) { created } }`;
    expect(bound(written)).toBe(Math.ceil(10 + 4 * 4 + 0.1 + 0.01));
    const mixed = 'mutation ($a: [AccountImport!]) { import(input: { accounts: $a }) { created } }';
    expect(bound(mixed, { a: [{}, {}, {}] })).toBe(Math.ceil(10 + 4 * 3 + 0.1 + 0.01));
  });

  it('is within the limit for every operation of the SDK with its largest page', () => {
    const folder = join(__dirname, '../../sdk/documents');
    const text = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
    const document = parse(text);
    const dear = operationsOf(document).flatMap((operation) => {
      const cost = costOf({ schema, operation, fragments: fragmentsOf(document), variables: { first: 100 } });
      return cost > MAX_OPERATION_COST ? [`${operation.name!.value} ${cost}`] : [];
    });
    expect(dear).toEqual([]);
  });
});

describe('A server with a rate limit', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  const time = { ms: 0 };
  const allowance = { limit: 5_000, restoredPerSecond: 100 };

  beforeAll(async () => {
    const budgets = {
      keys: new Budgets(allowance, () => time.ms),
      addresses: new Budgets({ limit: 20, restoredPerSecond: 2 }, () => time.ms),
    };
    server = await startTestServer({ budgets });
    workspace = await server.addWorkspace();
    for (const batch of makeDemoBase(NOW)) await importRecords(workspace.scope(), batch, Role.ADMIN);
  }, 120_000);
  afterAll(() => server.close());
  // An hour later every budget is full again.
  beforeEach(() => (time.ms += 3_600_000));

  const post = async (query: string, variables = {}, key: string | null = workspace.key) => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key !== null && { authorization: `Bearer ${key}` }) },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as {
      data?: object;
      errors?: { message: string; extensions: Record<string, unknown> }[];
      extensions?: { cost: Record<string, number | null> };
    };
    return { status: response.status, retryAfter: response.headers.get('retry-after'), ...body };
  };
  /** Nothing is given back of the price of an import. */
  const DEAR = 'mutation ($input: ImportInput!) { import(input: $input) { refused } }';
  const RECORDS = { input: { members: Array<object>(600).fill({ externalId: 'equal', name: 'Equal' }) } };
  const postDear = () => post(DEAR, RECORDS);

  it('reports the cost and the remaining budget in every response', async () => {
    const cheap = await post('{ viewer { role } }');
    expect(cheap.extensions).toEqual({
      cost: { requested: 1, actual: 1, available: 4_999, limit: 5_000, restoredPerSecond: 100 },
    });
    const mistaken = await post('{ viewer { nothing } }');
    expect(mistaken.extensions!.cost).toMatchObject({ requested: 5, actual: 5, available: 4_994 });
    const unreadable = await post('{ viewer');
    expect(unreadable.extensions!.cost).toMatchObject({ requested: 5, actual: 5, available: 4_989 });
    expect((await post('{ __typename }', {}, null)).extensions).toEqual({
      cost: { requested: 1, actual: 1, available: null, limit: null, restoredPerSecond: null },
    });
  });

  it.each([
    [
      'pages with fewer records than they may have',
      '{ accounts(first: 40) { nodes { subscriptions { nodes { id } } } } }',
    ],
    ['lists that are shorter than they may be', '{ accounts(first: 5) { nodes { relationshipPeriods { type } } } }'],
    ['a page without records', '{ accounts(first: 100, filter: { name: { startsWith: "nobody" } }) { nodes { id } } }'],
    ['a record that does not exist', '{ account(by: { externalId: "nobody" }) { relationshipPeriods { type } } }'],
  ])('gives back what was not used: %s', async (_, query) => {
    const { errors, extensions } = await post(query);
    expect(errors).toBeUndefined();
    const { requested, actual, available } = extensions!.cost as Record<string, number>;
    expect(actual).toBeLessThan(requested! / 2);
    expect(available).toBe(5_000 - actual!);
  });

  it('charges only the detection of what it refuses, and everything of what fails', async () => {
    const refused = await post(
      '{ accounts(first: 100) { nodes { interactions(first: 100) { nodes { member { id } account { id } } } } } }',
    );
    expect(refused.extensions!.cost).toMatchObject({ actual: 5, available: 4_995 });
    const failed = await post('{ accounts(first: 100, after: "nonsense") { nodes { id } } }');
    expect(failed.errors).toHaveLength(1);
    expect(failed.extensions!.cost).toMatchObject({ requested: 102, actual: 102, available: 4_893 });
  });

  it('refuses what exceeds the budget with 429 and Retry-After, and answers it after that time', async () => {
    const first = await postDear();
    const { requested, available } = first.extensions!.cost as { requested: number; available: number };
    expect([first.status, available]).toEqual([200, 5_000 - requested]);
    expect((await postDear()).status).toBe(200);
    const refused = await postDear();
    const left = 5_000 - 2 * requested;
    const seconds = Math.ceil((requested - left) / 100);
    expect(refused).toMatchObject({
      status: 429,
      retryAfter: String(seconds),
      errors: [{ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: seconds } }],
      extensions: { cost: { requested } },
    });
    expect(refused.data ?? null).toBeNull();
    expect((await post('{ viewer { role } }')).status).toBe(200);
    time.ms += seconds * 1_000;
    expect((await postDear()).status).toBe(200);
  });

  it('refuses a key without any budget left before it reads the document', async () => {
    for (let i = 0; i < 2; i++) await postDear();
    for (;;) {
      const { status, extensions } = await post('{ viewer');
      if (status === 429) break;
      expect(extensions!.cost.requested).toBe(5);
    }
    const refused = await post('{ viewer');
    expect(refused).toMatchObject({ status: 429, retryAfter: '1', errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
  });

  it('gives each key its own budget', async () => {
    const other = await server.addWorkspace();
    for (let i = 0; i < 3; i++) await postDear();
    expect((await postDear()).status).toBe(429);
    expect((await post('{ accounts(first: 100) { nodes { id } } }', {}, other.key)).status).toBe(200);
  });

  it('limits the requests of an address without a key, but not those with a key from the same address', async () => {
    for (let i = 0; i < 20; i++) expect((await post('{ __typename }', {}, null)).status).toBe(200);
    expect(await post('{ __typename }', {}, null)).toMatchObject({
      status: 429,
      retryAfter: '1',
      errors: [{ extensions: { code: 'RATE_LIMITED' } }],
    });
    expect((await post('{ viewer { role } }')).status).toBe(200);
  });

  it('refuses an operation above the maximum cost without running any of it', async () => {
    const answer = await post(
      '{ accounts(first: 100) { nodes { interactions(first: 100) { nodes { member { id } account { id } } } } } }',
    );
    expect(answer).toMatchObject({ status: 400, errors: [{ extensions: { code: 'OPERATION_TOO_COSTLY' } }] });
    expect(answer.extensions!.cost.requested).toBeGreaterThan(MAX_OPERATION_COST);
    expect(answer.data ?? null).toBeNull();
  });

  it('never computes a cost below the actual cost of a random operation', async () => {
    const generator = xoroshiro128plus(20_260_315);
    const choose = (below: number): number => uniformInt(generator, 0, below - 1);
    const { data } = await workspace.ask(
      '{ accounts(first: 1, filter: { type: { eq: CLIENT } }) { nodes { id externalId subscriptions(first: 1) { nodes { externalId } } interactions(first: 1) { nodes { externalId } } } } }',
    );
    const [account] = data.accounts.nodes;
    const maker = new OperationMaker(schema, choose, {
      'Query.account': { by: { externalId: account.externalId } },
      'Query.node': { id: account.id },
      'Query.subscription': { by: { externalId: account.subscriptions.nodes[0].externalId } },
      'Query.interaction': { by: { externalId: account.interactions.nodes[0].externalId } },
      'Query.classify': { input: { subscriptions: [], interactions: [] } },
      'Query.clientBaseHistory': { from: '2025-01-01', to: '2025-12-31' },
      'Query.retentionProjection': {
        cohort: { from: '2023-01-01', to: '2025-01-01', billingInterval: 'MONTH' },
        periods: 12,
      },
      'Policy.differences': { fromVersion: 1 },
    });
    let asked = 0;
    let sumOfBounds = 0;
    let sumOfCosts = 0;
    while (asked < OPERATIONS) {
      const operation = maker.make();
      const document = parse(operation.text);
      const [definition] = operationsOf(document);
      const asking = {
        schema,
        operation: definition!,
        fragments: fragmentsOf(document),
        variables: operation.variables,
      };
      const most = costOf(asking);
      const aliases = operation.text.match(/\ba\d+:/g)?.length ?? 0;
      const records = most - costOverAll(asking);
      if (records > 1_000 || most > allowance.limit || aliases > DOCUMENT_LIMITS.aliases) continue;
      time.ms += 3_600_000;
      const answer = await post(operation.text, operation.variables);
      expect({ ...operation, errors: answer.errors }).toEqual(operation);
      const real = realCost(schema, document, operation, answer.data!);
      expect({ ...operation, requested: answer.extensions!.cost.requested }).toEqual({ ...operation, requested: most });
      expect({ ...operation, isBelow: answer.extensions!.cost.actual! < real - 1e-6 }).toEqual({
        ...operation,
        isBelow: false,
      });
      // Hundredths add up to a little more or less in floating point.
      expect({ ...operation, isBelow: most < real - 1e-6 }).toEqual({ ...operation, isBelow: false });
      asked++;
      sumOfBounds += records;
      sumOfCosts += real;
    }
    // A bound that said "all of it" each time would be none: most of what is counted is really there.
    expect(sumOfCosts / sumOfBounds).toBeGreaterThan(0.1);
  }, 1_200_000);
});
