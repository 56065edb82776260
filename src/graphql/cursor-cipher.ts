import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Sql } from '../database/statement.js';
import { selectCursorSecret } from './cursor.sql.js';
import { decrypt, encrypt, IV_BYTES } from './encryption.js';
import type { MaybePromise } from './maybe-promise.js';

/**
 * Encrypts the cursors of a workspace, because callers log and store cursors, and a cursor contains the value that its
 * list is ordered by: a name, revenue, a date.
 */
export class CursorCipher {
  private readonly encryptionKey: KeyObject;
  private readonly ivKey: KeyObject;

  constructor(workspaceId: string, secret: string) {
    const keyFor = (purpose: string): KeyObject =>
      createSecretKey(Buffer.from(hkdfSync('sha256', secret, workspaceId, purpose, 32)));
    this.encryptionKey = keyFor('cursor');
    this.ivKey = keyFor('cursor iv');
  }

  /** Equal texts give equal cursors, so that callers can compare cursors. */
  encrypt(text: string): string {
    const iv = createHmac('sha256', this.ivKey).update(text).digest().subarray(0, IV_BYTES);
    return encrypt(this.encryptionKey, iv, Buffer.from(text));
  }

  /** Returns the text of a cursor. A cursor that is not encrypted is from a server of an earlier version. */
  decrypt(cursor: string): string {
    try {
      return decrypt(this.encryptionKey, cursor).toString();
    } catch {
      return Buffer.from(cursor, 'base64url').toString();
    }
  }
}

/** Cached by workspace: a workspace never changes its secret. */
const ciphers = new LRUCache<string, CursorCipher>({ max: 10_000 });

export const loadCursorCipher = (sql: Sql): MaybePromise<CursorCipher> =>
  ciphers.get(sql.workspaceId) ?? readCipher(sql);

async function readCipher(sql: Sql): Promise<CursorCipher> {
  const [workspace] = await sql.run(selectCursorSecret);
  const cipher = new CursorCipher(sql.workspaceId, workspace!.cursorSecret);
  ciphers.set(sql.workspaceId, cipher);
  return cipher;
}
