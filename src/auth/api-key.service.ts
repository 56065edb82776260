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

/** Keys of a workspace that open something at the same time. */
const MAX_KEYS = 1_000;

/** A key that was found and whose secret is right. */
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

/** Keys that were looked up a moment ago, by their public ids: one revoked on another node opens things for so long. */
const known = new LRUCache<string, KnownKey>({ max: 10_000, ttl: 1_000 });

/** The key, whatever has become of it since it was made; null where there is none such. */
export async function findKey(pool: Pool, text: string): Promise<FoundKey | null> {
  const parts = partsOf(text);
  if (!parts) return null;
  const remembered = known.get(parts.publicId);
  const found = remembered ?? (await lookUp(pool, parts.publicId));
  if (!found || !timingSafeEqual(hashOf(parts.secret), found.secretHash)) return null;
  if (!remembered) known.set(parts.publicId, found);
  return found.key;
}

async function lookUp(pool: Pool, publicId: string): Promise<KnownKey | null> {
  const { rows } = await pool.query<FoundKey & { secretHash: string }>({ ...selectApiKey, values: [publicId] });
  if (!rows[0]) return null;
  const { secretHash, ...key } = rows[0];
  return { key, secretHash: Buffer.from(secretHash, 'hex') };
}

/** Whether a key opens anything at an instant. */
export const isInForce = ({ expiresAt, revokedAt }: Pick<ApiKeyRow, 'expiresAt' | 'revokedAt'>, at: Instant): boolean =>
  revokedAt === null && (expiresAt === null || expiresAt > at);

/**
 * Stores a key by its hash; the key itself is kept nowhere.
 *
 * @throws where `key` has not the form of a key.
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
      'Expected a key of the form clk_<12 letters or digits>_<43 characters of base64url>; `npx clientele key create` makes one.',
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
}

export interface NewApiKey {
  id: string;
  /** The key itself, which is kept nowhere. */
  secret: string | null;
}

/** Makes a key and answers its stored id and the key itself. */
export function createApiKey(scope: WorkspaceScope, input: ApiKeyCreateInput): Promise<NewApiKey> {
  const check = new InputCheck();
  check.text(['name'], input.name, 200);
  if (check.instant(['expiresAt'], input.expiresAt) && input.expiresAt <= scope.now) {
    check.add(
      UserErrorCode.OUT_OF_RANGE,
      ['expiresAt'],
      `Expected an instant after now, ${writeInstant(scope.now)}; got ${writeInstant(input.expiresAt)}.`,
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
        `Expected at most ${MAX_KEYS} keys in force; there are as many. Revoke those that nobody uses.`,
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

/** Revokes a key and answers its stored id. Somebody can always get in: of the admin keys the last one stays. */
export async function revokeApiKey(scope: WorkspaceScope, input: ApiKeyRevokeInput): Promise<string> {
  const id = readId('ApiKey', input.id, ['id']);
  const revoked = await scope.write(async (sql) => {
    const keys = await sql.run(lockApiKeys);
    const key = keys.find((one) => one.id === id) ?? notFound('a key', ['id'], { id: input.id });
    if (isInForce(key, scope.now) && isAdmin(key) && !keys.some((one) => replaces(one, key, scope.now))) {
      refuse(
        UserErrorCode.CONFLICT,
        ['id'],
        'Expected another admin key that is valid for as long as this one; there is none, and nobody could manage keys. Make one first.',
      );
    }
    await sql.run(revokeApiKeyById, id, toTimestamp(scope.now));
    return id;
  });
  // What is known of others costs one look each.
  known.clear();
  return revoked;
}

const isAdmin = ({ role }: ApiKeyRow): boolean => isRole(role) && role === Role.ADMIN;

const replaces = (other: ApiKeyRow, key: ApiKeyRow, now: Instant): boolean =>
  other.id !== key.id &&
  isAdmin(other) &&
  isInForce(other, now) &&
  (other.expiresAt ?? Infinity) >= (key.expiresAt ?? Infinity);
