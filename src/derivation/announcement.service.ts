import type { Instant } from '../classification/calendar.js';
import { periodAt, intervalsByType, type RelationshipType } from '../classification/timeline.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { newId } from '../graphql/ids.js';
import type { DerivedAccount } from './derived-account.service.js';
import { changeRecords, insertRelationshipChanges } from './derived-rows.sql.js';
import type { PeriodRow } from './period.sql.js';
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

type ScheduledPeriod = Pick<PeriodRow, 'accountId' | 'from' | 'to' | 'type' | 'policyVersion'>;

/** Returns the type changes scheduled by the periods of an account in the interval (after, upTo], oldest first. */
export function scheduledTransitions(
  periods: readonly ScheduledPeriod[],
  typeBefore: RelationshipType,
  after: Instant,
  upTo: Instant,
): Announcement[] {
  const intervals = intervalsByType(periods).filter(({ from }) => after < from && from <= upTo);
  return intervals.map(({ accountId, type, from, policyVersion }, i) => ({
    accountId,
    previousType: intervals[i - 1]?.type ?? typeBefore,
    type,
    at: from,
    cause: ChangeCause.TIME,
    isFirstSeen: false,
    policyVersion,
  }));
}

/**
 * Returns the change from the last announced type to the derived one; empty if they are equal. `isNew` tells whether no
 * change was announced before, other than those that became known with the account.
 */
export function transitionFrom(
  previousType: RelationshipType,
  { periods, now }: DerivedAccount,
  cause: ChangeCause,
  isNew = false,
): Announcement[] {
  if (previousType === now.type) return [];
  const { from } = periodAt(intervalsByType(periods), now.computedAt);
  const { policyVersion } = periodAt(periods, now.computedAt);
  const isRecent = now.computedAt < now.createdAt + FIRST_RECORDS_MS;
  const isFirstSeen = isNew && isRecent && cause === ChangeCause.RECORD && from < now.createdAt;
  return [{ accountId: now.accountId, previousType, type: now.type, at: from, cause, isFirstSeen, policyVersion }];
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
