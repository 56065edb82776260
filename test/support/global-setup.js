import { fork } from 'node:child_process';
import { join } from 'node:path';
import { buildPrograms } from './build.js';
import { bundlePackages } from './packages.js';
import { makeTemporaryFolder } from './temporary-folder.js';

/** Prepares what all test files share: a temporary folder, programs, the bundle of packages and one real PostgreSQL. */
export default async function globalSetup() {
  const { run, folder } = makeTemporaryFolder();
  // Node.js and everything that the tests start take the folder from here.
  process.env.TMPDIR = folder;
  const programs = await buildPrograms();
  process.env.TEST_PROGRAMS = programs;
  const [url] = await Promise.all([startPostgres(programs, run), bundlePackages(join(programs, 'packages'))]);
  process.env.TEST_DATABASE_URL = url;
}

/**
 * Starts PostgreSQL in a separate process, which ends when this one does, however it ends, and then removes the folder
 * of the run with all that its tests left behind. Returns the URL.
 */
async function startPostgres(programs, folderOfRun) {
  const child = fork(join(programs, 'test/support/postgres-process.js'), [folderOfRun]);
  globalThis.testPostgresProcess = child;
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`The tests' PostgreSQL did not start (exit code ${code}).`)));
  });
}
