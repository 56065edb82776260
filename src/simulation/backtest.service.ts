import type { Instant } from '../classification/calendar.js';
import type { Policy } from '../classification/policy.js';
import type { Rules } from '../classification/timeline.js';
import { toTimestamp } from '../database/instants.js';
import type { Caller } from '../database/cancellation.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import type { SimulationLimits } from '../graphql/context.js';
import { simulate } from './simulation.service.js';
import { countKept, type BacktestRow } from './backtest.sql.js';

/** Counts the accounts that paid at `asOf` and those that still paid at `until`, by their type at `asOf`. */
export async function backtest(
  scope: WorkspaceScope,
  asOf: Instant,
  until: Instant,
  draft: Policy | null,
  { topRank, minorPerMajor, zone }: Rules,
  caller: Caller,
  limits: SimulationLimits,
): Promise<BacktestRow[]> {
  if (!draft) return scope.run(countKept, toTimestamp(asOf), toTimestamp(until));
  const { workspaceId } = scope;
  const task = { workspaceId, draft, asOf, topRank, minorPerMajor, zone, flips: 0, keptUntil: until };
  const { transitions } = await simulate(scope, task, caller, limits);
  return (['CUSTOMER', 'CLIENT'] as const).map((type) => {
    const row: BacktestRow = { type, accounts: 0, mrrMinor: 0, kept: 0, keptMrrMinor: 0 };
    for (const { to, paying } of transitions) {
      if (to !== type) continue;
      row.accounts += paying.accounts;
      row.mrrMinor += paying.mrrMinor;
      row.kept += paying.kept;
      row.keptMrrMinor += paying.keptMrrMinor;
    }
    return row;
  });
}
