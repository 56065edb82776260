import { GraphQLError, type ExecutionResult } from 'graphql';

const CODE = 'RECORD_DELETED';

/**
 * The error for a record that a concurrent request deleted after another record that refers to it was read. A query is
 * then executed again, in one snapshot, so that clients get this error only for a mutation, which cannot be executed
 * again.
 */
export const recordDeleted = (what: string): GraphQLError =>
  new GraphQLError(
    `The change was saved, but its response is incomplete: expected ${what}; it has been deleted since. Request the other records with a query.`,
    { extensions: { code: CODE } },
  );

/** Returns a record that another record refers to. Throws if it has been deleted since the other one was read. */
export function stillThere<Thing>(thing: Thing | null | undefined, what: string): Thing {
  if (thing === null || thing === undefined) throw recordDeleted(what);
  return thing;
}

/** Tells whether a result lacks a record that a concurrent request deleted. */
export const lacksDeletedRecord = ({ errors = [] }: ExecutionResult): boolean =>
  errors.some(({ extensions }) => extensions.code === CODE);
