import pg from 'pg';
import { BASELINE_POLICY, type Policy } from '../src/classification/policy.js';
import { Caller } from '../src/database/cancellation.js';
import { columnTypes } from '../src/database/instants.js';
import { sqlOn } from '../src/database/statement.js';
import { SIMULATION_LIMITS, simulate } from '../src/simulation/simulation.service.js';
import { rebuildWorkspace } from '../src/derivation/rebuild.service.js';
import { loadRules } from '../src/derivation/rules.service.js';
import { NOW, type Base } from './base.js';
import type { Measurement } from './measure.js';
import type { ServerName } from './queries.js';
import { classifyByHand } from './what-if.sql.js';

/** The baseline policy with slightly lower thresholds. */
const DRAFT: Policy = {
  ...BASELINE_POLICY,
  name: 'Draft',
  version: 2,
  effectiveFrom: NOW,
  criteria: BASELINE_POLICY.criteria.map((criterion) => {
    if (criterion.required) return { ...criterion, threshold: 9 };
    return criterion.fact === 'PERSONALIZED_INTERACTIONS' ? { ...criterion, threshold: 2 } : criterion;
  }),
  clientScore: 0.45,
  purchaseDays: 60,
};

/** The number of accounts by transition between types. */
type Found = Map<string, number>;

async function whatIfByKernel({ scope }: Base): Promise<Found> {
  const { topRank, minorPerMajor, zone } = await loadRules(scope);
  const factors = new Map<string, never>();
  const task = {
    workspaceId: scope.workspaceId,
    draft: DRAFT,
    asOf: NOW,
    topRank,
    minorPerMajor,
    factors,
    zone,
    flips: 100,
  };
  const { transitions } = await simulate(scope, task, new Caller(), SIMULATION_LIMITS);
  return new Map(transitions.map(({ from, to, accounts }) => [`${from} -> ${to}`, accounts]));
}

async function whatIfByHand({ scope }: Base, client: pg.Client): Promise<Found> {
  const rows = await sqlOn(client, scope.workspaceId).run(classifyByHand, new Date(NOW));
  return new Map(rows.map(({ from, to, accounts }) => [`${from} -> ${to}`, accounts]));
}

/** Measures work over all accounts in this process, for the given number of rounds. */
async function timed(
  query: string,
  server: ServerName,
  rounds: number,
  work: () => Promise<unknown>,
): Promise<Measurement> {
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  const p50 = times.sort((a, b) => a - b)[Math.floor(rounds / 2)]!;
  return {
    ...{ query, server, connections: 1, rps: 1_000 / p50, p50, p99: times.at(-1)! },
    nodeCpu: server === 'clientele' ? (user + system) / 1_000 / rounds : null,
    ...{ postgresCpu: null, rss: null },
  };
}

const sorted = (found: Found): string => JSON.stringify([...found].sort(([a], [b]) => (a < b ? -1 : 1)));

/** B1: a what-if over all accounts, compared with one statement hand-written for the same draft. Both must agree. */
export async function measureWhatIf(base: Base, rounds: number): Promise<Measurement[]> {
  const client = new pg.Client({ connectionString: base.url, types: columnTypes });
  await client.connect();
  try {
    // This also warms the caches.
    const [byKernel, byHand] = [sorted(await whatIfByKernel(base)), sorted(await whatIfByHand(base, client))];
    if (byKernel !== byHand)
      throw new Error(`B1: expected equal results; the statement found ${byHand}, Clientele ${byKernel}.`);
    return [
      await timed('B1', 'clientele', rounds, () => whatIfByKernel(base)),
      await timed('B1', 'limit', rounds, () => whatIfByHand(base, client)),
    ];
  } finally {
    await client.end();
  }
}

/** B2: a rebuild of all derived data, compared with the stored data. Any difference is an error. */
export const measureRebuild = (base: Base): Promise<Measurement> =>
  timed('B2', 'clientele', 1, async () => {
    const { differences } = await rebuildWorkspace(base.scope, () => undefined);
    if (differences.length > 0) throw new Error(`B2: ${differences.length} accounts differ from their rebuild.`);
  });
