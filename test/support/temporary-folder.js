import { chmodSync, mkdirSync, mkdtempSync, readFileSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

const SHARED_MEMORY = '/dev/shm';
/** Several times what a run keeps there. */
const NEEDED_BYTES = 4 * 1024 ** 3;

/** Whether programs and the files of databases may be kept in memory: Linux only, and not in most containers. */
function hasRoomInMemory() {
  try {
    const mount = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .find(([, folder]) => folder === SHARED_MEMORY);
    if (mount === undefined || mount[3].split(',').includes('noexec')) return false;
    const { bavail, bsize } = statfsSync(SHARED_MEMORY);
    return bavail * bsize >= NEEDED_BYTES && freemem() >= 2 * NEEDED_BYTES;
  } catch {
    return false;
  }
}

/**
 * Makes the folder for all temporary files of a run, and around it the folder that is removed after the run. Tests create
 * hundreds of databases of 450 files each, and tens of database clusters of 1,000. In memory, a file costs a tenth of the CPU
 * time that it costs on a disk.
 */
export function makeTemporaryFolder() {
  const run = mkdtempSync(join(hasRoomInMemory() ? SHARED_MEMORY : tmpdir(), 'clientele-'));
  // By the name `tmp`, tests recognize a path in a message.
  const folder = join(run, 'tmp');
  mkdirSync(folder);
  // If the tests run as root, PostgreSQL runs as an unprivileged user, who must be able to enter the folders.
  for (const each of [run, folder]) chmodSync(each, 0o711);
  return { run, folder };
}
