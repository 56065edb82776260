/*
 * `npm run sdk:release` increases the SDK's version as the changes of the schema since the last release require, adds these
 * changes to the SDK's changelog, and makes the current schema the released one.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { diffSchemas } from './schema-diff.js';
import { nextVersion, withRelease } from './sdk-release.js';

const [RELEASED, NEXT, CHANGELOG] = ['schema/released.graphql', 'schema/schema.graphql', 'sdk/CHANGELOG.md'];
const read = (path: string): string => readFileSync(path, 'utf8');

const today = new Date().toISOString().slice(0, 10);
const { release, changes, refused } = await diffSchemas(read(RELEASED), read(NEXT), today);
if (refused.length > 0) throw new Error(`Expected a schema without breaking changes. ${refused.join(' ')}`);

const { version } = JSON.parse(read('sdk/package.json')) as { version: string };
const next = nextVersion(version, release);
const changelog = withRelease(read(CHANGELOG), next, today, changes);
writeFileSync(CHANGELOG, await format(changelog, { ...(await resolveConfig(CHANGELOG)), parser: 'markdown' }));
execFileSync('npm', ['version', next, '--workspace', 'sdk', '--no-git-tag-version'], { stdio: 'inherit' });
copyFileSync(NEXT, RELEASED);
