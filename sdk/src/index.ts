/* `@clientele/sdk`: the client with a method for every query and mutation. */
export { Clientele } from './client.js';
export * from './core.js';
export * from './imports.js';
export * from './enums.js';
export * from './generated/enums.js';
export type { PageArguments } from './operations.js';

// Arguments of lists.
export type * from './generated/arguments.js';
// Result types by their short names; then inputs, enums, and the variables and results of each operation.
export type * from './generated/records.js';
export type * from './generated/types.js';
