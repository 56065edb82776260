import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './processes.js';

/** Nothing of ours is half made for so long; a pid may by then belong to somebody else. */
const ABANDONED_AFTER_MS = 3_600_000;

const NAME = /\.(\d+)-[0-9a-f]{12}\.tmp$/;

const ours = new Set<string>();

/** A path beside the final one, so that a rename can put it there in one step, naming its maker for the sweep. */
export function temporaryPath(folder: string, name: string): string {
  const unique = `${name}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
  ours.add(unique);
  return join(folder, unique);
}

/** Removes what processes that were killed left half made. */
export async function sweepTemporary(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const maker = NAME.exec(name)?.[1];
    if (maker !== undefined && !ours.has(name) && (await isAbandoned(join(folder, name), Number(maker)))) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

async function isAbandoned(path: string, maker: number): Promise<boolean> {
  // Ours are known: the same pid in a new container is another process.
  if (maker === process.pid || !isAlive(maker)) return true;
  const made = await stat(path).catch(() => undefined);
  return made === undefined || Date.now() - made.mtimeMs > ABANDONED_AFTER_MS;
}
