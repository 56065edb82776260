import type { Instant, Zone } from '../classification/calendar.js';
import type { Rules } from '../classification/timeline.js';
import type { MaybePromise } from '../graphql/maybe-promise.js';
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
import { loadAppliedRates } from './applied-rates.service.js';
import { deriveAccount, type DerivedAccount } from './derived-account.service.js';
import {
  lockAccounts,
  nowRecords,
  periodRecords,
  renewalRecords,
  replacePeriods,
  replaceRenewals,
  selectAccountsToDerive,
  selectAnnounced,
  upsertAccountNow,
  type AnnouncedRow,
  type DerivableAccountRow,
} from './derived-rows.sql.js';
import { FactWriter } from './fact-writer.service.js';
import { loadHistories, type AccountHistory } from './history.service.js';
import { selectPeriodsOfAccounts } from './period.sql.js';
import type { ChangeCause } from './relationship-change.entity.js';
import { loadRules } from './rules.service.js';
import { loadZone } from './zone.service.js';

/** How many histories are in memory at once. */
const BATCH_SIZE = 500;

/** Returns the scheduled type changes whose time has come since each account was last computed. */
async function elapsedTransitions(
  sql: Sql,
  announced: readonly AnnouncedRow[],
  now: Instant,
  zone: Zone,
): Promise<Announcement[]> {
  const overdue = announced.filter((one) => one.nextTypeAt <= now || one.storedType !== one.type);
  if (overdue.length === 0) return [];
  const rows = await sql.run(
    selectPeriodsOfAccounts,
    overdue.map(({ accountId }) => accountId),
  );
  const periods = groupBy(rows, ({ accountId }) => accountId);
  return overdue.flatMap(({ accountId, type, computedAt }) =>
    scheduledTransitions(periods.get(accountId) ?? [], type, computedAt, now, zone),
  );
}

/** Locks the accounts whose facts are about to change, and returns the rows that the change needs. */
type AccountLock<Row extends { id: string }> = (sql: Sql) => Promise<readonly Row[]>;

/** Locks accounts by their ids. */
export const accountsById =
  (accountIds: readonly string[]): AccountLock<{ id: string }> =>
  (sql) =>
    sql.run(lockAccounts, accountIds);

/**
 * Locks the account of the record that `find` returns; `find` throws if the record does not exist. If the account is merged
 * into another one while the transaction waits for the lock, locks the account to which the record has moved.
 */
export const accountOf =
  <Owned extends { accountId: string }>(
    find: (sql: Sql) => Promise<Owned>,
  ): AccountLock<{ id: string; owned: Owned }> =>
  async (sql) => {
    for (;;) {
      const owned = await find(sql);
      const [account] = await sql.run(lockAccounts, [owned.accountId]);
      if (account) return [{ id: account.id, owned }];
    }
  };

/**
 * Writes facts; the only way to do so. In one transaction it locks accounts, runs `work`, derives the accounts that
 * `work` changed, and announces their type changes. `work` must itself read everything that the change depends on,
 * after the lock, so that concurrent changes do not undo each other.
 *
 * Within a transaction of the scope, it joins that transaction and must be the last step that locks accounts.
 */
export const changeFacts = <Row extends { id: string }, Result>(
  scope: WorkspaceScope,
  lock: AccountLock<Row>,
  cause: ChangeCause,
  work: (facts: FactWriter, accounts: readonly Row[]) => Result | Promise<Result>,
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

/** Derives locked accounts again from their current facts, and announces their type changes. */
async function deriveAccounts(
  sql: Sql,
  requestNow: Instant,
  accountIds: readonly string[],
  cause: ChangeCause,
): Promise<void> {
  if (accountIds.length === 0) return;
  const zone = loadZone(sql);
  const [accounts, rules, loaded] = await Promise.all([
    sql.run(selectAccountsToDerive, accountIds),
    loadRules(sql, zone),
    accountIds.length <= BATCH_SIZE ? load(sql, accountIds, zone) : null,
  ]);
  const elapsed: Announcement[] = [];
  const caused: Announcement[] = [];
  for (let start = 0; start < accounts.length; start += BATCH_SIZE) {
    const batch = await deriveBatch(sql, requestNow, accounts.slice(start, start + BATCH_SIZE), cause, rules, loaded);
    elapsed.push(...batch.elapsed);
    caused.push(...batch.caused);
  }
  // Elapsed changes took effect before the change that is being recorded.
  await announce(sql, requestNow, [...elapsed.sort((a, b) => a.at - b.at), ...caused]);
}

/** The histories of accounts, and the types last announced. */
interface Loaded {
  historyOf: ReadonlyMap<string, AccountHistory>;
  announced: readonly AnnouncedRow[];
}

async function load(sql: Sql, ids: readonly string[], zone: MaybePromise<Zone>): Promise<Loaded> {
  const [histories, announced] = await Promise.all([loadHistories(sql, ids, zone), sql.run(selectAnnounced, ids)]);
  return { historyOf: new Map(ids.map((id, i) => [id, histories[i]!])), announced };
}

async function deriveBatch(
  sql: Sql,
  requestNow: Instant,
  accounts: readonly DerivableAccountRow[],
  cause: ChangeCause,
  rules: Rules,
  loaded: Loaded | null,
): Promise<{ elapsed: Announcement[]; caused: Announcement[] }> {
  const { historyOf, announced } =
    loaded ??
    (await load(
      sql,
      accounts.map(({ id }) => id),
      rules.zone,
    ));
  const [elapsed, applied] = await Promise.all([
    elapsedTransitions(sql, announced, requestNow, rules.zone),
    loadAppliedRates(sql, historyOf.values()),
  ]);
  const announcedOf = indexBy(announced, ({ accountId }) => accountId);
  const lastElapsedOf = indexBy(elapsed, ({ accountId }) => accountId);

  const derived = accounts.map((account) => {
    // A request that waited for the lock may have an older `now` than the one that held it. computedAt never decreases.
    const at = Math.max(requestNow, announcedOf.get(account.id)?.computedAt ?? -Infinity);
    return deriveAccount(account, historyOf.get(account.id)!, rules, at, applied);
  });
  await storeDerived(sql, derived);

  const typeBefore = (id: string) => lastElapsedOf.get(id)?.type ?? announcedOf.get(id)?.type ?? INITIAL_TYPE;
  const isNew = (id: string) => !lastElapsedOf.has(id) && (announcedOf.get(id)?.isNew ?? true);
  const caused = derived.flatMap((one) => {
    const { accountId } = one.now;
    return transitionFrom(typeBefore(accountId), one, rules.zone, cause, isNew(accountId));
  });
  return { elapsed, caused };
}

/** Replaces the stored rows of accounts by the derived ones. */
export async function storeDerived(sql: Sql, derived: readonly DerivedAccount[]): Promise<void> {
  const ids = derived.map(({ now }) => now.accountId);
  await Promise.all([
    sql.run(replacePeriods, periodRecords(derived.flatMap(({ periods }) => periods)), ids),
    sql.run(replaceRenewals, renewalRecords(derived.flatMap(({ renewals }) => renewals)), ids),
    sql.run(upsertAccountNow, nowRecords(derived.map(({ now }) => now))),
  ]);
}
