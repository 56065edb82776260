/* Builds the package from one source: ES modules, CommonJS with types of its own, and the schema for others' tools. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(dirname(fileURLToPath(import.meta.url)));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

rmSync('dist', { recursive: true, force: true });
for (const project of ['tsconfig.json', 'tsconfig.cjs.json']) {
  execFileSync(process.execPath, [tsc, '--project', project], { stdio: 'inherit' });
}
// The package is one of ES modules; this folder is not.
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs", "sideEffects": false }\n');
copyFileSync('../schema/schema.graphql', 'dist/schema.graphql');
