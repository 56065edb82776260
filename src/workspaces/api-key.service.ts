import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { Instant } from '../classification/calendar.js';
import { newId } from '../graphql/ids.js';
import { ApiKeyEntity, type Role } from './api-key.entity.js';
import { selectApiKey } from './api-key.sql.js';

/** Who a key stands for. */
export interface ApiKeyIdentity {
  workspaceId: string;
  id: string;
  name: string;
  role: Role;
}

/** `clk_` + 12 characters by which the key is found + `_` + a secret of 256 bits. */
const KEY_FORM = /^clk_([0-9a-zA-Z]{12})_([0-9a-zA-Z_-]{43})$/;

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

function partsOf(key: string): { publicId: string; secret: string } | null {
  const [, publicId, secret] = KEY_FORM.exec(key) ?? [];
  return publicId && secret ? { publicId, secret } : null;
}

/** Whether a text has the form of a key. */
export const isKey = (text: string): boolean => KEY_FORM.test(text);

export const makeKey = (): string => `clk_${randomBytes(6).toString('hex')}_${randomBytes(32).toString('base64url')}`;

/** Who the key stands for at an instant; null where it is unknown, revoked or expired. */
export async function identify(pool: Pool, key: string, now: Instant): Promise<ApiKeyIdentity | null> {
  const parts = partsOf(key);
  if (!parts) return null;
  const { rows } = await pool.query<ApiKeyIdentity & { secretHash: string; expiresAt: Instant | null }>({
    ...selectApiKey,
    values: [parts.publicId],
  });
  const found = rows[0];
  if (!found || !timingSafeEqual(hashOf(parts.secret), Buffer.from(found.secretHash, 'hex'))) return null;
  if (found.expiresAt !== null && found.expiresAt <= now) return null;
  const { workspaceId, id, name, role } = found;
  return { workspaceId, id, name, role };
}

/**
 * Stores a key by its hash; the key itself is kept nowhere.
 *
 * @throws where `key` has not the form of a key.
 */
export async function storeKey(
  dataSource: DataSource,
  now: Instant,
  { workspaceId, name, role, key }: { workspaceId: string; name: string; role: Role; key: string },
): Promise<void> {
  const parts = partsOf(key);
  if (!parts) {
    throw new Error(
      'Expected a key of the form clk_<12 letters or digits>_<43 characters of base64url>; `npx clientele key create` makes one.',
    );
  }
  await dataSource.getRepository(ApiKeyEntity).insert({
    workspaceId,
    id: newId(),
    publicId: parts.publicId,
    secretHash: hashOf(parts.secret).toString('hex'),
    name,
    role,
    createdAt: new Date(now),
    expiresAt: null,
    revokedAt: null,
  });
}
