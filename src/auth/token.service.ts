import { decodeJwt, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Pool } from 'pg';
import type { Instant } from '../classification/calendar.js';
import { WorkspaceScope } from '../database/workspace-scope.js';
import { decodeId } from '../graphql/ids.js';
import { mayAct, ROLE_BY_NAME, type Role } from '../graphql/role.js';
import { claimAt, displayNameOf, subjectOf, wordsOf } from './claims.js';
import { DEVELOPMENT, developmentPublicKey } from './development-token.service.js';
import { AuthenticationRefusal } from './identity.service.js';
import type { Identity } from '../graphql/context.js';
import { publishedKeys } from './token-keys.service.js';
import { selectWorkspaceExists } from './token.sql.js';

/** The identity provider, and what its tokens must contain. */
export interface TokenSettings {
  jwksUrl: string;
  issuer: string;
  audience: string;
  /** The claim with the workspace's global id: a name, or a path to a nested claim. */
  workspaceClaim: string;
  /** The claim with the role, or with several: a name, or a path to a nested claim. */
  roleClaim: string;
  /** The roles that the provider's own names stand for, for example those of groups or scopes. */
  roles: ReadonlyMap<string, Role>;
}

/** Only asymmetric algorithms: with a symmetric one, a public key could sign tokens. */
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
/** Allowed difference between the issuer's clock and ours. */
const CLOCK_TOLERANCE_SECONDS = 30;

/** The same error whatever is wrong, so that it reveals nothing about workspaces that a token does not open. */
const invalid = (reason: string): AuthenticationRefusal =>
  new AuthenticationRefusal(
    'Expected a valid token of the identity provider that this server trusts, for its audience, with claims for the ' +
      'workspace and the role; got an invalid one. Sign in again, or ask an admin of the workspace.',
    reason,
  );

interface Issuer extends Pick<TokenSettings, 'issuer' | 'audience' | 'workspaceClaim' | 'roleClaim' | 'roles'> {
  keys: JWTVerifyGetKey;
}

export type IdentifyByToken = (pool: Pool, token: string, now: Instant) => Promise<Identity | AuthenticationRefusal>;

/**
 * Returns a function that authenticates tokens of the company's identity provider and, in development, development
 * tokens. The function throws `KeysUnavailable` if a token cannot be verified at the moment.
 */
export function makeTokenIdentifier(
  settings: TokenSettings | null,
  developmentDirectory: string | null,
): IdentifyByToken {
  const issuers: Issuer[] = [];
  if (settings) issuers.push({ ...settings, keys: publishedKeys(new URL(settings.jwksUrl)) });
  if (developmentDirectory !== null) {
    issuers.push({ ...DEVELOPMENT, roles: ROLE_BY_NAME, keys: () => developmentPublicKey(developmentDirectory) });
  }
  return async (pool, token, now) => {
    const issuer = issuerOf(token, issuers);
    const claims = issuer ? await verify(token, issuer, now) : invalid(`the claim iss is not ${namesOf(issuers)}`);
    return claims instanceof AuthenticationRefusal ? claims : identityOf(pool, claims, issuer!, now);
  };
}

const namesOf = (issuers: readonly Issuer[]): string =>
  issuers.map(({ issuer }) => issuer).join(' or ') || 'known: tokens are not configured';

/** Returns the issuer that a token claims. The claim is unverified; it only selects the keys to verify the token with. */
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
      ...{ issuer, audience, algorithms: ALGORITHMS, requiredClaims: ['exp'] },
      ...{ currentDate: new Date(now), clockTolerance: CLOCK_TOLERANCE_SECONDS },
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      const problem = 'This token has expired. Get a new one from your identity provider.';
      return new AuthenticationRefusal(problem, `the token expired: exp is ${String(error.payload.exp)}`);
    }
    if (error instanceof errors.JOSEError) return invalid(`${error.code}: ${error.message}`);
    if (isMissingFile(error)) return invalid('no development token was ever issued in this data directory');
    throw error;
  }
}

/** The key file of development tokens is missing if none was ever issued; then every token is invalid. */
const isMissingFile = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function identityOf(
  pool: Pool,
  claims: JWTPayload,
  { workspaceClaim, roleClaim, roles }: Issuer,
  now: Instant,
): Promise<Identity | AuthenticationRefusal> {
  const named = claimAt(claims, workspaceClaim);
  const workspaceId = typeof named === 'string' ? decodeId('Workspace', named) : null;
  const role = highestRole(wordsOf(claimAt(claims, roleClaim)), roles);
  const subject = subjectOf(claims);
  if (workspaceId === null) return invalid(`the claim ${workspaceClaim} is not the id of a workspace, wrk_…`);
  if (role === null) return invalid(`the claim ${roleClaim} contains none of ${[...roles.keys()].join(', ')}`);
  if (subject === null) return invalid('no claim names its subject: sub, client_id, azp or appid');
  // The workspace must exist: a token does not create it.
  const [workspace] = await new WorkspaceScope(pool, workspaceId, now).run(selectWorkspaceExists);
  if (!workspace) return invalid('the workspace of the token does not exist');
  // Names of users are not unique.
  const caller = JSON.stringify([claims.iss, subject]);
  return { workspaceId, role, name: displayNameOf(claims, subject), keyId: null, caller };
}

/** Returns the highest of the roles that words stand for; null if none stands for a role. */
function highestRole(words: readonly string[], roleOf: ReadonlyMap<string, Role>): Role | null {
  const roles = words.flatMap((word) => roleOf.get(word) ?? []);
  return roles.find((one) => roles.every((other) => mayAct(one, other))) ?? null;
}
