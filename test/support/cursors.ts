import { loadCursorCipher } from '../../src/graphql/cursor-cipher.js';
import type { TestWorkspace } from './server.js';

/** Returns a cursor as servers of earlier versions made it: not encrypted. */
export const plainCursor = (parts: unknown): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

/** Decrypts a cursor of a workspace: the ordering, the value that the list is ordered by, and the id. */
export async function partsOf(workspace: TestWorkspace, cursor: string): Promise<unknown[]> {
  const cipher = await loadCursorCipher(workspace.scope());
  return JSON.parse(cipher.decrypt(cursor)) as unknown[];
}

/** Encrypts parts like a cursor of a workspace. */
export const cursorWith = async (workspace: TestWorkspace, parts: unknown): Promise<string> =>
  (await loadCursorCipher(workspace.scope())).encrypt(JSON.stringify(parts));
