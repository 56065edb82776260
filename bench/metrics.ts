/*
 * Measures the statements of the metrics over three years of 100,000 accounts. Each runs as in the server, with its role
 * and row-level security, in alternation with the best hand-written statement for the same question, run as the owner of
 * the tables. Both must return the same rows. Prints the query plans of the movements, or of the named questions.
 *
 *   npx tsx bench/metrics.ts [accounts] [question…]
 */
import 'reflect-metadata';
import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import { addDays, UTC } from '../src/classification/calendar.js';
import { columnTypes, toTimestamp } from '../src/database/instants.js';
import { statement, type Statement } from '../src/database/statement.js';
import { intervalBounds } from '../src/metrics/metric-interval.js';
import { countAtRiskAndReady } from '../src/client-base/attention.sql.js';
import { sumRetention, sumRetentionOfType } from '../src/metrics/retention.sql.js';
import { sumMovements, sumMovementsOfType } from '../src/metrics/revenue-movement.sql.js';
import { selectWorkItems } from '../src/worklist/work-item.sql.js';
import { countAttention, countByType } from '../src/client-base/client-base.sql.js';
import { NOW, openBase, type Base } from './base.js';
import { median } from './median.js';
import * as byHand from './metrics.sql.js';

const RUNS = 9;
const PAGE = 51;
/** The rank of the highest plan in the base. */
const TOP_RANK = 4;

const BOUNDS = intervalBounds('2023-03-01', '2026-02-01', 'MONTH', UTC).map(toTimestamp);
const [now, inQuarter, yearAgo] = [0, 90, -365].map((days) => toTimestamp(addDays(NOW, days))) as [
  string,
  string,
  string,
];
const WHOLE = [BOUNDS[0], BOUNDS.at(-1)];

type Rows = Record<string, unknown>[];
interface Question {
  name: string;
  /** Run concurrently, as the server does. */
  api: [statement: Statement<unknown>, ...values: unknown[]][];
  byHand: Record<string, string>;
  values: unknown[];
  /** The columns by which the rows of the first API statement are sorted, if it does not order them itself. */
  order?: string[];
}

const ofType = (type: string): Question[] => [
  {
    name: `movements of ${type}`,
    api: [[sumMovementsOfType, BOUNDS, type]],
    byHand: byHand.MOVEMENTS_OF_TYPE,
    values: [...WHOLE, type],
  },
  {
    name: `retention of ${type}`,
    api: [[sumRetentionOfType, BOUNDS, type]],
    byHand: byHand.RETENTION_OF_TYPE,
    values: [...WHOLE, type],
  },
];
const QUESTIONS: Question[] = [
  { name: 'movements', api: [[sumMovements, BOUNDS]], byHand: byHand.MOVEMENTS, values: WHOLE },
  { name: 'retention', api: [[sumRetention, BOUNDS]], byHand: byHand.RETENTION, values: WHOLE },
  ...ofType('CUSTOMER'),
  ...ofType('CLIENT'),
  {
    name: 'worklist',
    api: [[selectWorkItems, now, inQuarter, yearAgo, TOP_RANK, null, null, PAGE]],
    byHand: byHand.WORKLIST,
    values: [now, inQuarter, TOP_RANK, PAGE],
  },
  {
    name: 'clientBase',
    api: [[countByType, now], [countAttention], [countAtRiskAndReady, inQuarter, TOP_RANK]],
    byHand: byHand.CLIENT_BASE,
    values: [inQuarter, TOP_RANK],
    order: ['type'],
  },
];

const ordered = (rows: Rows, columns: readonly string[]): Rows =>
  rows.toSorted((a, b) => {
    const column = columns.find((name) => a[name] !== b[name]);
    return column === undefined ? 0 : a[column]! < b[column]! ? -1 : 1;
  });

/** Throws unless both results agree in every column that they share: otherwise the comparison is meaningless. */
function compare(name: string, api: Rows, hand: Rows): void {
  const both = Object.keys(api[0]!).filter((column) => column in hand[0]! && column !== 'cohort');
  const shown = (rows: Rows): Rows =>
    rows.map((row) => Object.fromEntries(both.map((column) => [column, row[column]])));
  if (both.length === 0 || !isDeepStrictEqual(shown(api), shown(hand))) {
    throw new Error(`${name}: expected equal results for ${both.join(', ')}; they differ.`);
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function race({ scope }: Base, owner: pg.Client, question: Question, isExplained: boolean): Promise<void> {
  const { name, api, byHand: texts, values, order = [] } = question;
  const askApi = (): Promise<Rows[]> =>
    Promise.all(api.map(([statement, ...given]) => scope.run(statement, ...given) as Promise<Rows>));
  const askByHand = (text: string) => owner.query({ text, values: [scope.workspaceId, ...values] });
  const contenders = [
    { label: 'API', ask: askApi, times: [] as number[] },
    ...Object.entries(texts).map(([label, text]) => ({ label, ask: () => askByHand(text), times: [] as number[] })),
  ];
  const answer = ordered((await askApi())[0]!, order);
  for (const [label, text] of Object.entries(texts)) {
    compare(`${name}, ${label}`, answer, (await askByHand(text)).rows as Rows);
  }
  for (let run = 0; run < RUNS; run++) {
    // Alternate, and reverse the order every time, so that neither profits from warm caches.
    for (const { ask, times } of run % 2 ? contenders : contenders.toReversed()) times.push(await timed(ask));
  }
  const [ours, ...theirs] = contenders.map(({ times }) => median(times)) as [number, ...number[]];
  const figures = Object.keys(texts).map((label, i) => `${label} ${theirs[i]!.toFixed(0)} ms`);
  const ratio = (ours / Math.min(...theirs)).toFixed(2);
  console.log(`${name}: ${ours.toFixed(0)} ms; by hand, ${figures.join(', ')}; ${ratio} times the best of them`);
  if (!isExplained) return;
  for (const [{ text }, ...given] of api) {
    const explain = statement<Rows[number]>('', `EXPLAIN (ANALYZE, BUFFERS) ${text}`);
    showPlan('API', await scope.run(explain, ...given));
  }
  for (const [label, text] of Object.entries(texts)) {
    showPlan(label, (await askByHand(`EXPLAIN (ANALYZE, BUFFERS) ${text}`)).rows as Rows);
  }
}

const showPlan = (label: string, rows: Rows): void =>
  console.log(`\n${label}\n${rows.map((row) => String(row['QUERY PLAN'])).join('\n')}\n`);

const [accounts = '100000', ...named] = process.argv.slice(2);
const base = await openBase(Number(accounts));
try {
  const owner = new pg.Client({ connectionString: base.url, types: columnTypes, options: '-c timezone=UTC' });
  await owner.connect();
  try {
    const selected = QUESTIONS.filter(({ name }) => named.length === 0 || named.some((one) => name.startsWith(one)));
    for (const question of selected) {
      await race(base, owner, question, named.length > 0 || question.name.startsWith('movements'));
    }
  } finally {
    await owner.end();
  }
} finally {
  await base.close();
}
