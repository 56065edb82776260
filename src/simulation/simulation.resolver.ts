import {
  getArgumentValues,
  getNamedType,
  Kind,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type SelectionSetNode,
} from 'graphql';
import { Arg, Authorized, Ctx, FieldResolver, Info, Int, Query, Resolver, Root } from 'type-graphql';
import { accountById } from '../accounts/account.loaders.js';
import { policyInForce } from '../classification/policy.js';
import { valueAt } from '../classification/steps.js';
import { RELATIONSHIP_TYPES } from '../classification/timeline.js';
import { inWords } from '../classification/words.js';
import { exchangeRatesAt, ratesOfDraft } from '../derivation/exchange-rates.loaders.js';
import type { RequestContext } from '../graphql/context.js';
import { Cost, firstUpTo } from '../graphql/cost/cost.js';
import { InputCheck, instantOr } from '../graphql/input-check.js';
import { Money } from '../money/money.type.js';
import { DateTime } from '../graphql/scalars.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { recordedSource } from '../relationships/relationship-source.loaders.js';
import { workspaceRules } from '../relationships/relationship.loaders.js';
import { Evidence } from '../relationships/relationship.type.js';
import { Role } from '../graphql/role.js';
import { currency } from '../money/currency.loaders.js';
import { readPolicy } from '../policies/policy-check.service.js';
import { PolicyInput } from '../policies/policy.inputs.js';
import { allPolicies, policyByVersion } from '../policies/policy.loaders.js';
import { convertedSum, factorsAt } from './converted-revenue.service.js';
import type { Transition } from './run.service.js';
import { simulate } from './simulation.service.js';
import { AccountFlip, PolicySimulation, type AccountsTotal } from './simulation.type.js';

const MAX_FLIPS = 1_000;

@Resolver(() => PolicySimulation)
export class SimulationResolver {
  @Authorized(Role.READER)
  @Cost({ overAll: 10_000 })
  @Query(() => PolicySimulation, {
    description:
      'The effect that a draft policy would have on all accounts. Nothing is stored. Fails with `SIMULATION_TIMEOUT` after 30 seconds, including the wait for other simulations; each workspace runs one simulation at a time.',
  })
  async policySimulation(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg('policy', () => PolicyInput, { description: 'The draft policy.' }) policy: PolicyInput,
    @Arg('asOf', () => DateTime, {
      nullable: true,
      description: 'The instant from which the draft would be in force, past or future. Default: now.',
    })
    asOf?: number | null,
  ): Promise<PolicySimulation> {
    const at = instantOr(context.scope.now, asOf, ['asOf']);
    const [policies, rules, money, exchangeRates, rates] = await Promise.all([
      context.the(allPolicies),
      context.the(workspaceRules),
      context.the(currency),
      context.the(ratesOfDraft),
      context.the(exchangeRatesAt)(at),
    ]);
    const check = new InputCheck();
    const draft = readPolicy(check, ['policy'], policy, {
      version: policies.at(-1)!.version + 1,
      effectiveFrom: at,
      exchangeRates,
    });
    check.done();
    const task = {
      workspaceId: context.scope.workspaceId,
      draft,
      asOf: at,
      topRank: rules.topRank,
      minorPerMajor: rules.minorPerMajor,
      factors: factorsAt(rates, at),
      zone: rules.zone,
      flips: requestedFlips(info),
    };
    const { transitions, flips } = await simulate(context.scope, task, context.caller, context.limits.simulations);
    const totalOf = (some: readonly Transition[]): AccountsTotal => ({
      accounts: some.reduce((sum, { accounts }) => sum + accounts, 0),
      monthlyRecurringRevenue: Money.ofMinor(
        convertedSum(
          some.map(({ mrr }) => mrr),
          rates,
          at,
        ),
        money,
      ),
    });
    return Object.assign(new PolicySimulation(), {
      asOf: at,
      policy: await context.the(policyByVersion).load(valueAt(policyInForce(policies), at).version),
      accounts: transitions.reduce((sum, { accounts }) => sum + accounts, 0),
      counts: RELATIONSHIP_TYPES.map((type) => ({
        type,
        now: totalOf(transitions.filter(({ from }) => from === type)),
        draft: totalOf(transitions.filter(({ to }) => to === type)),
      })),
      transitions: transitions
        .filter(({ from, to }) => from !== to)
        .sort((a, b) => b.accounts - a.accounts || (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1))
        .map((transition) => ({ ...transition, ...totalOf([transition]) })),
      found: flips,
    });
  }

  @Cost({ size: firstUpTo(MAX_FLIPS) })
  @FieldResolver(() => [AccountFlip], {
    description: 'The accounts whose type would change: largest recurring revenue first, then by id.',
  })
  async flips(
    @Ctx() context: RequestContext,
    @Root() { found, asOf }: PolicySimulation,
    @Arg('first', () => Int, {
      defaultValue: 100,
      description: `Number of accounts to return, 1 to ${inWords(MAX_FLIPS)}.`,
    })
    first: number,
  ): Promise<AccountFlip[]> {
    const money = await context.the(currency);
    const flips = found.slice(0, first);
    const accounts = await Promise.all(flips.map(({ accountId }) => context.the(accountById).load(accountId)));
    return flips.flatMap(({ from, to, mrrMinor, evidence }, i): AccountFlip[] => {
      const account = accounts[i];
      // The account may have been deleted since the simulation.
      if (!account) return [];
      const source = recordedSource(context, account);
      return [
        {
          account,
          from,
          to,
          monthlyRecurringRevenue: Money.ofMinor(mrrMinor, money),
          evidence: evidence.map((one) => new Evidence(source, one, asOf)),
        },
      ];
    });
  }
}

/**
 * Returns the largest number of flips that the operation selects, because their evidence is computed with the simulation,
 * on its thread and in the same snapshot. Throws if a number is out of range, before anything is simulated.
 */
function requestedFlips(info: GraphQLResolveInfo): number {
  const { flips } = (getNamedType(info.returnType) as GraphQLObjectType).getFields();
  const requested = info.fieldNodes
    .flatMap(({ selectionSet }) => fieldsOf(info, selectionSet))
    .filter(({ name }) => name.value === 'flips')
    .map((node) => getArgumentValues(flips!, node, info.variableValues).first as number);
  for (const first of requested) {
    if (first < 1 || first > MAX_FLIPS) {
      refuse(UserErrorCode.OUT_OF_RANGE, ['flips', 'first'], `Expected a number from 1 to ${MAX_FLIPS}; got ${first}.`);
    }
  }
  return Math.max(0, ...requested);
}

/** Returns the fields of a selection, including those in fragments. */
function fieldsOf(info: GraphQLResolveInfo, selectionSet: SelectionSetNode | undefined): FieldNode[] {
  return (selectionSet?.selections ?? []).flatMap((selection) => {
    switch (selection.kind) {
      case Kind.FIELD:
        return [selection];
      case Kind.INLINE_FRAGMENT:
        return fieldsOf(info, selection.selectionSet);
      case Kind.FRAGMENT_SPREAD:
        return fieldsOf(info, info.fragments[selection.name.value]?.selectionSet);
    }
  });
}
