import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { readConfig } from '../../src/config/config.js';
import { Budgets } from '../../src/graphql/cost/budget.js';
import { encodeId } from '../../src/graphql/ids.js';
import { Role, ROLE_BY_NAME } from '../../src/graphql/role.js';
import type { TokenSettings } from '../../src/auth/token.service.js';
import { issueDevelopmentToken } from '../../src/auth/development-token.service.js';
import { JWKS_TIMING } from '../../src/auth/token-keys.service.js';
import { NOW, startTestServer, type Answer, type TestServer, type TestWorkspace } from '../support/server.js';
import { waitUntil } from '../support/wait-until.js';
import type { Given } from '../support/records.js';

const ISSUER = 'https://identity.example/';
const AUDIENCE = 'https://clientele.example';
const ALGORITHMS = ['RS256', 'PS512', 'ES256', 'EdDSA'];
const MINUTE_MS = 60_000;
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A key pair of an identity provider. */
interface SigningKey {
  kid: string;
  algorithm: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
}

async function makeSigningKey(kid: string, algorithm = 'RS256'): Promise<SigningKey> {
  return { kid, algorithm, ...(await generateKeyPair(algorithm, { extractable: true })) };
}

/** A fake identity provider on loopback, which publishes its public keys as a JWKS. */
class IdentityProvider {
  published: JWK[] = [];
  /** HTTP status of the key endpoint. A status other than 200 simulates an outage. */
  status = 200;
  fetches = 0;
  /** Spaces after the keys, and whether they never end. */
  padding = 0;
  isEndless = false;
  sentBytes = 0;
  private server!: Server;

