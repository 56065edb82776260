const { readFileSync } = require('node:fs');
const { join } = require('node:path');

let modules;

/** Resolves like Jest, but replaces the packages that packages.js has bundled by the bundle. */
module.exports = (path, { defaultResolver, ...options }) => {
  const found = defaultResolver(path, options);
  const programs = process.env.TEST_PROGRAMS;
  // Jest resolves the modules of its settings before globalSetup writes the bundle.
  if (programs === undefined) return found;
  modules ??= JSON.parse(readFileSync(join(programs, 'packages/modules.json'), 'utf8'));
  return modules[found] ?? found;
};
