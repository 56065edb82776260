import type { Pool } from 'pg';
import type { Instant } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import { WorkspaceScope } from '../database/workspace-scope.js';
import type { Identity } from '../graphql/context.js';
import { writeInstant } from '../graphql/scalars.js';
import { findKey, type FoundKey } from './api-key.service.js';
import { noteApiKeyUse } from './api-key.sql.js';

/** Why nobody is let in, for whoever asked; null: what was shown is none of ours. */
export class AuthenticationRefusal {
  constructor(readonly problem: string | null) {}
}

/** How old what is known of a key's last use may be. */
const NOTE_USE_EVERY_MS = 60_000;

/** Whom a key stands for at an instant, or why nobody. Told what became of it is who has its secret, and nobody else. */
export async function identifyByKey(pool: Pool, text: string, now: Instant): Promise<Identity | AuthenticationRefusal> {
  const key = await findKey(pool, text);
  if (!key) return new AuthenticationRefusal(null);
  const problem = problemOf(key, now);
  if (problem !== null) return new AuthenticationRefusal(problem);
  noteUse(pool, key, now);
  return { workspaceId: key.workspaceId, role: key.role, name: key.name, keyId: key.id };
}

function problemOf({ revokedAt, expiresAt }: FoundKey, now: Instant): string | null {
  const askForOne = 'Ask an admin of the workspace for another one.';
  if (revokedAt !== null) return `This API key was revoked on ${writeInstant(revokedAt)}. ${askForOne}`;
  if (expiresAt !== null && expiresAt <= now) return `This API key expired on ${writeInstant(expiresAt)}. ${askForOne}`;
  return null;
}

/** Keys whose use is being noted. */
const noting = new Set<string>();

/** Notes that a key is used, once a minute at most. Nobody waits for it, and nobody fails where it does. */
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
