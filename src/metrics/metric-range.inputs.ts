import { ArgsType, Field } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import type { RelationshipType } from '../classification/timeline.js';
import { intervalBounds, MetricIntervalEnum, type MetricInterval } from '../graphql/metric-interval.js';
import { CalendarDate } from '../graphql/scalars.js';
import { RelationshipTypeEnum } from '../relationships/relationship.type.js';

/** Whole intervals of time. */
@ArgsType()
export class MetricRangeArgs {
  @Field(() => CalendarDate, { description: 'The first day on which an interval may begin.' })
  from: string;

  @Field(() => CalendarDate, {
    description:
      'The last day on which one may: not before `from`, and an interval must begin in between; at most 120 of them. Each is counted whole, also where it ends later.',
  })
  to: string;

  @Field(() => MetricIntervalEnum, {
    defaultValue: 'MONTH',
    description: "Days, weeks, months, quarters or years; they begin at midnight in the workspace's time zone.",
  })
  interval: MetricInterval;
}

/** The same of the accounts of one type. */
@ArgsType()
export class TypedMetricRangeArgs extends MetricRangeArgs {
  @Field(() => RelationshipTypeEnum, {
    nullable: true,
    description: 'Only accounts that had this type just before the interval began; all unless given.',
  })
  type?: RelationshipType | null;
}

/** The bounds of the intervals asked for. */
export const readBounds = ({ from, to, interval }: MetricRangeArgs, timeZone: string): Instant[] =>
  intervalBounds(from, to, interval, timeZone);
