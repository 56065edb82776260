import { once } from 'node:events';

export default async function globalTeardown() {
  const child = globalThis.testPostgresProcess;
  if (!child) return;
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}
