import type { Pool } from 'pg';
import type { Instant } from '../classification/calendar.js';
import type { Rules } from '../classification/timeline.js';
import { groupBy, indexBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql, Statement } from '../database/statement.js';
import { WorkspaceScope } from '../database/workspace-scope.js';
import {
  announce,
  INITIAL_TYPE,
  scheduledTransitions,
  transitionFrom,
  type Announcement,
} from './announcement.service.js';
import { deriveAccount, type DerivedAccount } from './derived-account.service.js';
import {
  lockAccounts,
  nowRecords,
  periodRecords,
  replacePeriods,
  selectAccountsDueForEvidence,
  selectAccountsToDerive,
  selectAnnounced,
  selectDueAccounts,
  selectWorkspacesWithDueAccounts,
  upsertAccountNow,
  type AnnouncedRow,
  type DerivableAccountRow,
} from './derive.sql.js';
import { FactWriter } from './fact-writer.service.js';
import { loadHistories, type AccountHistory } from './history.service.js';
import { selectPeriodsOfAccounts } from './period.sql.js';
import { ChangeCause } from './relationship-change.entity.js';
import { loadRules } from './rules.service.js';

/** Accounts whose histories are held in memory at once. */
const BATCH_SIZE = 500;
/** Accounts that change in one transaction where nobody waits for that: few, so that whoever records waits little. */
const EVIDENCE_BATCH_SIZE = 100;
/** So many a minute are a few seconds' work, and many times what becomes due of a million accounts. */
const EVIDENCE_BATCHES = 50;

/** What came true by time alone since each account was last computed, as its stored periods foretold. */
async function elapsedTransitions(sql: Sql, announced: readonly AnnouncedRow[], now: Instant): Promise<Announcement[]> {
  const overdue = announced.filter(({ nextTypeAt }) => nextTypeAt <= now);
  if (overdue.length === 0) return [];
  const rows = await sql.run(
    selectPeriodsOfAccounts,
    overdue.map(({ accountId }) => accountId),
  );
  const periods = groupBy(rows, ({ accountId }) => accountId);
  return overdue.flatMap(({ accountId, type, computedAt }) =>
    scheduledTransitions(periods.get(accountId) ?? [], type, computedAt, now),
  );
}

/** Locks accounts that facts are about to change of, and returns what the change needs to know of them. */
type AccountLock<Row extends { id: string }> = (sql: Sql) => Promise<readonly Row[]>;

/** Locks accounts by their ids. */
export const accountsById =
  (accountIds: readonly string[]): AccountLock<{ id: string }> =>
  (sql) =>
    sql.run(lockAccounts, accountIds);

/**
 * The one way to write facts: in one transaction it locks accounts, runs `work`, derives the accounts that `work` changed,
 * and announces the changes of their types. What a change depends on must be read inside `work`, after the lock, so that
 * two changes at the same time do not undo each other.
 *
 * Inside a transaction of the scope it is part of that transaction, and must be the last thing that locks accounts in it.
 */
export const changeFacts = <Row extends { id: string }, Result>(
  scope: WorkspaceScope,
  lock: AccountLock<Row>,
  cause: ChangeCause,
  work: (facts: FactWriter, accounts: readonly Row[]) => Promise<Result>,
): Promise<Result> =>
  scope.write(async (sql) => {
    const accounts = await lock(sql);
    const facts = new FactWriter(
      sql,
      accounts.map(({ id }) => id),
    );
    const result = await work(facts, accounts);
    await deriveAccounts(sql, scope.now, facts.changedAccountIds, cause);
    return result;
  });

/** Derives locked accounts again from what is recorded by now, and announces the changes of their types. */
async function deriveAccounts(
  sql: Sql,
  requestNow: Instant,
  accountIds: readonly string[],
  cause: ChangeCause,
): Promise<void> {
  if (accountIds.length === 0) return;
  const [accounts, rules, loaded] = await Promise.all([
    sql.run(selectAccountsToDerive, accountIds),
    loadRules(sql),
    accountIds.length <= BATCH_SIZE ? load(sql, accountIds) : null,
  ]);
  const cameTrue: Announcement[] = [];
  const turned: Announcement[] = [];
  for (let start = 0; start < accounts.length; start += BATCH_SIZE) {
    const batch = await deriveBatch(sql, requestNow, accounts.slice(start, start + BATCH_SIZE), cause, rules, loaded);
    cameTrue.push(...batch.cameTrue);
    turned.push(...batch.turned);
  }
  // Time turned them before what is recorded now did.
  await announce(sql, requestNow, [...cameTrue.sort((a, b) => a.at - b.at), ...turned]);
}

