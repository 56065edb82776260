import type { TypedDocumentString } from '@clientele/sdk/documents';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { parse } from 'graphql';

/** Parses a document of the SDK, as caching clients require, and keeps the types of its result and variables. */
export const parsed = <Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
): TypedDocumentNode<Result, Variables> => parse(document.toString());
