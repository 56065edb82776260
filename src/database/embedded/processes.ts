import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !isZombie(pid);
}

/** A container's first process often does not reap, so a server that is gone stays listed for ever. */
function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  const stat = readOrUndefined(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat !== undefined && stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
}

/** Is this the postmaster of that cluster, not some process that got its pid later? Says yes where nothing tells. */
export function isPostmasterOf(clusterFolder: string, pid: number): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') return isLinuxPostmasterOf(clusterFolder, pid);
  if (process.platform === 'win32') return true;
  const command = readOrUndefined(() =>
    execFileSync('ps', ['-ww', '-p', String(pid), '-o', 'args='], { encoding: 'utf8' }),
  );
  return command === undefined || /(^|\/)postgres( -|$)/.test(command.trim());
}

function isLinuxPostmasterOf(clusterFolder: string, pid: number): boolean {
  const argv = readOrUndefined(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0'));
  if (argv === undefined || basename(argv[0]!) !== 'postgres') return false;
  // A postmaster works inside its cluster, wherever that was moved to; a container's root may not be allowed to look.
  const folder =
    readOrUndefined(() => readlinkSync(`/proc/${pid}/cwd`)) ??
    (argv.includes('-D') ? argv[argv.indexOf('-D') + 1] : undefined);
  return folder === undefined || !isAbsolute(folder) || isSameFolder(folder, clusterFolder);
}

export function isSameFolder(one: string, other: string): boolean {
  const found = readOrUndefined(() => realpathSync(one));
  return found !== undefined && found === readOrUndefined(() => realpathSync(other));
}

export async function isGoneWithin(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (isAlive(pid)) {
    if (performance.now() > deadline) return false;
    await sleep(10);
  }
  return true;
}

function readOrUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
