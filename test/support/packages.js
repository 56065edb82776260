import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const ENTRY = 'imported.js';

/** What the server and most tests import from packages. Everything else is loaded file by file. */
const IMPORTED = [
  ...['@apollo/server', '@apollo/server/errors', '@apollo/server/plugin/disabled', '@fastify/cors', 'cephes'],
  ...['commander', 'dataloader', 'fast-check', 'fastify', 'graphile-worker', 'graphql', 'graphql-jit'],
  ...['graphql-jit/dist/runtime', 'graphql-scalars', 'helmet', 'jose', 'lru-cache', 'luxon', 'p-limit', 'pg', 'pino'],
  ...['pure-rand/distribution/uniformInt', 'pure-rand/generator/xoroshiro128plus', 'type-graphql', 'typeid-js'],
  ...['typeorm', 'uuid', 'zod'],
];

/** `setupFiles` loads the first by its path. The second has 9 MB, and graphile-worker needs it only for settings in TypeScript. */
const EXTERNAL = ['reflect-metadata', 'typescript'];

/**
 * Bundles packages into one file for Jest, which would otherwise resolve, read and compile 1,600 files of packages for
 * every test file. Each test file still evaluates the bundle itself, so that test files stay isolated. Writes one module for
 * each import, and modules.json, from which resolver.cjs knows the modules by the files that they replace.
 */
export async function bundlePackages(folder) {
  const modules = {};
  const withoutCopies = {
    name: 'without copies',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (kind === 'entry-point' || pluginData === withoutCopies) return undefined;
        // Jest loads CommonJS, as does this: an `import` of an ES module would find a second copy of some packages.
        const found = await resolve(path, { kind: 'require-call', importer, resolveDir, pluginData: withoutCopies });
        if (found.errors.length > 0) return { path, external: true };
        if (importer === '' || importer.endsWith(ENTRY)) modules[found.path] = join(folder, `${path}.js`);
        return found;
      });
    },
  };
  const getters = IMPORTED.map((name) => `${JSON.stringify(name)}: () => require(${JSON.stringify(name)})`);
  const bundle = join(folder, 'packages.js');
  await build({
    stdin: { contents: `module.exports = { ${getters.join(', ')} };`, resolveDir: REPOSITORY, sourcefile: ENTRY },
    outfile: bundle,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    mainFields: ['main'],
    conditions: [],
    logLevel: 'error',
    external: EXTERNAL,
    plugins: [withoutCopies],
  });
  for (const [name, path] of IMPORTED.map((name) => [name, join(folder, `${name}.js`)])) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `module.exports = require(${JSON.stringify(bundle)})[${JSON.stringify(name)}]();`);
  }
  writeFileSync(join(folder, 'modules.json'), JSON.stringify(modules));
}
