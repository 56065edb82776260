import { Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../graphql/node.js';
import { DateTime, finiteOrNull } from '../graphql/scalars.js';
import type { PlanRow } from './plan.sql.js';

@ObjectType({
  implements: Node,
  description: 'A tier of your product, such as Starter or Enterprise. The price is agreed in each subscription.',
})
export class Plan extends Node {
  readonly nodeKind = 'Plan';
  readonly uuid: string;

  @Field(() => String, {
    nullable: true,
    description: 'Your own id for the plan, unique in the workspace, for example `business`; null if not set.',
  })
  externalId: string | null;

  @Field(() => String, { description: 'Name, up to 200 characters, for example "Business".' })
  name: string;

  @Field(() => Int, {
    description: 'Rank among the plans, 0 to 1,000,000, for example 3. A higher rank offers more.',
  })
  rank: number;

  @Field(() => DateTime, { nullable: true, description: 'When the plan was first offered; null: from the beginning.' })
  offeredFrom: number | null;

  @Field(() => DateTime, { nullable: true, description: 'When the plan stops being offered; null: indefinitely.' })
  offeredUntil: number | null;

  @Field(() => DateTime, {
    description: 'When the plan last changed. Pass it as `expectedUpdatedAt` to detect concurrent changes.',
  })
  updatedAt: number;

  @Field(() => Boolean, { description: 'Whether this is the highest-ranked plan offered now.' })
  isTopTier: boolean;

  constructor({ id, offeredFrom, offeredUntil, ...row }: PlanRow, isTopTier: boolean) {
    super();
    this.uuid = id;
    this.offeredFrom = finiteOrNull(offeredFrom);
    this.offeredUntil = finiteOrNull(offeredUntil);
    this.isTopTier = isTopTier;
    Object.assign(this, row);
  }
}
