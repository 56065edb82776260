import { addLocalDays, type Instant, type Zone } from '../classification/calendar.js';
import { intervalsByType, type RelationshipType } from '../classification/timeline.js';

/** What an announcement needs to know about a period of an account. */
export interface AnnounceablePeriod {
  from: Instant;
  to: Instant;
  type: RelationshipType;
  /** Whether what was in force until `from` ended by a recorded cancellation. */
  isAfterCancellation: boolean;
}

/** An interval of one type, and the first instant at which it may be announced. */
export type AnnouncedInterval<P extends AnnounceablePeriod> = P & { announceAt: Instant };

const isFormerType = (type: RelationshipType): boolean => type === 'FORMER_CUSTOMER' || type === 'FORMER_CLIENT';

/**
 * Returns the first instant at which a type that starts at `from` may be announced. A subscription that begins up to a day
 * after the last one ended continues it, and imports often arrive during that day. So a former customer is announced
 * only after that day, unless a cancellation was recorded.
 */
export const announceableFrom = ({ from, type, isAfterCancellation }: AnnounceablePeriod, zone: Zone): Instant =>
  isFormerType(type) && !isAfterCancellation ? addLocalDays(from, 1, zone) + 1 : from;

/** Returns the intervals of an account that are announced, oldest first: neighbors differ in type. */
export function announcedIntervals<P extends AnnounceablePeriod>(
  periods: readonly P[],
  zone: Zone,
): AnnouncedInterval<P>[] {
  const announced = intervalsByType(periods)
    .map((interval) => ({ ...interval, announceAt: announceableFrom(interval, zone) }))
    .filter(({ to, announceAt }) => announceAt < to);
  return intervalsByType(announced);
}
