/* `@clientele/sdk`: the client with a method for every query and mutation. */
export { Clientele } from './client.js';
export * from './core.js';
export type { PageArguments } from './operations.js';

// The arguments of lists.
export type * from './generated/arguments.js';
// What the methods answer, by short names; then inputs, enums, and what each operation takes and answers.
export type * from './generated/records.js';
export type * from './generated/types.js';
