/** How long a what-if over the whole base takes beside one SQL statement written by hand for that one draft. */
import 'reflect-metadata';
import pg from 'pg';
import { BASELINE_POLICY, type Policy } from '../src/classification/policy.js';
import { columnTypes } from '../src/database/instants.js';
import { sqlOn } from '../src/database/statement.js';
import { simulate } from '../src/policies/simulation.service.js';
import { loadRules } from '../src/relationships/rules.service.js';
import { NOW, openBase, type Base } from './base.js';
import { classifyByHand } from './what-if.sql.js';

const ROUNDS = 7;

/** The baseline, a little easier to meet. */
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

type Found = Map<string, number>;

async function byKernel({ scope }: Base): Promise<Found> {
  const { topRank, minorPerMajor } = await loadRules(scope);
  const task = { workspaceId: scope.workspaceId, draft: DRAFT, asOf: NOW, topRank, minorPerMajor, flips: 100 };
  const { transitions } = await simulate(scope.connection, task, new AbortController().signal);
  return new Map(transitions.map(({ from, to, accounts }) => [`${from} -> ${to}`, accounts]));
}

async function byHand({ scope }: Base, client: pg.Client): Promise<Found> {
  const rows = await sqlOn(client, scope.workspaceId).run(classifyByHand, new Date(NOW));
  return new Map(rows.map(({ from, to, accounts }) => [`${from} -> ${to}`, accounts]));
}

const sorted = (found: Found): string => JSON.stringify([...found].sort(([a], [b]) => (a < b ? -1 : 1)));

async function timed(work: () => Promise<Found>): Promise<{ ms: number; found: string }> {
  const start = performance.now();
  const found = await work();
  return { ms: performance.now() - start, found: sorted(found) };
}

const median = (numbers: number[]): number => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

const base = await openBase(Number(process.argv[2] ?? 100_000));
const alone = new pg.Client({ connectionString: base.url, types: columnTypes });
const inParallel = new pg.Client({ connectionString: base.url, types: columnTypes });
try {
  await Promise.all([alone.connect(), inParallel.connect()]);
  await alone.query('SET max_parallel_workers_per_gather = 0');
  const contestants = {
    kernel: () => byKernel(base),
    'SQL, one process': () => byHand(base, alone),
    'SQL, parallel': () => byHand(base, inParallel),
  };
  const times: Record<string, number[]> = {};
  for (let round = 0; round <= ROUNDS; round++) {
    const answers = new Set<string>();
    for (const [name, work] of Object.entries(contestants)) {
      const { ms, found } = await timed(work);
      answers.add(found);
      // The first round fills caches.
      if (round > 0) (times[name] ??= []).push(ms);
    }
    if (answers.size > 1) throw new Error(`They disagree: ${[...answers].join('\n')}`);
  }
  for (const [name, ms] of Object.entries(times)) {
    console.log(
      `${name.padEnd(18)} ${median(ms).toFixed(0).padStart(6)} ms  of ${ms.map((one) => one.toFixed(0)).join(' ')}`,
    );
  }
  const ratio = (name: string): string => (median(times.kernel!) / median(times[name]!)).toFixed(2);
  console.log(`kernel to SQL: ${ratio('SQL, one process')} (one process), ${ratio('SQL, parallel')} (parallel)`);
} finally {
  await Promise.all([alone.end(), inParallel.end()]);
  await base.close();
}
