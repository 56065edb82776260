import { isDeepStrictEqual } from 'node:util';
import type { DataSource } from 'typeorm';
import type { Instant } from '../classification/calendar.js';
import { poolOf } from '../database/pool.js';
import { WorkspaceScope } from '../database/workspace-scope.js';
import { clockChangesOf, firstDifference, isTimeZone } from '../derivation/clock-changes.js';
import { lockRules, requestRollout } from '../derivation/rollout.service.js';
import { WorkspaceEntity } from './workspace.entity.js';
import { selectStoredWorkspace, storeWorkspace } from './workspace.sql.js';

/** A time zone for which the stored clock changes differed from those of the runtime. */
export interface TimeZoneUpdate {
  timeZone: string;
  /** The first instant at which local time differs. */
  from: Instant;
  workspaces: number;
}

/**
 * Stores the runtime's clock changes with each workspace that has different ones or none, and requests a rollout for those
 * that had different ones. Returns the time zones whose stored changes differed. Stored changes of a zone that the runtime does not
 * know are kept.
 */
export async function updateTimeZones(
  { operator, dataSource }: { operator: DataSource; dataSource: DataSource },
  now: Instant,
): Promise<TimeZoneUpdate[]> {
  const updates = new Map<string, TimeZoneUpdate>();
  for (const { id, timeZone } of await findOutdated(operator)) {
    const from = await storeClockChanges(new WorkspaceScope(poolOf(dataSource), id, now), timeZone);
    if (from === null) continue;
    const workspaces = (updates.get(timeZone)?.workspaces ?? 0) + 1;
    updates.set(timeZone, { timeZone, from, workspaces });
  }
  return [...updates.values()];
}

/** Compares in the database, once for each time zone, because the changes of all workspaces may be many megabytes. */
async function findOutdated(operator: DataSource): Promise<Pick<WorkspaceEntity, 'id' | 'timeZone'>[]> {
  const workspaces = operator.getRepository(WorkspaceEntity);
  const used = await workspaces.createQueryBuilder('w').select('w.timeZone', 'timeZone').distinct().getRawMany<{
    timeZone: string;
  }>();
  const outdated: WorkspaceEntity[] = [];
  for (const { timeZone } of used.filter((zone) => isTimeZone(zone.timeZone))) {
    const changes = JSON.stringify(clockChangesOf(timeZone));
    outdated.push(
      ...(await workspaces
        .createQueryBuilder('w')
        .select(['w.id', 'w.timeZone'])
        .where('w.timeZone = :timeZone AND w.clockChanges IS DISTINCT FROM CAST(:changes AS jsonb)', {
          timeZone,
          changes,
        })
        .orderBy('w.id')
        .getMany()),
    );
  }
  return outdated;
}

/** Returns the first instant at which the stored time zone differed; null if none was stored, or another server was faster. */
const storeClockChanges = (scope: WorkspaceScope, timeZone: string): Promise<Instant | null> =>
  scope.write(async (sql) => {
    await lockRules(sql);
    const [before] = await sql.run(selectStoredWorkspace);
    const clockChanges = clockChangesOf(timeZone);
    // The workspace may have been deleted or changed since it was found.
    if (before?.timeZone !== timeZone || isDeepStrictEqual(before.clockChanges, clockChanges)) return null;
    await sql.run(storeWorkspace, before.name, timeZone, JSON.stringify(clockChanges));
    // A server of an earlier version stores none, and what it derived is derived again for that reason alone.
    if (!before.clockChanges) return null;
    await requestRollout(sql, scope.now);
    return firstDifference(before.clockChanges, clockChanges);
  });