/** What some accounts are derived from, and what was announced of them. */
interface Loaded {
  historyOf: ReadonlyMap<string, AccountHistory>;
  announced: readonly AnnouncedRow[];
}

async function load(sql: Sql, ids: readonly string[]): Promise<Loaded> {
  const [histories, announced] = await Promise.all([loadHistories(sql, ids), sql.run(selectAnnounced, ids)]);
  return { historyOf: new Map(ids.map((id, i) => [id, histories[i]!])), announced };
}

async function deriveBatch(
  sql: Sql,
  requestNow: Instant,
  accounts: readonly DerivableAccountRow[],
  cause: ChangeCause,
  rules: Rules,
  loaded: Loaded | null,
): Promise<{ cameTrue: Announcement[]; turned: Announcement[] }> {
  const { historyOf, announced } =
    loaded ??
    (await load(
      sql,
      accounts.map(({ id }) => id),
    ));
  const cameTrue = await elapsedTransitions(sql, announced, requestNow);
  const announcedOf = indexBy(announced, ({ accountId }) => accountId);
  const lastTrueOf = indexBy(cameTrue, ({ accountId }) => accountId);

  const derived = accounts.map((account) => {
    // Who waited for the lock may come with an older "now" than who held it; what is derived never goes back in time.
    const at = Math.max(requestNow, announcedOf.get(account.id)?.computedAt ?? -Infinity);
    return deriveAccount(account, historyOf.get(account.id)!, rules, at);
  });
  await storeDerived(sql, derived);

  const typeBefore = (id: string) => lastTrueOf.get(id)?.type ?? announcedOf.get(id)?.type ?? INITIAL_TYPE;
  return { cameTrue, turned: derived.flatMap((one) => transitionFrom(typeBefore(one.now.accountId), one, cause)) };
}

/** Replaces what is stored of accounts by what is derived of them. */
export async function storeDerived(sql: Sql, derived: readonly DerivedAccount[]): Promise<void> {
  const ids = derived.map(({ now }) => now.accountId);
  await Promise.all([
    sql.run(replacePeriods, periodRecords(derived.flatMap(({ periods }) => periods)), ids),
    sql.run(upsertAccountNow, nowRecords(derived.map(({ now }) => now))),
  ]);
}

/**
 * Brings up to date whatever time alone has made old, so that lists never show it; answers whether there was anything
 * to do, which is rare.
 */
export async function refreshDueAccounts(scope: WorkspaceScope): Promise<boolean> {
  let wasAny = false;
  while (await deriveDue(scope, selectDueAccounts, BATCH_SIZE)) wasAny = true;
  return wasAny;
}

/** Derives the accounts anew that a statement finds due, so many at most; answers whether there was any. */
async function deriveDue(
  scope: WorkspaceScope,
  selectDue: Statement<{ accountId: string }>,
  limit: number,
): Promise<boolean> {
  const due = await scope.run(selectDue, toTimestamp(scope.now), limit);
  if (due.length === 0) return false;
  const ids = due.map(({ accountId }) => accountId);
  await changeFacts(scope, accountsById(ids), ChangeCause.TIME, async (facts, accounts) => {
    facts.deriveAgain(accounts.map(({ id }) => id));
    return Promise.resolve();
  });
  return true;
}

/**
 * Keeps evidence anew where it no longer holds, oldest first, of so many accounts at most. Nothing that is shown
 * depends on it: until its turn comes, evidence of an account is found in its history.
 */
async function refreshEvidence(scope: WorkspaceScope): Promise<void> {
  for (let batch = 0; batch < EVIDENCE_BATCHES; batch++) {
    if (!(await deriveDue(scope, selectAccountsDueForEvidence, EVIDENCE_BATCH_SIZE))) return;
  }
}

/** The same in every workspace: so that what time alone turns is announced to the minute, asked for or not. */
export async function refreshDueWorkspaces(pool: Pool, now: Instant): Promise<void> {
  const { rows } = await pool.query<{ id: string }>({ ...selectWorkspacesWithDueAccounts, values: [toTimestamp(now)] });
  const scopes = rows.map(({ id }) => new WorkspaceScope(pool, id, now));
  for (const scope of scopes) await refreshDueAccounts(scope);
  for (const scope of scopes) await refreshEvidence(scope);
}
