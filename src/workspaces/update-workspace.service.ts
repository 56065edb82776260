import { isDeepStrictEqual } from 'node:util';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { clockChangesOf } from '../derivation/clock-changes.js';
import { lockRules, requestRollout } from '../derivation/rollout.service.js';
import { InputCheck } from '../graphql/input-check.js';
import { selectStoredWorkspace, storeWorkspace } from './workspace.sql.js';
import { checkTimeZone, checkWorkspaceName } from './workspace.service.js';

/** The new values; what is omitted stays unchanged. */
export interface WorkspacePatch {
  name?: string;
  timeZone?: string;
}

export interface UpdatedWorkspace {
  name: string;
  timeZone: string;
  /** Whether every account is derived again, because its months and days are counted differently from now on. */
  isRolledOut: boolean;
}

/** Renames a workspace or changes its time zone, and requests the rollout of a time zone with other clock changes. */
export async function updateWorkspace(scope: WorkspaceScope, patch: WorkspacePatch): Promise<UpdatedWorkspace> {
  const check = new InputCheck();
  if (patch.name !== undefined) checkWorkspaceName(check, patch.name);
  if (patch.timeZone !== undefined) checkTimeZone(check, patch.timeZone);
  check.done();
  return scope.write(async (sql) => {
    await lockRules(sql);
    const [before] = await sql.run(selectStoredWorkspace);
    const name = patch.name ?? before!.name;
    const timeZone = patch.timeZone ?? before!.timeZone;
    const clockChanges = patch.timeZone === undefined ? before!.clockChanges : clockChangesOf(timeZone);
    await sql.run(storeWorkspace, name, timeZone, clockChanges && JSON.stringify(clockChanges));
    const isRolledOut = !isDeepStrictEqual(clockChanges, before!.clockChanges);
    if (isRolledOut) await requestRollout(sql, scope.now);
    return { name, timeZone, isRolledOut };
  });
}
