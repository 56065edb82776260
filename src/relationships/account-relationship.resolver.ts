import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Account } from '../accounts/account.type.js';
import { periodAt, intervalsByType } from '../classification/timeline.js';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { instantOr } from '../graphql/input-check.js';
import { Money } from '../money/money.js';
import { DateTime } from '../graphql/scalars.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { mapMaybePromise, type MaybePromise } from '../graphql/maybe-promise.js';
import { currency } from '../money/currency.loaders.js';
import { isValidAt, instantsAsked, periodsOfAccount, standingAt } from './relationship.loaders.js';
import { recordedSource } from './relationship-source.loaders.js';
import { Relationship, RelationshipPeriod } from './relationship.type.js';

const MAX_PERIODS = 500;

/** An instant asked about: now unless given. */
function asOfOr(context: RequestContext, asOf: number | null | undefined): number {
  const at = instantOr(context.scope.now, asOf, ['asOf']);
  context.the(instantsAsked)(at);
  return at;
}

function revenueAt(context: RequestContext, account: Account, at: number): MaybePromise<number> {
  const { revenue } = account;
  if (revenue && at === context.scope.now && isValidAt(revenue, at)) return revenue.mrrMinor;
  return mapMaybePromise(standingAt(context, account, at), (now) =>
    now
      ? now.mrrMinor
      : context
          .the(periodsOfAccount)
          .load(account.uuid)
          .then((periods) => periodAt(periods, at).mrrMinor),
  );
}

/** What derives from the facts of an account. */
@Resolver(() => Account)
export class AccountRelationshipResolver {
  @Cost({ own: 3 })
  @FieldResolver(() => Relationship, {
    description:
      'What the account is to the business, and why: now, or at any other instant. At most 50 different `asOf` in one operation.',
  })
  relationship(
    @Ctx() context: RequestContext,
    @Root() account: Account,
    @Arg('asOf', () => DateTime, {
      nullable: true,
      description: 'Any instant, past or future, for example `2026-03-31T00:00:00Z`; now unless given.',
    })
    asOf?: number | null,
  ): Relationship {
    return new Relationship(recordedSource(context, account), asOfOr(context, asOf));
  }

  @Cost({ own: 1, size: MAX_PERIODS })
  @FieldResolver(() => [RelationshipPeriod], {
    description: `The stretches of the relationship, past and future, oldest first; at most ${MAX_PERIODS}.`,
  })
  async relationshipPeriods(
    @Ctx() context: RequestContext,
    @Root() account: Account,
    @Arg('from', () => DateTime, {
      nullable: true,
      description: 'Leave out what ended by then, for example `2025-01-01T00:00:00Z`; since ever unless given.',
    })
    from?: number | null,
    @Arg('to', () => DateTime, {
      nullable: true,
      description: 'Leave out what begins then or later; for ever unless given.',
    })
    to?: number | null,
  ): Promise<RelationshipPeriod[]> {
    const start = instantOr(-Infinity, from, ['from']);
    const end = instantOr(Infinity, to, ['to']);
    const source = recordedSource(context, account);
    const stretches = intervalsByType(await source.periods()).filter(
      (stretch) => stretch.to > start && stretch.from < end,
    );
    if (stretches.length > MAX_PERIODS) {
      refuse(
        UserErrorCode.TOO_MANY,
        ['from'],
        `Expected at most ${MAX_PERIODS} periods; got ${stretches.length}. Narrow from and to.`,
      );
    }
    return stretches.map((stretch) => new RelationshipPeriod(source, stretch, context.scope.now));
  }

  @Cost({ own: 1 })
  @FieldResolver(() => Money, {
    description:
      'Recurring revenue per month: quarterly and yearly prices count a third and a twelfth; trials, free plans and pauses count 0.',
  })
  monthlyRecurringRevenue(
    @Ctx() context: RequestContext,
    @Root() account: Account,
    @Arg('asOf', () => DateTime, {
      nullable: true,
      description: 'Any instant, past or future, for example `2026-03-31T00:00:00Z`; now unless given.',
    })
    asOf?: number | null,
  ): MaybePromise<Money> {
    const at = asOfOr(context, asOf);
    return mapMaybePromise(context.the(currency), (money) =>
      mapMaybePromise(revenueAt(context, account, at), (mrrMinor) => Money.ofMinor(mrrMinor, money)),
    );
  }
}
