import type { Instant } from '../classification/calendar.js';
import { periodAt, intervalsByType, type RelationshipType } from '../classification/timeline.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { newId } from '../graphql/ids.js';
import type { DerivedAccount } from './derived-account.service.js';
import { changeRecords, insertRelationshipChanges } from './derive.sql.js';
import type { PeriodRow } from './period.sql.js';
import { ChangeCause } from './relationship-change.entity.js';

/** What an account is until something else is announced of it. */
export const INITIAL_TYPE: RelationshipType = 'PROSPECT';

export interface Announcement {
  accountId: string;
  previousType: RelationshipType;
  type: RelationshipType;
  /** When it came true. */
  at: Instant;
  cause: ChangeCause;
  policyVersion: number;
}

type ForetoldPeriod = Pick<PeriodRow, 'accountId' | 'from' | 'to' | 'type' | 'policyVersion'>;

/** The turns of an account after `after` and up to `upTo` that its periods foretold, oldest first. */
export function scheduledTransitions(
  periods: readonly ForetoldPeriod[],
  typeBefore: RelationshipType,
  after: Instant,
  upTo: Instant,
): Announcement[] {
  const turned = intervalsByType(periods).filter(({ from }) => after < from && from <= upTo);
  return turned.map(({ accountId, type, from, policyVersion }, i) => ({
    accountId,
    previousType: turned[i - 1]?.type ?? typeBefore,
    type,
    at: from,
    cause: ChangeCause.TIME,
    policyVersion,
  }));
}

/** The turn from what was announced last to what derives now; none where that is the same. */
export function transitionFrom(
  previousType: RelationshipType,
  { periods, now }: DerivedAccount,
  cause: ChangeCause,
): Announcement[] {
  if (previousType === now.type) return [];
  const { from } = periodAt(intervalsByType(periods), now.computedAt);
  const { policyVersion } = periodAt(periods, now.computedAt);
  return [{ accountId: now.accountId, previousType, type: now.type, at: from, cause, policyVersion }];
}

/**
 * Announces turns in the order given. Call it last in a transaction: nobody else announces anything in the workspace
 * until that commits.
 */
export async function announce(sql: Sql, now: Instant, announcements: readonly Announcement[]): Promise<void> {
  if (announcements.length === 0) return;
  const rows = announcements.map((announcement) => ({
    ...announcement,
    id: newId(),
    // Since ever is not an instant that came true: a type that always held is announced as of now.
    at: announcement.at === -Infinity ? null : announcement.at,
  }));
  await sql.run(insertRelationshipChanges, changeRecords(rows), toTimestamp(now));
}
