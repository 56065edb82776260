import { UTC } from '../../src/classification/calendar.js';
import fc from 'fast-check';
import {
  countedInteractions,
  evidenceAt,
  evidenceFrom,
  evidenceChangedAt,
  findingsAt,
  isBorderline,
  lightestPath,
  type Evidence,
} from '../../src/classification/evidence.js';
import { factOf } from '../../src/classification/facts.js';
import { toHistory, type Interaction } from '../../src/classification/history.js';
import { BASELINE_POLICY, contains, setOf, type Criterion, type Policy } from '../../src/classification/policy.js';
import { valueAt } from '../../src/classification/steps.js';
import { judgeCriteria, relationshipStates, topRankOf } from '../../src/classification/timeline.js';
import { readFindings, writeFindings } from '../../src/derivation/findings.service.js';
import {
  at,
  cases,
  DAY,
  historyOf,
  interaction,
  oracleHistoryOf,
  oracleRulesOf,
  phase,
  policies,
  reportTallies,
  rulesOf,
  tally,
  testProperty,
  written,
} from '../support/histories.js';
import { candidateInstants, oracleChangesAt, oracleFact, oracleMet, oracleSatisfied } from './oracle.js';
import { expectEqual, expectSame } from '../support/quick-expect.js';

afterAll(reportTallies);

