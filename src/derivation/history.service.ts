import type { Zone } from '../classification/calendar.js';
import { toHistory, type History, type Phase } from '../classification/history.js';
import { groupBy } from '../database/grouping.js';
import type { Sql } from '../database/statement.js';
import type { MaybePromise } from '../graphql/maybe-promise.js';
import { loadCurrency } from '../money/currency.service.js';
import { isSimple, toRecordedPhase } from './sold.js';
import { loadZone } from './zone.service.js';
import {
  selectInteractionsOfAccounts,
  selectPhasesOfAccounts,
  type InteractionOfAccountRow,
  type PhaseOfAccountRow,
} from './history.sql.js';

/** The history of an account; phases include their plan. */
export interface AccountHistory extends History {
  phases: readonly (PhaseOfAccountRow & Phase)[];
  interactions: readonly InteractionOfAccountRow[];
}

/**
 * Loads the histories of accounts, in the order of `accountIds`. An account without facts has an empty history. Pass the
 * time zone of the workspace if it is loading already.
 */
export async function loadHistories(
  sql: Sql,
  accountIds: readonly string[],
  loadingZone: MaybePromise<Zone> = loadZone(sql),
): Promise<AccountHistory[]> {
  const [phases, interactions, zone] = await Promise.all([
    sql.run(selectPhasesOfAccounts, accountIds),
    sql.run(selectInteractionsOfAccounts, accountIds),
    loadingZone,
  ]);
  const phasesOf = groupBy(await recorded(sql, phases), ({ accountId }) => accountId);
  const interactionsOf = groupBy(interactions, ({ accountId }) => accountId);
  return accountIds.map((id) => toHistory(phasesOf.get(id) ?? [], interactionsOf.get(id) ?? [], zone));
}

/** Returns the phases as the kernel reads them. The currency is loaded only if a phase needs it. */
async function recorded(sql: Sql, phases: PhaseOfAccountRow[]): Promise<PhaseOfAccountRow[]> {
  if (phases.every((phase) => isSimple(phase) && phase.endsAt === null)) return phases;
  const currency = await loadCurrency(sql);
  return phases.map((phase) => toRecordedPhase(phase, currency));
}
