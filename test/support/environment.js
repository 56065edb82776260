import { TestEnvironment } from 'jest-environment-node';

/** The environment of all test files of a worker. They share modules (see runtime.cjs), which belong to its globals. */
class WorkerEnvironment extends TestEnvironment {
  sharesModules = true;

  async teardown() {
    // The next test file uses the environment again.
  }
}

let shared;

/** A test file that replaces modules starts with `@jest-environment node` instead. */
export default class SharedEnvironment {
  constructor(config, context) {
    return (shared ??= new WorkerEnvironment(config, context));
  }
}
