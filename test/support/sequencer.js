import TestSequencer from '@jest/test-sequencer';

/** Files that take tens of seconds. Started last, they would run while the other workers have nothing left to do. */
const LONG = [
  ...[
    'abuse/bounds',
    'abuse/deadline',
    'abuse/values',
    'auth/tokens',
    'cli/commands',
    'cli/first-start',
    'cli/package',
  ],
  ...['cli/stopping', 'database/embedded-postgres', 'examples/telco', 'graphql/connections', 'graphql/filters'],
  ...['metrics/telco', 'money/currency-digits', 'sdk/package', 'simulation/limits', 'tenancy/tenancy'],
].map((name) => `/test/${name}.test.ts`);

/** Starts the long files first. Jest itself sorts by size until it knows how long files took, which it never does in CI. */
export default class LongFirst extends TestSequencer {
  sort(tests) {
    const isLong = ({ path }) => LONG.some((end) => path.endsWith(end));
    const sorted = super.sort(tests);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
}
