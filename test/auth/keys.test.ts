import { parse, type GraphQLObjectType } from 'graphql';
import { makeSchema } from '../../src/composition/schema.js';
import { Role } from '../../src/graphql/role.js';
import { makeKey } from '../../src/auth/api-key-form.service.js';
import { storeKey } from '../../src/auth/api-key.service.js';
import { startTestServer, type Answer, type TestServer, type TestWorkspace } from '../support/server.js';
import { exampleOf } from '../support/example-operation.js';
import { GOOD_RECORDS } from '../support/good-records.js';
import { everyRow, record, type Given } from '../support/records.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Splits by pattern, because a secret may contain the separator. */
function partsOf(key: string): { publicId: string; secret: string } {
  const [, publicId, secret] = /^clk_([^_]+)_(.{43})$/.exec(key)!;
  return { publicId: publicId!, secret: secret! };
}
const schema = makeSchema();
const fieldsOf = (root: GraphQLObjectType): string[] => Object.keys(root.getFields());
/** Queries that require the role ADMIN. */
/** A writer deletes what a writer records, except accounts. */
const ADMIN_MUTATIONS = [
  ...['accountDelete', 'accountMerge', 'planUpsert', 'planDelete', 'policyPublish', 'apiKeyCreate', 'apiKeyRevoke'],
  ...['exchangeRateUpsert', 'exchangeRateDelete'],
];
const ADMIN_QUERIES = ['apiKeys'];
const ROOT_FIELDS = [
  ...fieldsOf(schema.getQueryType()!).map((name) => ['query', name] as const),
  ...fieldsOf(schema.getMutationType()!).map((name) => ['mutation', name] as const),
];