  async start(): Promise<void> {
    this.server = createServer((_, response) => {
      this.fetches++;
      response.writeHead(this.status, { 'content-type': 'application/json' });
      const send = (): void => {
        while (this.isEndless && !response.destroyed && response.write(' '.repeat(64 * 1024))) this.sentBytes += 65_536;
      };
      response.on('drain', send);
      if (this.isEndless) send();
      else response.end(JSON.stringify({ keys: this.published }) + ' '.repeat(this.padding));
    }).listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/jwks.json`;
  }

  async publish(...keys: SigningKey[]): Promise<void> {
    this.published = await Promise.all(
      keys.map(async ({ kid, algorithm, publicKey }) => ({
        ...(await exportJWK(publicKey)),
        ...{ kid, alg: algorithm, use: 'sig' },
      })),
    );
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

describe('a token of the identity provider', () => {
  let provider: IdentityProvider;
  let server: TestServer;
  let workspace: TestWorkspace;
  let key: SigningKey;

  const byAlgorithm = new Map<string, SigningKey>();

  beforeAll(async () => {
    key = await makeSigningKey('first');
    for (const algorithm of ALGORITHMS) byAlgorithm.set(algorithm, await makeSigningKey(algorithm, algorithm));
    provider = new IdentityProvider();
    await provider.start();
  });
  beforeEach(async () => {
    await provider.publish(key, ...byAlgorithm.values());
    Object.assign(provider, { status: 200, fetches: 0 });
    if ((server as TestServer | undefined) === undefined) await restartServer();
    server.clock.now = NOW;
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await server.close();
    await provider.stop();
  });

  /** Replaces the server with one that has no keys cached. */
  async function restartServer(settings: Partial<TokenSettings> = {}): Promise<void> {
    await (server as TestServer | undefined)?.close();
    const claims = {
      ...{ workspaceClaim: 'https://clientele.example/workspace', roleClaim: 'role', roles: ROLE_BY_NAME },
      ...settings,
    };
    server = await startTestServer({
      tokens: { jwksUrl: provider.url, issuer: ISSUER, audience: AUDIENCE, ...claims },
    });
    workspace = await server.addWorkspace();
  }

  const claimsOf = (changes: Given = {}): Given => ({
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'user-1',
    name: 'Mia',
    iat: NOW / 1000,
    exp: (NOW + 10 * MINUTE_MS) / 1000,
    'https://clientele.example/workspace': encodeId('Workspace', workspace.id),
    role: 'WRITER',
    ...changes,
  });
  const sign = (claims: Given = claimsOf(), by = key, header: Given = {}): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ alg: by.algorithm, kid: by.kid, ...header }).sign(by.privateKey);
  const askWith = (token: string, query = '{ viewer { role key { id } workspace { id } } }'): Promise<Answer> =>
    server.ask(query, {}, { authorization: `Bearer ${token}` });
  const statusOf = async (token: string): Promise<number> => (await askWith(token)).status;

  it('grants its role in its workspace, without an API key', async () => {
    const { status, data } = await askWith(await sign());
    expect(status).toBe(200);
    expect(data).toEqual({
      viewer: { role: 'WRITER', key: null, workspace: { id: encodeId('Workspace', workspace.id) } },
    });
    const forbidden = await askWith(await sign(), '{ apiKeys { id } }');
    expect(forbidden.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it.each([
    ['by its Content-Length', false],
    ['in chunks without end', true],
  ])('cannot be verified with a key set that is too large %s', async (_, isEndless) => {
    await restartServer();
    Object.assign(provider, { padding: 2 * 1024 * 1024, isEndless });
    try {
      expect((await askWith(await sign())).errors).toMatchObject([
        { extensions: { code: 'AUTHENTICATION_UNAVAILABLE' } },
      ]);
      expect(provider.sentBytes).toBeLessThan(64 * 1024 * 1024);
    } finally {
      Object.assign(provider, { padding: 0, isEndless: false });
      await restartServer();
    }
  });

  it('has the budget of its issuer and subject, whatever its name', async () => {
    const budgets = {
      keys: new Budgets({ limit: 3, restoredPerSecond: 0.001 }),
      addresses: new Budgets({ limit: 100, restoredPerSecond: 1 }),
    };
    const settings = { jwksUrl: provider.url, issuer: ISSUER, audience: AUDIENCE, roleClaim: 'role' };
    const limited = await startTestServer({
      database: { ...server.database, close: () => Promise.resolve() },
      tokens: { ...settings, workspaceClaim: 'https://clientele.example/workspace', roles: ROLE_BY_NAME },
      budgets,
    });
    try {
      const statusWith = async (claims: Given): Promise<number> => {
        const token = await sign(claimsOf(claims));
        return (await limited.ask('{ viewer { role } }', {}, { authorization: `Bearer ${token}` })).status;
      };
      const mia = { sub: 'user-1', name: 'Mia' };
      let status = await statusWith(mia);
      expect(status).toBe(200);
      while (status === 200) status = await statusWith(mia);
      expect(status).toBe(429);
      expect(await statusWith({ ...mia, name: 'Another name', email: 'x@y.example', iat: NOW / 1000 - 1 })).toBe(429);
      expect(await statusWith({ sub: 'user-2', name: 'Mia' })).toBe(200);
    } finally {
      await limited.close();
    }
  });

  it('gives its name as the author of a policy', async () => {
    const policy = `{ name: "Mine", clientScore: 1, criteria: [{ fact: SEATS, comparison: AT_LEAST, threshold: 1, weight: 1 }] }`;
    const publish = `mutation { policyPublish(input: { expectedVersion: 1, policy: ${policy} }) { policy { publishedBy } } }`;
    const { data } = await askWith(await sign(claimsOf({ role: 'ADMIN' })), publish);
    expect(data).toEqual({ policyPublish: { policy: { publishedBy: 'Mia' } } });
  });

  it.each(ALGORITHMS)('is accepted if signed with %s', async (algorithm) => {
    const own = byAlgorithm.get(algorithm)!;
    expect(await statusOf(await sign(claimsOf(), own))).toBe(200);
  });

  it('may contain a list of roles, of which the highest applies', async () => {
    const { data } = await askWith(await sign(claimsOf({ role: ['staff', 'READER', 'ADMIN'] })));
    expect(data.viewer.role).toBe('ADMIN');
  });

  it.each<[string, Given, string]>([
    ['a numeric subject and no name', { sub: 12345, name: undefined }, '12345'],
    ['the subject 0 and no name', { sub: 0, name: undefined }, '0'],
    ['an empty name', { name: '' }, 'user-1'],
    ['a name that is no text', { name: { first: 'Mia' } }, 'user-1'],
    ['a numeric name', { name: 7 }, '7'],
    ['an e-mail address and no name', { name: undefined, email: 'mia@example.com' }, 'mia@example.com'],
    ['a user name and no name', { name: undefined, preferred_username: 'mia' }, 'mia'],
    ['no subject, but a user name and a client', { sub: undefined, name: undefined, azp: 'crm', preferred_username: 'mia' }, 'mia'], // prettier-ignore
    ['no subject, but a client', { sub: undefined, name: undefined, client_id: 'crm' }, 'crm'],
    ['an empty subject, but a client', { sub: '', name: undefined, appid: 'crm' }, 'crm'],
    ['a name of 300 emoji', { name: '🙂'.repeat(300) }, '🙂'.repeat(200)],
  ])('with %s is accepted, and its holder has a name', async (_, changes, name) => {
    const own = await server.addWorkspace();
    const draft = `{ name: "Mine", clientScore: 1, criteria: [{ fact: SEATS, comparison: AT_LEAST, threshold: 1, weight: 1 }] }`;
    const claims = { role: 'ADMIN', 'https://clientele.example/workspace': encodeId('Workspace', own.id) };
    const { status, data } = await askWith(
      await sign(claimsOf({ ...claims, ...changes })),
      `mutation { policyPublish(input: { expectedVersion: 1, policy: ${draft} }) { policy { publishedBy } } }`,
    );
    expect({ status, data }).toEqual({ status: 200, data: { policyPublish: { policy: { publishedBy: name } } } });
  });

  describe('of a provider that shapes claims in its own way', () => {
    const MAPPED = new Map([
      ['crm-reader', Role.READER],
      ['crm:write', Role.WRITER],
      ['CRM Admins', Role.ADMIN],
      ['0f8fad5b-d9cb-469f-a165-70867728950e', Role.ADMIN],
    ]);
    const NONE = { role: undefined };
    const CASES: [string, string, ReadonlyMap<string, Role>, Given, string | null][] = [
      ['Keycloak, realm role', 'realm_access.roles', ROLE_BY_NAME, { realm_access: { roles: ['offline_access', 'WRITER'] } }, 'WRITER'], // prettier-ignore
      ['Keycloak, mapped realm role', 'realm_access.roles', MAPPED, { realm_access: { roles: ['crm-reader'] } }, 'READER'], // prettier-ignore
      ['Keycloak, client role', 'resource_access.crm.roles', MAPPED, { resource_access: { crm: { roles: ['crm:write'] } } }, 'WRITER'], // prettier-ignore
      ['Keycloak, client with dots', 'resource_access.crm.example.com.roles', MAPPED, { resource_access: { 'crm.example.com': { roles: ['crm:write'] } } }, 'WRITER'], // prettier-ignore
      ['Auth0, claim named by a URL', 'https://crm.example/roles', MAPPED, { 'https://crm.example/roles': ['CRM Admins'] }, 'ADMIN'], // prettier-ignore
      ['Auth0, nested below a URL', 'https://crm.example/app.role', MAPPED, { 'https://crm.example/app': { role: 'crm-reader' } }, 'READER'], // prettier-ignore
      ['Auth0, permissions', 'permissions', MAPPED, { permissions: ['crm-reader', 'crm:write'] }, 'WRITER'],
      ['Okta, scopes as a list', 'scp', MAPPED, { scp: ['openid', 'crm:write'] }, 'WRITER'],
      ['Okta, group whose name has a space', 'groups', MAPPED, { groups: ['Everyone', 'CRM Admins'] }, 'ADMIN'],
      ['Entra, scopes as a text', 'scp', MAPPED, { scp: 'openid crm:write crm-reader' }, 'WRITER'],
      ['Entra, app role', 'roles', MAPPED, { roles: ['crm-reader'] }, 'READER'],
      ['Entra, id of a group', 'groups', MAPPED, { groups: ['0f8fad5b-d9cb-469f-a165-70867728950e'] }, 'ADMIN'],
      ['a text that is a name with a space', 'group', MAPPED, { group: 'CRM Admins' }, 'ADMIN'],
      ['a name that is a path too', 'a.b', MAPPED, { 'a.b': 'crm-reader', a: { b: 'crm:write' } }, 'READER'],
      ['lower case without a mapping', 'role', ROLE_BY_NAME, { role: 'writer' }, null],
      ['a role of ours that is not mapped', 'role', MAPPED, { role: 'ADMIN' }, null],
      ['part of a mapped name', 'role', MAPPED, { role: ['CRM', 'Admins'] }, null],
      ['a path through a text', 'role.length', MAPPED, { role: 'crm-reader' }, null],
      ['a path through a prototype', 'constructor.name', new Map([['Object', Role.ADMIN]]), {}, null],
      ['a missing part of the path', 'realm_access.roles', ROLE_BY_NAME, { realm_access: null }, null],
      ['a list of objects', 'roles', MAPPED, { roles: [{ name: 'crm-reader' }, 7] }, null],
    ];

    it.each(CASES)('has the role, or none: %s', async (_, roleClaim, roles, claims, role) => {
      await restartServer({ roleClaim, roles });
      const { status, data } = await askWith(await sign(claimsOf({ ...NONE, ...claims })));
      expect({ status, role: (data?.viewer.role ?? null) as unknown }).toEqual({
        status: role === null ? 401 : 200,
        role,
      });
    });

    it('names its workspace in a nested claim', async () => {
      await restartServer({ workspaceClaim: 'clientele.workspace' });
      const claims = { clientele: { workspace: encodeId('Workspace', workspace.id) } };
      expect(await statusOf(await sign(claimsOf(claims)))).toBe(200);
      expect(await statusOf(await sign(claimsOf()))).toBe(401);
      await restartServer();
    });
  });

  it.each<[string, Given]>([
    ['with another issuer', { iss: 'https://identity.example' }],
    ['without an issuer', { iss: undefined }],
    ['with another audience', { aud: 'https://other.example' }],
    ['without an audience', { aud: undefined }],
    ['that is not valid yet', { nbf: (NOW + 5 * MINUTE_MS) / 1000 }],
    ['without an expiry', { exp: undefined }],
    ['without a subject', { sub: undefined }],
    ['without a role', { role: undefined }],
    ['with an unknown role', { role: 'reader' }],
    ['with a list of unknown roles', { role: ['staff'] }],
    ['without a workspace', { 'https://clientele.example/workspace': undefined }],
    [
      'with a workspace that does not exist',
      { 'https://clientele.example/workspace': 'wrk_01h455vb4pex5vsknk084sn02q' },
    ],
    [
      'with the id of an account as the workspace',
      { 'https://clientele.example/workspace': 'acct_01h455vb4pex5vsknk084sn02q' },
    ],
    ['with a list of workspaces', { 'https://clientele.example/workspace': ['wrk_01h455vb4pex5vsknk084sn02q'] }],
  ])('%s is rejected with the same message as every other invalid token', async (_, changes) => {
    const before = await server.database.dataSource.query('SELECT count(*)::int AS count FROM workspace');
    const { status, data, errors } = await askWith(await sign(claimsOf(changes)));
    expect({ status, data: (data ?? null) as unknown }).toEqual({ status: 401, data: null });
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(/^Expected a valid token of .* Sign in again, or ask an admin/) as string,
        extensions: { code: 'UNAUTHENTICATED' },
      },
    ]);
    expect(await server.database.dataSource.query('SELECT count(*)::int AS count FROM workspace')).toEqual(before);
  });

  it('is rejected as expired, with 30 seconds of tolerance for clock differences', async () => {
    const expiring = await sign(claimsOf({ exp: (NOW + MINUTE_MS) / 1000 }));
    server.clock.now = NOW + MINUTE_MS + 29_000;
    expect(await statusOf(expiring)).toBe(200);
    server.clock.now = NOW + MINUTE_MS + 31_000;
    const { status, errors } = await askWith(expiring);
    expect(status).toBe(401);
    expect(errors).toMatchObject([{ message: 'This token has expired. Get a new one from your identity provider.' }]);
    const early = await sign(claimsOf({ nbf: (server.clock.now + 29_000) / 1000, exp: server.clock.now }));
    expect(await statusOf(early)).toBe(200);
  });

  it('is rejected if it is unsigned, signed with another key, or altered', async () => {
    const stranger = await makeSigningKey('first');
    const good = await sign();
    const [header, , signature] = good.split('.') as [string, string, string];
    const payload = base64url(claimsOf({ role: 'ADMIN' }));
    const none = `${base64url({ alg: 'none', typ: 'JWT' })}.${payload}.`;
    // Algorithm confusion: the public key used as an HMAC secret, which some libraries once accepted.
    const confused = `${base64url({ alg: 'HS256', kid: 'first' })}.${payload}`;
    const hmac = (secret: string): string =>
      `${confused}.${createHmac('sha256', secret).update(confused).digest('base64url')}`;
    for (const token of [
      none,
      hmac(await exportSPKI(key.publicKey)),
      hmac(JSON.stringify(provider.published[0])),
      await sign(claimsOf(), stranger),
      `${header}.${payload}.${signature}`,
      `${header}.${payload}.`,
      `${header}..${signature}`,
      'a.b.c',
      `${good}.x`,
    ]) {
      const { status, errors } = await askWith(token);
      expect({ token, status, code: errors?.[0]?.extensions.code }).toEqual({
        token,
        status: 401,
        code: 'UNAUTHENTICATED',
      });
    }
  });

  it('gives no access to another workspace', async () => {
    const other = await server.addWorkspace();
    await other.ask('mutation { accountUpsert(input: { externalId: "theirs", name: "Theirs" }) { account { id } } }');
    const { data } = await askWith(
      await sign(),
      '{ account(by: { externalId: "theirs" }) { id } accounts { totalCount } }',
    );
    expect(data).toEqual({ account: null, accounts: { totalCount: 0 } });
  });

  it('is verified with keys that are fetched once, and again after the provider rotates them', async () => {
    jest.replaceProperty(JWKS_TIMING, 'cooldownMs', 0);
    await restartServer();
    const next = await makeSigningKey('next');
    for (let i = 0; i < 3; i++) expect(await statusOf(await sign())).toBe(200);
    expect(provider.fetches).toBe(1);
    await provider.publish(next);
    expect(await statusOf(await sign(claimsOf(), next))).toBe(200);
    expect(provider.fetches).toBe(2);
    // The provider has withdrawn the old key.
    expect(await statusOf(await sign(claimsOf(), key))).toBe(401);
  });

  it("is not verified with cached keys past their maximum age, even if the machine's clock is set back", async () => {
    jest.replaceProperty(JWKS_TIMING, 'maxAgeMs', 200);
    await restartServer();
    const token = await sign();
    expect(await statusOf(token)).toBe(200);
    await provider.publish(await makeSigningKey('next'));
    const { now } = Date;
    jest.spyOn(Date, 'now').mockImplementation(() => now() - 24 * 60 * MINUTE_MS);
    await waitUntil('the token is refused', async () => (await statusOf(token)) !== 200);
    expect(await statusOf(token)).toBe(401);
  });

  it("is verified with a newly published key, even if the machine's clock is set back", async () => {
    jest.replaceProperty(JWKS_TIMING, 'cooldownMs', 200);
    await restartServer();
    expect(await statusOf(await sign())).toBe(200);
    const next = await makeSigningKey('next');
    await provider.publish(key, next);
    const { now } = Date;
    jest.spyOn(Date, 'now').mockImplementation(() => now() - 24 * 60 * MINUTE_MS);
    const token = await sign(claimsOf(), next);
    await waitUntil('the token is accepted', async () => (await statusOf(token)) !== 401);
    expect(await statusOf(token)).toBe(200);
  });

  it('with an unknown key id does not cause a key fetch for each request', async () => {
    await restartServer();
    expect(await statusOf(await sign())).toBe(200);
    for (let i = 0; i < 5; i++) expect(await statusOf(await sign(claimsOf(), key, { kid: `unknown-${i}` }))).toBe(401);
    expect(provider.fetches).toBe(1);
  });

  it('causes 503 with Retry-After while the provider is down and no keys are cached', async () => {
    jest.replaceProperty(JWKS_TIMING, 'pauseAfterFailureMs', 0);
    await restartServer();
    provider.status = 500;
    const token = await sign();
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: '{"query":"{ viewer { role } }"}',
    });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toMatchObject({
      errors: [
        {
          message: expect.stringMatching(
            /^The keys of the identity provider at 127\.0\.0\.1:\d+ cannot be fetched\./,
          ) as string,
          extensions: { code: 'AUTHENTICATION_UNAVAILABLE' },
        },
      ],
    });
    // API keys do not depend on the identity provider.
    expect((await workspace.ask('{ viewer { role } }')).status).toBe(200);
    provider.status = 200;
    expect(await statusOf(token)).toBe(200);
  });

  it('is accepted with cached keys while the provider is down, and causes 503 if its key is not cached', async () => {
    jest.replaceProperty(JWKS_TIMING, 'maxAgeMs', 0);
    jest.replaceProperty(JWKS_TIMING, 'cooldownMs', 0);
    await restartServer();
    expect(await statusOf(await sign())).toBe(200);
    provider.status = 500;
    for (let i = 0; i < 3; i++) expect(await statusOf(await sign())).toBe(200);
    // After a failed fetch, the server does not fetch again for each request.
    expect(provider.fetches).toBe(2);
    expect(await statusOf(await sign(claimsOf(), await makeSigningKey('next')))).toBe(503);
    expect(await statusOf(await sign(claimsOf({ aud: 'other' })))).toBe(401);
  });
});

describe('a development token', () => {
  let folder: string;
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'clientele-tokens-'));
    server = await startTestServer({ developmentTokens: folder });
    workspace = await server.addWorkspace();
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const askWith = (token: string): Promise<Answer> =>
    server.ask('{ viewer { role } }', {}, { authorization: `Bearer ${token}` });
  const issue = (now = NOW): Promise<string> =>
    issueDevelopmentToken(folder, now, { workspaceId: workspace.id, role: Role.READER });

  it('gives access for 12 hours; tokens issued concurrently share one key, in a file that only its owner can read', async () => {
    const tokens = await Promise.all([issue(), issue(), issue()]);
    for (const token of tokens) expect((await askWith(token)).data).toEqual({ viewer: { role: 'READER' } });
    expect((statSync(join(folder, 'development-token-key')).mode & 0o777).toString(8)).toBe('600');
    expect((await askWith(await issue(NOW - 12 * 60 * MINUTE_MS - 31_000))).status).toBe(401);
  });

  it('is rejected if signed with another key, if the server has no key file, or in production', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'clientele-tokens-'));
    const foreign = await issueDevelopmentToken(elsewhere, NOW, { workspaceId: workspace.id, role: Role.ADMIN });
    expect((await askWith(foreign)).status).toBe(401);
    rmSync(join(elsewhere, 'development-token-key'));
    for (const developmentTokens of [elsewhere, null]) {
      const strict = await startTestServer({ developmentTokens });
      const { id } = await strict.addWorkspace();
      const token = await issueDevelopmentToken(folder, NOW, { workspaceId: id, role: Role.READER });
      const { status } = await strict.ask('{ viewer { role } }', {}, { authorization: `Bearer ${token}` });
      expect(status).toBe(401);
      await strict.close();
    }
    rmSync(elsewhere, { recursive: true });
  });
});

describe('the JWT settings', () => {
  const SETTINGS = {
    CLIENTELE_JWKS_URL: 'https://identity.example/jwks.json',
    CLIENTELE_JWT_ISSUER: ISSUER,
    CLIENTELE_JWT_AUDIENCE: AUDIENCE,
  };

  it('are either all read or all absent', () => {
    expect(readConfig({}).tokens).toBeNull();
    expect(readConfig({ ...SETTINGS, CLIENTELE_JWT_ROLE_CLAIM: 'groups' }).tokens).toEqual({
      jwksUrl: SETTINGS.CLIENTELE_JWKS_URL,
      issuer: ISSUER,
      audience: AUDIENCE,
      workspaceClaim: 'workspace',
      roleClaim: 'groups',
      roles: ROLE_BY_NAME,
    });
  });

  it('may map the roles of the identity provider', () => {
    const { tokens } = readConfig({
      ...SETTINGS,
      CLIENTELE_JWT_ROLES: 'crm-admin=ADMIN, crm:read = READER,a=b=WRITER',
    });
    expect(Object.fromEntries(tokens!.roles)).toEqual({ 'crm-admin': 'ADMIN', 'crm:read': 'READER', 'a=b': 'WRITER' });
  });

  it.each(['crm-admin', '=ADMIN', 'crm-admin=admin', 'a=ADMIN,', 'a=ADMIN,a=READER'])(
    'are refused with the roles %j',
    (CLIENTELE_JWT_ROLES) => {
      expect(() => readConfig({ ...SETTINGS, CLIENTELE_JWT_ROLES })).toThrow(
        /CLIENTELE_JWT_ROLES: expected roles of the identity provider with READER, WRITER or ADMIN/,
      );
    },
  );

  it.each(Object.keys(SETTINGS))('are refused without %s', (name) => {
    expect(() => readConfig({ ...SETTINGS, [name]: '' })).toThrow(`${name}: required together with the others of`);
  });

  it('are refused with a JWKS URL that is not HTTPS, except on localhost', () => {
    for (const url of ['http://identity.example/jwks.json', 'ftp://identity.example', 'jwks.json']) {
      expect(() => readConfig({ ...SETTINGS, CLIENTELE_JWKS_URL: url })).toThrow(
        /CLIENTELE_JWKS_URL: expected the https/,
      );
    }
    expect(readConfig({ ...SETTINGS, CLIENTELE_JWKS_URL: 'http://localhost:8080/jwks' }).tokens).not.toBeNull();
  });
});
