import { isDeepStrictEqual } from 'node:util';
import type { Instant, Zone } from '../classification/calendar.js';
import { groupBy, indexBy } from '../database/grouping.js';
import type { Sql } from '../database/statement.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import {
  announce,
  INITIAL_TYPE,
  scheduledTransitions,
  transitionFrom,
  type Announcement,
} from './announcement.service.js';
import { applyRates, loadAppliedRates } from './applied-rates.service.js';
import { deriveAgain } from './derive-again.service.js';
import { deriveAccount, type DerivedAccount } from './derived-account.service.js';
import { storeDerived } from './change-facts.service.js';
import {
  lockAccounts,
  selectAccountsToDerive,
  type DerivableAccountRow,
  type StoredNow,
  type StoredPeriod,
  type StoredRenewal,
} from './derived-rows.sql.js';
import { loadHistories } from './history.service.js';
import {
  countAccountsToCheck,
  selectAccountsToCheck,
  selectLastChanges,
  selectStoredNows,
  selectStoredPeriods,
  selectStoredRenewals,
  type CheckedAccountRow,
  type LastChangeRow,
} from './rebuild.sql.js';
import { ChangeCause } from './relationship-change.entity.js';
import { rollOut } from './rollout.service.js';
import { loadRules } from './rules.service.js';
import { loadZone } from './zone.service.js';

/** How many accounts are compared, and repaired, at once. */
const BATCH_SIZE = 500;
const BEFORE_EVERY_ID = '00000000-0000-0000-0000-000000000000';

/** An account whose stored rows differ from those derived from its facts. */
export interface Difference {
  accountId: string;
  name: string;
  hasOtherPeriods: boolean;
  hasOtherRenewals: boolean;
  hasOtherNow: boolean;
}

export interface RebuildReport {
  accounts: number;
  /** Accounts that could not be compared, because a change of the rules has not been rolled out to them. */
  waiting: number;
  differences: Difference[];
}

/** Receives how many accounts are done, and how many there are. */
export type OnProgress = (done: number, total: number) => void;

/** Derives every account of a workspace from its facts and reports stored rows that differ, without repairing them. */
export const checkWorkspace = (scope: WorkspaceScope, onProgress: OnProgress): Promise<RebuildReport> =>
  compareWorkspace(scope, onProgress, () => Promise.resolve());

/** Completes pending rollouts and conversions, then reports accounts like `checkWorkspace` and repairs them. */
export async function rebuildWorkspace(scope: WorkspaceScope, onProgress: OnProgress): Promise<RebuildReport> {
  await rollOut(scope);
  await deriveAgain(scope, () => undefined);
  await scope.write((sql) => applyRates(sql, scope.now));
  return compareWorkspace(scope, onProgress, async (differences) => {
    if (differences.length === 0) return;
    const ids = differences.map(({ accountId }) => accountId);
    await scope.write((sql) => repair(sql, scope.now, ids));
  });
}

async function compareWorkspace(
  scope: WorkspaceScope,
  onProgress: OnProgress,
  handle: (differences: readonly Difference[]) => Promise<void>,
): Promise<RebuildReport> {
  const [all] = await scope.run(countAccountsToCheck);
  const total = all!.count;
  const report: RebuildReport = { accounts: 0, waiting: 0, differences: [] };
  for (let after = BEFORE_EVERY_ID, isOver = false; !isOver;) {
    const { accounts, differences } = await scope.snapshot((sql) => compareBatch(sql, after));
    await handle(differences);
    report.accounts += accounts.length;
    report.waiting += accounts.filter(({ isWaiting }) => isWaiting).length;
    report.differences.push(...differences);
    after = accounts.at(-1)?.id ?? after;
    isOver = accounts.length < BATCH_SIZE;
    // Accounts may be created and deleted concurrently.
    onProgress(isOver ? total : Math.min(report.accounts, total - 1), total);
  }
  return report;
}

