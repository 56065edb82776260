import type { DataSource } from 'typeorm';
import type { Instant } from '../classification/calendar.js';
import { poolOf } from '../database/pool.js';
import type { Database } from '../composition/open-database.js';
import { WorkspaceScope } from '../database/workspace-scope.js';
import { decodeId, encodeId } from '../graphql/ids.js';
import {
  checkWorkspace,
  rebuildWorkspace,
  type Difference,
  type RebuildReport,
} from '../derivation/rebuild.service.js';
import { WorkspaceEntity } from '../workspaces/workspace.entity.js';
import { showProgress } from './progress.js';

export interface RebuildOptions {
  /** Reports what is to be mended, and mends nothing. */
  check: boolean;
  /** wrk_…; all workspaces unless given. */
  workspace?: string;
}

/**
 * Derives every account from its facts anew, and mends or reports those of which something else is stored; answers
 * whether there were none.
 */
export async function rebuild(
  { dataSource, operator }: Database,
  now: Instant,
  options: RebuildOptions,
): Promise<boolean> {
  const work = options.check ? checkWorkspace : rebuildWorkspace;
  let areSound = true;
  for (const { id, name } of await findWorkspaces(operator, options.workspace)) {
    const progress = showProgress();
    const report = await work(new WorkspaceScope(poolOf(dataSource), id, now), (done, total) =>
      progress(name, done, total),
    );
    console.log([summaryOf(report, options), ...report.differences.map(lineOf)].join('\n'));
    areSound &&= report.differences.length === 0;
  }
  return areSound;
}

async function findWorkspaces(operator: DataSource, workspaceId: string | undefined): Promise<WorkspaceEntity[]> {
  const workspaces = operator.getRepository(WorkspaceEntity);
  if (workspaceId === undefined) return workspaces.find({ order: { createdAt: 'ASC' } });
  const id = decodeId('Workspace', workspaceId);
  const found = id ? await workspaces.findBy({ id }) : [];
  if (found.length > 0) return found;
  throw new Error(`No workspace ${workspaceId}; \`clientele workspace list\` shows them.`);
}

function summaryOf({ accounts, waiting, differences }: RebuildReport, { check }: RebuildOptions): string {
  const outcome =
    differences.length === 0
      ? 'all as their facts say'
      : `${differences.length} ${check ? 'to be mended, by `clientele rebuild`' : 'mended'}`;
  const left = waiting === 0 ? '' : `; ${waiting} wait for a change of policies or plans, and were left alone`;
  return `${accounts} accounts: ${outcome}${left}.`;
}

const lineOf = ({ accountId, name, hasOtherPeriods, hasOtherNow }: Difference): string =>
  `  ${encodeId('Account', accountId)}  ${[hasOtherPeriods && 'periods', hasOtherNow && 'state now'].filter(Boolean).join(' and ')}  ${name}`;
