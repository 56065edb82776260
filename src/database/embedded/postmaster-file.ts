import { linkSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from './embedded-postgres-error.js';
import { isAlive, isPostmasterOf } from './processes.js';
import { temporaryPath } from './temporary.js';

/** The lock file of a running server, in PostgreSQL's format (miscadmin.h, LOCK_FILE_LINE_*). */
export interface PostmasterFile {
  /** NaN if the file is incomplete. */
  pid: number;
  port: number;
  isReady: boolean;
  text: string;
}

/** A starting server fills the file within milliseconds; after a power failure it can stay empty. */
const UNREADABLE_FOR_MS = 5_000;

const fileOf = (clusterFolder: string): string => join(clusterFolder, 'postmaster.pid');

export function readPostmasterFile(clusterFolder: string): PostmasterFile | undefined {
  let text: string;
  try {
    text = readFileSync(fileOf(clusterFolder), 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  const lines = text.split('\n');
  // A standalone backend writes its pid negative.
  const pid = Math.abs(parseInt(lines[0]!, 10)) || NaN;
  return { pid, port: parseInt(lines[3] ?? '', 10), isReady: lines[7]?.trim() === 'ready', text };
}

/** Returns the lock file if a live server of this cluster, ready or not, owns it. Removes the file of a dead server. */
export function findLiveServer(clusterFolder: string): PostmasterFile | undefined {
  const file = readPostmasterFile(clusterFolder);
  if (file === undefined) return undefined;
  if (Number.isNaN(file.pid)) {
    if (isBeingWritten(clusterFolder)) return file;
  } else {
    if (isPostmasterOf(clusterFolder, file.pid)) return file;
    // PostgreSQL itself replaces the file if its pid no longer exists, after it has checked that the server's shared
    // memory
    // is not in use. It refuses to start only if another process now has the pid.
    if (!isAlive(file.pid)) return undefined;
  }
  discard(clusterFolder, file);
  return undefined;
}

function isBeingWritten(clusterFolder: string): boolean {
  const modified = statSync(fileOf(clusterFolder), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Math.abs(Date.now() - modified) < UNREADABLE_FOR_MS;
}

function discard(clusterFolder: string, stale: PostmasterFile): void {
  const aside = temporaryPath(clusterFolder, 'postmaster.pid');
  try {
    renameSync(fileOf(clusterFolder), aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  // Another Clientele process may have discarded the file first and started a server, whose file this is then.
  if (readFileSync(aside, 'utf8') !== stale.text) linkSync(aside, fileOf(clusterFolder));
  rmSync(aside);
}
