import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Cost } from '../graphql/cost/cost.js';
import { enumType } from '../graphql/enum.js';
import { finiteOrNull } from '../graphql/scalars.js';
import type { FittedRetention, RetentionModel } from './shifted-beta-geometric.service.js';

export const RetentionModelEnum = enumType<RetentionModel['name']>('RetentionModel', 'How retention is projected.', {
  SHIFTED_BETA_GEOMETRIC:
    'Each account leaves at the end of a period with a probability of its own, beta distributed over accounts (Fader and Hardie 2007).',
  GEOMETRIC: 'All accounts leave at the end of a period with the same probability.',
});

/** How many periods a projection may have. */
export const MOST_PERIODS = 600;

@ObjectType({ description: 'How many of a cohort are left after some periods, as shares 0 to 1 of those who entered.' })
export class RetentionProjectionPoint {
  @Field(() => Int, { description: 'Periods that are over; 0 is when they entered.' })
  period: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'The share that was left: where not all entered at once, the product-limit estimate of Kaplan and Meier. Null beyond the data.',
  })
  observed: number | null;

  @Field(() => Float, { nullable: true, description: 'The share that the model says is left; null without a model.' })
  projected: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Lower end of the 95 % confidence interval of `projected`: pointwise, by the delta method on the scale log(-log(share)) from the observed information. It covers what is not known of the parameters, neither that a cohort is small nor that another model may be right.',
  })
  lower: number | null;

  @Field(() => Float, { nullable: true, description: 'Upper end of that interval.' })
  upper: number | null;
}

@ObjectType({
  description:
    'How a cohort will go on, by maximum likelihood from how it went so far. A period is one of the billing interval; who leaves within one leaves with it.',
})
export class RetentionProjection {
  @Field(() => RetentionModelEnum, {
    nullable: true,
    description: 'Which model fits; null where none can be fitted, see `reason`.',
  })
  model: RetentionModel['name'] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why no model, or why the geometric one; null for the shifted-beta-geometric one.',
  })
  reason: string | null;

  @Field(() => Int, { description: 'Accounts of the cohort.' })
  accounts: number;

  @Field(() => Int, { description: 'Periods of which the end was observed, of the account that entered first.' })
  observedPeriods: number;

  @Field(() => Float, {
    nullable: true,
    description: 'The first parameter of the beta distribution: alpha / (alpha + beta) leave with the first period.',
  })
  alpha: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'The second one. The smaller both are, the less accounts are alike.',
  })
  beta: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'The probability to leave with a period, of the geometric model.',
  })
  churnProbability: number | null;

  @Field(() => Float, { nullable: true, description: 'The natural logarithm of the likelihood at its maximum.' })
  logLikelihood: number | null;

  @Cost({ size: MOST_PERIODS + 1 })
  @Field(() => [RetentionProjectionPoint], { description: 'From period 0 on, as many periods as asked for.' })
  points: RetentionProjectionPoint[];

  @Field(() => Float, {
    nullable: true,
    description:
      'Periods that one who enters is expected to stay, the first included. Null without a model, and where the mean is infinite (alpha of 1 or less); `discountedExpectedLifetime` is finite there.',
  })
  expectedLifetime: number | null;

  constructor(
    readonly fitted: RetentionModel | null,
    { reason, accounts, observedPeriods, observed }: FittedRetention,
    periods: number,
  ) {
    this.model = fitted?.name ?? null;
    this.reason = reason;
    this.accounts = accounts;
    this.observedPeriods = observedPeriods;
    this.alpha = fitted?.alpha ?? null;
    this.beta = fitted?.beta ?? null;
    this.churnProbability = fitted?.churnProbability ?? null;
    this.logLikelihood = fitted?.logLikelihood ?? null;
    this.expectedLifetime = fitted && finiteOrNull(fitted.expectedLifetime);
    this.points = Array.from({ length: periods + 1 }, (_, period) => {
      const survival = fitted?.survival(period);
      return {
        period,
        observed: accounts === 0 ? null : (observed[period] ?? null),
        projected: survival?.share ?? null,
        lower: survival?.lower ?? null,
        upper: survival?.upper ?? null,
      };
    });
  }
}
