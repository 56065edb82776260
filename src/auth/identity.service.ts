import type { Pool } from 'pg';
import type { Instant } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import { WorkspaceScope } from '../database/workspace-scope.js';
import type { Identity } from '../graphql/context.js';
import { writeInstant } from '../graphql/scalars.js';
import { findKey, type FoundKey } from './api-key.service.js';
import { noteApiKeyUse } from './api-key.sql.js';

/**
 * A refused authentication. `problem` tells the caller why; null if the key or token is unknown. `reason` is for the log
 * of the operator, who may know more.
 */
export class AuthenticationRefusal {
  constructor(
    readonly problem: string | null,
    readonly reason: string,
  ) {}
}

/** Minimum interval between two updates of a key's last use. */
const NOTE_USE_EVERY_MS = 60_000;

/** Authenticates a key at an instant. Only a caller with the right secret learns that a key is revoked or expired. */
export async function identifyByKey(pool: Pool, text: string, now: Instant): Promise<Identity | AuthenticationRefusal> {
  const key = await findKey(pool, text);
  if (!key) return new AuthenticationRefusal(null, `the key ${text} is unknown, or its secret is wrong`);
  const problem = problemOf(key, now);
  if (problem !== null) return new AuthenticationRefusal(problem, problem);
  noteUse(pool, key, now);
  return { workspaceId: key.workspaceId, role: key.role, name: key.name, keyId: key.id, caller: key.id };
}

function problemOf({ revokedAt, expiresAt }: FoundKey, now: Instant): string | null {
  const advice = 'Ask an admin of the workspace for another one.';
  if (revokedAt !== null) return `This API key was revoked on ${writeInstant(revokedAt)}. ${advice}`;
  if (expiresAt !== null && expiresAt <= now) return `This API key expired on ${writeInstant(expiresAt)}. ${advice}`;
  return null;
}

/** Ids of the keys whose last use is being recorded. */
const noting = new Set<string>();

/** Records the use of a key in the background, at most once a minute. Requests do not wait for it or fail with it. */
function noteUse(pool: Pool, key: FoundKey, now: Instant): void {
  const { workspaceId, id, lastUsedAt } = key;
  if ((lastUsedAt !== null && now - lastUsedAt < NOTE_USE_EVERY_MS) || noting.has(id)) return;
  noting.add(id);
  key.lastUsedAt = now;
  new WorkspaceScope(pool, workspaceId, now)
    .run(noteApiKeyUse, id, toTimestamp(now))
    .catch(() => undefined)
    .finally(() => noting.delete(id));
}
