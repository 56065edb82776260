import { Arg, Authorized, Ctx, Query, Resolver } from 'type-graphql';
import { ratesOfDraft } from '../derivation/exchange-rates.loaders.js';
import type { RequestContext } from '../graphql/context.js';
import { Cost, countListed } from '../graphql/cost/cost.js';
import { indexBy } from '../database/grouping.js';
import type { RecordKey } from '../graphql/record-identity.js';
import { recordIdsOf } from '../identities/find-record.service.js';
import { planRows } from '../plans/plan.loaders.js';
import type { PlanRow } from '../plans/plan.sql.js';
import { plansNamedIn } from '../subscriptions/terms.service.js';
import { Role } from '../graphql/role.js';
import { currency } from '../money/currency.loaders.js';
import { ClassifyInput } from './classify.inputs.js';
import { readHypotheticalCase } from './classify.service.js';
import { hypotheticalSource } from './relationship-source.loaders.js';
import { workspaceRules } from './relationship.loaders.js';
import { Relationship } from './relationship.type.js';

/** Loads the plans that a history can name, by key. */
async function plansNamedBy(
  context: RequestContext,
  { subscriptions }: ClassifyInput,
): Promise<Map<RecordKey, PlanRow>> {
  const keys = subscriptions.flatMap(({ phases }) => phases.flatMap(plansNamedIn)).map(([, key]) => key);
  const [plans, ids] = await Promise.all([context.the(planRows), recordIdsOf(context.scope, 'Plan', keys)]);
  const planOfId = indexBy(plans, ({ id }) => id);
  return new Map([
    ...plans.flatMap((plan) => (plan.externalId === null ? [] : [[plan.externalId, plan] as const])),
    ...[...ids].flatMap(([key, id]) => (planOfId.has(id) ? [[key, planOfId.get(id)!] as const] : [])),
  ]);
}

@Resolver()
export class ClassifyResolver {
  @Authorized(Role.READER)
  @Cost({ own: ({ input }) => 10 + 0.2 * countListed(input) })
  @Query(() => Relationship, {
    description:
      'Classifies a hypothetical history: the relationship that an account with this history would have, and why. Use it to try out a policy. Nothing is stored, so the evidence lists no interactions. For example `{ subscriptions: [{ phases: [{ from: "2024-01-01T00:00:00Z", planExternalId: "premium", status: ACTIVE, unitPrice: { amount: "99.00", currencyCode: "USD" }, billingInterval: MONTH }] }], interactions: [] }`.',
  })
  async classify(
    @Ctx() context: RequestContext,
    @Arg('input', () => ClassifyInput, { description: 'The hypothetical history.' }) input: ClassifyInput,
  ): Promise<Relationship> {
    const [rules, plans, money, exchangeRates] = await Promise.all([
      context.the(workspaceRules),
      plansNamedBy(context, input),
      context.the(currency),
      context.the(ratesOfDraft),
    ]);
    const { timeline, asOf, draft } = readHypotheticalCase(input, {
      rules,
      plans,
      currency: money,
      exchangeRates,
      now: context.scope.now,
    });
    return new Relationship(hypotheticalSource(context, timeline, draft?.version ?? null), asOf);
  }
}
