import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { chmod, lchown, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** Spread into the options of `spawn`: empty unless we are root, whom PostgreSQL refuses. */
export type ServerUser = { uid: number; gid: number } | { uid?: undefined; gid?: undefined };

const SHARED_HOME = '/var/lib/clientele';

const isRoot = (): boolean => process.getuid?.() === 0;

/** Where the data lies when `preferred` is asked for: elsewhere if we are root and PostgreSQL's user cannot get there. */
export function resolveDataDirectory(preferred: string): string {
  const wanted = resolve(preferred);
  if (!isRoot() || canEnter(findNobody(), nearestExisting(dirname(wanted)))) return wanted;
  return join(SHARED_HOME, createHash('sha256').update(wanted).digest('hex').slice(0, 16));
}

/** Who runs PostgreSQL: we ourselves; for root the owner of the cluster, or `nobody`. */
export function chooseServerUser(clusterFolder: string): ServerUser {
  if (!isRoot()) return {};
  const cluster = statSync(clusterFolder, { throwIfNoEntry: false });
  return cluster !== undefined && cluster.uid !== 0 ? { uid: cluster.uid, gid: cluster.gid } : findNobody();
}

function findNobody(): ServerUser {
  try {
    const [uid, gid] = ['-u', '-g'].map((option) => Number(execFileSync('id', [option, 'nobody'], { stdio: 'pipe' })));
    return { uid: uid!, gid: gid! };
  } catch (error) {
    throw new EmbeddedPostgresError(
      'PostgreSQL refuses to run as root, so as root it is run as the user "nobody", which was not found here ' +
        `(${String(error)}): start as an ordinary user, or set DATABASE_URL.`,
    );
  }
}

/** Asks the kernel, since modes alone do not tell (access lists, mount options). */
function canEnter(user: ServerUser, folder: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(dirname(folder));
}

export async function makeDataDirectory(folder: string, user: ServerUser): Promise<void> {
  const mode = isRoot() ? 0o711 : 0o700;
  const first = await mkdir(folder, { recursive: true, mode });
  if (!isRoot()) return;
  // A strict umask has shut what was just made.
  for (let made = folder; first !== undefined && made.length >= first.length; made = dirname(made))
    await chmod(made, mode);
  if (canEnter(user, folder)) return;
  await chmod(folder, (await stat(folder)).mode | 0o011);
  if (canEnter(user, folder)) return;
  throw new EmbeddedPostgresError(
    `As root PostgreSQL is run as user ${String(user.uid)}, who cannot reach the data directory ${folder}: ` +
      'give a directory below one that everybody may enter (CLIENTELE_DATA_DIR), start as an ordinary user, or set DATABASE_URL.',
  );
}

/** Gives a cluster that root has copied here, from a backup say, to the user who has to run it. */
export async function giveTo(user: ServerUser, path: string): Promise<void> {
  if (user.uid === undefined || (await stat(path)).uid === user.uid) return;
  const entries = await readdir(path, { recursive: true });
  for (const entry of ['', ...entries]) await lchown(join(path, entry), user.uid, user.gid);
}
