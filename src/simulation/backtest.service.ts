import type { Instant } from '../classification/calendar.js';
import type { Policy } from '../classification/policy.js';
import type { Rules } from '../classification/timeline.js';
import { toTimestamp } from '../database/instants.js';
import type { Caller } from '../database/cancellation.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import type { SimulationLimits } from '../graphql/context.js';
import type { RelationshipType } from '../classification/timeline.js';
import type { ExchangeRates } from '../money/exchange-rates.js';
import { convertedSum, factorsAt } from './converted-revenue.service.js';
import type { Transition } from './run.service.js';
import { simulate } from './simulation.service.js';
import { countKept, type BacktestRow } from './backtest.sql.js';

/** Paying accounts of one type, with sums of their revenue by currency. */
type Paying = Transition['paying'] & { type: RelationshipType };

/** Counts the accounts that paid at `asOf` and those that still paid at `until`, by their type at `asOf`. */
export async function backtest(
  scope: WorkspaceScope,
  asOf: Instant,
  until: Instant,
  draft: Policy | null,
  { topRank, minorPerMajor, zone }: Rules,
  rates: { asOf: ExchangeRates; until: ExchangeRates },
  caller: Caller,
  limits: SimulationLimits,
): Promise<BacktestRow[]> {
  const { workspaceId } = scope;
  const totalsOf = (all: Paying[]): BacktestRow[] =>
    (['CUSTOMER', 'CLIENT'] as const).map((type) => {
      const ofType = all.filter((one) => one.type === type);
      const sum = (of: (one: Paying) => number): number => ofType.reduce((total, one) => total + of(one), 0);
      return {
        type,
        accounts: sum(({ accounts }) => accounts),
        mrrMinor: convertedSum(
          ofType.map(({ mrr }) => mrr),
          rates.asOf,
          asOf,
        ),
        kept: sum(({ kept }) => kept),
        keptMrrMinor: convertedSum(
          ofType.map(({ keptMrr }) => keptMrr),
          rates.until,
          until,
        ),
      };
    });
  if (!draft) {
    const rows = await scope.run(countKept, toTimestamp(asOf), toTimestamp(until));
    return totalsOf(
      rows.map(({ mrrMinor, currencyCode, keptMrrMinor, keptCurrencyCode, ...row }) => ({
        ...row,
        mrr: new Map([[currencyCode, mrrMinor]]),
        keptMrr: new Map([[keptCurrencyCode, keptMrrMinor]]),
      })),
    );
  }
  const factors = factorsAt(rates.asOf, asOf);
  const task = { workspaceId, draft, asOf, topRank, minorPerMajor, zone, factors, flips: 0, keptUntil: until };
  const { transitions } = await simulate(scope, task, caller, limits);
  return totalsOf(transitions.map(({ to, paying }) => ({ type: to, ...paying })));
}
