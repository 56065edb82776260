import { timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { Instant } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { newId } from '../graphql/ids.js';
import { InputCheck } from '../graphql/input-check.js';
import { readId } from '../graphql/node.js';
import { notFound } from '../graphql/reference.js';
import { writeInstant } from '../graphql/scalars.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { hashOf, makeKey, partsOf } from './api-key-form.service.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { isRole, Role } from '../graphql/role.js';
import type { ApiKeyCreateInput, ApiKeyRevokeInput } from './api-key.inputs.js';
import { insertApiKey, lockApiKeys, revokeApiKeyById, selectApiKey, type ApiKeyRow } from './api-key.sql.js';

/** Maximum number of valid keys of a workspace. */
const MAX_KEYS = 1_000;

/** A key that exists and whose secret matches. */
export interface FoundKey {
  workspaceId: string;
  id: string;
  name: string;
  role: Role;
  expiresAt: Instant | null;
  revokedAt: Instant | null;
  lastUsedAt: Instant | null;
}

interface KnownKey {
  key: FoundKey;
  secretHash: Buffer;
}

/** Cache of keys by public id. Its TTL is how long a key that was revoked on another node is still accepted. */
const cache = new LRUCache<string, KnownKey>({ max: 10_000, ttl: 1_000 });

/** Public ids that no key has, so that a client that repeats a wrong key takes at most one connection per second. */
const unknownIds = new LRUCache<string, true>({ max: 10_000, ttl: 1_000 });

/** Returns the key, even if it is expired or revoked; null if it does not exist or its secret is wrong. */
export async function findKey(pool: Pool, text: string): Promise<FoundKey | null> {
  const parts = partsOf(text);
  if (!parts) return null;
  const { publicId, secret } = parts;
  if (unknownIds.has(publicId)) return null;
  let found = cache.get(publicId);
  if (!found) {
    const key = await lookUp(pool, publicId);
    if (!key) {
      unknownIds.set(publicId, true);
      return null;
    }
    found = key;
    cache.set(publicId, found);
  }
  return timingSafeEqual(hashOf(secret), found.secretHash) ? found.key : null;
}

async function lookUp(pool: Pool, publicId: string): Promise<KnownKey | null> {
  const { rows } = await pool.query<FoundKey & { secretHash: string }>({ ...selectApiKey, values: [publicId] });
  if (!rows[0]) return null;
  const { secretHash, ...key } = rows[0];
  return { key, secretHash: Buffer.from(secretHash, 'hex') };
}

/** Tells whether a key is valid at an instant. */
export const isInForce = ({ expiresAt, revokedAt }: Pick<ApiKeyRow, 'expiresAt' | 'revokedAt'>, at: Instant): boolean =>
  revokedAt === null && (expiresAt === null || expiresAt > at);

/**
 * Stores the hash of a key; the key itself is not stored.
 *
 * @throws Error if `key` does not have the form of a key.
 */
export async function storeKey(
  operator: DataSource,
  now: Instant,
  {
    workspaceId,
    name,
    role,
    key,
    expiresAt = null,
  }: { workspaceId: string; name: string; role: Role; key: string; expiresAt?: Instant | null },
): Promise<void> {
  const parts = partsOf(key);
  if (!parts) {
    throw new Error(
      'Expected a key of the form clk_<12 letters or digits>_<43 characters of base64url>. `npx clientele key create` creates one.',
    );
  }
  await operator.getRepository(ApiKeyEntity).insert({
    workspaceId,
    id: newId(),
    publicId: parts.publicId,
    secretHash: hashOf(parts.secret).toString('hex'),
    name,
    role,
    createdAt: new Date(now),
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
    revokedAt: null,
    lastUsedAt: null,
  });
  unknownIds.delete(parts.publicId);
}

export interface NewApiKey {
  id: string;
  /** The key itself, which is not stored. */
  secret: string | null;
}

/** Creates a key and returns its stored id and the key itself. */
export function createApiKey(scope: WorkspaceScope, input: ApiKeyCreateInput): Promise<NewApiKey> {
  const check = new InputCheck();
  check.text(['name'], input.name, 200);
  if (check.instant(['expiresAt'], input.expiresAt) && input.expiresAt <= scope.now) {
    check.add(
      UserErrorCode.OUT_OF_RANGE,
      ['expiresAt'],
      `Expected an instant after now (${writeInstant(scope.now)}); got ${writeInstant(input.expiresAt)}.`,
    );
  }
  check.done();
  const key = makeKey();
  const { publicId, secret } = partsOf(key)!;
  const id = newId();
  const expiresAt = input.expiresAt ?? null;
  return scope.write(async (sql) => {
    const inForce = (await sql.run(lockApiKeys)).filter((one) => isInForce(one, scope.now));
    if (inForce.length >= MAX_KEYS) {
      refuse(
        UserErrorCode.TOO_MANY,
        [],
        `Expected at most ${MAX_KEYS} valid keys; the workspace has ${inForce.length} already. Revoke unused keys first.`,
      );
    }
    await sql.run(
      insertApiKey,
      ...[id, publicId, hashOf(secret).toString('hex'), input.name, input.role],
      ...[toTimestamp(scope.now), expiresAt === null ? null : toTimestamp(expiresAt)],
    );
    return { id, secret: key };
  });
}

/** Revokes a key and returns its stored id. Refuses the last admin key, so that somebody can always manage keys. */
export async function revokeApiKey(scope: WorkspaceScope, input: ApiKeyRevokeInput): Promise<string> {
  const id = readId('ApiKey', input.id, ['id']);
  const revoked = await scope.write(async (sql) => {
    const keys = await sql.run(lockApiKeys);
    const key = keys.find((one) => one.id === id) ?? notFound('a key', ['id'], { id: input.id });
    if (isInForce(key, scope.now) && isAdmin(key) && !keys.some((one) => replaces(one, key, scope.now))) {
      refuse(
        UserErrorCode.CONFLICT,
        ['id'],
        'Expected another admin key that is valid at least as long as this one, so that keys can still be managed; got the last one. Create another admin key first.',
      );
    }
    await sql.run(revokeApiKeyById, id, toTimestamp(scope.now));
    return id;
  });
  // Clearing the whole cache costs one lookup for each other key.
  cache.clear();
  return revoked;
}

const isAdmin = ({ role }: ApiKeyRow): boolean => isRole(role) && role === Role.ADMIN;

const replaces = (other: ApiKeyRow, key: ApiKeyRow, now: Instant): boolean =>
  other.id !== key.id &&
  isAdmin(other) &&
  isInForce(other, now) &&
  (other.expiresAt ?? Infinity) >= (key.expiresAt ?? Infinity);
