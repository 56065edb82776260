import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** One real PostgreSQL for all test files, in a process of its own: it goes when this one does, however it ends. */
export default async function globalSetup() {
  const script = fileURLToPath(new URL('postgres-process.ts', import.meta.url));
  const child = fork(script, { execArgv: ['--import', 'tsx'] });
  const url = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`The tests' PostgreSQL did not start (exit code ${code}).`)));
  });
  process.env.TEST_DATABASE_URL = url;
  globalThis.testPostgresProcess = child;
}
