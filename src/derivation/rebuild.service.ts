import { isDeepStrictEqual } from 'node:util';
import type { Instant } from '../classification/calendar.js';
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
import { deriveAccount, type DerivedAccount } from './derived-account.service.js';
import { storeDerived } from './derive.service.js';
import {
  lockAccounts,
  selectAccountsToDerive,
  type DerivableAccountRow,
  type StoredNow,
  type StoredPeriod,
} from './derive.sql.js';
import { loadHistories } from './history.service.js';
import {
  countAccountsToCheck,
  selectAccountsToCheck,
  selectLastChanges,
  selectStoredNows,
  selectStoredPeriods,
  type CheckedAccountRow,
  type LastChangeRow,
} from './rebuild.sql.js';
import { ChangeCause } from './relationship-change.entity.js';
import { rollOut } from './rollout.service.js';
import { loadRules } from './rules.service.js';

/** Accounts that are compared, or mended, at once. */
const BATCH_SIZE = 500;
const BEFORE_EVERY_ID = '00000000-0000-0000-0000-000000000000';

/** An account of which something else is stored than derives from its facts. */
export interface Difference {
  accountId: string;
  name: string;
  hasOtherPeriods: boolean;
  hasOtherNow: boolean;
}

export interface RebuildReport {
  accounts: number;
  /** Accounts that could not be compared, since a change of policies or plans has still to reach them. */
  waiting: number;
  differences: Difference[];
}

/** Told how many of how many accounts are done. */
export type OnProgress = (done: number, total: number) => void;

/** Derives every account of a workspace from its facts, reports those of which something else is stored, and mends none. */
export const checkWorkspace = (scope: WorkspaceScope, onProgress: OnProgress): Promise<RebuildReport> =>
  compareWorkspace(scope, onProgress, () => Promise.resolve());

/** The same after rolling out what waits for that, and mends what it reports. */
export async function rebuildWorkspace(scope: WorkspaceScope, onProgress: OnProgress): Promise<RebuildReport> {
  await rollOut(scope);
  return compareWorkspace(scope, onProgress, async (differences) => {
    if (differences.length === 0) return;
    const ids = differences.map(({ accountId }) => accountId);
    await scope.write((sql) => mend(sql, scope.now, ids));
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
    // Accounts may come and go meanwhile.
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
  const [rules, histories, periods, nows] = await Promise.all([
    loadRules(sql),
    loadHistories(sql, ids),
    sql.run(selectStoredPeriods, ids),
    sql.run(selectStoredNows, ids),
  ]);
  const periodsOf = groupBy(periods, ({ accountId }) => accountId);
  const nowOf = indexBy(nows, ({ accountId }) => accountId);
  const differences = compared.flatMap((account, i) => {
    const now = nowOf.get(account.id);
    const derived = deriveAccount(account, histories[i]!, rules, now?.computedAt ?? account.createdAt);
    return differenceOf(account, derived, periodsOf.get(account.id) ?? [], now);
  });
  return { accounts, differences };
}

function differenceOf(
  { id, name }: CheckedAccountRow,
  derived: DerivedAccount,
  periods: readonly StoredPeriod[],
  now: StoredNow | undefined,
): Difference[] {
  const hasOtherPeriods = !isDeepStrictEqual(derived.periods, periods);
  const hasOtherNow = !isDeepStrictEqual(now?.evidence === null ? withoutEvidence(derived.now) : derived.now, now);
  return hasOtherPeriods || hasOtherNow ? [{ accountId: id, name, hasOtherPeriods, hasOtherNow }] : [];
}

/** Of a row from before evidence was kept none is, which is no difference: its turn is still to come. */
const withoutEvidence = (now: StoredNow): StoredNow => ({ ...now, evidence: null, evidenceUntil: -Infinity });

/**
 * Makes what is stored of accounts what derives of them now. What they were announced as is read from the log itself,
 * since what is mended here may be where it is usually read.
 */
async function mend(sql: Sql, now: Instant, ids: readonly string[]): Promise<void> {
  const lockedIds = (await sql.run(lockAccounts, ids)).map(({ id }) => id);
  const [accounts, rules, histories, nows, lastChanges] = await Promise.all([
    sql.run(selectAccountsToDerive, lockedIds),
    loadRules(sql),
    loadHistories(sql, lockedIds),
    sql.run(selectStoredNows, lockedIds),
    sql.run(selectLastChanges, lockedIds),
  ]);
  const nowOf = indexBy(nows, ({ accountId }) => accountId);
  const lastOf = indexBy(lastChanges, ({ accountId }) => accountId);
  const mended = accounts.map((account, i) => {
    const last = lastOf.get(account.id);
    // What was announced is not taken back by a clock that is behind.
    const at = Math.max(now, last?.announcedAt ?? -Infinity);
    const derived = deriveAccount(account, histories[i]!, rules, at);
    return { derived, announcements: turnsMissed(account, derived, nowOf.get(account.id), last) };
  });
  await storeDerived(
    sql,
    mended.map(({ derived }) => derived),
  );
  await announce(
    sql,
    now,
    mended.flatMap(({ announcements }) => announcements),
  );
}

/** What has still to be announced of a mended account: what came true since it was last computed, and what is left. */
function turnsMissed(
  account: DerivableAccountRow,
  derived: DerivedAccount,
  stored: StoredNow | undefined,
  last: LastChangeRow | undefined,
): Announcement[] {
  const { computedAt } = derived.now;
  const knownUntil = Math.max(stored?.computedAt ?? computedAt, last?.announcedAt ?? account.createdAt);
  const typeBefore = last?.type ?? INITIAL_TYPE;
  const cameTrue = scheduledTransitions(derived.periods, typeBefore, knownUntil, computedAt);
  return [...cameTrue, ...transitionFrom(cameTrue.at(-1)?.type ?? typeBefore, derived, ChangeCause.RECORD)];
}
