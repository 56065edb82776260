import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { RequestContext } from '../context.js';

type DocumentStore = NonNullable<ApolloServerOptionsWithGateway<RequestContext>['documentStore']>;

/** Total length of the parsed documents that are kept. They take about 100 bytes per character. */
const MAX_CHARACTERS = 200_000;

/** Returns the length of the text of a document. */
export const lengthOf = (document: DocumentNode): number => document.loc!.source.body.length;

/** Makes a cache of parsed and validated documents. (Apollo Server's own store may take 140 MB.) */
export function makeDocumentStore(): DocumentStore {
  const documents = new LRUCache<string, DocumentNode>({ maxSize: MAX_CHARACTERS, sizeCalculation: lengthOf });
  return {
    get: (key) => Promise.resolve(documents.get(key)),
    set: (key, document) => Promise.resolve(void documents.set(key, document)),
    delete: (key) => Promise.resolve(documents.delete(key)),
  };
}
