/**
 * Properties of every connection of the schema. The test reads the connections from the schema, so it covers new ones.
 */
import { isObjectType, getNamedType } from 'graphql';
import { makeSchema } from '../../src/composition/schema.js';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../src/graphql/page-size.js';
import { cursorWith, partsOf, plainCursor } from '../support/cursors.js';
import { nodesOf, walk, type AskForPage, type Page } from '../support/pages.js';
import {
  account,
  interaction,
  member,
  phase,
  plan,
  record,
  subscription,
  type Given,
  type UserErrorAnswer,
} from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

/** More records than the default page size, for every connection except policies. */
const COUNT = DEFAULT_PAGE_SIZE + 10;
const POLICIES = 4;

interface Connection {
  /** `Type.field` in the schema. */
  coordinate: string;
  isBackward: boolean;
}

const CONNECTIONS: Connection[] = Object.values(makeSchema().getTypeMap()).flatMap((type) =>
  isObjectType(type)
    ? Object.values(type.getFields())
        .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
        .map(({ name, args }) => ({
          coordinate: `${type.name}.${name}`,
          isBackward: args.some((arg) => arg.name === 'last'),
        }))
    : [],
);

/** Arguments that a connection requires. */
const ARGUMENTS: Record<string, string> = { 'Query.renewals': 'from: "2026-01-01", to: "2027-12-31"' };
/** The fields that identify a node that has no id. */
const IDENTITIES: Record<string, string> = {
  'Query.renewals': 'at subscription { id }',
  'Query.worklist': 'kind account { id }',
};

/** Returns an operation that selects from a connection: of account "a0" if the connection is a field of Account. */
function operationOn({ coordinate, isBackward }: Connection, selection: string): string {
  const [type, field] = coordinate.split('.') as [string, string];
  const declared = ['$first: Int, $after: String', ...(isBackward ? ['$last: Int, $before: String'] : [])].join(', ');
  const given = [
    'first: $first, after: $after',
    ...(isBackward ? ['last: $last, before: $before'] : []),
    ...(ARGUMENTS[coordinate] ? [ARGUMENTS[coordinate]] : []),
  ].join(', ');
  const page = `page: ${field}(${given}) { ${selection} }`;
  if (type === 'Query') return `query (${declared}) { ${page} }`;
  if (type === 'Account') return `query (${declared}) { account(by: { externalId: "a0" }) { ${page} } }`;
  throw new Error(`Expected a connection of Query or Account; got ${coordinate}. Add how to query it to operationOn.`);
}

