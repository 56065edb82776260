import type { Instant, Zone } from '../classification/calendar.js';
import { periodAt, type RelationshipType } from '../classification/timeline.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { newId } from '../graphql/ids.js';
import { announcedIntervals, type AnnounceablePeriod } from './announced-intervals.js';
import type { DerivedAccount } from './derived-account.service.js';
import { changeRecords, insertRelationshipChanges } from './derived-rows.sql.js';
import { ChangeCause } from './relationship-change.entity.js';

/** How long after an account was recorded its history may arrive, in several calls, and still be a first sighting. */
const FIRST_RECORDS_MS = 7 * 86_400_000;

/** The type of an account before its first announcement. */
export const INITIAL_TYPE: RelationshipType = 'PROSPECT';

export interface Announcement {
  accountId: string;
  previousType: RelationshipType;
  type: RelationshipType;
  /** When the change took effect. */
  at: Instant;
  cause: ChangeCause;
  /** Whether the change had taken place before its account was recorded, and became known with it. */
  isFirstSeen: boolean;
  policyVersion: number;
}

type ScheduledPeriod = AnnounceablePeriod & { accountId: string; policyVersion: number };

/** Returns the type changes that the periods of an account schedule for the interval (after, upTo], oldest first. */
export function scheduledTransitions(
  periods: readonly ScheduledPeriod[],
  typeBefore: RelationshipType,
  after: Instant,
  upTo: Instant,
  zone: Zone,
): Announcement[] {
  let previousType = typeBefore;
  const announcements: Announcement[] = [];
  for (const { accountId, type, from, announceAt, policyVersion } of announcedIntervals(periods, zone)) {
    if (announceAt <= after || upTo < announceAt || type === previousType) continue;
    announcements.push({
      ...{ accountId, previousType, type, at: from, policyVersion },
      cause: ChangeCause.TIME,
      isFirstSeen: false,
    });
    previousType = type;
  }
  return announcements;
}

/**
 * Returns the change from the last announced type to the derived one; empty if they are equal, or if the derived one may
 * not be announced yet. `isNew` tells whether no change was announced before, other than those that became known with the
 * account.
 */
export function transitionFrom(
  previousType: RelationshipType,
  { periods, now }: DerivedAccount,
  zone: Zone,
  cause: ChangeCause,
  isNew = false,
): Announcement[] {
  // A type that was announced is not taken back to wait for the end of the day.
  if (previousType === now.type) return [];
  const { accountId, computedAt, createdAt } = now;
  const { type, from } = announcedIntervals(periods, zone).findLast(({ announceAt }) => announceAt <= computedAt)!;
  if (previousType === type) return [];
  const { policyVersion } = periodAt(periods, computedAt);
  const isRecent = computedAt < createdAt + FIRST_RECORDS_MS;
  const isFirstSeen = isNew && isRecent && cause === ChangeCause.RECORD && from < createdAt;
  return [{ accountId, previousType, type, at: from, cause, isFirstSeen, policyVersion }];
}

/**
 * Announces type changes in the given order. Call it last in a transaction: it blocks other announcements in the
 * workspace until the transaction commits.
 */
export async function announce(sql: Sql, now: Instant, announcements: readonly Announcement[]): Promise<void> {
  if (announcements.length === 0) return;
  const rows = announcements.map((announcement) => ({
    ...announcement,
    id: newId(),
    // A type without a start is announced as of the instant of recording.
    at: announcement.at === -Infinity ? null : announcement.at,
  }));
  await sql.run(insertRelationshipChanges, changeRecords(rows), toTimestamp(now));
}
