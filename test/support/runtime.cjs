const { join, resolve, sep } = require('node:path');
const Runtime = require('jest-runtime').default;

/** The runtime that holds what all test files of this worker share. */
let shared;

/**
 * Evaluates the product and packages once for each worker instead of once for each test file, so that most code is
 * compiled and optimized when a test file starts. The files below `test` are evaluated again for each test file, because
 * they keep what a test file opened.
 */
module.exports = class SharingRuntime extends Runtime {
  constructor(config, environment, ...others) {
    super(config, environment, ...others);
    this.testFolder = join(config.rootDir, 'test') + sep;
    this.sharesModules = environment.sharesModules;
    if (this.sharesModules) shared ??= new Runtime(config, environment, ...others);
  }

  requireModuleOrMock(from, name) {
    return this.sharesModules && !this.isOwn(from, name)
      ? shared.requireModuleOrMock(from, name)
      : super.requireModuleOrMock(from, name);
  }

  isOwn(from, name) {
    if (name === '@jest/globals') return true;
    return /^\.{0,2}\//.test(name) && resolve(from, '..', name).startsWith(this.testFolder);
  }
};
