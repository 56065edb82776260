import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Account } from '../accounts/account.type.js';
import { paidPhases } from '../classification/history.js';
import { revenueOf } from '../classification/revenue.js';
import { valueAt } from '../classification/steps.js';
import { periodAt, intervalsByType } from '../classification/timeline.js';
import { AS_OF } from '../graphql/as-of.js';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { instantOr } from '../graphql/input-check.js';
import { Money } from '../money/money.type.js';
import { DateTime } from '../graphql/scalars.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { mapMaybePromise, type MaybePromise } from '../graphql/maybe-promise.js';
import type { RevenueNow } from '../derivation/account-now.sql.js';
import { exchangeRatesAt } from '../derivation/exchange-rates.loaders.js';
import { currency } from '../money/currency.loaders.js';
import {
  isValidAt,
  instantLimiter,
  periodsOf,
  storedRelationshipAt,
  timelineOfAccount,
} from './relationship.loaders.js';
import { recordedSource } from './relationship-source.loaders.js';
import { Relationship, RelationshipPeriod } from './relationship.type.js';

const MAX_PERIODS = 500;

/** Returns the instant of an `asOf` argument and counts it towards the limit per operation. */
function asOfOr(context: RequestContext, asOf: number | null | undefined): number {
  const at = instantOr(context.scope.now, asOf, ['asOf']);
  context.the(instantLimiter)(at);
  return at;
}

/** Converts an amount to the workspace's currency at the rate of an instant. */
const convertedAt = (context: RequestContext, minor: number, code: string | null, at: number): MaybePromise<number> =>
  code === null
    ? minor
    : context
        .the(exchangeRatesAt)(at)
        .then((rates) => rates.convert(minor, code, at));

/** An amount in another currency is converted again, because the stored one may have been converted at an earlier rate. */
const revenueNow = (context: RequestContext, { mrrMinor, currencyCode, nativeMrrMinor }: RevenueNow, now: number) =>
  convertedAt(context, nativeMrrMinor ?? mrrMinor, currencyCode, now);

/** Returns the recurring revenue at an instant, in minor units of the workspace's currency. */
function revenueAt(context: RequestContext, account: Account, at: number): MaybePromise<number> {
  const { revenue } = account;
  if (revenue && at === context.scope.now && isValidAt(revenue, at)) return revenueNow(context, revenue, at);
  return mapMaybePromise(storedRelationshipAt(context, account, at), (now) => {
    if (now) return revenueNow(context, now, at);
    return periodsOf(context, account).then((periods) => {
      const { mrrMinor, currencyCode } = periodAt(periods, at);
      return convertedAt(context, mrrMinor, currencyCode, at);
    });
  });
}

@Resolver(() => Account)
export class AccountRelationshipResolver {
  @Cost({ own: ({ asOf }) => (asOf === undefined || asOf === null ? 2 : 40) })
  @FieldResolver(() => Relationship, {
    description:
      'Relationship of the account at `asOf`, with the evidence for it. At most 50 different `asOf` in one operation.',
  })
  relationship(
    @Ctx() context: RequestContext,
    @Root() account: Account,
    @Arg('asOf', () => DateTime, AS_OF)
    asOf?: number | null,
  ): Relationship {
    return new Relationship(recordedSource(context, account), asOfOr(context, asOf));
  }

  @Cost({ own: 1, size: MAX_PERIODS })
  @FieldResolver(() => [RelationshipPeriod], {
    description: `Periods of the relationship, past and future, oldest first; at most ${MAX_PERIODS}.`,
  })
  async relationshipPeriods(
    @Ctx() context: RequestContext,
    @Root() account: Account,
    @Arg('from', () => DateTime, {
      nullable: true,
      description:
        'Omits periods that end at or before this instant, for example `2025-01-01T00:00:00Z`. Default: no limit.',
    })
    from?: number | null,
    @Arg('to', () => DateTime, {
      nullable: true,
      description: 'Omits periods that start at or after this instant. Default: no limit.',
    })
    to?: number | null,
  ): Promise<RelationshipPeriod[]> {
    const start = instantOr(-Infinity, from, ['from']);
    const end = instantOr(Infinity, to, ['to']);
    const source = recordedSource(context, account);
    const intervals = intervalsByType(await source.periods()).filter(
      (interval) => interval.to > start && interval.from < end,
    );
    if (intervals.length > MAX_PERIODS) {
      refuse(
        UserErrorCode.TOO_MANY,
        ['from'],
        `Expected at most ${MAX_PERIODS} periods; got ${intervals.length}. Narrow the range with from and to.`,
      );
    }
    return intervals.map((interval) => new RelationshipPeriod(source, interval, context.scope.now));
  }

  @Cost({ own: 1 })
  @FieldResolver(() => Money, {
    description:
      "Recurring revenue per month at `asOf`, less discounts: a third of quarterly and a twelfth of yearly prices; trials, free plans and pauses count as 0. In the workspace's currency, at the exchange rates in effect at `asOf`.",
  })
  monthlyRecurringRevenue(
    @Ctx() context: RequestContext,
    @Root() account: Account,
    @Arg('asOf', () => DateTime, AS_OF)
    asOf?: number | null,
  ): MaybePromise<Money> {
    const at = asOfOr(context, asOf);
    return mapMaybePromise(context.the(currency), (money) =>
      mapMaybePromise(revenueAt(context, account, at), (mrrMinor) => Money.ofMinor(mrrMinor, money)),
    );
  }

  @Cost({ own: 2, each: 0.3 })
  @FieldResolver(() => Money, {
    description:
      'Recurring revenue per month at `asOf` before discounts; the same subscriptions count, and are converted in the same way, as in `monthlyRecurringRevenue`.',
  })
  async listMonthlyRecurringRevenue(
    @Ctx() context: RequestContext,
    @Root() account: Account,
    @Arg('asOf', () => DateTime, AS_OF)
    asOf?: number | null,
  ): Promise<Money> {
    const at = asOfOr(context, asOf);
    const [{ history }, money] = await Promise.all([
      context.the(timelineOfAccount).load(account),
      context.the(currency),
    ]);
    const { listMrrMinor, currencyCode } = valueAt(revenueOf(paidPhases(history)), at);
    return Money.ofMinor(await convertedAt(context, listMrrMinor, currencyCode, at), money);
  }
}
