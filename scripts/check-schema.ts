/**
 * `npm run schema:check` lists the changes since schema/released.graphql and fails on breaking changes without notice.
 * `npm run schema:release` also makes the current schema the released one. It is part of releasing.
 */
import { copyFileSync, readFileSync } from 'node:fs';
import { diffSchemas } from './schema-diff.js';

const RELEASED = new URL('../schema/released.graphql', import.meta.url);
const NEXT = new URL('../schema/schema.graphql', import.meta.url);

const { release, changes, refused } = await diffSchemas(
  readFileSync(RELEASED, 'utf8'),
  readFileSync(NEXT, 'utf8'),
  new Date().toISOString().slice(0, 10),
);
const write = (line: string): boolean => process.stdout.write(`${line}\n`);

for (const { message, isBreaking } of changes) write(`${isBreaking ? 'breaking' : '        '}  ${message}`);
write(`${changes.length} changes since the last release. Required release: ${release}.`);
for (const reason of refused) process.stderr.write(`Refused: ${reason}\n`);
if (refused.length > 0) process.exitCode = 1;
else if (process.argv.includes('--release')) copyFileSync(NEXT, RELEASED);
