import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type CryptoKey, type JWK } from 'jose';
import type { Instant } from '../classification/calendar.js';
import { encodeId } from '../graphql/ids.js';
import type { Role } from '../graphql/role.js';

/** The issuer, audience and claims of development tokens. */
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

/**
 * Loads the public key that verifies development tokens.
 *
 * @throws Error with code ENOENT if no development token was ever issued.
 */
export async function developmentPublicKey(dataDirectory: string): Promise<CryptoKey> {
  const { d: _secret, ...jwk } = load(dataDirectory);
  return (await importJWK(jwk, DEVELOPMENT.algorithm)) as CryptoKey;
}

/** Loads the private key, and creates it first if it does not exist. The file is readable only by its owner. */
async function privateKey(dataDirectory: string): Promise<CryptoKey> {
  const pair = await generateKeyPair(DEVELOPMENT.algorithm, { extractable: true });
  const path = join(dataDirectory, KEY_FILE);
  mkdirSync(dataDirectory, { recursive: true });
  try {
    // With the flag `wx` only one of several concurrent processes creates the file.
    writeFileSync(path, JSON.stringify(await exportJWK(pair.privateKey)), { mode: 0o600, flag: 'wx' });
    chmodSync(path, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await importJWK(load(dataDirectory), DEVELOPMENT.algorithm)) as CryptoKey;
}

/** Issues a development token, as an identity provider would. It is valid for 12 hours. */
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
