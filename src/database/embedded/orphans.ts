import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { isPostmasterOf, isSameFolder } from './processes.js';

/**
 * Terminates the backends that a killed server left behind. They end by themselves after their statement, which may take
 * hours, and until then no server can start. Each receives SIGTERM, as from pg_terminate_backend. Does nothing
 * on systems other than Linux, where nothing tells which cluster a backend belongs to.
 */
export function terminateOrphans(clusterFolder: string): void {
  if (process.platform !== 'linux') return;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (isOrphanOf(clusterFolder, pid)) process.kill(Number(pid), 'SIGTERM');
    } catch {
      // The process has ended, or belongs to another user, and hence not to this cluster.
    }
  }
}

/** The processes of a running server have that server as their parent; those of a killed one have been adopted. */
function isOrphanOf(clusterFolder: string, pid: string): boolean {
  if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('postgres: ')) return false;
  if (!isSameFolder(readlinkSync(`/proc/${pid}/cwd`), clusterFolder)) return false;
  const [, parent] = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return !isPostmasterOf(clusterFolder, Number(parent));
}
