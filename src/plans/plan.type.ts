import { Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../graphql/node.js';
import { DateTime, finiteOrNull } from '../graphql/scalars.js';
import type { PlanRow } from './plan.sql.js';

@ObjectType({
  implements: Node,
  description:
    'What is sold: a tier of the product, such as Starter or Enterprise. Its price is agreed in each subscription.',
})
export class Plan extends Node {
  readonly nodeKind = 'Plan';
  readonly uuid: string;

  @Field(() => String, {
    nullable: true,
    description: 'Your own id for the plan, unique in the workspace, for example `business`; null where you gave none.',
  })
  externalId: string | null;

  @Field(() => String, { description: 'What the plan is called, for example "Business".' })
  name: string;

  @Field(() => Int, {
    description: 'The order of plans: the higher, the more it offers. 0 to 1,000,000, for example 3.',
  })
  rank: number;

  @Field(() => DateTime, { nullable: true, description: 'From when on it was sold; null: since ever.' })
  offeredFrom: number | null;

  @Field(() => DateTime, { nullable: true, description: 'Until when it is sold; null: for ever.' })
  offeredUntil: number | null;

  @Field(() => DateTime, { description: 'When it was last changed. Give it as `expectedUpdatedAt`.' })
  updatedAt: number;

  @Field(() => Boolean, { description: 'Whether it is the highest-ranked plan offered now.' })
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
