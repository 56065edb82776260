import { once } from 'node:events';
import { rmSync } from 'node:fs';

export default async function globalTeardown() {
  const child = globalThis.testPostgresProcess;
  if (!child) return;
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
  rmSync(process.env.TEST_PROGRAMS, { recursive: true, force: true });
}
