/**
 * `npm run schema:check`: what changed since schema/released.graphql, and whether it may land.
 * `npm run schema:release`: makes the schema as it is the released one; part of releasing.
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
write(`${changes.length} changes since the last release; the next one is: ${release}.`);
for (const reason of refused) process.stderr.write(`Refused: ${reason}\n`);
if (refused.length > 0) process.exitCode = 1;
else if (process.argv.includes('--release')) copyFileSync(NEXT, RELEASED);
