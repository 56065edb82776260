import { Field, ID, ObjectType, type MiddlewareFn } from 'type-graphql';
import { InvalidInput, UserError } from './user-error.js';

/** What every mutation answers beside the thing that it is about. */
@ObjectType()
export abstract class Payload {
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

/** Answers input that was refused with `userErrors` and no thing; nothing of it was carried out. */
export const answerUserErrors: MiddlewareFn = async (_, next): Promise<unknown> => {
  try {
    return { userErrors: [], ...((await next()) as object) };
  } catch (error) {
    if (error instanceof InvalidInput) return { userErrors: error.userErrors };
    throw error;
  }
};