describe('a connection', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  let anotherWorkspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    anotherWorkspace = await server.addWorkspace();
    const numbers = Array.from({ length: COUNT }, (_, i) => i);
    // Clients without a success manager: each of them is on the worklist, and renews within the requested range.
    const since2023 = [phase('2023-01-01', null, { planExternalId: 'top', termMonths: 12, tailored: true })];
    await record(workspace, {
      plans: [plan('basic', 1), plan('top', 2)],
      members: numbers.map((i) => member(`m${i}`)),
      accounts: numbers.map((i) => account(`a${i}`)),
      subscriptions: [
        ...numbers.map((i) => subscription(`s${i}`, `a${i}`, since2023)),
        ...numbers.map((i) => subscription(`more ${i}`, 'a0', [phase('2024-01-01')])),
      ],
      interactions: numbers.map((i) => interaction(`i${i}`, 'a0', i % 2 ? '2025-01-01' : '2025-02-01')),
    });
    for (let version = 1; version < POLICIES; version++) {
      const policy = `{ name: "P${version}", clientScore: 1, criteria: [{ fact: SEATS, comparison: AT_LEAST, threshold: 1, weight: 1 }] }`;
      const { data } = await workspace.ask(
        `mutation { policyPublish(input: { policy: ${policy}, expectedVersion: ${version} }) { userErrors { message } } }`,
      );
      expect(data).toEqual({ policyPublish: { userErrors: [] } });
    }
    await server.runJobs();
  });
  afterAll(() => server.close());

  const pagesOf =
    (connection: Connection): AskForPage =>
    async (variables) => {
      const node = IDENTITIES[connection.coordinate] ?? 'id';
      const selection = `totalCount nodes { ${node} } edges { cursor node { ${node} } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`;
      const { data, errors } = await workspace.ask(operationOn(connection, selection), variables);
      expect(errors).toBeUndefined();
      const holder = data as { page?: Page; account?: { page: Page } };
      return (holder.page ?? holder.account?.page)!;
    };

  const cursorOf = async (connection: Connection): Promise<string> =>
    (await pagesOf(connection)({ first: 1 })).pageInfo.endCursor!;

  /** Fails unless the API refuses the page as a user error that names the wrong argument. */
  async function expectRefusal(
    connection: Connection,
    variables: Given,
    { field, code, message }: { field: string; code: string; message: RegExp },
  ): Promise<void> {
    const { errors } = await workspace.ask(operationOn(connection, 'totalCount edges { cursor }'), variables);
    const [error] = errors ?? [];
    expect({ variables, code: error?.extensions.code }).toEqual({ variables, code: 'BAD_USER_INPUT' });
    const [userError] = error!.extensions.userErrors as UserErrorAnswer[];
    expect({ variables, ...userError }).toMatchObject({
      variables,
      field: [field],
      code,
      message: expect.stringMatching(message) as string,
    });
  }

  it('of the schema is covered by this test', () => {
    expect(CONNECTIONS.map(({ coordinate }) => coordinate)).toEqual(
      expect.arrayContaining(['Query.accounts', 'Account.subscriptions', 'Account.interactions', 'Query.worklist']),
    );
    expect(CONNECTIONS.length).toBeGreaterThanOrEqual(9);
  });

  describe.each(CONNECTIONS.map((connection) => [connection.coordinate, connection] as const))(
    'such as %s',
    (coordinate, connection) => {
      it('returns each node exactly once, in the same order in both directions, and counts all nodes', async () => {
        const ask = pagesOf(connection);
        const { totalCount } = await ask({ first: 1 });
        expect(totalCount).toBeGreaterThanOrEqual(coordinate === 'Query.policies' ? POLICIES : COUNT);
        for (const size of totalCount < 10 ? [1, 3, MAX_PAGE_SIZE] : [7, 33, MAX_PAGE_SIZE]) {
          const pages = await walk(ask, size);
          const nodes = nodesOf(pages);
          expect(nodes).toHaveLength(totalCount);
          expect(new Set(nodes.map((node) => JSON.stringify(node))).size).toBe(totalCount);
          for (const page of pages) expect(page.totalCount).toBe(totalCount);
          // walk() also checks hasNextPage, hasPreviousPage and the cursors of each page.
          if (connection.isBackward) expect(nodesOf(await walk(ask, size, true))).toEqual(nodes);
        }
      });

      it(`returns pages of ${DEFAULT_PAGE_SIZE} nodes by default`, async () => {
        const { nodes, totalCount, pageInfo } = await pagesOf(connection)({});
        expect(nodes).toHaveLength(Math.min(DEFAULT_PAGE_SIZE, totalCount));
        expect(pageInfo.hasNextPage).toBe(totalCount > DEFAULT_PAGE_SIZE);
        const nulls = { first: null, after: null, ...(connection.isBackward && { last: null, before: null }) };
        expect((await pagesOf(connection)(nulls)).nodes).toEqual(nodes);
      });

      it(`refuses a page size below 1 or above ${MAX_PAGE_SIZE}`, async () => {
        const message = new RegExp(`^Expected a number from 1 to ${MAX_PAGE_SIZE}; got -?\\d+\\.$`);
        for (const size of [0, MAX_PAGE_SIZE + 1, -1, 2_147_483_647]) {
          await expectRefusal(connection, { first: size }, { field: 'first', code: 'OUT_OF_RANGE', message });
          if (!connection.isBackward) continue;
          await expectRefusal(connection, { last: size }, { field: 'last', code: 'OUT_OF_RANGE', message });
        }
      });

      if (connection.isBackward)
        it('refuses forward and backward arguments in the same call', async () => {
          const cursor = await cursorOf(connection);
          const both = /^Expected either first or last; got both\.$/;
          await expectRefusal(connection, { first: 1, last: 1 }, { field: 'last', code: 'CONFLICT', message: both });
          const message = /^Expected after only with first, and before only with last\.$/;
          const before = { field: 'before', code: 'CONFLICT', message };
          await expectRefusal(connection, { first: 1, before: cursor }, before);
          await expectRefusal(connection, { before: cursor }, before);
          await expectRefusal(connection, { first: 1, after: cursor, before: cursor }, before);
          await expectRefusal(connection, { last: 1, after: cursor }, { field: 'after', code: 'CONFLICT', message });
        });

      it('returns cursors that hide what it sorts by, and the same ones when asked again', async () => {
        const ask = pagesOf(connection);
        const { edges } = await ask({});
        for (const { cursor } of edges) {
          expect(cursor).toMatch(/^[\w-]+$/);
          const [ordering, value, id] = await partsOf(workspace, cursor);
          const shown = [cursor, Buffer.from(cursor, 'base64url').toString('latin1')];
          for (const hidden of [ordering, `,${JSON.stringify(value)},`, id]) {
            for (const text of shown) expect(text).not.toContain(hidden);
          }
        }
        expect((await ask({})).edges).toEqual(edges);
        expect(new Set(edges.map(({ cursor }) => cursor)).size).toBe(edges.length);
      });

      it('accepts the unencrypted cursors of earlier versions', async () => {
        const ask = pagesOf(connection);
        const { pageInfo } = await ask({ first: 2 });
        const cursor = pageInfo.endCursor!;
        const earlier = plainCursor(await partsOf(workspace, cursor));
        expect(earlier).not.toBe(cursor);
        expect(await ask({ first: 2, after: earlier })).toEqual(await ask({ first: 2, after: cursor }));
        if (!connection.isBackward) return;
        expect(await ask({ last: 1, before: earlier })).toEqual(await ask({ last: 1, before: cursor }));
      });

      it('refuses cursors of another workspace, and damaged cursors', async () => {
        const cursor = await cursorOf(connection);
        const bytes = Buffer.from(cursor, 'base64url');
        const damaged = [
          ...Array.from(bytes, (byte, i) => Buffer.from(bytes).fill(byte ^ 1, i, i + 1)),
          ...[bytes.subarray(1), bytes.subarray(0, -1), bytes.subarray(0, 28), bytes.subarray(0, 11)],
          ...[Buffer.concat([bytes, Buffer.of(0)]), Buffer.concat([bytes, bytes])],
        ].map((wrong) => wrong.toString('base64url'));
        const foreign = await cursorWith(anotherWorkspace, await partsOf(workspace, cursor));
        const message = /^Expected a cursor that this connection returned.*\. Start again without a cursor\.$/;
        for (const wrong of [foreign, ...damaged]) {
          await expectRefusal(connection, { first: 1, after: wrong }, { field: 'after', code: 'INVALID', message });
        }
      });

      it('refuses malformed cursors and the cursors of every other connection', async () => {
        const own = await partsOf(workspace, await cursorOf(connection));
        const [ordering, ...place] = own;
        const id = own.at(-1) as string;
        const broken = [
          ...[null, [], {}, own.slice(0, -1), [...own, id]],
          ...[7, 'acme', `${id}\n`].map((wrong) => [...own.slice(0, -1), wrong]),
          ...[{ a: 1 }, [1], true].map((wrong) => [ordering, wrong, ...place.slice(1)]),
          ...['', `${ordering as string} `].map((wrong) => [wrong, ...place]),
        ];
        const encrypted = await Promise.all(broken.map((parts) => cursorWith(workspace, parts)));
        const others = CONNECTIONS.filter((other) => other !== connection);
        const foreign = await Promise.all(others.map(cursorOf));
        const message = /^Expected a cursor that this connection returned.*\. Start again without a cursor\.$/;
        for (const cursor of ['nonsense', '%%%', ...broken.map(plainCursor), ...encrypted, ...foreign]) {
          await expectRefusal(connection, { first: 1, after: cursor }, { field: 'after', code: 'INVALID', message });
          if (!connection.isBackward) continue;
          await expectRefusal(connection, { last: 1, before: cursor }, { field: 'before', code: 'INVALID', message });
        }
      });
    },
  );
});
