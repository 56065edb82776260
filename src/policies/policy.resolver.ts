import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  UseMiddleware,
} from 'type-graphql';
import { differencesOf } from '../classification/differences.js';
import { FACT_NAMES } from '../classification/facts.js';
import { MAX_CRITERIA, policyInForce } from '../classification/policy.js';
import { valueAt } from '../classification/steps.js';
import { PageArgs, POSITIONS, readPageArgs, toConnection, type Connection } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { answerUserErrors, Payload } from '../graphql/payload.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { withIdempotency } from '../idempotency/idempotency.service.js';
import { Role } from '../graphql/role.js';
import { PolicyPublishInput } from './policy.inputs.js';
import { allPolicies, rolloutOfVersion } from './policy.loaders.js';
import { publishPolicy } from './policy.service.js';
import type { PolicyRow } from './policy.sql.js';
import { Criterion, FactType, Policy, PolicyConnection, PolicyDifference, Rollout } from './policy.type.js';

@ObjectType({ description: 'The policy that was published.' })
export class PolicyPayload extends Payload {
  @Field(() => Policy, { nullable: true, description: 'The new version; null if `userErrors` is not empty.' })
  policy?: Policy | null;
}

const versionOf = async (context: RequestContext, version: number): Promise<PolicyRow | undefined> =>
  (await context.the(allPolicies)).find((policy) => policy.version === version);

@Resolver(() => Policy)
export class PolicyResolver {
  @Authorized(Role.READER)
  @Cost({ size: FACT_NAMES.length })
  @Query(() => [FactType], { description: 'All facts that a policy can use.' })
  facts(): FactType[] {
    return FACT_NAMES.map((name) => FactType.of(name));
  }

  @Authorized(Role.READER)
  @Query(() => Policy, { nullable: true, description: 'One version of the policy; null if it does not exist.' })
  async policy(
    @Ctx() context: RequestContext,
    @Arg('version', () => Int, {
      nullable: true,
      description: 'Which version, for example 1 for the baseline. Default: the version in force now.',
    })
    version?: number | null,
  ): Promise<Policy | null> {
    const policies = await context.the(allPolicies);
    const inForce = valueAt(policyInForce(policies), context.scope.now).version;
    const row = await versionOf(context, version ?? inForce);
    return row ? new Policy(row) : null;
  }

  @Authorized(Role.READER)
  @Query(() => PolicyConnection, { description: 'Lists all published versions of the policy, latest first.' })
  async policies(
    @Ctx() context: RequestContext,
    @Args(() => PageArgs) pageArgs: PageArgs,
  ): Promise<Connection<Policy>> {
    const page = await readPageArgs(context, pageArgs, 'policies', POSITIONS.INTEGER);
    const all = await context.the(allPolicies);
    // Versions are few, and evaluating accounts loads all of them anyway, so the page is cut in memory.
    const inOrder = page.isBackward ? all : all.toReversed();
    const cursorVersion = Number(page.after?.[0] ?? NaN);
    const rows = page.after
      ? inOrder.filter(({ version }) => (page.isBackward ? version > cursorVersion : version < cursorVersion))
      : inOrder;
    const positioned = rows
      .slice(0, page.limit + 1)
      .map((row) => ({ node: new Policy(row), sortKey: [row.version, row.id] as const }));
    return toConnection(page, positioned, () => Promise.resolve(all.length));
  }

  @FieldResolver(() => Rollout, { description: 'Progress of applying this version to all accounts.' })
  rollout(@Ctx() context: RequestContext, @Root() { version }: Policy): Promise<Rollout> {
    return context.the(rolloutOfVersion).load(version);
  }

  // At most: all criteria removed, all criteria added, and the name and three numbers changed.
  @Cost({ size: 2 * MAX_CRITERIA + 4 })
  @FieldResolver(() => [PolicyDifference], { description: 'Differences from another version.' })
  async differences(
    @Ctx() context: RequestContext,
    @Root() policy: Policy,
    @Arg('fromVersion', () => Int, {
      description: 'The version to compare with, for example 1; BAD_USER_INPUT if it does not exist.',
    })
    fromVersion: number,
  ): Promise<PolicyDifference[]> {
    const before = await versionOf(context, fromVersion);
    if (!before) {
      return refuse(UserErrorCode.NOT_FOUND, ['fromVersion'], `Expected a published version; got ${fromVersion}.`);
    }
    const after = (await versionOf(context, policy.version))!;
    return differencesOf(before, after).map((difference) => ({
      summary: difference.summary,
      before: difference.before && Criterion.of(difference.before),
      after: difference.after && Criterion.of(difference.after),
    }));
  }

  @Authorized(Role.ADMIN)
  @UseMiddleware(answerUserErrors)
  @Cost({ own: 500 })
  @Mutation(() => PolicyPayload, {
    description:
      'Publishes the next version of the policy. Every account is then re-evaluated in the background; `policy.rollout` shows the progress.',
  })
  async policyPublish(
    @Ctx() context: RequestContext,
    @Arg('input', () => PolicyPublishInput, { description: 'The policy to publish, and the version that it follows.' })
    input: PolicyPublishInput,
  ): Promise<Partial<PolicyPayload>> {
    const publishedBy = context.identity!.name;
    const version = await withIdempotency(context.scope, 'policyPublish', input, (scope) =>
      publishPolicy(scope, input, publishedBy),
    );
    return { policy: new Policy((await versionOf(context, version))!) };
  }
}
