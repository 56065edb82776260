import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { AccountManagerResolver } from '../accounts/account-manager.resolver.js';
import { AccountResolver } from '../accounts/account.resolver.js';
import { Account } from '../accounts/account.type.js';
import { DeletionResolver } from '../deletion/deletion.resolver.js';
import { ExchangeRateResolver } from '../exchange-rates/exchange-rate.resolver.js';
import { forbidden, unauthenticated, type RequestContext } from '../graphql/context.js';
import { describeIds } from '../graphql/node.js';
import { callMethodsDirectly, readPropertiesDirectly } from '../graphql/execution/direct-fields.js';
import { identityResolver } from '../identities/identity.resolver.js';
import { ImportResolver } from '../imports/import.resolver.js';
import { AccountInteractionsResolver } from '../interactions/account-interactions.resolver.js';
import { InteractionResolver } from '../interactions/interaction.resolver.js';
import { Interaction } from '../interactions/interaction.type.js';
import { AccountMergeResolver } from '../merging/account-merge.resolver.js';
import { MemberResolver } from '../members/member.resolver.js';
import { Member } from '../members/member.type.js';
import { AttentionResolver, BookOfBusinessEffortResolver } from '../client-base/attention.resolver.js';
import { BacktestResolver } from '../simulation/backtest.resolver.js';
import { CohortResolver } from '../metrics/cohort.resolver.js';
import { ProjectionResolver } from '../metrics/projection.resolver.js';
import { NextRenewalResolver, RenewalMonthResolver, RenewalResolver } from '../metrics/renewal.resolver.js';
import { RetentionResolver } from '../metrics/retention.resolver.js';
import { RevenueMovementResolver } from '../metrics/revenue-movement.resolver.js';
import { WorkItemResolver } from '../worklist/work-item.resolver.js';
import { NodeResolver } from './node.resolver.js';
import { PlanResolver } from '../plans/plan.resolver.js';
import { Plan } from '../plans/plan.type.js';
import { PolicyResolver } from '../policies/policy.resolver.js';
import { SimulationResolver } from '../simulation/simulation.resolver.js';
import { BookOfBusinessResolver } from '../client-base/book.resolver.js';
import { AccountRelationshipResolver } from '../relationships/account-relationship.resolver.js';
import { ClassifyResolver } from '../relationships/classify.resolver.js';
import { ClientBaseResolver } from '../client-base/client-base.resolver.js';
import { EvidenceResolver } from '../relationships/evidence.resolver.js';
import { RelationshipChangeResolver } from '../relationships/relationship-change.resolver.js';
import { RelationshipPeriodResolver } from '../relationships/relationship-period.resolver.js';
import { RelationshipResolver } from '../relationships/relationship.resolver.js';
import { AccountSubscriptionsResolver } from '../subscriptions/account-subscriptions.resolver.js';
import { SubscriptionItemResolver, SubscriptionPhaseResolver } from '../subscriptions/subscription-phase.resolver.js';
import { SubscriptionMutationResolver } from '../subscriptions/subscription-mutation.resolver.js';
import { SubscriptionResolver } from '../subscriptions/subscription.resolver.js';
import { AccountSubscription } from '../subscriptions/subscription.type.js';
import { UsageResolver } from '../usage/usage.resolver.js';
import { mayAct, type Role } from '../graphql/role.js';
import { IDEMPOTENCY_DESCRIPTION } from '../idempotency/idempotency.inputs.js';
import { ApiKeyResolver } from '../auth/api-key.resolver.js';
import { WorkspaceResolver } from '../workspaces/workspace.resolver.js';

/** The resolvers of every feature. Only this directory imports all features. */
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
  SubscriptionItemResolver,
  SubscriptionPhaseResolver,
  InteractionResolver,
  UsageResolver,
  MemberResolver,
  BookOfBusinessResolver,
  PlanResolver,
  PolicyResolver,
  ExchangeRateResolver,
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
  BookOfBusinessEffortResolver,
  WorkItemResolver,
  BacktestResolver,
  DeletionResolver,
  AccountMergeResolver,
  ImportResolver,
  identityResolver('Account', () => Account),
  identityResolver('AccountSubscription', () => AccountSubscription),
  identityResolver('Interaction', () => Interaction),
  identityResolver('Plan', () => Plan),
  identityResolver('Member', () => Member),
] as const;

function requireRole({ identity }: RequestContext, [role]: readonly Role[]): void {
  if (!identity) throw unauthenticated();
  if (role && !mayAct(identity.role, role)) throw forbidden(identity.role, role);
}

let schema: GraphQLSchema | undefined;

/** Returns the schema, which all servers of a process share. */
export const makeSchema = (): GraphQLSchema => (schema ??= buildSchema());

function buildSchema(): GraphQLSchema {
  readPropertiesDirectly();
  const schema = buildSchemaSync({
    resolvers: [...RESOLVERS],
    // The services check inputs together with the record that they describe.
    validate: false,
    // Saves 0.1 s per start. `npm run generate` validates the schema.
    skipCheck: true,
    authMode: 'error',
    authChecker: ({ context }: { context: RequestContext }, roles: Role[]) => {
      requireRole(context, roles);
      return true;
    },
  });
  callMethodsDirectly(schema, requireRole);
  describeIds(schema);
  // TypeGraphQL makes the root types itself and takes no descriptions for them.
  schema.getQueryType()!.description = 'All queries. They have no side effects.';
  schema.getMutationType()!.description = `All mutations. Each takes one \`input\`. Errors in the input are returned as \`userErrors\`; nothing was changed in that case, except by \`import\`, which records the valid records.\n\n${IDEMPOTENCY_DESCRIPTION}`;
  return schema;
}
