/**
 * `npm test` lets V8 optimize functions only after they have run 7 times as long as by default, because most test files end
 * before optimized code pays for its compilation. Workers get the flag from the main process; set later, it has no effect.
 *
 * @type {import('jest').Config}
 */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // They take minutes, so they run by themselves: jest.faults.config.js.
  testPathIgnorePatterns: ['<rootDir>/test/faults/'],
  testEnvironment: '<rootDir>/test/support/environment.js',
  runtime: '<rootDir>/test/support/runtime.cjs',
  resolver: '<rootDir>/test/support/resolver.cjs',
  setupFiles: ['<rootDir>/test/support/setup.cjs'],
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
  moduleNameMapper: {
    '^@clientele/sdk$': '<rootDir>/sdk/src/index.ts',
    '^@clientele/sdk/(\\w+)$': '<rootDir>/sdk/src/$1.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '\\.[cm]?[jt]s$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, useDefineForClassFields: false },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  // Neither packages, except those that ship only ES modules, nor the bundle of packages.
  transformIgnorePatterns: ['/node_modules/(?!(uuid|p-limit|yocto-queue|pure-rand|jose)/)', '/clientele-build-'],
  // Far above what tests take, so that only a hang fails, also on a machine that is busy with something else.
  testTimeout: 120_000,
  testSequencer: '<rootDir>/test/support/sequencer.js',
  maxWorkers: 3,
};
