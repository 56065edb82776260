import { Field, Int, ObjectType } from 'type-graphql';
import { Cost } from '../graphql/cost/cost.js';
import { UserError } from '../graphql/user-error.js';

@ObjectType({ description: 'Result of an import.' })
export class ImportPayload {
  @Field(() => Int, { description: 'Number of records created.' })
  created: number;

  @Field(() => Int, { description: 'Number of existing records that changed.' })
  updated: number;

  @Field(() => Int, { description: 'Number of existing records whose content was already recorded.' })
  unchanged: number;

  @Field(() => Int, {
    description: 'Number of records refused; `userErrors` gives the reasons. Refused records do not affect the others.',
  })
  refused: number;

  // The cost of the records includes their errors.
  @Cost({ size: 0 })
  @Field(() => [UserError], { description: 'Errors, each with the path of the record and field.' })
  userErrors: UserError[];
}