describe('an API key', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  const keys = {} as Record<Role, string>;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await record(workspace, GOOD_RECORDS);
    for (const role of [Role.READER, Role.WRITER, Role.ADMIN]) {
      keys[role] = makeKey();
      await storeKey(server.database.dataSource, server.clock.now, {
        workspaceId: workspace.id,
        name: role,
        role,
        key: keys[role],
      });
    }
  });
  afterAll(() => server.close());

  const askWith = (authorization: string | undefined, query: string, variables: Given = {}): Promise<Answer> =>
    server.ask(query, variables, authorization === undefined ? {} : { authorization });
  const unauthenticated = (path?: string[]) => ({
    message: 'Expected a valid API key or token in the header `Authorization: Bearer …`; got none.',
    ...(path ? { path } : {}),
    extensions: { code: 'UNAUTHENTICATED', requestId: expect.stringMatching(UUID) as string },
  });

  it('is tested with a valid example operation for every field of Query and Mutation', () => {
    expect(ROOT_FIELDS.length).toBeGreaterThan(10);
    for (const [kind, name] of ROOT_FIELDS) expect(() => parse(exampleOf(schema, kind, name).text)).not.toThrow();
  });

  it.each(ROOT_FIELDS)('is required by the %s %s', async (kind, name) => {
    const before = await everyRow(server, workspace);
    const { text, variables } = exampleOf(schema, kind, name);
    const { status, data, errors } = await askWith(undefined, text, variables);
    expect(status).toBe(401);
    expect((data as Given | null)?.[name] ?? null).toBeNull();
    expect(errors).toMatchObject([unauthenticated([name])]);
    expect(await everyRow(server, workspace)).toEqual(before);
  });

  it.each(ROOT_FIELDS)('is accepted by the %s %s if it is valid', async (kind, name) => {
    const { text, variables } = exampleOf(schema, kind, name);
    const { status, errors } = await askWith(`Bearer ${keys.ADMIN}`, text, variables);
    expect(status).toBe(200);
    // The generated input may be refused, but only as bad input.
    expect(errors?.map(({ extensions }) => extensions.code) ?? ['BAD_USER_INPUT']).toEqual(['BAD_USER_INPUT']);
  });

  it('is rejected if it is missing, malformed or only partly right', async () => {
    const { publicId, secret } = partsOf(keys.ADMIN);
    const other = await server.addWorkspace();
    const { publicId: otherPublicId, secret: otherSecret } = partsOf(other.key);
    const wrongSecret = `${secret.startsWith('A') ? 'B' : 'A'}${secret.slice(1)}`;
    for (const authorization of [
      '',
      'Bearer',
      'Bearer ',
      'Bearer garbage',
      `Basic ${Buffer.from(keys.ADMIN).toString('base64')}`,
      keys.ADMIN,
      `Bearer ${keys.ADMIN}x`,
      `Bearer ${keys.ADMIN.slice(0, -1)}`,
      `Bearer ${keys.ADMIN} ${keys.ADMIN}`,
      `Bearer clk_${publicId}_${wrongSecret}`,
      `Bearer clk_${publicId}_${otherSecret}`,
      `Bearer clk_${otherPublicId}_${secret}`,
      `Bearer clk_${'0'.repeat(12)}_${secret}`,
      `Bearer ${makeKey()}`,
    ]) {
      const { status, data, errors } = await askWith(authorization, '{ viewer { role } }');
      expect([authorization, status, data ?? null]).toEqual([authorization, 401, null]);
      expect(errors).toMatchObject([{ message: unauthenticated().message, extensions: { code: 'UNAUTHENTICATED' } }]);
    }
  });

  it('is rejected with an error that contains the request id', async () => {
    const { errors } = await askWith('Bearer garbage', '{ viewer { role } }');
    expect(errors).toEqual([unauthenticated()]);
  });

  it('is accepted whatever the case of the Bearer scheme', async () => {
    for (const authorization of [`bearer ${keys.READER}`, `BEARER  ${keys.READER}`]) {
      expect(await askWith(authorization, '{ viewer { role } }')).toEqual({
        status: 200,
        data: { viewer: { role: 'READER' } },
      });
    }
  });

  it.each([
    [Role.READER, false],
    [Role.WRITER, true],
    [Role.ADMIN, true],
  ])('with the role %s reports its role and can read; it can record: %s', async (role, mayRecord) => {
    const authorization = `Bearer ${keys[role]}`;
    const viewer = await askWith(
      authorization,
      '{ viewer { role key { name role } workspace { name } } workspace { name currencyCode } }',
    );
    expect(viewer.data).toEqual({
      viewer: { role, key: { name: role, role }, workspace: { name: 'Test' } },
      workspace: { name: 'Test', currencyCode: 'USD' },
    });
    for (const name of fieldsOf(schema.getQueryType()!)) {
      const { text, variables } = exampleOf(schema, 'query', name);
      const { errors = [] } = await askWith(authorization, text, variables);
      const isForbidden = errors.some(({ extensions }) => extensions.code === 'FORBIDDEN');
      expect([name, isForbidden]).toEqual([name, role !== Role.ADMIN && ADMIN_QUERIES.includes(name)]);
    }
    const before = await everyRow(server, workspace);
    const recording = ['accountUpsert', 'subscriptionStart', 'subscriptionCancel', 'interactionRecord', 'import'];
    for (const name of mayRecord ? recording : fieldsOf(schema.getMutationType()!)) {
      const { text, variables } = exampleOf(schema, 'mutation', name);
      const { errors } = await askWith(authorization, text, variables);
      if (mayRecord) expect(errors).toBeUndefined();
      else {
        const message =
          /^Expected a key or token with the role (WRITER|ADMIN); got one with READER\. Ask an admin of the workspace/;
        expect(errors).toMatchObject([
          {
            message: expect.stringMatching(message) as string,
            path: [name],
            extensions: { code: 'FORBIDDEN', requestId: expect.stringMatching(UUID) as string },
          },
        ]);
      }
    }
    if (!mayRecord) expect(await everyRow(server, workspace)).toEqual(before);
  });

  it.each([
    [Role.READER, (): boolean => true],
    [Role.WRITER, (name: string): boolean => ADMIN_MUTATIONS.includes(name)],
    [Role.ADMIN, (): boolean => false],
  ])('with the role %s are refused exactly the mutations of higher roles', async (role, isHigher) => {
    const workspace = await server.addWorkspace({ role });
    for (const name of fieldsOf(schema.getMutationType()!)) {
      const { text, variables } = exampleOf(schema, 'mutation', name);
      const { errors = [] } = await workspace.ask(text, variables);
      const isForbidden = errors.some(({ extensions }) => extensions.code === 'FORBIDDEN');
      expect([name, isForbidden]).toEqual([name, isHigher(name)]);
    }
  });

  it('cannot be recovered from the database', async () => {
    const [row] = await server.database.dataSource.query<[{ row: string }]>(
      'SELECT string_agg(k::text, $1) AS row FROM api_key k',
      ['\n'],
    );
    for (const key of Object.values(keys)) expect(row.row).not.toContain(partsOf(key).secret);
  });
});
