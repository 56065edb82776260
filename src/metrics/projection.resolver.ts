import { Arg, Authorized, Ctx, FieldResolver, Float, Int, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { InputCheck } from '../graphql/input-check.js';
import { readAsOf } from './as-of.js';
import { dayStarts } from './metric-interval.js';
import { finiteOrNull } from '../graphql/scalars.js';
import { UserErrorCode } from '../graphql/user-error.js';
import { isCustomerType } from '../classification/timeline.js';
import { inWords } from '../classification/words.js';
import { MONTHS_OF_INTERVAL } from '../subscriptions/subscription.type.js';
import { Role } from '../graphql/role.js';
import { workspaceZone } from '../derivation/zone.loaders.js';
import type { Zone } from '../classification/calendar.js';
import { CohortInput } from './projection.inputs.js';
import { projectRetention, type CohortRange } from './projection.service.js';
import { MAX_PERIODS, RetentionProjection } from './projection.type.js';

const MAX_RENEWALS = 10_000;
const MAX_DISCOUNT_RATE = 100;

function readCohort(cohort: CohortInput, periods: number, zone: Zone, now: number): CohortRange {
  const [from, until] = dayStarts([cohort.from, cohort.to], ['from', 'to'], zone) as [number, number];
  const asOf = readAsOf(cohort.asOf, ['cohort', 'asOf'], now);
  const check = new InputCheck();
  if (until <= from) {
    check.add(
      UserErrorCode.INVALID,
      ['cohort', 'to'],
      `Expected a day later than from, ${cohort.from}; got ${cohort.to}.`,
    );
  }
  const type = cohort.type ?? null;
  if (type !== null && !isCustomerType(type)) {
    check.add(UserErrorCode.INVALID, ['cohort', 'type'], `Expected CUSTOMER or CLIENT; got ${type}.`);
  }
  check.number(['periods'], periods, 1, MAX_PERIODS);
  check.done();
  return { from, until, asOf, intervalMonths: MONTHS_OF_INTERVAL[cohort.billingInterval], type };
}

@Resolver(() => RetentionProjection)
export class ProjectionResolver {
  @Authorized(Role.READER)
  @Cost({ overAll: 2_500 })
  @Query(() => RetentionProjection, {
    description: 'Projects how many accounts of a cohort will remain, and how long they are expected to stay.',
  })
  async retentionProjection(
    @Ctx() context: RequestContext,
    @Arg('cohort', () => CohortInput, { description: 'The accounts from which the model is fitted.' })
    cohort: CohortInput,
    @Arg('periods', () => Int, {
      description: `Number of periods to project, counted from entry, 1 to ${MAX_PERIODS}. For example 36 for three years of months.`,
    })
    periods: number,
  ): Promise<RetentionProjection> {
    const { scope } = context;
    const zone = await context.the(workspaceZone);
    const range = readCohort(cohort, periods, zone, scope.now);
    const fitted = await projectRetention(scope, range, zone);
    return new RetentionProjection(fitted.model, fitted, periods);
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description:
      'Discounted expected lifetime (DEL) of an account that enters, in periods including the first. Multiplied by the revenue per period it is the lifetime value. Null without a model, or if it is infinite.',
  })
  discountedExpectedLifetime(
    @Root() { fitted }: RetentionProjection,
    @Arg('discountRate', () => Float, {
      description: `Discount rate per period, 0 to ${MAX_DISCOUNT_RATE}. At 0.1, revenue one period later is worth 1 / 1.1 of revenue now. For example 0.008 for months.`,
    })
    discountRate: number,
  ): number | null {
    checkTerms(discountRate, 0);
    return fitted && finiteOrNull(fitted.discountedLifetime(discountRate));
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description:
      'Discounted expected residual lifetime (DERL), in periods, of an account that has renewed `renewals` times and is about to decide on the next renewal (Fader and Hardie 2010). At a `discountRate` of 0 it is the expected residual lifetime. Null without a model, or if it is infinite.',
  })
  discountedExpectedResidualLifetime(
    @Root() { fitted }: RetentionProjection,
    @Arg('discountRate', () => Float, {
      description: `Discount rate per period, 0 to ${MAX_DISCOUNT_RATE}. For example 0.1 for years or 0.008 for months.`,
    })
    discountRate: number,
    @Arg('renewals', () => Int, {
      description: `Number of past renewals, 0 to ${inWords(MAX_RENEWALS)}; 0 for an account in its first period.`,
    })
    renewals: number,
  ): number | null {
    checkTerms(discountRate, renewals);
    return fitted && finiteOrNull(fitted.discountedResidualLifetime(discountRate, renewals));
  }
}

function checkTerms(discountRate: number, renewals: number): void {
  const check = new InputCheck();
  check.number(['discountRate'], discountRate, 0, MAX_DISCOUNT_RATE);
  check.number(['renewals'], renewals, 0, MAX_RENEWALS);
  check.done();
}
