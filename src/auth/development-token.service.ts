import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type CryptoKey, type JWK } from 'jose';
import type { Instant } from '../classification/calendar.js';
import { encodeId } from '../graphql/ids.js';
import type { Role } from '../graphql/role.js';

/** Who issues tokens in development, and what they are for. */
export const DEVELOPMENT = {
  issuer: 'urn:clientele:development',
  audience: 'urn:clientele:api',
  workspaceClaim: 'workspace',
  roleClaim: 'role',
  algorithm: 'EdDSA',
} as const;

const KEY_FILE = 'development-token-key';
const VALID_MS = 12 * 60 * 60 * 1_000;

const load = (dataDirectory: string): JWK => JSON.parse(readFileSync(join(dataDirectory, KEY_FILE), 'utf8')) as JWK;

/** The key that development tokens are checked with. @throws where none was ever issued. */
export async function developmentPublicKey(dataDirectory: string): Promise<CryptoKey> {
  const { d: _secret, ...jwk } = load(dataDirectory);
  return (await importJWK(jwk, DEVELOPMENT.algorithm)) as CryptoKey;
}

/** Made once, for this machine's user alone; of two who make it at once one does. */
async function privateKey(dataDirectory: string): Promise<CryptoKey> {
  const pair = await generateKeyPair(DEVELOPMENT.algorithm, { extractable: true });
  const path = join(dataDirectory, KEY_FILE);
  mkdirSync(dataDirectory, { recursive: true });
  try {
    writeFileSync(path, JSON.stringify(await exportJWK(pair.privateKey)), { mode: 0o600, flag: 'wx' });
    chmodSync(path, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await importJWK(load(dataDirectory), DEVELOPMENT.algorithm)) as CryptoKey;
}

/** A token of our own, as an identity provider would issue it. It is valid for 12 hours. */
export async function issueDevelopmentToken(
  dataDirectory: string,
  now: Instant,
  { workspaceId, role }: { workspaceId: string; role: Role },
): Promise<string> {
  const { issuer, audience, workspaceClaim, roleClaim, algorithm } = DEVELOPMENT;
  return new SignJWT({ [workspaceClaim]: encodeId('Workspace', workspaceId), [roleClaim]: role })
    .setProtectedHeader({ alg: algorithm })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject('development')
    .setIssuedAt(new Date(now))
    .setExpirationTime(new Date(now + VALID_MS))
    .sign(await privateKey(dataDirectory));
}
