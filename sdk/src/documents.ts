/* `@clientele/sdk/documents`: every operation and fragment that the SDK uses, each an export of its own. */
export * from './generated/documents.js';
export { TypedDocumentString } from './typed-document-string.js';
