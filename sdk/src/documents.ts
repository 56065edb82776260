/* `@clientele/sdk/documents`: every operation and fragment of the SDK, each as its own export. */
export * from './generated/documents.js';
export { TypedDocumentString } from './typed-document-string.js';
