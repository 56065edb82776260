import type { Instant } from '../classification/calendar.js';
import { isBorderline } from '../classification/evidence.js';
import { isPaid } from '../classification/history.js';
import { scorerOf } from '../classification/policy.js';
import { indexAt, nextTurn } from '../classification/steps.js';
import {
  periodAt,
  periodsOf,
  standings,
  stretchesByType,
  type Period,
  type RelationshipType,
  type Rules,
} from '../classification/timeline.js';
import { groupBy, indexBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { newId } from '../graphql/ids.js';
import {
  insertRelationshipChanges,
  lockAccounts,
  replacePeriods,
  selectAnnounced,
  selectDueAccounts,
  selectSubscribingAccounts,
  upsertAccountNow,
  type AnnouncedRow,
  type LockedAccountRow,
} from './derive.sql.js';
import { loadHistories, type AccountHistory } from './history.service.js';
import { selectPeriodsOfAccounts } from './period.sql.js';
import { ChangeCause } from './relationship-change.entity.js';
import { loadRules, rulesUpTo } from './rules.service.js';

/** Accounts whose histories are held in memory at once. */
const BATCH_SIZE = 500;

interface Announcement {
  accountId: string;
  previousType: RelationshipType;
  type: RelationshipType;
  at: Instant;
  cause: ChangeCause;
  policyVersion: number;
}

interface DerivedAccount {
  account: LockedAccountRow;
  history: AccountHistory;
  periods: Period[];
  /** The instant that it was derived for, and how it stands then. */
  at: Instant;
  type: RelationshipType;
  nowRow: Record<string, unknown>;
}

/** Everything derived of one account, at an instant. */
function derive(account: LockedAccountRow, history: AccountHistory, rules: Rules, at: Instant): DerivedAccount {
  const judged = standings(history, rulesUpTo(rules, account.policyVersion));
  const periods = periodsOf(judged);
  const standing = judged.values[indexAt(judged, at)]!;
  const stretch = periodAt(stretchesByType(periods), at);
  const paidNow = history.phases.filter((phase) => isPaid(phase) && phase.from <= at && at < phase.to);
  const plan = paidNow.toSorted((a, b) => b.planRank - a.planRank).at(0);
  const nextEdge = Math.min(...history.phases.flatMap(({ from, to }) => [from, to]).filter((edge) => edge > at));
  return {
    account,
    history,
    periods,
    at,
    type: standing.type,
    nowRow: {
      account_id: account.id,
      name_folded: account.nameFolded,
      created_at: toTimestamp(account.createdAt),
      success_manager_id: account.successManagerId,
      type: standing.type,
      score: scorerOf(standing.policy).score(standing.met),
      criteria_met: standing.met,
      is_borderline: isBorderline(standing),
      mrr_minor: standing.mrrMinor,
      paying_since: standing.payingSince === null ? null : toTimestamp(standing.payingSince),
      plan_id: plan?.planId ?? null,
      last_interaction_at: history.interactions.length > 0 ? toTimestamp(history.interactions.at(-1)!.at) : null,
      next_type_at: toTimestamp(stretch.to),
      computed_at: toTimestamp(at),
      valid_until: toTimestamp(Math.min(nextTurn(judged, at), nextEdge)),
    },
  };
}

function periodRows({ account, history, periods }: DerivedAccount): Record<string, unknown>[] {
  const firstPaidAt = history.phases.find(isPaid)?.from ?? Infinity;
  return periods.map((period, i) => {
    const before = periods[i - 1];
    return {
      account_id: account.id,
      from_at: toTimestamp(period.from),
      to_at: toTimestamp(period.to),
      type: period.type,
      mrr_minor: period.mrrMinor,
      paused_mrr_minor: period.pausedMrrMinor,
      paying_since: period.payingSince === null ? null : toTimestamp(period.payingSince),
      policy_version: period.policyVersion,
      type_before: before?.type ?? null,
      mrr_before: before?.mrrMinor ?? 0,
      paused_before: before?.pausedMrrMinor ?? 0,
      first_paid_at: firstPaidAt <= period.from ? toTimestamp(firstPaidAt) : null,
    };
  });
}

/** What came true by time alone since each account was last computed, oldest first, as its stored periods foretold. */
async function whatCameTrue(sql: Sql, announced: readonly AnnouncedRow[], now: Instant): Promise<Announcement[]> {
  const overdue = announced.filter(({ nextTypeAt }) => nextTypeAt <= now);
  if (overdue.length === 0) return [];
  const periods = groupBy(
    await sql.run(
      selectPeriodsOfAccounts,
      overdue.map(({ accountId }) => accountId),
    ),
    ({ accountId }) => accountId,
  );
  return overdue.flatMap(({ accountId, type, computedAt }) => {
    let previousType = type;
    return stretchesByType(periods.get(accountId) ?? [])
      .filter(({ from }) => computedAt < from && from <= now)
      .map((stretch): Announcement => {
        const announcement = {
          accountId,
          previousType,
          type: stretch.type,
          at: stretch.from,
          cause: ChangeCause.TIME,
          policyVersion: stretch.policyVersion,
        };
        previousType = stretch.type;
        return announcement;
      });
  });
}

/**
 * Locks accounts for a change that depends on what is recorded of them: what is read after this is what the change is
 * made to, however many change at once.
 */
export const lockAccountsForChange = (sql: Sql, accountIds: readonly string[]): Promise<LockedAccountRow[]> =>
  sql.run(lockAccounts, accountIds);

/** The accounts with a subscription: those that a change of plans may turn. */
export const findSubscribingAccounts = async (sql: Sql): Promise<string[]> =>
  (await sql.run(selectSubscribingAccounts)).map(({ accountId }) => accountId);

/**
 * Derives accounts anew from their facts and announces what turned. Call it last in the transaction that recorded the
 * facts: it locks the accounts, then loads what is recorded by then, its own and every other writer's.
 */
export async function deriveAccounts(
  sql: Sql,
  requestNow: Instant,
  accountIds: readonly string[],
  cause: ChangeCause,
): Promise<void> {
  if (accountIds.length === 0) return;
  const accounts = await sql.run(lockAccounts, accountIds);
  const rules = await loadRules(sql);
  for (let start = 0; start < accounts.length; start += BATCH_SIZE) {
    await deriveBatch(sql, requestNow, accounts.slice(start, start + BATCH_SIZE), cause, rules);
  }
}

async function deriveBatch(
  sql: Sql,
  requestNow: Instant,
  accounts: readonly LockedAccountRow[],
  cause: ChangeCause,
  rules: Rules,
): Promise<void> {
  const ids = accounts.map(({ id }) => id);
  const [histories, announced] = await Promise.all([loadHistories(sql, ids), sql.run(selectAnnounced, ids)]);
  const cameTrue = await whatCameTrue(sql, announced, requestNow);
  const announcedOf = indexBy(announced, ({ accountId }) => accountId);
  const lastTrueOf = indexBy(cameTrue, ({ accountId }) => accountId);

  const derived = accounts.map((account, i) => {
    // Who waited for the lock may come with an older "now" than who held it; what is derived never goes back in time.
    const at = Math.max(requestNow, announcedOf.get(account.id)?.computedAt ?? -Infinity);
    return derive(account, histories[i]!, rules, at);
  });

  const turned = derived.flatMap(({ account, type, periods, at }): Announcement[] => {
    const previousType = lastTrueOf.get(account.id)?.type ?? announcedOf.get(account.id)?.type ?? 'PROSPECT';
    if (previousType === type) return [];
    const stretch = periodAt(stretchesByType(periods), at);
    const { policyVersion } = periodAt(periods, at);
    return [{ accountId: account.id, previousType, type, at: stretch.from, cause, policyVersion }];
  });
  const announcements = [...cameTrue, ...turned];

  await Promise.all([
    sql.run(replacePeriods, ids, JSON.stringify(derived.flatMap(periodRows))),
    sql.run(upsertAccountNow, JSON.stringify(derived.map(({ nowRow }) => nowRow))),
    ...(announcements.length > 0
      ? [sql.run(insertRelationshipChanges, JSON.stringify(announcements.map((a) => changeRow(a, requestNow))))]
      : []),
  ]);
}

const changeRow = (announcement: Announcement, announcedAt: Instant): Record<string, unknown> => ({
  id: newId(),
  account_id: announcement.accountId,
  previous_type: announcement.previousType,
  type: announcement.type,
  // Since ever is not an instant that came true: a type that always held is announced as of now.
  at: toTimestamp(announcement.at === -Infinity ? announcedAt : announcement.at),
  announced_at: toTimestamp(announcedAt),
  cause: announcement.cause,
  policy_version: announcement.policyVersion,
});

/** Brings up to date whatever time alone has made old, so that lists never show it. Usually finds nothing to do. */
export async function refreshDueAccounts(scope: WorkspaceScope): Promise<void> {
  for (;;) {
    const due = await scope.run(selectDueAccounts, toTimestamp(scope.now), BATCH_SIZE);
    if (due.length === 0) return;
    const ids = due.map(({ accountId }) => accountId);
    await scope.write((sql) => deriveAccounts(sql, scope.now, ids, ChangeCause.TIME));
  }
}
