/** Generated histories, recorded as the accounts of a workspace, and the types that the kernel derives for each. */
import { UTC } from '../../src/classification/calendar.js';
import fc from 'fast-check';
import { BASELINE_POLICY, type Policy } from '../../src/classification/policy.js';
import { valueAt } from '../../src/classification/steps.js';
import { relationshipStates, topRankOf, type RelationshipType, type Rules } from '../../src/classification/timeline.js';
import { RANKS, writeHistories } from '../simulation/base.js';
import { casesIn, historyOf, TEST_RUNS, type Case } from '../support/histories.js';
import type { TestServer, TestWorkspace } from '../support/server.js';

export const CASES: Case[] = fc.sample(casesIn('UTC'), { seed: 20_261_122, numRuns: Math.max(150, TEST_RUNS) });
export const HISTORIES = CASES.map(historyOf);
const LATER = CASES.flatMap(({ policies }) => policies)
  .filter(({ effectiveFrom }) => Number.isFinite(effectiveFrom))
  .slice(0, 2)
  .map((policy, i) => ({ ...policy, version: i + 2 }));
const POLICIES = [BASELINE_POLICY, ...LATER];
const versionOf = (account: number): number => 1 + (account % POLICIES.length);
const topRank = topRankOf(RANKS.map((rank) => ({ rank, offeredFrom: -Infinity, offeredUntil: Infinity })));

const STATES = HISTORIES.map((history, account) => {
  const policies = POLICIES.filter(({ version }) => version <= versionOf(account));
  const rules: Rules = { policies, topRank, minorPerMajor: 100, zone: UTC };
  return relationshipStates(history, rules);
});

export const typeAt = (account: number, at: number): RelationshipType => valueAt(STATES[account]!, at).type;

/** Returns the `gapDays` of the workspace's policy at an instant, whichever policies the accounts are classified by. */
export const publishedGapDaysAt = (at: number): number =>
  POLICIES.findLast(({ effectiveFrom }) => effectiveFrom <= at)!.gapDays;

export const writeGeneratedBase = (server: TestServer, workspace: TestWorkspace): Promise<void> =>
  writeHistories(server, workspace, CASES, LATER, versionOf);

/** Returns the `gapDays` of the policy that is in force for an account at an instant. */
export const gapDaysAt = (account: number, at: number): number =>
  POLICIES.filter(({ version, effectiveFrom }) => version <= versionOf(account) && effectiveFrom <= at).at(-1)!.gapDays;

/** Returns whether an account was a client at some instant up to `at`. */
export const wasClientBy = (account: number, at: number): boolean => {
  const { starts, values } = STATES[account]!;
  return starts.some((start, i) => start <= at && values[i]!.type === 'CLIENT');
};

/** Returns the type of an account at an instant if a draft, above all versions, is in force from then on. */
export const typeUnder = (account: number, at: number, draft: Policy): RelationshipType => {
  const policies = [...POLICIES.filter(({ version }) => version <= versionOf(account)), draft];
  return valueAt(relationshipStates(HISTORIES[account]!, { policies, topRank, minorPerMajor: 100, zone: UTC }), at)
    .type;
};
