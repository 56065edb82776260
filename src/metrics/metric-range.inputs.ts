import { ArgsType, Field } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import type { RelationshipType } from '../classification/timeline.js';
import { intervalBounds, MetricIntervalEnum, type MetricInterval } from './metric-interval.js';
import { CalendarDate } from '../graphql/scalars.js';
import { RelationshipTypeEnum } from '../derivation/relationship-type.type.js';

/** Whole intervals of time. */
@ArgsType()
export class MetricRangeArgs {
  @Field(() => CalendarDate, {
    description: 'The first day on which an interval may begin, of the years 0001 to 9999. For example `2026-01-01`.',
  })
  from: string;

  @Field(() => CalendarDate, {
    description:
      'The last day on which one may, past or future: not before `from`, and an interval must begin in between; at most 120 of them. Each is counted whole, also where it ends later: `2026-12-01` and `2026-12-31` are the same for months.',
  })
  to: string;

  @Field(() => MetricIntervalEnum, {
    defaultValue: 'MONTH',
    description:
      "Days, weeks, months, quarters or years; months unless given. They begin at midnight in the workspace's time zone, so that a day on which clocks are changed has 23 or 25 hours.",
  })
  interval: MetricInterval;
}

/** The same of the accounts of one type. */
@ArgsType()
export class TypedMetricRangeArgs extends MetricRangeArgs {
  @Field(() => RelationshipTypeEnum, {
    nullable: true,
    description:
      'Only accounts that had this type just before the interval began, whatever they became in it; all unless given. For example `CLIENT`. CUSTOMER is those that are no clients.',
  })
  type?: RelationshipType | null;
}

/** The bounds of the intervals asked for. */
export const readBounds = ({ from, to, interval }: MetricRangeArgs, timeZone: string): Instant[] =>
  intervalBounds(from, to, interval, timeZone);