describe('evidence', () => {
  testProperty(
    'agrees with the oracle on the observed value, the outcome, the shortfall and the next change through time',
    fc.property(cases, fc.nat(), (testCase, pick) => {
      const [history, recorded] = [historyOf(testCase), oracleHistoryOf(testCase)];
      const [rules, oracleRules] = [rulesOf(testCase), oracleRulesOf(testCase)];
      const disagreements: unknown[] = [];
      for (const policy of testCase.policies) {
        const candidates = candidateInstants(recorded, { ...oracleRules, policies: [policy] });
        const picked = [0, 1, 2, 3, 4, 5].map((i) => candidates[(pick + i * 7919) % candidates.length]!);
        for (const t of new Set([...testCase.instants, ...picked])) {
          const pieces = evidenceAt(history, policy, rules, t);
          expectEqual(
            pieces.map((piece) => piece.criterion),
            policy.criteria,
          );
          for (const { criterion, observed, met, shortfall, changesAt } of pieces) {
            const { gapDays, exchangeRates } = policy;
            const terms = { ...oracleRules, windowDays: criterion.windowDays, gapDays, exchangeRates };
            const kernel = { observed, met, changesAt };
            const oracle = {
              observed: oracleFact(criterion.fact, recorded, terms, t),
              met: oracleMet(recorded, criterion, policy, oracleRules, t),
              changesAt: oracleChangesAt(recorded, criterion, policy, oracleRules, t),
            };
            const missing = Math.abs(criterion.threshold - oracle.observed);
            const isShort = oracle.met
              ? shortfall === 0
              : shortfall > 0 && (shortfall === missing || Math.abs(shortfall - missing) < 1e-8);
            if (
              !Object.is(kernel.observed, oracle.observed) ||
              kernel.met !== oracle.met ||
              kernel.changesAt !== oracle.changesAt ||
              !isShort
            ) {
              disagreements.push({ criterion, policy, at: written(t), kernel: { ...kernel, shortfall }, oracle });
            }
            tally('pieces of evidence compared');
          }
        }
      }
      expect(disagreements).toEqual([]);
      tally('histories for evidence');
      tally('policies for evidence', testCase.policies.length);
    }),
    0.5,
  );

  testProperty(
    'equals the evidence derived from earlier stored findings until those findings expire',
    fc.property(cases, fc.nat(), (testCase, pick) => {
      const [history, recorded] = [historyOf(testCase), oracleHistoryOf(testCase)];
      const [rules, oracleRules] = [rulesOf(testCase), oracleRulesOf(testCase)];
      for (const policy of testCase.policies) {
        const criteria = judgeCriteria(history, policy, rules);
        const stored = (t: number): string => writeFindings({ ...findingsAt(criteria, t), isPaying: true });
        const candidates = candidateInstants(recorded, { ...oracleRules, policies: [policy] });
        const picked = [0, 1, 2].map((i) => candidates[(pick + i * 7919) % candidates.length]!);
        for (const computedAt of new Set([...testCase.instants, ...picked])) {
          const findings = readFindings(stored(computedAt));
          const { until } = findings;
          expectSame(until > computedAt, true);
          const within = candidates.filter((t) => computedAt <= t && t < until);
          const last = until < Infinity ? [until - 1] : [];
          for (const t of [computedAt, ...within.slice(0, 5), ...within.slice(-5), ...last]) {
            const read = evidenceFrom(policy, findings, t, rules.zone);
            expectEqual(read, evidenceAt(history, policy, rules, t));
            tally('pieces of evidence read from what was stored', read.length);
          }
          // The findings do not expire before they change.
          if (until < Infinity) expect({ ...readFindings(stored(until)), until }).not.toEqual(findings);
        }
      }
    }),
    0.5,
  );

  testProperty(
    'is returned as changed at an instant exactly if its outcome one millisecond earlier was different',
    fc.property(cases, fc.nat(), (testCase, pick) => {
      const [history, recorded] = [historyOf(testCase), oracleHistoryOf(testCase)];
      const [rules, oracleRules] = [rulesOf(testCase), oracleRulesOf(testCase)];
      const policy = testCase.policies[0]!;
      const candidates = candidateInstants(recorded, { ...oracleRules, policies: [policy] });
      for (let i = 0; i < 10; i++) {
        const t = candidates[(pick + i * 7919) % candidates.length]!;
        const changed = evidenceChangedAt(history, policy, rules, t);
        const expected = evidenceAt(history, policy, rules, t).filter(
          ({ criterion, met }) => oracleMet(recorded, criterion, policy, oracleRules, t - 1) !== met,
        );
        expect(changed).toEqual(expected);
      }
      expect(evidenceChangedAt(history, policy, rules, -Infinity)).toEqual([]);
    }),
  );

  const counts: Partial<Record<string, (interaction: Interaction) => boolean>> = {
    PERSONALIZED_INTERACTIONS: ({ personalized }) => personalized,
    INTERACTIONS: () => true,
    ADVOCACY: ({ kind }) => kind === 'ADVOCACY',
    PROACTIVE_SHARE: ({ initiative }) => initiative !== 'UNKNOWN',
    AVERAGE_SENTIMENT: ({ sentimentHundredths }) => sentimentHundredths !== null,
    ONBOARDED: ({ kind }) => kind === 'ONBOARDING',
  };
  testProperty(
    'lists the interactions that make up its value, newest first',
    fc.property(cases, (testCase) => {
      const history = historyOf(testCase);
      const atOf = new Map(testCase.interactions.map(({ id, at }) => [id, at]));
      for (const { criteria } of testCase.policies) {
        for (const criterion of criteria) {
          const isOfSubscriptions = factOf(criterion.fact).counts === undefined;
          const isCounted = isOfSubscriptions ? () => false : counts[criterion.fact];
          if (!isCounted) continue;
          const { windowDays } = criterion;
          for (const t of [...testCase.instants, ...atOf.values()]) {
            const expected = testCase.interactions.filter(
              (contact) =>
                !(contact.kind === 'PURCHASE' && contact.amountSign === -1) &&
                contact.at <= t &&
                (windowDays === null || contact.at > t - windowDays * DAY) &&
                isCounted(contact),
            );
            const ids = countedInteractions(history, criterion, t, 100);
            expectEqual([...ids].sort(), expected.map(({ id }) => id).sort());
            const instants = ids.map((id) => atOf.get(id)!);
            expectEqual(
              instants,
              instants.toSorted((a, b) => b - a),
            );
            expectEqual(countedInteractions(history, criterion, t, 2), ids.slice(0, 2));
          }
        }
      }
    }),
  );

  describe('of an example', () => {
    const rules = {
      policies: [BASELINE_POLICY],
      topRank: topRankOf([{ rank: 3, offeredFrom: -Infinity, offeredUntil: Infinity }]),
      minorPerMajor: 100,
      zone: UTC,
    };
    const share: Policy = {
      ...BASELINE_POLICY,
      criteria: [BASELINE_POLICY.criteria.find(({ fact }) => fact === 'PROACTIVE_SHARE')!],
    };
    const only = (pieces: Evidence[]): Evidence => pieces[0]!;

    test('is met by tenure from the anniversary until the gap after a cancellation is too long', () => {
      const history = toHistory([phase('2024-01-31', '2025-03-01')], [], UTC);
      const tenureAt = (t: string): Evidence => only(evidenceAt(history, BASELINE_POLICY, rules, at(t)));
      expect(tenureAt('2024-06-29')).toMatchObject({ observed: 4, met: false, shortfall: 8 });
      expect(written(tenureAt('2024-06-29').changesAt)).toBe('2025-01-31T00:00:00.000Z');
      expect(tenureAt('2025-04-01')).toMatchObject({ observed: 14, met: true, shortfall: 0 });
      expect(written(tenureAt('2025-04-01').changesAt)).toBe('2025-04-01T00:00:00.001Z');
      expect(tenureAt('2025-04-01T00:00:00.001Z')).toMatchObject({ observed: 0, met: false, changesAt: Infinity });
    });

    test('has a shortfall without binary rounding errors', () => {
      const history = toHistory([], [interaction('2024-01-01', { initiative: 'US' }), interaction('2024-01-02')], UTC);
      const strictPolicy: Policy = { ...share, criteria: [{ ...share.criteria[0]!, threshold: 0.8 }] };
      expect(only(evidenceAt(history, strictPolicy, rules, at('2024-01-03')))).toMatchObject({
        observed: 0.5,
        shortfall: 0.3,
      });
    });

    test('for a share changes when an interaction that lowers the share leaves the window', () => {
      const history = toHistory(
        [],
        [interaction('2024-01-01'), interaction('2024-01-02'), interaction('2024-02-01', { initiative: 'US' })],
        UTC,
      );
      const piece = only(evidenceAt(history, share, rules, at('2024-03-01')));
      expect(piece).toMatchObject({ observed: 1 / 3, met: false });
      expect(piece.shortfall).toBeCloseTo(0.166667, 6);
      expect(written(piece.changesAt)).toBe('2024-12-31T00:00:00.000Z');
    });
  });
});

