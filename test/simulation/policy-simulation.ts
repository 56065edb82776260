/** Runs policy simulations of a workspace. */
import { BASELINE_POLICY } from '../../src/classification/policy.js';
import type { RelationshipType } from '../../src/classification/timeline.js';
import type { Answer, TestWorkspace } from '../support/server.js';

interface Total {
  accounts: number;
  monthlyRecurringRevenue: { amount: string };
}

export interface Simulated {
  asOf: string;
  policy: { version: number };
  accounts: number;
  counts: { type: RelationshipType; now: Total; draft: Total }[];
  transitions: (Total & { from: RelationshipType; to: RelationshipType })[];
  flips: {
    account: { id: string; externalId: string };
    from: RelationshipType;
    to: RelationshipType;
    monthlyRecurringRevenue: { amount: string };
    evidence: { criterion: { fact: { name: string }; threshold: number }; met: boolean; summary: string }[];
  }[];
}

export const SIMULATION = `query ($policy: PolicyInput!, $asOf: DateTime, $first: Int! = 100) {
  policySimulation(policy: $policy, asOf: $asOf) {
    asOf accounts policy { version }
    counts {
      type
      now { accounts monthlyRecurringRevenue { amount } }
      draft { accounts monthlyRecurringRevenue { amount } }
    }
    transitions { from to accounts monthlyRecurringRevenue { amount } }
    flips(first: $first) {
      account { id externalId } from to monthlyRecurringRevenue { amount }
      evidence { criterion { fact { name } threshold } met summary }
    }
  }
}`;

const { version: _version, effectiveFrom: _effectiveFrom, ...BASELINE } = BASELINE_POLICY;
export const TENURE = BASELINE.criteria[0]!;

/** The baseline with changes. */
export const draftOf = (changes: Partial<typeof BASELINE> = {}) => ({ ...BASELINE, ...changes });
/** A draft under which every paying account is a client. */
export const EVERYONE = draftOf({ criteria: [{ ...TENURE, threshold: 0 }], clientScore: 1 });
/** A draft under which no account is a client. */
export const NOBODY = draftOf({ criteria: [{ ...TENURE, threshold: 1000 }], clientScore: 1 });

export function simulationOf(answer: Answer): Simulated {
  expect(answer.errors).toBeUndefined();
  return answer.data.policySimulation;
}

export const simulate = async (workspace: TestWorkspace, policy: object, more: Record<string, unknown> = {}) =>
  simulationOf(await workspace.ask(SIMULATION, { policy, ...more }));

/** Returns the number of accounts by type. */
export const countsOf = ({ counts }: Simulated, side: 'now' | 'draft') =>
  Object.fromEntries(counts.map((count) => [count.type, count[side].accounts]));
