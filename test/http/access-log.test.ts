import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { decodeId, encodeId } from '../../src/graphql/ids.js';
import { dropDatabases, newDatabase } from '../support/databases.js';
import { clientele, endAll, newDataDirectory } from '../support/processes.js';
import { RunningServer } from '../support/servers.js';

jest.setTimeout(120_000);

const ISSUER = 'https://id.example';
const AUDIENCE = 'clientele';

interface Line {
  level: number;
  msg: string;
  reason?: string;
  [name: string]: unknown;
}

describe('the log of a server at level info', () => {
  let server: RunningServer;
  let workspace: string;
  let sign: (claims: object, options?: { issuer?: string; audience?: string; exp?: string }) => Promise<string>;
  const provider = createServer();

  beforeAll(async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] });
    provider.on('request', (_, response) => response.end(jwks)).listen(0, '127.0.0.1');
    sign = (claims, { issuer = ISSUER, audience = AUDIENCE, exp = '1h' } = {}) =>
      new SignJWT({ sub: 'mia', ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'k' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setExpirationTime(exp)
        .sign(privateKey);
    await new Promise((resolve) => provider.once('listening', resolve));
    server = await RunningServer.start({
      DATABASE_URL: await newDatabase(),
      CLIENTELE_DATA_DIR: newDataDirectory(),
      CLIENTELE_JWKS_URL: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/`,
      CLIENTELE_JWT_ISSUER: ISSUER,
      CLIENTELE_JWT_AUDIENCE: AUDIENCE,
      CLIENTELE_JWKS_ULR: 'misspelt',
      LOG_LEVEL: 'info',
    });
    workspace = (await server.get('{ workspace { id } }')).workspace.id;
  });
  afterAll(async () => {
    provider.close();
    await endAll();
    await dropDatabases();
  });

  const lines = (): Line[] =>
    server.process.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);

  /** Sends a request; returns its log lines, of which the last is written after the response. */
  async function linesOf(body: object, credential: string | null): Promise<Line[]> {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(credential && { authorization: `Bearer ${credential}` }) },
      body: JSON.stringify(body),
    });
    const id = response.headers.get('x-request-id')!;
    await server.process.says(new RegExp(`"reqId":"${id}".*"msg":"Request completed"`));
    return lines().filter(({ reqId }) => reqId === id);
  }

  it('is JSON only, starts with the version, and warns of settings that have no meaning', async () => {
    expect(lines()).toContainEqual(
      expect.objectContaining({
        msg: 'Clientele is ready',
        version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
      }),
    );
    expect(lines()).toContainEqual(
      expect.objectContaining({ level: 40, msg: 'CLIENTELE_JWKS_ULR has no meaning. The README lists all settings.' }),
    );
    expect(server.process.stdout).not.toContain(server.shownKey);
    const { ending, stdout } = await clientele(['--version'], {});
    expect(ending).toBe(0);
    const live = (await (await fetch(new URL('/livez', server.url))).json()) as object;
    expect(live).toEqual({ status: 'live', version: stdout.trim() });
  });

  it.each([
    ['a named query', 'query Names { accounts { nodes { name } } }', { operation: 'query', operationName: 'Names' }],
    ['an anonymous query', '{ viewer { role } }', { operation: 'query', operationName: null }],
    [
      'a mutation',
      'mutation Add { accountUpsert(input: { name: "A" }) { account { id } } }',
      { operation: 'mutation', operationName: 'Add' },
    ],
    ['an invalid query', 'query Wrong { nothing }', {}],
  ])('names workspace, key, operation, cost and duration of %s', async (_, query, expected) => {
    const [line, ...others] = (await linesOf({ query }, server.shownKey)).reverse();
    expect(others).toEqual([]);
    expect(line).toMatchObject({
      ...{ workspace, key: expect.stringMatching(/^key_/) as string },
      ...{ responseTime: expect.any(Number) as number, cost: { requested: expect.any(Number) as number } },
      ...expected,
    });
    expect(JSON.stringify(line)).not.toContain(server.shownKey.slice(17));
  });

  const otherWorkspace = (): string =>
    encodeId(
      'Workspace',
      decodeId('Workspace', workspace)!.replace(/.$/, (end) => (end === '0' ? '1' : '0')),
    );

  it.each<[string, () => Promise<string> | string, RegExp]>([
    [
      'of another issuer',
      () => sign({}, { issuer: 'https://other.example' }),
      /claim iss is not https:\/\/id\.example/,
    ],
    ['for another audience', () => sign({}, { audience: 'other' }), /unexpected "aud"/],
    ['that has expired', () => sign({}, { exp: '-1h' }), /expired/],
    ['without the claim for the workspace', () => sign({ role: 'READER' }), /claim workspace is not the id/],
    ['with an unknown role', () => sign({ workspace, role: 'owner' }), /claim role contains none of/],
    [
      'for a workspace that does not exist',
      () => sign({ workspace: otherWorkspace(), role: 'READER' }),
      /workspace of the token does not exist/,
    ],
    ['with a changed signature', async () => (await sign({ workspace, role: 'READER' })).slice(0, -8), /signature/i],
    ['that is a key with a wrong secret', () => `${server.shownKey.slice(0, -4)}0000`, /key clk_\w{12}_… is unknown/],
    ['that is neither a key nor a token', () => 'sesame', /neither a key nor a token/],
  ])('says why a token %s was refused, without the token', async (_, credential, reason) => {
    const text = await credential();
    const refused = (await linesOf({ query: '{ viewer { role } }' }, text)).find(({ reason }) => reason);
    expect(refused).toMatchObject({ level: 30, msg: 'A key or token was refused' });
    expect(refused!.reason).toMatch(reason);
    expect(server.process.stdout).not.toContain(text);
  });
});
