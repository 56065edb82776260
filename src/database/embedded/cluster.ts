import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { programOf, SERVER_ENVIRONMENT, type PostgresPackage } from './binaries.js';
import { EmbeddedPostgresError, hasCode, quoteLastLines } from './embedded-postgres-error.js';
import { temporaryPath } from './temporary.js';
import { giveTo, type ServerUser } from './unprivileged.js';

export const SUPERUSER = 'clientele';

/** Inside the cluster, so that the one rename which puts a new cluster in place brings its password along. */
const passwordFileOf = (clusterFolder: string): string => join(clusterFolder, 'clientele-password');

export const hasCluster = async (clusterFolder: string): Promise<boolean> =>
  (await readVersion(clusterFolder)) !== undefined;

/** Refuses data which the installed PostgreSQL cannot read. */
export async function checkVersion(clusterFolder: string, found: PostgresPackage): Promise<void> {
  const ofData = await readVersion(clusterFolder);
  const ofPrograms = String(parseInt(found.version, 10));
  if (ofData === undefined || ofData === ofPrograms) return;
  throw new EmbeddedPostgresError(
    `The data in ${clusterFolder} should be of PostgreSQL ${ofPrograms}, the version installed here, but is of ${ofData}: ` +
      `start with the Clientele that made it (and move the data over with pg_dump and pg_restore), or move the folder away to begin empty.`,
  );
}

export async function readPassword(clusterFolder: string): Promise<string> {
  const file = passwordFileOf(clusterFolder);
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new EmbeddedPostgresError(
      hasCode(error, 'EACCES', 'EPERM')
        ? `The database in ${dirname(clusterFolder)} belongs to another user of this machine: start as that user, or give another data directory (CLIENTELE_DATA_DIR).`
        : `The password of the database should be in ${file}, which cannot be read (${(error as Error).message}): restore that file, or move ${clusterFolder} away to begin empty.`,
      { cause: error },
    );
  }
}

/** Makes the cluster, unless another process is quicker: then that one's is used. */
export async function createCluster(options: {
  clusterFolder: string;
  binaries: PostgresPackage;
  user: ServerUser;
  /** Whether it shall survive a power cut. */
  isDurable: boolean;
}): Promise<void> {
  const { clusterFolder, binaries, user, isDurable } = options;
  if (await isTaken(clusterFolder)) return;
  const nursery = temporaryPath(dirname(clusterFolder), 'initdb');
  const fresh = join(nursery, 'cluster');
  const passwordFile = join(nursery, 'password');
  try {
    await mkdir(fresh, { recursive: true, mode: 0o700 });
    await chmod(nursery, 0o711);
    await giveTo(user, fresh);
    await writePassword(passwordFile, user);
    await runInitdb(binaries, user, fresh, [
      ...[`--username=${SUPERUSER}`, '--encoding=UTF8', '--locale=C', '--auth=scram-sha-256'],
      ...[`--pwfile=${passwordFile}`, '--no-instructions', ...(isDurable ? [] : ['--no-sync'])],
    ]);
    await rename(passwordFile, passwordFileOf(fresh));
    if (isDurable) await syncFolder(fresh);
    await rename(fresh, clusterFolder);
    if (isDurable) await syncFolder(dirname(clusterFolder));
  } catch (error) {
    if (!hasCode(error, 'EEXIST', 'ENOTEMPTY', 'EPERM') || !(await isTaken(clusterFolder))) throw error;
  } finally {
    await rm(nursery, { recursive: true, force: true });
  }
}

async function isTaken(clusterFolder: string): Promise<boolean> {
  if (await hasCluster(clusterFolder)) return true;
  const present = await readdir(clusterFolder).catch(() => []);
  if (present.length === 0) return false;
  throw new EmbeddedPostgresError(
    `The folder ${clusterFolder} should hold a PostgreSQL cluster or be missing, but holds other files: move it away, or give another data directory (CLIENTELE_DATA_DIR).`,
  );
}

async function readVersion(clusterFolder: string): Promise<string | undefined> {
  try {
    return (await readFile(join(clusterFolder, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw new EmbeddedPostgresError(
      `The data directory ${dirname(clusterFolder)} cannot be read (${(error as Error).message}): start as the user it belongs to, or give another one (CLIENTELE_DATA_DIR).`,
      { cause: error },
    );
  }
}

async function writePassword(path: string, user: ServerUser): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(randomBytes(24).toString('base64url'));
    await file.sync();
  } finally {
    await file.close();
  }
  if (user.uid !== undefined) await chown(path, user.uid, user.gid);
}

async function runInitdb(binaries: PostgresPackage, user: ServerUser, folder: string, args: string[]): Promise<void> {
  try {
    // Our working directory may be closed to that user.
    await promisify(execFile)(programOf(binaries, 'initdb'), ['-D', folder, ...args], {
      ...user,
      cwd: '/',
      env: SERVER_ENVIRONMENT,
    });
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    throw new EmbeddedPostgresError(
      `The database could not be made in ${dirname(dirname(folder))} (${quoteLastLines(stderr) || message}): ` +
        'mend that, give another data directory (CLIENTELE_DATA_DIR), or set DATABASE_URL.',
      { cause: error },
    );
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