async function compareBatch(
  sql: Sql,
  after: string,
): Promise<{ accounts: CheckedAccountRow[]; differences: Difference[] }> {
  const accounts = await sql.run(selectAccountsToCheck, after, BATCH_SIZE);
  const compared = accounts.filter(({ isWaiting }) => !isWaiting);
  const ids = compared.map(({ id }) => id);
  const zone = loadZone(sql);
  const [rules, histories, periods, renewals, nows] = await Promise.all([
    loadRules(sql, zone),
    loadHistories(sql, ids, zone),
    sql.run(selectStoredPeriods, ids),
    sql.run(selectStoredRenewals, ids),
    sql.run(selectStoredNows, ids),
  ]);
  const periodsOf = groupBy(periods, ({ accountId }) => accountId);
  const renewalsOf = groupBy(renewals, ({ accountId }) => accountId);
  const applied = await loadAppliedRates(sql, histories);
  const nowOf = indexBy(nows, ({ accountId }) => accountId);
  const differences = compared.flatMap((account, i) => {
    const now = nowOf.get(account.id);
    const derived = deriveAccount(account, histories[i]!, rules, now?.computedAt ?? account.createdAt, applied);
    return differenceOf(account, derived, periodsOf.get(account.id) ?? [], renewalsOf.get(account.id) ?? [], now);
  });
  return { accounts, differences };
}

function differenceOf(
  { id, name }: CheckedAccountRow,
  derived: DerivedAccount,
  periods: readonly StoredPeriod[],
  renewals: readonly StoredRenewal[],
  now: StoredNow | undefined,
): Difference[] {
  const hasOtherPeriods = !isDeepStrictEqual(derived.periods, periods);
  const hasOtherRenewals = !isDeepStrictEqual(derived.renewals, renewals);
  const hasOtherNow = !isDeepStrictEqual(now?.evidence === null ? withoutEvidence(derived.now) : derived.now, now);
  return hasOtherPeriods || hasOtherRenewals || hasOtherNow
    ? [{ accountId: id, name, hasOtherPeriods, hasOtherRenewals, hasOtherNow }]
    : [];
}

/** A row written before evidence was stored has none until it is refreshed, which does not count as a difference. */
const withoutEvidence = (now: StoredNow): StoredNow => ({ ...now, evidence: null, evidenceUntil: -Infinity });

/**
 * Replaces the stored rows of accounts by those derived now. The last announced type is read from the log of changes,
 * because account_now, where it is usually read, may be wrong.
 */
async function repair(sql: Sql, now: Instant, ids: readonly string[]): Promise<void> {
  const lockedIds = (await sql.run(lockAccounts, ids)).map(({ id }) => id);
  const zone = loadZone(sql);
  const [accounts, rules, histories, nows, lastChanges] = await Promise.all([
    sql.run(selectAccountsToDerive, lockedIds),
    loadRules(sql, zone),
    loadHistories(sql, lockedIds, zone),
    sql.run(selectStoredNows, lockedIds),
    sql.run(selectLastChanges, lockedIds),
  ]);
  const applied = await loadAppliedRates(sql, histories);
  const nowOf = indexBy(nows, ({ accountId }) => accountId);
  const lastOf = indexBy(lastChanges, ({ accountId }) => accountId);
  const repaired = accounts.map((account, i) => {
    const last = lastOf.get(account.id);
    // A clock that is behind must not revert announced changes.
    const at = Math.max(now, last?.announcedAt ?? -Infinity);
    const derived = deriveAccount(account, histories[i]!, rules, at, applied);
    return { derived, announcements: missedAnnouncements(account, derived, nowOf.get(account.id), last, rules.zone) };
  });
  await storeDerived(
    sql,
    repaired.map(({ derived }) => derived),
  );
  await announce(
    sql,
    now,
    repaired.flatMap(({ announcements }) => announcements),
  );
}

/**
 * Returns the type changes to announce for a repaired account: the scheduled ones that elapsed since it was computed,
 * and a final one if the derived type still differs.
 */
function missedAnnouncements(
  account: DerivableAccountRow,
  derived: DerivedAccount,
  stored: StoredNow | undefined,
  last: LastChangeRow | undefined,
  zone: Zone,
): Announcement[] {
  const { computedAt } = derived.now;
  const knownUntil = Math.max(stored?.computedAt ?? computedAt, last?.announcedAt ?? account.createdAt);
  const typeBefore = last?.type ?? INITIAL_TYPE;
  const elapsed = scheduledTransitions(derived.periods, typeBefore, knownUntil, computedAt, zone);
  return [...elapsed, ...transitionFrom(elapsed.at(-1)?.type ?? typeBefore, derived, zone, ChangeCause.RECORD)];
}
