import { Arg, Args, Authorized, Ctx, Field, Mutation, ObjectType, Query, Resolver, UseMiddleware } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { answerUserErrors, Payload } from '../graphql/payload.js';
import { Role } from '../graphql/role.js';
import { withIdempotency } from '../idempotency/idempotency.service.js';
import type { ExchangeRateRow } from '../money/exchange-rate.sql.js';
import { ExchangeRateDeleteInput, ExchangeRatesArgs, ExchangeRateUpsertInput } from './exchange-rate.inputs.js';
import {
  deleteExchangeRate,
  listExchangeRates,
  MAX_LISTED_RATES,
  upsertExchangeRate,
} from './exchange-rate.service.js';
import { ExchangeRate } from './exchange-rate.type.js';

@ObjectType({ description: 'The exchange rate that was recorded.' })
export class ExchangeRatePayload extends Payload {
  @Field(() => ExchangeRate, {
    nullable: true,
    description: 'The rate as recorded; null if `userErrors` is not empty.',
  })
  exchangeRate?: ExchangeRate | null;
}

@ObjectType({ description: 'The exchange rate that was deleted.' })
export class ExchangeRateDeletePayload extends Payload {
  @Field(() => ExchangeRate, {
    nullable: true,
    description: 'The deleted rate. Null if nothing was deleted; see `userErrors`.',
  })
  deletedExchangeRate?: ExchangeRate | null;
}

const shown = ({ fromDay, ...rate }: ExchangeRateRow): ExchangeRate =>
  Object.assign(new ExchangeRate(), { ...rate, from: fromDay });

@Resolver()
export class ExchangeRateResolver {
  @Authorized(Role.READER)
  @Cost({ size: MAX_LISTED_RATES })
  @Query(() => [ExchangeRate], {
    description: `Recorded exchange rates, ordered by currency and day; at most ${MAX_LISTED_RATES}: restrict longer lists with the arguments. For example, the rates of the euro in 2026: \`currencyCode: "EUR", from: "2026-01-01", until: "2027-01-01"\`.`,
  })
  async exchangeRates(
    @Ctx() context: RequestContext,
    @Args(() => ExchangeRatesArgs) args: ExchangeRatesArgs,
  ): Promise<ExchangeRate[]> {
    return (await listExchangeRates(context.scope, args)).map(shown);
  }

  @Authorized(Role.ADMIN)
  @UseMiddleware(answerUserErrors)
  @Cost({ own: 500 })
  @Mutation(() => ExchangeRatePayload, {
    description:
      'Records an exchange rate, or replaces the one of the same currency and day. Lists and figures, past ones included, are converted at it immediately. No relationship changes, because every policy keeps the rates that were in effect when it was published. The first rate of a currency is also added, permanently, to all policies published before.',
  })
  async exchangeRateUpsert(
    @Ctx() context: RequestContext,
    @Arg('input', () => ExchangeRateUpsertInput, { description: 'The rate to record.' })
    input: ExchangeRateUpsertInput,
  ): Promise<Partial<ExchangeRatePayload>> {
    const rate = await withIdempotency(context.scope, 'exchangeRateUpsert', input, (scope) =>
      upsertExchangeRate(scope, input),
    );
    return { exchangeRate: shown(rate) };
  }

  @Authorized(Role.ADMIN)
  @UseMiddleware(answerUserErrors)
  @Cost({ own: 500 })
  @Mutation(() => ExchangeRateDeletePayload, {
    description:
      'Deletes an exchange rate. The rate before it then holds instead or, if it was the earliest, the next one. Refused (CONFLICT) if it is the last rate of a currency in which a subscription or usage is recorded. Policies keep their rates.',
  })
  async exchangeRateDelete(
    @Ctx() context: RequestContext,
    @Arg('input', () => ExchangeRateDeleteInput, { description: 'The rate to delete.' })
    input: ExchangeRateDeleteInput,
  ): Promise<Partial<ExchangeRateDeletePayload>> {
    const rate = await withIdempotency(context.scope, 'exchangeRateDelete', input, (scope) =>
      deleteExchangeRate(scope, input),
    );
    return { deletedExchangeRate: shown(rate) };
  }
}
