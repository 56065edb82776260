/* `@clientele/sdk/core`: the client without the generated methods, for small bundles. */
export type { Answer } from './answer.js';
export type { Call } from './call.js';
export { ClienteleCore } from './core-client.js';
export type { TypedDocument } from './document.js';
export * from './errors.js';
export { importRecords, type ImportSource } from './import.js';
export type { ImportRecord } from './import-batches.js';
export {
  ImportInterruptedError,
  type ImportCheckpoint,
  type ImportCounts,
  type ImportOptions,
  type ImportRefusal,
  type ImportResult,
} from './import-types.js';
export type { ClienteleOptions, RequestOptions } from './options.js';
export { Pages, type Page, type PageVariables } from './pages.js';
export type { Fetch, TokenSource } from './transport.js';
