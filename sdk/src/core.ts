/* `@clientele/sdk/core`: the client without the generated methods, for small bundles. */
export type { Answer, AnswerExtensions, OperationCost } from './answer.js';
export type { Call } from './call.js';
export { ClienteleCore } from './core-client.js';
export type { TypedDocument } from './document.js';
export * from './errors.js';
export type { RequestEvent, ResponseEvent } from './events.js';
export type { ClienteleOptions, RequestOptions } from './options.js';
export { Pages, type Page, type PageInfo, type PageRequest, type PageVariables } from './pages.js';
export type { Fetch, TokenSource } from './transport.js';
