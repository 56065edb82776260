import { ArgsType, Field } from 'type-graphql';
import { DateTime } from '../graphql/scalars.js';
import { MetricRangeArgs } from './metric-range.inputs.js';

@ArgsType()
export class CohortArgs extends MetricRangeArgs {
  @Field(() => DateTime, {
    nullable: true,
    description:
      'The instant up to which the accounts are observed, not later than now. What happened later has no effect on who remains, on revenue or on who became a client. Default: now. For example `2026-01-01T00:00:00Z`.',
  })
  asOf?: number | null;
}
