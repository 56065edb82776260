import { FieldResolver, Resolver, Root } from 'type-graphql';
import { MAX_CRITERIA } from '../classification/policy.js';
import { evidenceChangedAt } from '../classification/evidence.js';
import { valueAt } from '../classification/steps.js';
import { Cost } from '../graphql/cost/cost.js';
import { Policy } from '../policies/policy.type.js';
import { Evidence, RelationshipPeriod } from './relationship.type.js';

@Resolver(() => RelationshipPeriod)
export class RelationshipPeriodResolver {
  @Cost({ each: 0.1 })
  @FieldResolver(() => Policy, {
    nullable: true,
    description: 'The policy in force at the start of the period; null for a draft, which is not published.',
  })
  policy(@Root() { source, policyVersion }: RelationshipPeriod): Promise<Policy | null> {
    return source.policyOf(policyVersion);
  }

  // Few criteria change at the same instant, and the history of an account is evaluated once for all its periods.
  @Cost({ own: 0.5, size: MAX_CRITERIA, each: 0.05 })
  @FieldResolver(() => [Evidence], { description: 'The criteria that became met or unmet at the start of the period.' })
  async because(@Root() { source, start }: RelationshipPeriod): Promise<Evidence[]> {
    const { history, rules, relationshipStates } = await source.timeline();
    const { policy } = valueAt(relationshipStates, start);
    return evidenceChangedAt(history, policy, rules, start).map((evidence) => new Evidence(source, evidence, start));
  }
}
