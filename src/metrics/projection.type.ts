import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Cost } from '../graphql/cost/cost.js';
import { enumType } from '../graphql/enum.js';
import { finiteOrNull } from '../graphql/scalars.js';
import type { FittedRetention, RetentionModel } from './shifted-beta-geometric.service.js';

export const RetentionModelEnum = enumType<RetentionModel['name']>(
  'RetentionModel',
  'The model by which retention is projected.',
  {
    SHIFTED_BETA_GEOMETRIC:
      'Each account leaves at the end of a period with its own constant probability, which is beta distributed over the accounts (Fader and Hardie 2007).',
    GEOMETRIC: 'All accounts leave at the end of a period with the same probability.',
  },
);

/** The maximum number of periods in a projection. */
export const MAX_PERIODS = 600;

@ObjectType({ description: 'The share of a cohort that remains after a number of periods, 0 to 1.' })
export class RetentionProjectionPoint {
  @Field(() => Int, { description: 'Number of complete periods since entry; 0 is the entry itself.' })
  period: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'The observed share that remained, judged by what happened up to `asOf`. If the accounts entered at different times, it is the product-limit estimate of Kaplan and Meier. Null after the last observed period.',
  })
  observed: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'The share that remains according to the model. Null without a model.',
  })
  projected: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Lower bound of the pointwise 95% confidence interval of `projected`, by the delta method on the scale log(-log(share)) from the observed information. It covers the uncertainty of the parameters, but not the random variation of a small cohort or the choice of model.',
  })
  lower: number | null;

  @Field(() => Float, { nullable: true, description: 'Upper bound of the same interval.' })
  upper: number | null;
}

@ObjectType({
  description:
    'The projected retention of a cohort, fitted by maximum likelihood to the observed retention. A period is one billing interval. An account that leaves during a period counts as leaving at its end. An account without a paid subscription at `asOf` left when its last one ended, unless that was at most `gapDays` days before `asOf`; `gapDays` is that of the policy in force at `asOf`. An account that left and returned counts as never having left, so shares for past periods rise when an account returns.',
})
export class RetentionProjection {
  @Field(() => RetentionModelEnum, {
    nullable: true,
    description:
      'The fitted model. Null if there is too little data, or if the model is more than 0.1 away from an observed share; see `reason`.',
  })
  model: RetentionModel['name'] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why there is no model, or why it is the geometric one. Null for the shifted-beta-geometric model.',
  })
  reason: string | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'The largest absolute difference between the fitted and the observed share over the observed periods, 0 to 1: the smaller, the better the fit. A model with a difference above 0.1 is refused; the difference is given nevertheless. Null if no model was fitted.',
  })
  largestDeviation: number | null;

  @Field(() => Int, { description: 'Number of accounts in the cohort.' })
  accounts: number;

  @Field(() => Int, {
    description: 'Number of periods whose end was observed for at least one account.',
  })
  observedPeriods: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'The first parameter of the beta distribution. The share alpha / (alpha + beta) leaves at the end of the first period. Null unless the model is `SHIFTED_BETA_GEOMETRIC`.',
  })
  alpha: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'The second parameter of the beta distribution. The smaller both parameters are, the more the accounts differ. Null unless the model is `SHIFTED_BETA_GEOMETRIC`.',
  })
  beta: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'The probability of leaving at the end of a period, in the geometric model. Null unless the model is `GEOMETRIC`.',
  })
  churnProbability: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'The natural logarithm of the maximum likelihood. Null without a model.',
  })
  logLikelihood: number | null;

  @Cost({ size: MAX_PERIODS + 1 })
  @Field(() => [RetentionProjectionPoint], {
    description: 'One point for each period from 0 to the requested number of periods.',
  })
  points: RetentionProjectionPoint[];

  @Field(() => Float, {
    nullable: true,
    description:
      'Number of periods that an account that enters is expected to stay, including the first. Null without a model, or if the mean is infinite (alpha of 1 or less); in that case `discountedExpectedLifetime` is finite for a `discountRate` above 0.',
  })
  expectedLifetime: number | null;

  constructor(
    readonly fitted: RetentionModel | null,
    { reason, largestDeviation, accounts, observedPeriods, observed }: FittedRetention,
    periods: number,
  ) {
    this.model = fitted?.name ?? null;
    this.reason = reason;
    this.largestDeviation = largestDeviation;
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
