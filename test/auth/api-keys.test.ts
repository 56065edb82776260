import type { Role } from '../../src/graphql/role.js';
import { NOW, startTestServer, type Answer, type TestServer, type TestWorkspace } from '../support/server.js';
import { waitUntil } from '../support/wait-until.js';
import type { Given, UserErrorAnswer } from '../support/records.js';

const MINUTE_MS = 60_000;
const at = (ms: number): string => new Date(ms).toISOString();

interface KeyAnswer extends Given {
  id: string;
  name: string;
  role: Role;
  revokedAt: string | null;
  lastUsedAt: string | null;
}

const FIELDS = 'id name role createdAt expiresAt revokedAt lastUsedAt';

describe('an API key', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    server.clock.now = NOW;
    workspace = await server.addWorkspace();
  });

  const askWith = (key: string, query: string, variables: Given = {}): Promise<Answer> =>
    server.ask(query, variables, { authorization: `Bearer ${key}` });
  const viewerOf = (key: string): Promise<Answer> => askWith(key, `{ viewer { role key { ${FIELDS} } } }`);
  async function create(input: Given): Promise<{ apiKey: KeyAnswer; secret: string; userErrors: UserErrorAnswer[] }> {
    const { data } = await workspace.ask(
      `mutation ($input: ApiKeyCreateInput!) {
         apiKeyCreate(input: $input) { apiKey { ${FIELDS} } secret userErrors { field code message } } }`,
      { input },
    );
    return data.apiKeyCreate;
  }
  async function revoke(
    id: string,
    by: string = workspace.key,
  ): Promise<{ apiKey: KeyAnswer | null; secret: null; userErrors: UserErrorAnswer[] }> {
    const { data } = await askWith(
      by,
      `mutation ($id: ID!) { apiKeyRevoke(input: { id: $id }) { apiKey { ${FIELDS} } secret userErrors { field code message } } }`,
      { id },
    );
    return data.apiKeyRevoke;
  }
  const list = async (): Promise<KeyAnswer[]> => (await workspace.ask(`{ apiKeys { ${FIELDS} } }`)).data.apiKeys;
  const ownId = async (key: string): Promise<string> => (await viewerOf(key)).data.viewer.key.id;

  it('is created by an admin: the secret is returned once, grants the given role, and is not stored', async () => {
    const { apiKey, secret, userErrors } = await create({ name: 'Billing import', role: 'WRITER' });
    expect(userErrors).toEqual([]);
    expect(apiKey).toEqual({
      id: expect.stringMatching(/^key_/) as string,
      name: 'Billing import',
      role: 'WRITER',
      createdAt: at(NOW),
      expiresAt: null,
      revokedAt: null,
      lastUsedAt: null,
    });
    expect(secret).toMatch(/^clk_[0-9a-zA-Z]{12}_[0-9a-zA-Z_-]{43}$/);
    expect((await viewerOf(secret)).data.viewer).toMatchObject({ role: 'WRITER', key: { id: apiKey.id } });
    expect((await list()).map(({ name }) => name)).toEqual(['Billing import', 'Test key']);
    const rows = await server.database.dataSource.query<{ row: string }[]>('SELECT k::text AS row FROM api_key k');
    expect(JSON.stringify(rows)).not.toContain(secret.slice(-43));
  });

  it.each([
    ['a blank name', { name: ' ' }, 'name', 'REQUIRED'],
    ['a name that is too long', { name: 'x'.repeat(201) }, 'name', 'TOO_LONG'],
    ['an expiry that is not in the future', { expiresAt: at(NOW) }, 'expiresAt', 'OUT_OF_RANGE'],
    ['an expiry that is not a date', { expiresAt: 'soon' }, 'expiresAt', 'INVALID'],
  ])('is not created with %s', async (_, changes, field, code) => {
    const answer = await create({ name: 'Good', role: 'READER', ...changes });
    expect(answer).toMatchObject({ apiKey: null, secret: null, userErrors: [{ field: [field], code }] });
    expect(await list()).toHaveLength(1);
  });

  it('is rejected from its expiry on, with a message that says whom to ask for another key', async () => {
    const { secret, apiKey } = await create({ name: 'Short', role: 'ADMIN', expiresAt: at(NOW + MINUTE_MS) });
    expect(apiKey).toMatchObject({ expiresAt: at(NOW + MINUTE_MS) });
    server.clock.now = NOW + MINUTE_MS - 1;
    expect((await viewerOf(secret)).status).toBe(200);
    server.clock.now = NOW + MINUTE_MS;
    const { status, errors } = await viewerOf(secret);
    expect(status).toBe(401);
    expect(errors).toMatchObject([
      {
        message: `This API key expired on ${at(NOW + MINUTE_MS)}. Ask an admin of the workspace for another one.`,
        extensions: { code: 'UNAUTHENTICATED' },
      },
    ]);
  });

  it('is rejected once revoked; a caller without the whole secret gets the error for an unknown key', async () => {
    const { secret, apiKey } = await create({ name: 'Lost', role: 'ADMIN' });
    expect(await revoke(apiKey.id)).toMatchObject({ apiKey: { revokedAt: at(NOW) }, secret: null, userErrors: [] });
    const { status, errors } = await viewerOf(secret);
    expect(status).toBe(401);
    expect(errors).toMatchObject([
      { message: `This API key was revoked on ${at(NOW)}. Ask an admin of the workspace for another one.` },
    ]);
    const guessed = `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`;
    expect((await viewerOf(guessed)).errors).toMatchObject([{ message: expect.stringMatching(/got none/) as string }]);
    // Revoking again keeps the first revokedAt.
    server.clock.now = NOW + MINUTE_MS;
    expect(await revoke(apiKey.id)).toMatchObject({ apiKey: { revokedAt: at(NOW) }, userErrors: [] });
  });

  it('cannot be revoked if it is an admin key and no other admin key lasts as long', async () => {
    const first = await ownId(workspace.key);
    await create({ name: 'Reads', role: 'READER' });
    await create({ name: 'Leaves', role: 'ADMIN', expiresAt: at(NOW + MINUTE_MS) });
    expect(await revoke(first)).toMatchObject({ apiKey: null, userErrors: [{ field: ['id'], code: 'CONFLICT' }] });
    const { apiKey: second, secret } = await create({ name: 'Stays', role: 'ADMIN' });
    // A key may also revoke itself.
    expect(await revoke(first)).toMatchObject({ apiKey: { id: first, revokedAt: at(NOW) }, userErrors: [] });
    expect((await viewerOf(workspace.key)).status).toBe(401);
    expect(await revoke(second.id, secret)).toMatchObject({ apiKey: null, userErrors: [{ code: 'CONFLICT' }] });
  });

  it('remains valid for one of two admins whose keys revoke each other concurrently', async () => {
    const { apiKey: other, secret } = await create({ name: 'Other', role: 'ADMIN' });
    const first = await ownId(workspace.key);
    // A cached key is accepted immediately; a key that has to be looked up first could be revoked by then.
    await viewerOf(secret);
    const answers = await Promise.all([revoke(other.id), revoke(first, secret)]);
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
  });

  it('can be listed, created and revoked only with an admin key', async () => {
    const { apiKey, secret } = await create({ name: 'Writes', role: 'WRITER' });
    for (const [query, path] of [
      ['{ apiKeys { id } }', 'apiKeys'],
      ['mutation { apiKeyCreate(input: { name: "More", role: ADMIN }) { secret } }', 'apiKeyCreate'],
      [`mutation { apiKeyRevoke(input: { id: "${apiKey.id}" }) { secret } }`, 'apiKeyRevoke'],
    ] as const) {
      expect(await askWith(secret, query)).toMatchObject({
        errors: [{ path: [path], extensions: { code: 'FORBIDDEN' } }],
      });
    }
    const node = `query ($id: ID!) { node(id: $id) { id } }`;
    expect((await askWith(secret, node, { id: apiKey.id })).data).toEqual({ node: { id: apiKey.id } });
    const admins = await ownId(workspace.key);
    expect((await askWith(secret, node, { id: admins })).data).toEqual({ node: null });
    expect((await workspace.ask(node, { id: apiKey.id })).data).toEqual({ node: { id: apiKey.id } });
  });

  it('shows when it was last used, which is stored at most once a minute', async () => {
    const { apiKey, secret } = await create({ name: 'Used', role: 'READER' });
    const shown = async (): Promise<string | null> => (await list()).find(({ id }) => id === apiKey.id)!.lastUsedAt;
    /** Requests do not wait for lastUsedAt to be written, so the test has to. */
    const untilShown = (expected: string): Promise<number> =>
      waitUntil(`${expected} is shown`, async () => (await shown()) === expected);
    expect(await shown()).toBeNull();
    await viewerOf(secret);
    await untilShown(at(NOW));
    server.clock.now = NOW + MINUTE_MS - 1;
    await viewerOf(secret);
    server.clock.now = NOW + MINUTE_MS;
    expect(await shown()).toBe(at(NOW));
    await viewerOf(secret);
    await untilShown(at(NOW + MINUTE_MS));
  });

  it('works while its row is locked, because requests do not wait for lastUsedAt to be written', async () => {
    const { secret } = await create({ name: 'Locked', role: 'READER' });
    const runner = server.database.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT FROM api_key WHERE workspace_id = $1 FOR UPDATE', [workspace.id]);
    try {
      expect((await viewerOf(secret)).status).toBe(200);
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  });
});
