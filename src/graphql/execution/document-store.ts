import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { RequestContext } from '../context.js';

type DocumentStore = NonNullable<ApolloServerOptionsWithGateway<RequestContext>['documentStore']>;

/** Of all documents that are kept parsed; each character takes some 100 bytes then. */
const MAX_CHARACTERS = 200_000;

/** How long the text of a document is. */
export const lengthOf = (document: DocumentNode): number => document.loc!.source.body.length;

/** Keeps what was parsed and found valid, for when it comes again. (Apollo's own store lets that take 140 MB.) */
export function makeDocumentStore(): DocumentStore {
  const documents = new LRUCache<string, DocumentNode>({ maxSize: MAX_CHARACTERS, sizeCalculation: lengthOf });
  return {
    get: (key) => Promise.resolve(documents.get(key)),
    set: (key, document) => Promise.resolve(void documents.set(key, document)),
    delete: (key) => Promise.resolve(documents.delete(key)),
  };
}
