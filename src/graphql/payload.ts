import { Field, ID, ObjectType, type MiddlewareFn } from 'type-graphql';
import type { RequestContext } from './context.js';
import { Cost } from './cost/cost.js';
import { InvalidInput, refuse, UserError, UserErrorCode } from './user-error.js';

/** What every mutation answers beside the thing that it is about. */
@ObjectType()
export abstract class Payload {
  // Paid with the record that they are about.
  @Cost({ size: 0 })
  @Field(() => [UserError], { description: 'What is wrong with the input; empty where it was carried out.' })
  userErrors?: UserError[];
}

@ObjectType({ description: 'The record that was deleted.' })
export class DeletePayload extends Payload {
  @Field(() => ID, {
    nullable: true,
    description: 'The global id that it had; null where userErrors say why it stays.',
  })
  deletedId?: string | null;
}

/** What a mutation changed, read again to be answered; above all where it is answered once more, it may be gone. */
export const stillThere = <Thing>(thing: Thing | null): Thing =>
  thing ??
  refuse(
    UserErrorCode.NOT_FOUND,
    [],
    'Expected the record to be there still; this was carried out, and it has been deleted since.',
  );

/**
 * Answers input that was refused with `userErrors` and no thing; nothing of it was carried out. Of several mutations in
 * one operation each answers what is recorded by then.
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
