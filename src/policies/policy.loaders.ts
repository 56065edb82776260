import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import { indexBy } from '../database/grouping.js';
import type { RequestContext } from '../graphql/context.js';
import type { MaybePromise } from '../graphql/maybe-promise.js';
import { selectPolicies, type PolicyRow } from './policy.sql.js';
import { Policy, type Rollout } from './policy.type.js';
import { selectRollouts } from '../derivation/rollout.sql.js';

/** Loads every published version, oldest first. There are few, and classifying an account requires all of them. */
export const allPolicies = ({ scope }: RequestContext): Promise<PolicyRow[]> => scope.run(selectPolicies);

/** The part of a published policy that never changes. The first exchange rate of a currency may be added at any time. */
type UnchangingPolicy = Omit<PolicyRow, 'exchangeRates'>;

/** By workspace and version. */
const published = new LRUCache<string, UnchangingPolicy>({ max: 1_000 });

/** Returns a published policy without its exchange rates, which stored evidence does not need. */
export function publishedPolicy(context: RequestContext, version: number): MaybePromise<UnchangingPolicy> {
  const { workspaceId } = context.scope;
  const known = published.get(`${workspaceId} ${version}`);
  if (known) return known;
  return context.the(allPolicies).then((policies) => {
    const { exchangeRates: _, ...policy } = policies.find((one) => one.version === version)!;
    published.set(`${workspaceId} ${version}`, policy);
    return policy;
  });
}

export const policyByVersion = (context: RequestContext): DataLoader<number, Policy> =>
  new DataLoader(async (versions) => {
    const rows = indexBy(await context.the(allPolicies), ({ version }) => version);
    return versions.map((version) => new Policy(rows.get(version)!));
  });

export const policyById = (context: RequestContext): DataLoader<string, Policy | null> =>
  new DataLoader(async (ids) => {
    const rows = indexBy(await context.the(allPolicies), ({ id }) => id);
    return ids.map((id) => {
      const row = rows.get(id);
      return row ? new Policy(row) : null;
    });
  });

/** Loads the progress of the rollout of a version. */
export const rolloutOfVersion = ({ scope }: RequestContext): DataLoader<number, Rollout> =>
  new DataLoader(async (versions) => {
    const rows = indexBy(await scope.run(selectRollouts, versions), ({ policyVersion }) => policyVersion);
    return versions.map((version) => {
      const { accountsDone, accountsTotal, finishedAt } = rows.get(version)!;
      return { accountsDone, accountsTotal, finishedAt };
    });
  });
