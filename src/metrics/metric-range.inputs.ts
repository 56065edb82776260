import { ArgsType, Field } from 'type-graphql';
import type { Instant, Zone } from '../classification/calendar.js';
import type { RelationshipType } from '../classification/timeline.js';
import { intervalBounds, MetricIntervalEnum, type MetricInterval } from './metric-interval.js';
import { CalendarDate } from '../graphql/scalars.js';
import { RelationshipTypeEnum } from '../derivation/relationship-type.type.js';

/** The arguments of metrics over whole intervals. */
@ArgsType()
export class MetricRangeArgs {
  @Field(() => CalendarDate, {
    description:
      'The first day on which an interval may start, in the years 0001 to 9999. For example `2026-01-01`. The interval `WHOLE` starts on it.',
  })
  from: string;

  @Field(() => CalendarDate, {
    description:
      'The last day on which an interval may start, past or future, not before `from`. The range must contain the starts of 1 to 120 intervals. Every interval is included in full even if it ends after `to`: for months, `2026-12-01` and `2026-12-31` are equivalent. The interval `WHOLE` ends with this day.',
  })
  to: string;

  @Field(() => MetricIntervalEnum, {
    defaultValue: 'MONTH',
    description:
      "The length of the intervals; `WHOLE` makes the range one interval. Intervals start at midnight in the workspace's time zone, so a day on which clocks change has 23 or 25 hours.",
  })
  interval: MetricInterval;
}

/** The same arguments, with a filter by type. */
@ArgsType()
export class TypedMetricRangeArgs extends MetricRangeArgs {
  @Field(() => RelationshipTypeEnum, {
    nullable: true,
    description:
      'Only accounts that had this type just before the interval started, regardless of later changes. For example `CLIENT`. `CUSTOMER` selects customers who are not clients. Default: all accounts.',
  })
  type?: RelationshipType | null;
}

/** Returns the bounds of the requested intervals. */
export const readBounds = ({ from, to, interval }: MetricRangeArgs, zone: Zone): Instant[] =>
  intervalBounds(from, to, interval, zone);
