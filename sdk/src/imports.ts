/* `@clientele/sdk/imports`: the import of any number of records, for use with the client of `@clientele/sdk/core`. */
export { importRecords, type ImportSource } from './import.js';
export type { ImportRecord } from './import-batches.js';
export {
  ImportInterruptedError,
  type ImportCheckpoint,
  type ImportCounts,
  type ImportNotice,
  type ImportOptions,
  type ImportRefusal,
  type ImportResult,
} from './import-types.js';
