import { decodeJwt, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Pool } from 'pg';
import type { Instant } from '../classification/calendar.js';
import { WorkspaceScope } from '../database/workspace-scope.js';
import { decodeId } from '../graphql/ids.js';
import { isRole, mayAct, type Role } from '../graphql/role.js';
import { DEVELOPMENT, developmentPublicKey } from './development-token.service.js';
import { AuthenticationRefusal } from './identity.service.js';
import type { Identity } from '../graphql/context.js';
import { publishedKeys } from './token-keys.service.js';
import { selectWorkspaceExists } from './token.sql.js';

/** Where tokens come from, and what has to be in them. */
export interface TokenSettings {
  jwksUrl: string;
  issuer: string;
  audience: string;
  /** The claim with the workspace's global id. */
  workspaceClaim: string;
  /** The claim with the role, or with a list that has it. */
  roleClaim: string;
}

/** Signatures by a private key alone: what is public signs nothing. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
/** How far the clocks of whoever issues tokens and ours may be apart. */
const CLOCK_TOLERANCE_SECONDS = 30;
const MAX_NAME_LENGTH = 200;

/** The same whatever is amiss, so that nothing is learned of workspaces that a token does not open. */
const INVALID = new AuthenticationRefusal(
  'Expected a valid token: of the identity provider that this server trusts, for its audience, and with the claims that ' +
    'name a workspace and a role; got none that is. Sign in again, or ask an admin of the workspace.',
);

interface Issuer extends Pick<TokenSettings, 'issuer' | 'audience' | 'workspaceClaim' | 'roleClaim'> {
  keys: JWTVerifyGetKey;
}

export type IdentifyByToken = (pool: Pool, token: string, now: Instant) => Promise<Identity | AuthenticationRefusal>;

/**
 * Whom tokens stand for: those of the company's identity provider, and in development our own too.
 *
 * What it answers throws KeysUnavailable where nobody can say.
 */
export function makeTokenIdentifier(
  settings: TokenSettings | null,
  developmentDirectory: string | null,
): IdentifyByToken {
  const issuers: Issuer[] = [];
  if (settings) issuers.push({ ...settings, keys: publishedKeys(new URL(settings.jwksUrl)) });
  if (developmentDirectory !== null) {
    issuers.push({ ...DEVELOPMENT, keys: () => developmentPublicKey(developmentDirectory) });
  }
  return async (pool, token, now) => {
    const issuer = issuerOf(token, issuers);
    const claims = issuer ? await verify(token, issuer, now) : INVALID;
    return claims instanceof AuthenticationRefusal ? claims : identityOf(pool, claims, issuer!, now);
  };
}

/** Whom a token says that it is of, which only says by whose keys it is to be checked. */
function issuerOf(token: string, issuers: readonly Issuer[]): Issuer | undefined {
  try {
    const { iss } = decodeJwt(token);
    return issuers.find(({ issuer }) => issuer === iss);
  } catch {
    return undefined;
  }
}

async function verify(
  token: string,
  { issuer, audience, keys }: Issuer,
  now: Instant,
): Promise<JWTPayload | AuthenticationRefusal> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      ...{ issuer, audience, algorithms: ALGORITHMS, requiredClaims: ['sub', 'exp'] },
      ...{ currentDate: new Date(now), clockTolerance: CLOCK_TOLERANCE_SECONDS },
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired)
      return new AuthenticationRefusal('This token expired. Get a new one where it came from.');
    if (error instanceof errors.JOSEError || isMissingFile(error)) return INVALID;
    throw error;
  }
}

/** Where no token of our own was ever issued none is valid. */
const isMissingFile = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function identityOf(
  pool: Pool,
  claims: JWTPayload,
  { workspaceClaim, roleClaim }: Issuer,
  now: Instant,
): Promise<Identity | AuthenticationRefusal> {
  const named = claims[workspaceClaim];
  const workspaceId = typeof named === 'string' ? decodeId('Workspace', named) : null;
  const role = highestRole(claims[roleClaim]);
  if (workspaceId === null || role === null) return INVALID;
  // A token makes no workspace.
  const [workspace] = await new WorkspaceScope(pool, workspaceId, now).run(selectWorkspaceExists);
  return workspace ? { workspaceId, role, name: nameOf(claims), keyId: null } : INVALID;
}

/** Of the roles that a claim has, the one that includes the others; null where it has none. */
function highestRole(claim: unknown): Role | null {
  const roles = [claim].flat().filter((one): one is Role => typeof one === 'string' && isRole(one));
  return roles.find((one) => roles.every((other) => mayAct(one, other))) ?? null;
}

const nameOf = ({ name, email, sub }: JWTPayload): string =>
  [name, email, sub]
    .find((one): one is string => typeof one === 'string' && one.trim() !== '')!
    .replaceAll('\0', '')
    .toWellFormed()
    .slice(0, MAX_NAME_LENGTH);
