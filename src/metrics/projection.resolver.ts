import { Arg, Authorized, Ctx, FieldResolver, Float, Int, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { InputCheck, instantOr } from '../graphql/input-check.js';
import { dayStarts } from './metric-interval.js';
import { finiteOrNull } from '../graphql/scalars.js';
import { UserErrorCode } from '../graphql/user-error.js';
import { isCustomerType } from '../classification/timeline.js';
import { MONTHS_OF_INTERVAL } from '../subscriptions/subscription.type.js';
import { Role } from '../graphql/role.js';
import { currentWorkspace } from '../workspaces/workspace.loaders.js';
import { CohortInput } from './projection.inputs.js';
import { projectRetention, type CohortRange } from './projection.service.js';
import { MOST_PERIODS, RetentionProjection } from './projection.type.js';

const MOST_RENEWALS = 10_000;
const MOST_DISCOUNT = 100;

function readCohort(cohort: CohortInput, periods: number, timeZone: string, now: number): CohortRange {
  const [from, until] = dayStarts([cohort.from, cohort.to], ['from', 'to'], timeZone) as [number, number];
  const asOf = instantOr(now, cohort.asOf, ['cohort', 'asOf']);
  const check = new InputCheck();
  if (until <= from) {
    check.add(
      UserErrorCode.INVALID,
      ['cohort', 'to'],
      `Expected a day later than from, ${cohort.from}; got ${cohort.to}.`,
    );
  }
  if (asOf > now) {
    check.add(
      UserErrorCode.OUT_OF_RANGE,
      ['cohort', 'asOf'],
      'Expected an instant not later than now; got a later one.',
    );
  }
  const type = cohort.type ?? null;
  if (type !== null && !isCustomerType(type)) {
    check.add(UserErrorCode.INVALID, ['cohort', 'type'], `Expected CUSTOMER or CLIENT, who can leave; got ${type}.`);
  }
  check.number(['periods'], periods, 1, MOST_PERIODS);
  check.done();
  return { from, until, asOf, intervalMonths: MONTHS_OF_INTERVAL[cohort.billingInterval], type };
}

@Resolver(() => RetentionProjection)
export class ProjectionResolver {
  @Authorized(Role.READER)
  @Query(() => RetentionProjection, {
    description: 'How many accounts of a cohort will be left, and how long they are still to be expected to stay.',
  })
  async retentionProjection(
    @Ctx() context: RequestContext,
    @Arg('cohort', () => CohortInput, { description: 'Which accounts.' }) cohort: CohortInput,
    @Arg('periods', () => Int, {
      description: `How many periods to project, counted from when they entered, 1 to ${MOST_PERIODS}. For example 36: three years of months.`,
    })
    periods: number,
  ): Promise<RetentionProjection> {
    const { scope } = context;
    const { timeZone } = await context.the(currentWorkspace);
    const range = readCohort(cohort, periods, timeZone, scope.now);
    const fitted = await projectRetention(scope, range);
    return new RetentionProjection(fitted.model, fitted, periods);
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description:
      'Discounted expected lifetime (DEL) in periods of one who enters, the first included: times what a period brings it is the lifetime value. Null without a model, and where it is infinite.',
  })
  discountedExpectedLifetime(
    @Root() { fitted }: RetentionProjection,
    @Arg('discountRate', () => Float, {
      description: `Per period, 0 to ${MOST_DISCOUNT}: at 0.1 what comes a period later is worth 1 / 1.1 of what comes now. For example 0.008 for months.`,
    })
    discountRate: number,
  ): number | null {
    checkTerms(discountRate, 0);
    return fitted && finiteOrNull(fitted.discountedLifetime(discountRate));
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description:
      'Discounted expected residual lifetime (DERL) in periods of one that has renewed so often and is about to decide again (Fader and Hardie 2010); at a `discountRate` of 0 the expected residual lifetime itself. Null without a model, and where it is infinite.',
  })
  discountedExpectedResidualLifetime(
    @Root() { fitted }: RetentionProjection,
    @Arg('discountRate', () => Float, {
      description: `Per period, 0 to ${MOST_DISCOUNT}. For example 0.1 for years, or 0.008 for months.`,
    })
    discountRate: number,
    @Arg('renewals', () => Int, {
      description: `How often it has renewed, 0 to ${MOST_RENEWALS}: 0 is one in its first period.`,
    })
    renewals: number,
  ): number | null {
    checkTerms(discountRate, renewals);
    return fitted && finiteOrNull(fitted.discountedResidualLifetime(discountRate, renewals));
  }
}

function checkTerms(discountRate: number, renewals: number): void {
  const check = new InputCheck();
  check.number(['discountRate'], discountRate, 0, MOST_DISCOUNT);
  check.number(['renewals'], renewals, 0, MOST_RENEWALS);
  check.done();
}
