import { LRUCache } from 'lru-cache';
import type { Zone } from '../classification/calendar.js';
import type { Sql } from '../database/statement.js';
import type { MaybePromise } from '../graphql/maybe-promise.js';
import { clockChangesOf, zoneOf } from './clock-changes.js';
import { selectRevision } from './rollout.sql.js';
import { selectZone } from './zone.sql.js';

/** Cached by workspace, with the revision at which it was read: every change of a time zone increments the revision. */
const zones = new LRUCache<string, { revision: number; zone: Zone }>({ max: 1_000 });

/** Returns the current time zone of the workspace. To derive accounts, call it after they are locked. */
export async function loadZone(sql: Sql): Promise<Zone> {
  const [workspace] = await sql.run(selectRevision);
  return zoneAt(sql, workspace!.revision);
}

/** Returns the time zone of the workspace, whose current revision has just been read. */
export function zoneAt(sql: Sql, revision: number): MaybePromise<Zone> {
  const known = zones.get(sql.workspaceId);
  return known?.revision === revision ? known.zone : readZone(sql);
}

async function readZone(sql: Sql): Promise<Zone> {
  const [workspace] = await sql.run(selectZone);
  const { revision, timeZone, clockChanges } = workspace!;
  // Not cached: storing the clock changes later does not increment the revision.
  if (!clockChanges) return zoneOf(clockChangesOf(timeZone));
  const zone = zoneOf(clockChanges);
  zones.set(sql.workspaceId, { revision, zone });
  return zone;
}
