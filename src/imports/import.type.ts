import { Field, Int, ObjectType } from 'type-graphql';
import { Cost } from '../graphql/cost/cost.js';
import { UserError } from '../graphql/user-error.js';

@ObjectType({ description: 'Result of an import.' })
export class ImportPayload {
  @Field(() => Int, { description: 'Number of records created.' })
  created: number;

  @Field(() => Int, { description: 'Number of existing records that changed.' })
  updated: number;

  @Field(() => Int, {
    description: 'Number of records whose content was already recorded, or is repeated in the call.',
  })
  unchanged: number;

  @Field(() => Int, {
    description: 'Number of records refused; `userErrors` gives the reasons. Refused records do not affect the others.',
  })
  refused: number;

  // The cost of the records includes their errors.
  @Cost({ size: 0 })
  @Field(() => [UserError], {
    description:
      'Errors, each with the path of the field and the externalId of the record. The first 10 of each refused record are listed; `userErrorCount` counts all.',
  })
  userErrors: UserError[];

  @Field(() => Int, { description: 'Number of errors found, including those that `userErrors` does not list.' })
  userErrorCount: number;
}
