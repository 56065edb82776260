import { statement } from '../database/statement.js';

/** Finds a key and its workspace. No other statement of a request runs without a workspace. */
export const selectApiKey = {
  name: 'selectApiKey',
  text: `SELECT workspace_id AS "workspaceId", id, name, role, secret_hash AS "secretHash", expires_at AS "expiresAt",
                revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"
         FROM find_api_key($1)`,
};

export interface ApiKeyRow {
  id: string;
  name: string;
  role: string;
  createdAt: number;
  expiresAt: number | null;
  revokedAt: number | null;
  lastUsedAt: number | null;
}

const COLUMNS = `id, name, role, created_at AS "createdAt", expires_at AS "expiresAt", revoked_at AS "revokedAt",
  last_used_at AS "lastUsedAt"`;

/** Latest first. */
export const selectApiKeys = statement<ApiKeyRow>(
  'selectApiKeys',
  `SELECT ${COLUMNS} FROM api_key WHERE workspace_id = $1 ORDER BY created_at DESC, id DESC`,
);

export const selectApiKeysById = statement<ApiKeyRow>(
  'selectApiKeysById',
  `SELECT ${COLUMNS} FROM api_key WHERE workspace_id = $1 AND id = ANY ($2::uuid[])`,
);

/** Serializes changes of keys, so that two concurrent ones cannot remove the last admin key together. */
export const lockApiKeys = statement<ApiKeyRow>(
  'lockApiKeys',
  `SELECT ${COLUMNS} FROM api_key WHERE workspace_id = $1 ORDER BY id FOR UPDATE`,
);

export const insertApiKey = statement(
  'insertApiKey',
  `INSERT INTO api_key (workspace_id, id, public_id, secret_hash, name, role, created_at, expires_at)
   VALUES ($1, $2::uuid, $3::text, $4::text, $5::text, $6::text, $7::timestamptz, $8::timestamptz)`,
);

export const revokeApiKeyById = statement(
  'revokeApiKeyById',
  `UPDATE api_key SET revoked_at = $3::timestamptz WHERE workspace_id = $1 AND id = $2::uuid AND revoked_at IS NULL`,
);

/** Records the last use of a key. It never moves back, even if a slower request comes later. */
export const noteApiKeyUse = statement(
  'noteApiKeyUse',
  `UPDATE api_key SET last_used_at = $3::timestamptz
   WHERE workspace_id = $1 AND id = $2::uuid AND (last_used_at IS NULL OR last_used_at < $3::timestamptz)`,
);
