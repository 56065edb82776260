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
import { printable } from './printable.js';
import { showProgress } from './progress.js';

export interface RebuildOptions {
  /** Only reports differences. */
  check: boolean;
  /** wrk_…; default: all workspaces. */
  workspace?: string;
}

/**
 * Recomputes every account from its facts, and replaces or reports stored results that differ. Returns whether there were
 * no differences.
 */
export async function rebuild(
  { dataSource, operator }: Database,
  now: Instant,
  options: RebuildOptions,
): Promise<boolean> {
  const work = options.check ? checkWorkspace : rebuildWorkspace;
  let isConsistent = true;
  for (const { id, name } of await findWorkspaces(operator, options.workspace)) {
    const progress = showProgress();
    const report = await work(new WorkspaceScope(poolOf(dataSource), id, now), (done, total) =>
      progress(printable(name), done, total),
    );
    console.log([summaryOf(report, options), ...report.differences.map(lineOf)].join('\n'));
    isConsistent &&= report.differences.length === 0;
  }
  return isConsistent;
}

async function findWorkspaces(operator: DataSource, workspaceId: string | undefined): Promise<WorkspaceEntity[]> {
  const workspaces = operator.getRepository(WorkspaceEntity);
  if (workspaceId === undefined) return workspaces.find({ order: { createdAt: 'ASC' } });
  const id = decodeId('Workspace', workspaceId);
  const found = id ? await workspaces.findBy({ id }) : [];
  if (found.length > 0) return found;
  throw new Error(`Workspace ${workspaceId} does not exist. \`clientele workspace list\` shows all workspaces.`);
}

function summaryOf({ accounts, waiting, differences }: RebuildReport, { check }: RebuildOptions): string {
  const outcome =
    differences.length === 0
      ? 'no differences'
      : `${differences.length} ${check ? 'with differences; `clientele rebuild` fixes them' : 'fixed'}`;
  const skipped =
    waiting === 0
      ? ''
      : `; ${waiting} skipped, because a change of policies, plans or the time zone, or an upgrade, has not reached them yet`;
  return `${accounts} accounts: ${outcome}${skipped}.`;
}

const lineOf = ({ accountId, name, hasOtherPeriods, hasOtherRenewals, hasOtherNow }: Difference): string =>
  `  ${encodeId('Account', accountId)}  ${[hasOtherPeriods && 'periods', hasOtherRenewals && 'renewals', hasOtherNow && 'current state'].filter(Boolean).join(' and ')}  ${printable(name)}`;
