import { fork } from 'node:child_process';
import { join } from 'node:path';
import { buildPrograms } from './build.js';
import { bundlePackages } from './packages.js';

/** Starts one real PostgreSQL for all test files in a separate process, which ends when this one does, however it ends. */
export default async function globalSetup() {
  const programs = await buildPrograms();
  process.env.TEST_PROGRAMS = programs;
  const [url] = await Promise.all([startPostgres(programs), bundlePackages(join(programs, 'packages'))]);
  process.env.TEST_DATABASE_URL = url;
}

/** Returns the URL. */
async function startPostgres(programs) {
  const child = fork(join(programs, 'test/support/postgres-process.js'));
  globalThis.testPostgresProcess = child;
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`The tests' PostgreSQL did not start (exit code ${code}).`)));
  });
}
