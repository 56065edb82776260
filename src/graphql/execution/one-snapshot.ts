import { unwrapResolverError } from '@apollo/server/errors';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { RequestContext } from '../context.js';
import { isFault } from '../errors.js';
import { shortageOf } from '../overload.js';
import { lacksDeletedRecord } from '../record-deleted.js';
import { likeGraphqlJs } from './execution-errors.js';

/** Executes an operation. */
export type Run = (context: RequestContext) => Promise<ExecutionResult>;

const isFaulty = (error: GraphQLError): boolean => isFault(unwrapResolverError(error), error.extensions.code);

const hasFault = ({ errors = [] }: ExecutionResult): boolean => errors.some(isFaulty);

/**
 * Tells whether the records of a result may not fit together: something is missing that was deleted meanwhile, or there is
 * an internal error, which any such combination may cause.
 */
export const isUnfit = (result: ExecutionResult): boolean => lacksDeletedRecord(result) || hasFault(result);

/** Returns the first error that is due to a shortage of database time or connections. */
const shortageIn = ({ errors = [] }: ExecutionResult): unknown =>
  errors.map(unwrapResolverError).find((error) => shortageOf(error) !== null);

/**
 * Executes a query whose first result is unfit again, in one snapshot of the database. During a shortage, which a second
 * execution would only add to or which prevents it, the result is the first one with the shortage in place of its faults:
 * clients are to try again.
 */
export async function inOneSnapshot(
  run: Run,
  context: RequestContext,
  first: ExecutionResult,
): Promise<ExecutionResult> {
  const shortage = shortageIn(first);
  if (shortage) return asShort(first, shortage);
  let again: ExecutionResult | undefined;
  let failure: unknown;
  try {
    await context.atOneMoment(async (snapshot) => (again = await run(snapshot)));
  } catch (error) {
    failure = error;
  }
  if (again && failure === undefined && !isUnfit(again)) return again;
  const newShortage = (again && shortageIn(again)) ?? (shortageOf(failure) && failure);
  if (newShortage) return asShort(first, newShortage);
  // If both have faults, the first one has more data, since one failed statement aborts the whole transaction.
  return hasFault(first) ? first : (again ?? first);
}

const asShort = ({ data, errors = [] }: ExecutionResult, shortage: unknown): ExecutionResult => ({
  data,
  errors: errors.map((error) => {
    const { message, locations, path } = error;
    const originalError = shortage as Error;
    return isUnfit({ errors: [error] }) ? likeGraphqlJs({ message, locations, path, originalError }) : error;
  }),
});
