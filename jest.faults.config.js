import config from './jest.config.js';

/** The fault trials, which `npm test` leaves out. @type {import('jest').Config} */
export default { ...config, testMatch: ['<rootDir>/test/faults/*.test.ts'], testPathIgnorePatterns: [] };
