import { Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../graphql/node.js';
import { DateTime, finiteOrNull } from '../graphql/scalars.js';
import type { PlanRow } from './plan.sql.js';

@ObjectType({ implements: Node, description: 'What is sold: a tier of the product.' })
export class Plan extends Node {
  readonly nodeKind = 'Plan';
  readonly uuid: string;

  @Field(() => String, { nullable: true, description: 'Your own id for the plan, unique in the workspace.' })
  externalId: string | null;

  @Field(() => String, { description: 'What the plan is called.' })
  name: string;

  @Field(() => Int, { description: 'The order of plans: the higher, the more it offers. 0 or more.' })
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
