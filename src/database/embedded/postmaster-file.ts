import { linkSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from './embedded-postgres-error.js';
import { isAlive, isPostmasterOf } from './processes.js';
import { temporaryPath } from './temporary.js';

/** The lock file of a running server, as PostgreSQL writes it (miscadmin.h, LOCK_FILE_LINE_*). */
export interface PostmasterFile {
  /** NaN in a file that is not, or not yet, completely written. */
  pid: number;
  port: number;
  isReady: boolean;
  text: string;
}

/** A starting server fills the file within milliseconds; after a power cut it can stay empty. */
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

/** The lock file if a live server of this cluster, ready or not, owns it. What a dead one left is put out of the way. */
export function findLiveServer(clusterFolder: string): PostmasterFile | undefined {
  const file = readPostmasterFile(clusterFolder);
  if (file === undefined) return undefined;
  if (Number.isNaN(file.pid)) {
    if (isBeingWritten(clusterFolder)) return file;
  } else {
    if (isPostmasterOf(clusterFolder, file.pid)) return file;
    // PostgreSQL itself replaces the file of a pid that is gone, after it has asked the kernel whether that server's
    // shared memory is still in use. Only a pid that lives on as something else would stop it.
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
  // Another process of ours may have discarded it first and started a server since: then this is that server's file.
  if (readFileSync(aside, 'utf8') !== stale.text) linkSync(aside, fileOf(clusterFolder));
  rmSync(aside);
}
