import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { evidenceTurnedAt } from '../classification/evidence.js';
import { valueAt } from '../classification/steps.js';
import type { RequestContext } from '../graphql/context.js';
import { policyByVersion } from '../policies/policy.loaders.js';
import { Policy } from '../policies/policy.type.js';
import { caseOf } from './relationship.loaders.js';
import { Evidence, RelationshipPeriod } from './relationship.type.js';

@Resolver(() => RelationshipPeriod)
export class RelationshipPeriodResolver {
  @FieldResolver(() => Policy, { description: 'The policy in force at its start.' })
  policy(@Ctx() context: RequestContext, @Root() { policyVersion }: RelationshipPeriod): Promise<Policy> {
    return context.the(policyByVersion).load(policyVersion);
  }

  @FieldResolver(() => [Evidence], { description: 'The criteria whose outcome turned at its start.' })
  async because(@Ctx() context: RequestContext, @Root() { account, start }: RelationshipPeriod): Promise<Evidence[]> {
    const { history, rules, standings } = await context.the(caseOf).load(account);
    const { policy } = valueAt(standings, start);
    return evidenceTurnedAt(history, policy, rules, start).map((evidence) => new Evidence(account, evidence, start));
  }
}
