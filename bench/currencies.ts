/*
 * Compares metrics of 100,000 accounts in one currency with those of the same accounts, with the same amounts, in five
 * currencies whose exchange rates change daily, over 36 months. Prints the median times and their ratio.
 *
 *   npx tsx bench/currencies.ts [accounts]
 */
import 'reflect-metadata';
import { UTC } from '../src/classification/calendar.js';
import { poolOf } from '../src/database/pool.js';
import { WorkspaceScope } from '../src/database/workspace-scope.js';
import { intervalBounds } from '../src/metrics/metric-interval.js';
import { movementsBetween } from '../src/metrics/revenue-movement.service.js';
import { loadExchangeRatesSince } from '../src/money/exchange-rates.service.js';
import { createWorkspace } from '../src/workspaces/workspace.service.js';
import { NOW, openCopy, type Base } from './base.js';
import { copyAccounts, copyPeriods, INSERT_RATES, SELECT_COLUMNS } from './currencies.sql.js';
import { median } from './median.js';

const RUNS = 15;
const BOUNDS = intervalBounds('2023-03-01', '2026-02-01', 'MONTH', UTC);

/** Copies the base into another workspace, in five currencies. */
async function copyInFiveCurrencies({ operator, dataSource, scope }: Base): Promise<WorkspaceScope> {
  const { id } = await createWorkspace(operator, NOW, { name: 'Currencies', currencyCode: 'USD', timeZone: 'UTC' });
  const [columns] = await operator.query<{ account: string; period: string }[]>(SELECT_COLUMNS);
  await operator.query(copyAccounts(columns!.account), [scope.workspaceId, id]);
  await operator.query(copyPeriods(columns!.period), [scope.workspaceId, id]);
  await operator.query(INSERT_RATES, [id]);
  await operator.query('VACUUM (ANALYZE) account_period, exchange_rate');
  return new WorkspaceScope(poolOf(dataSource), id, NOW);
}

/** The metrics to measure, including the loading of exchange rates. */
const METRICS: Record<string, (scope: WorkspaceScope) => Promise<unknown>> = {
  movements: async (scope) =>
    movementsBetween(scope, BOUNDS, null, await loadExchangeRatesSince(scope, UTC, '2023-02-28')),
  'movements of CUSTOMER': async (scope) =>
    movementsBetween(scope, BOUNDS, 'CUSTOMER', await loadExchangeRatesSince(scope, UTC, '2023-02-28')),
};

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

const [accounts = '100000'] = process.argv.slice(2);
const base = await openCopy(Number(accounts));
try {
  const scopes = [base.scope, await copyInFiveCurrencies(base)];
  for (const [name, metric] of Object.entries(METRICS)) {
    const times: number[][] = [[], []];
    for (let run = 0; run < RUNS; run++) {
      // Alternate, and reverse the order every time, so that neither profits from warm caches.
      for (const i of run % 2 ? [0, 1] : [1, 0]) times[i]!.push(await timed(() => metric(scopes[i]!)));
    }
    const [one, five] = times.map(median) as [number, number];
    console.log(
      `${name}: ${one.toFixed(0)} ms in one currency, ${five.toFixed(0)} ms in five: ${(five / one).toFixed(2)} times`,
    );
  }
} finally {
  await base.close();
}
