import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

export const SPOOL_PREFIX = 'clientele-stripe-';

/** Removes the folders of imports that were killed on this machine. Those of running imports and of other users stay. */
export async function removeStaleFolders(parent: string): Promise<void> {
  const ours = `${SPOOL_PREFIX}${hostname()}-`;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(ours)) continue;
    const pid = Number(/^(\d+)-\w+$/.exec(name.slice(ours.length))?.[1]);
    if (!Number.isInteger(pid) || isRunning(pid)) continue;
    const path = join(parent, name);
    const { uid } = await stat(path).catch(() => ({ uid: -1 }));
    // Other users' folders cannot be removed, unless by root, who must not.
    if (uid === process.getuid?.() || process.getuid === undefined) await rm(path, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
