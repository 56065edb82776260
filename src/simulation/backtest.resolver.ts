import { Arg, Authorized, Ctx, Int, Query, Resolver } from 'type-graphql';
import { addMonths } from '../classification/calendar.js';
import { workspaceZone } from '../derivation/zone.loaders.js';
import { counted } from '../classification/words.js';
import { exchangeRatesAt, ratesOfDraft } from '../derivation/exchange-rates.loaders.js';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { InputCheck } from '../graphql/input-check.js';
import { DateTime, writeInstant } from '../graphql/scalars.js';
import { UserErrorCode } from '../graphql/user-error.js';
import { readPolicy } from '../policies/policy-check.service.js';
import { PolicyInput } from '../policies/policy.inputs.js';
import { allPolicies } from '../policies/policy.loaders.js';
import { workspaceRules } from '../relationships/relationship.loaders.js';
import { Role } from '../graphql/role.js';
import { currency } from '../money/currency.loaders.js';
import { backtest } from './backtest.service.js';
import { BacktestOutcome, PolicyBacktest } from './backtest.type.js';

const MAX_MONTHS = 240;

@Resolver()
export class BacktestResolver {
  @Authorized(Role.READER)
  @Cost({ overAll: 5_000 })
  @Query(() => PolicyBacktest, {
    description:
      'Tests a policy against past data: for the customers and clients at a past instant, the share that still pays `months` months later. Only data from before that instant decides the type. A draft is evaluated for all accounts like in `policySimulation`, within the same limits.',
  })
  async policyBacktest(
    @Ctx() context: RequestContext,
    @Arg('asOf', () => DateTime, {
      description:
        'The instant at which the accounts are classified, at least `months` months before now. For example `2025-01-01T00:00:00Z`.',
    })
    asOf: number,
    @Arg('months', () => Int, {
      defaultValue: 12,
      description: `Number of calendar months after which to check whether accounts still pay, 1 to ${MAX_MONTHS}.`,
    })
    months: number,
    @Arg('policy', () => PolicyInput, {
      nullable: true,
      description: 'A draft, evaluated as if in force from `asOf` on. Default: the policies in force at `asOf`.',
    })
    policy?: PolicyInput | null,
  ): Promise<PolicyBacktest> {
    const { scope } = context;
    const check = new InputCheck();
    check.number(['months'], months, 1, MAX_MONTHS);
    const until = check.instant(['asOf'], asOf) ? addMonths(asOf, months, await context.the(workspaceZone)) : NaN;
    if (until > scope.now) {
      check.add(
        UserErrorCode.OUT_OF_RANGE,
        ['asOf'],
        `Expected an instant at least ${counted(months, 'month')} before now, so that the outcome is known; got ${writeInstant(asOf)}. Choose an earlier instant or fewer months.`,
      );
    }
    const [policies, exchangeRates] = await Promise.all([context.the(allPolicies), context.the(ratesOfDraft)]);
    const published = { version: policies.at(-1)!.version + 1, effectiveFrom: asOf, exchangeRates };
    const draft = policy ? readPolicy(check, ['policy'], policy, published) : null;
    check.done();
    const ratesAt = context.the(exchangeRatesAt);
    const [ratesAsOf, ratesUntil] = await Promise.all([ratesAt(asOf), ratesAt(until)]);
    const [rows, money] = await Promise.all([
      backtest(
        scope,
        asOf,
        until,
        draft,
        await context.the(workspaceRules),
        { asOf: ratesAsOf, until: ratesUntil },
        context.caller,
        context.limits.simulations,
      ),
      context.the(currency),
    ]);
    const outcomes = (['CUSTOMER', 'CLIENT'] as const).map((type) =>
      BacktestOutcome.of(
        rows.find((row) => row.type === type) ?? { type, accounts: 0, kept: 0, mrrMinor: 0, keptMrrMinor: 0 },
        money,
      ),
    );
    return { asOf, months, until, outcomes };
  }
}
