import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { chmod, lchown, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** Options of `spawn`. Empty unless this process runs as root, which PostgreSQL refuses. */
export type ServerUser = { uid: number; gid: number } | { uid?: undefined; gid?: undefined };

const SHARED_HOME = '/var/lib/clientele';

const isRoot = (): boolean => process.getuid?.() === 0;

/** Returns the data directory: `preferred`, or one below SHARED_HOME if root's PostgreSQL user cannot reach it. */
export function resolveDataDirectory(preferred: string): string {
  const wanted = resolve(preferred);
  if (!isRoot() || canEnter(findNobody(), nearestExisting(dirname(wanted)))) return wanted;
  return join(SHARED_HOME, createHash('sha256').update(wanted).digest('hex').slice(0, 16));
}

/** Returns the user that runs PostgreSQL: the current one, or, for root, the owner of the cluster or `nobody`. */
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
      'PostgreSQL refuses to run as root, and the user "nobody", which runs it instead, was not found ' +
        `(${String(error)}). Start as a user other than root, or set DATABASE_URL.`,
    );
  }
}

/** Tries to enter the folder, because its mode does not reveal ACLs and mount options. */
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
  // A strict umask may have restricted the folders that were just created.
  for (let made = folder; first !== undefined && made.length >= first.length; made = dirname(made))
    await chmod(made, mode);
  if (canEnter(user, folder)) return;
  await chmod(folder, (await stat(folder)).mode | 0o011);
  if (canEnter(user, folder)) return;
  throw new EmbeddedPostgresError(
    `PostgreSQL runs as user ${String(user.uid)} when started by root, and that user cannot reach the data directory ${folder}. ` +
      'Set CLIENTELE_DATA_DIR to a directory that everybody may enter, start as a user other than root, or set DATABASE_URL.',
  );
}

/** Changes the owner of a cluster that root copied here, such as from a backup, to the user that runs PostgreSQL. */
export async function giveTo(user: ServerUser, path: string): Promise<void> {
  if (user.uid === undefined || (await stat(path)).uid === user.uid) return;
  const entries = await readdir(path, { recursive: true });
  for (const entry of ['', ...entries]) await lchown(join(path, entry), user.uid, user.gid);
}
