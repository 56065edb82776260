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

/** Inside the cluster, so that a single rename puts a new cluster in place together with its password. */
const passwordFileOf = (clusterFolder: string): string => join(clusterFolder, 'clientele-password');

export const hasCluster = async (clusterFolder: string): Promise<boolean> =>
  (await readVersion(clusterFolder)) !== undefined;

/** Refuses data that the installed PostgreSQL cannot read. */
export async function checkVersion(clusterFolder: string, found: PostgresPackage): Promise<void> {
  const dataVersion = await readVersion(clusterFolder);
  const installedVersion = String(parseInt(found.version, 10));
  if (dataVersion === undefined || dataVersion === installedVersion) return;
  throw new EmbeddedPostgresError(
    `Expected the data in ${clusterFolder} to be of PostgreSQL ${installedVersion}, the installed version; it is of ${dataVersion}. ` +
      `Start the version of Clientele that created the data (pg_dump and pg_restore migrate it), or move the folder away to start empty.`,
  );
}

export async function readPassword(clusterFolder: string): Promise<string> {
  const file = passwordFileOf(clusterFolder);
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new EmbeddedPostgresError(
      hasCode(error, 'EACCES', 'EPERM')
        ? `The database in ${dirname(clusterFolder)} belongs to another user of this machine. Start as that user, or set CLIENTELE_DATA_DIR to another data directory.`
        : `Expected the password of the database in ${file}; the file cannot be read (${(error as Error).message}). Restore the file, or move ${clusterFolder} away to start empty.`,
      { cause: error },
    );
  }
}

/** Creates the cluster unless another process creates it first. */
export async function createCluster(options: {
  clusterFolder: string;
  binaries: PostgresPackage;
  user: ServerUser;
  /** Whether the cluster must survive a power failure. */
  isDurable: boolean;
}): Promise<void> {
  const { clusterFolder, binaries, user, isDurable } = options;
  if (await isTaken(clusterFolder)) return;
  const staging = temporaryPath(dirname(clusterFolder), 'initdb');
  const fresh = join(staging, 'cluster');
  const passwordFile = join(staging, 'password');
  try {
    await mkdir(fresh, { recursive: true, mode: 0o700 });
    await chmod(staging, 0o711);
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
    await rm(staging, { recursive: true, force: true });
  }
}

async function isTaken(clusterFolder: string): Promise<boolean> {
  if (await hasCluster(clusterFolder)) return true;
  const present = await readdir(clusterFolder).catch(() => []);
  if (present.length === 0) return false;
  throw new EmbeddedPostgresError(
    `Expected the folder ${clusterFolder} to contain a PostgreSQL cluster or to be missing; it contains other files. Move it away, or set CLIENTELE_DATA_DIR to another data directory.`,
  );
}

async function readVersion(clusterFolder: string): Promise<string | undefined> {
  try {
    return (await readFile(join(clusterFolder, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw new EmbeddedPostgresError(
      `The data directory ${dirname(clusterFolder)} cannot be read (${(error as Error).message}). Start as its owner, or set CLIENTELE_DATA_DIR to another directory.`,
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
    // That user may have no access to the current working directory.
    await promisify(execFile)(programOf(binaries, 'initdb'), ['-D', folder, ...args], {
      ...user,
      cwd: '/',
      env: SERVER_ENVIRONMENT,
    });
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    throw new EmbeddedPostgresError(
      `The database could not be created in ${dirname(dirname(folder))} (${quoteLastLines(stderr) || message}). ` +
        'Fix that, set CLIENTELE_DATA_DIR to another data directory, or set DATABASE_URL.',
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
