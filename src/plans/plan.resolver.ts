import { Arg, Authorized, Ctx, Field, Mutation, ObjectType, Query, Resolver, UseMiddleware } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { answerUserErrors, Payload } from '../graphql/payload.js';
import type { Reference } from '../graphql/reference.js';
import { changeRecord } from '../idempotency/change-record.service.js';
import { Role } from '../graphql/role.js';
import { resolveReference } from '../identities/identity.loaders.js';
import { PlanBy, PlanUpsertInput } from './plan.inputs.js';
import { allPlans, planById, readPlans } from './plan.loaders.js';
import { findPlan } from './plan.service.js';
import { Plan } from './plan.type.js';
import { upsertPlan } from './upsert-plan.service.js';

@ObjectType({ description: 'The plan that was created or updated.' })
export class PlanPayload extends Payload {
  @Field(() => Plan, {
    nullable: true,
    description: 'The plan in its current state; null if `userErrors` is not empty.',
  })
  plan?: Plan | null;
}

@Resolver()
export class PlanResolver {
  @Authorized(Role.READER)
  @Cost({ size: 1_000, each: 0.1 })
  @Query(() => [Plan], { description: 'All plans, lowest rank first.' })
  plans(@Ctx() context: RequestContext): Promise<Plan[]> {
    return context.the(allPlans);
  }

  @Authorized(Role.READER)
  @Query(() => Plan, { nullable: true, description: 'One plan; null if it does not exist in the workspace.' })
  async plan(
    @Ctx() context: RequestContext,
    @Arg('by', () => PlanBy, { description: 'Which plan, for example `{ externalId: "business" }`.' }) by: Reference,
  ): Promise<Plan | null> {
    const resolved = await resolveReference(context, 'Plan', by, ['by']);
    const row = resolved && (await findPlan(context.scope, resolved, ['by']));
    return row ? context.the(planById).find(row.id) : null;
  }

  @Authorized(Role.ADMIN)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => PlanPayload, {
    description:
      'Creates a plan, or updates the one with the given id, externalId or identity. A new plan, rank or offer period re-evaluates every account in the background.',
  })
  async planUpsert(
    @Ctx() context: RequestContext,
    @Arg('input', () => PlanUpsertInput, { description: 'The plan to create or update.' }) input: PlanUpsertInput,
  ): Promise<Partial<PlanPayload>> {
    const { scope } = context;
    const { record } = await changeRecord(
      scope,
      'planUpsert',
      input,
      (within) => upsertPlan(within, input),
      async (sql, id) => (await readPlans(sql, scope.now)).find(({ row }) => row.id === id),
    );
    return { plan: new Plan(record.row, record.isTopTier) };
  }
}
