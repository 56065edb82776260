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

/** The first process of a container often does not reap children, so a dead server stays listed as a zombie. */
function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  const stat = readOrUndefined(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat !== undefined && stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
}

/**
 * Tells whether a process is the postmaster of the cluster, not another process that reused its pid. True if unknown.
 */
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
  // A postmaster's working directory is its cluster, even after the folder was moved. The root of a container may lack
  // the
  // permission to read it.
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