describe('an account', () => {
  testProperty(
    'is borderline exactly if the opposite outcome of one criterion would change its type',
    fc.property(cases, (testCase) => {
      const history = historyOf(testCase);
      const steps = relationshipStates(history, rulesOf(testCase));
      for (const t of [...testCase.instants, ...steps.starts.filter(Number.isFinite)]) {
        const state = valueAt(steps, t);
        const { policy } = state;
        const met = policy.criteria.map((_, i) => contains(state.met, i));
        const isClient = (flipped: number): boolean =>
          oracleSatisfied(
            policy,
            met.flatMap((isMet, i) => ((i === flipped ? !isMet : isMet) ? [i] : [])),
          );
        const expected = state.isPaying && met.some((_, i) => isClient(i) !== isClient(-1));
        expectSame(isBorderline(state), expected);
      }
    }),
  );
});

describe('the lightest path', () => {
  /** Tries every set of unmet criteria. Returns the sufficient set that is lightest, then smallest, then first. */
  function searchLightestPath(policy: Policy, met: boolean[]): number[] | null {
    const weights = policy.criteria.map(({ weight }) => Math.round(weight * 1_000_000));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const unmet = met.flatMap((isMet, i) => (isMet ? [] : [i]));
    let best: { path: number[]; weight: number } | null = null;
    for (let bits = 0; bits < 2 ** unmet.length; bits++) {
      const path = unmet.filter((_, i) => (bits & (1 << i)) !== 0);
      const weight = path.reduce((sum, i) => sum + weights[i]!, 0);
      if (best && weight > best.weight) continue;
      const after = met.map((isMet, i) => isMet || path.includes(i));
      const reached = weights.reduce((sum, one, i) => (after[i] ? sum + one : sum), 0);
      const suffices =
        reached / total >= policy.clientScore && policy.criteria.every(({ required }, i) => !required || after[i]);
      if (suffices && (!best || isBetter({ path, weight }, best))) best = { path, weight };
    }
    return best?.path ?? null;
  }
  function isBetter(a: { path: number[]; weight: number }, b: { path: number[]; weight: number }): boolean {
    if (a.weight !== b.weight) return a.weight < b.weight;
    if (a.path.length !== b.path.length) return a.path.length < b.path.length;
    const differing = a.path.findIndex((criterion, i) => criterion !== b.path[i]);
    return differing >= 0 && a.path[differing]! < b.path[differing]!;
  }
  const expectLightest = (policy: Policy, met: boolean[]): void => {
    const path = lightestPath(policy, setOf(met));
    const indices = path === null ? null : policy.criteria.flatMap((_, i) => (contains(path, i) ? [i] : []));
    expect(indices).toEqual(searchLightestPath(policy, met));
    if (indices === null) return;
    expect(indices.some((i) => met[i])).toBe(false);
    expect(oracleSatisfied(policy, [...met.flatMap((isMet, i) => (isMet ? [i] : [])), ...indices])).toBe(true);
  };
  const mets = fc.array(fc.boolean(), { minLength: 16, maxLength: 16 });

  testProperty(
    'equals the result of trying every set, and satisfies the policy when added',
    fc.property(policies, mets, (policy, met) => {
      const unmetAtMost10 = policy.criteria.map((_, i) => met[i]! || i >= 10);
      expectLightest(policy, unmetAtMost10);
      tally('lightest paths searchLightestPath');
    }),
    5,
  );

  const similarCriteria = fc.array(
    fc.record({ weight: fc.constantFrom(1, 1, 2, 3), required: fc.nat(7).map((n) => n === 0) }),
    {
      minLength: 11,
      maxLength: 16,
    },
  );
  testProperty(
    'is found among 16 unmet criteria that are almost identical',
    fc.property(similarCriteria, fc.constantFrom(0.3, 0.5, 0.75, 1), (weights, clientScore) => {
      const criteria: Criterion[] = weights.map((each) => ({ ...BASELINE_POLICY.criteria[1]!, ...each }));
      expectLightest(
        { ...BASELINE_POLICY, criteria, clientScore },
        criteria.map(() => false),
      );
      tally('lightest paths searchLightestPath');
    }),
    0.1,
  );

  test('is empty for a client, and includes the required criteria', () => {
    const all = setOf(BASELINE_POLICY.criteria.map(() => true));
    expect(lightestPath(BASELINE_POLICY, all)).toBe(0);
    // 9 of 18 are needed and the first criterion is required: 3 + 3 + 3 is the lightest sum, and the first three win.
    expect(lightestPath(BASELINE_POLICY, 0)).toBe(0b111);
    // With tenure met (6 of 18), one criterion of weight 3 suffices; the top tier is the first of these.
    expect(lightestPath(BASELINE_POLICY, 0b11)).toBe(0b100);
  });
});
