import { UTC } from '../../src/classification/calendar.js';
import { toHistory } from '../../src/classification/history.js';
import { BASELINE_POLICY } from '../../src/classification/policy.js';
import { startingWith } from '../../src/classification/steps.js';
import { deriveRenewals } from '../../src/derivation/derived-renewals.service.js';
import { at, phase } from '../support/histories.js';

const RULES = { policies: [BASELINE_POLICY], topRank: startingWith(Infinity), minorPerMajor: 100, zone: UTC };

describe('derived renewals', () => {
  const contract = { subscriptionId: 'a', termMonths: 12, quantity: 3, unitPriceMinor: 1_000 };
  const renewalsOf = (to: string, changes: object) => {
    const history = toHistory([phase('2024-01-01', to, { ...contract, ...changes })], [], UTC);
    return deriveRenewals('account', history, RULES, at('2025-06-01'));
  };

  it('are canceled only if a recorded cancellation takes effect at or before the end of the term', () => {
    const canceled = (to: string, isCanceled: boolean): boolean[] =>
      renewalsOf(to, { isCanceled }).map((renewal) => renewal.isCanceled);
    expect(canceled('2026-01-01', true)).toEqual([false, true]);
    expect(canceled('2025-12-20', true)).toEqual([false, true]);
    expect(canceled('2026-01-01', false)).toEqual([false, false]);
    expect(canceled('2026-03-01', true)).toEqual([false, false]);
  });

  it('have the price of one more term and the monthly revenue, each rounded half to even once', () => {
    expect(renewalsOf('2026-01-01', {})[0]).toMatchObject({ termMonths: 12, amountMinor: 36_000, mrrMinor: 3_000 });
    const odd = { intervalMonths: 12, termMonths: 6, quantity: 1, unitPriceMinor: 5 } as const;
    expect(renewalsOf('2026-01-01', odd)[0]).toMatchObject({ amountMinor: 2, mrrMinor: 0 });
  });
});
