import { Field, ID, ObjectType, type MiddlewareFn } from 'type-graphql';
import type { RequestContext } from './context.js';
import { Cost } from './cost/cost.js';
import { InvalidInput, UserError } from './user-error.js';

/** The fields that every mutation's payload has in addition to the changed record. */
@ObjectType()
export abstract class Payload {
  // Included in the cost of the record.
  @Cost({ size: 0 })
  @Field(() => [UserError], { description: 'Errors in the input. Empty if the mutation was carried out.' })
  userErrors?: UserError[];
}

@ObjectType({ description: 'The result of a deletion.' })
export class DeletePayload extends Payload {
  @Field(() => ID, {
    nullable: true,
    description: 'The global id of the deleted record. Null if nothing was deleted; see `userErrors`.',
  })
  deletedId?: string | null;
}

/**
 * Returns the errors of refused input as `userErrors`, without a record. Clears the request's loaders first, so that each
 * of several mutations in one operation returns the state that it left.
 */
export const answerUserErrors: MiddlewareFn<RequestContext> = async ({ context }, next): Promise<unknown> => {
  context.forget();
  try {
    return { userErrors: [], ...((await next()) as object) };
  } catch (error) {
    if (error instanceof InvalidInput) return { userErrors: error.userErrors };
    throw error;
  }
};
