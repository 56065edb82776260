import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './processes.js';

/** Longer than any temporary file is in use. By then its pid may belong to another process. */
const ABANDONED_AFTER_MS = 3_600_000;

const NAME = /\.(\d+)-[0-9a-f]{12}\.tmp$/;

const ownNames = new Set<string>();

/** Returns a path next to the final one, for an atomic rename. The name contains the pid, for `sweepTemporary`. */
export function temporaryPath(folder: string, name: string): string {
  const unique = `${name}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
  ownNames.add(unique);
  return join(folder, unique);
}

/** Removes temporary files that killed processes left behind. */
export async function sweepTemporary(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const creatorPid = NAME.exec(name)?.[1];
    if (
      creatorPid !== undefined &&
      !ownNames.has(name) &&
      (await isAbandoned(join(folder, name), Number(creatorPid)))
    ) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

async function isAbandoned(path: string, creatorPid: number): Promise<boolean> {
  // This process knows its own files, so a file with its pid is from another process: pids repeat across containers.
  if (creatorPid === process.pid || !isAlive(creatorPid)) return true;
  const found = await stat(path).catch(() => undefined);
  return found === undefined || Date.now() - found.mtimeMs > ABANDONED_AFTER_MS;
}
