import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { AccountManagerResolver } from '../accounts/account-manager.resolver.js';
import { AccountResolver } from '../accounts/account.resolver.js';
import { DeletionResolver } from '../deletion/deletion.resolver.js';
import { forbidden, unauthenticated, type RequestContext } from '../graphql/context.js';
import { callMethodsDirectly, readPropertiesDirectly } from '../graphql/execution/direct-fields.js';
import { ImportResolver } from '../imports/import.resolver.js';
import { AccountInteractionsResolver } from '../interactions/account-interactions.resolver.js';
import { InteractionResolver } from '../interactions/interaction.resolver.js';
import { MemberResolver } from '../members/member.resolver.js';
import { AttentionResolver, BookEffortResolver } from '../client-base/attention.resolver.js';
import { BacktestResolver } from '../simulation/backtest.resolver.js';
import { CohortResolver } from '../metrics/cohort.resolver.js';
import { ProjectionResolver } from '../metrics/projection.resolver.js';
import { NextRenewalResolver, RenewalMonthResolver, RenewalResolver } from '../metrics/renewal.resolver.js';
import { RetentionResolver } from '../metrics/retention.resolver.js';
import { RevenueMovementResolver } from '../metrics/revenue-movement.resolver.js';
import { WorkItemResolver } from '../worklist/work-item.resolver.js';
import { NodeResolver } from './node.resolver.js';
import { PlanResolver } from '../plans/plan.resolver.js';
import { PolicyResolver } from '../policies/policy.resolver.js';
import { SimulationResolver } from '../simulation/simulation.resolver.js';
import { BookResolver } from '../client-base/book.resolver.js';
import { AccountRelationshipResolver } from '../relationships/account-relationship.resolver.js';
import { ClassifyResolver } from '../relationships/classify.resolver.js';
import { ClientBaseResolver } from '../client-base/client-base.resolver.js';
import { EvidenceResolver } from '../relationships/evidence.resolver.js';
import { RelationshipChangeResolver } from '../relationships/relationship-change.resolver.js';
import { RelationshipPeriodResolver } from '../relationships/relationship-period.resolver.js';
import { RelationshipResolver } from '../relationships/relationship.resolver.js';
import { AccountSubscriptionsResolver } from '../subscriptions/account-subscriptions.resolver.js';
import { SubscriptionPhaseResolver } from '../subscriptions/subscription-phase.resolver.js';
import { SubscriptionMutationResolver } from '../subscriptions/subscription-mutation.resolver.js';
import { SubscriptionResolver } from '../subscriptions/subscription.resolver.js';
import { mayAct, type Role } from '../graphql/role.js';
import { ApiKeyResolver } from '../auth/api-key.resolver.js';
import { WorkspaceResolver } from '../workspaces/workspace.resolver.js';

/** The one place that sees every room. */
const RESOLVERS = [
  NodeResolver,
  WorkspaceResolver,
  ApiKeyResolver,
  AccountResolver,
  AccountManagerResolver,
  AccountRelationshipResolver,
  AccountSubscriptionsResolver,
  AccountInteractionsResolver,
  RelationshipResolver,
  RelationshipPeriodResolver,
  EvidenceResolver,
  RelationshipChangeResolver,
  ClassifyResolver,
  SubscriptionResolver,
  SubscriptionMutationResolver,
  SubscriptionPhaseResolver,
  InteractionResolver,
  MemberResolver,
  BookResolver,
  PlanResolver,
  PolicyResolver,
  SimulationResolver,
  ClientBaseResolver,
  RevenueMovementResolver,
  RetentionResolver,
  CohortResolver,
  ProjectionResolver,
  RenewalResolver,
  RenewalMonthResolver,
  NextRenewalResolver,
  AttentionResolver,
  BookEffortResolver,
  WorkItemResolver,
  BacktestResolver,
  DeletionResolver,
  ImportResolver,
] as const;

function requireRole({ identity }: RequestContext, [role]: readonly Role[]): void {
  if (!identity) throw unauthenticated();
  if (role && !mayAct(identity.role, role)) throw forbidden(identity.role, role);
}

export function makeSchema(): GraphQLSchema {
  readPropertiesDirectly();
  const schema = buildSchemaSync({
    resolvers: [...RESOLVERS],
    // Inputs are checked with the record that they belong to, where their meaning is known.
    validate: false,
    // A tenth of a second of each start. What is generated of the schema says whether it is a good one.
    skipCheck: true,
    authMode: 'error',
    authChecker: ({ context }: { context: RequestContext }, roles: Role[]) => {
      requireRole(context, roles);
      return true;
    },
  });
  callMethodsDirectly(schema, requireRole);
  // TypeGraphQL makes the root types itself and has no place for what they are.
  schema.getQueryType()!.description = 'What can be asked. Nothing here changes anything.';
  schema.getMutationType()!.description =
    'What can be recorded. Each takes one `input`; what is wrong with it comes back as `userErrors`, and then nothing of it was carried out.';
  return schema;
}
