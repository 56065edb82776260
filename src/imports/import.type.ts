import { Field, Int, ObjectType } from 'type-graphql';
import { Cost } from '../graphql/cost/cost.js';
import { UserError } from '../graphql/user-error.js';

@ObjectType({ description: 'What an import did.' })
export class ImportPayload {
  @Field(() => Int, { description: 'Records that were new.' })
  created: number;

  @Field(() => Int, { description: 'Records that were known and changed.' })
  updated: number;

  @Field(() => Int, { description: 'Records that were known and say what is recorded already.' })
  unchanged: number;

  @Field(() => Int, { description: 'Records that were refused; userErrors say why. They hold back no others.' })
  refused: number;

  // Paid with the records that they are about.
  @Cost({ size: 0 })
  @Field(() => [UserError], { description: 'What is wrong, each with the path of the record and field.' })
  userErrors: UserError[];
}
