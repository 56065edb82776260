import { Field, ObjectType } from 'type-graphql';
import { Account } from '../accounts/account.type.js';
import { Payload } from '../graphql/payload.js';

@ObjectType({ description: 'The account that remains after a merge.' })
export class AccountMergePayload extends Payload {
  @Field(() => Account, {
    nullable: true,
    description: 'The account `into` in its current state; null if `userErrors` is not empty.',
  })
  account?: Account | null;
}
