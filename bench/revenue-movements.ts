/*
 * 36 months of revenue movements of 100,000 accounts with three years of history: the statement behind the API beside
 * the best one written by hand for just these months, in the same run, in turns; with the plans of both.
 *
 *   npx tsx bench/revenue-movements.ts [accounts]
 */
import 'reflect-metadata';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import { makeDataSource } from '../src/database/data-source.js';
import { startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres.js';
import { columnTypes } from '../src/database/instants.js';
import { migrate } from '../src/database/migrate.js';
import { intervalBounds } from '../src/graphql/metric-interval.js';
import { sumMovements, type MovementRow } from '../src/metrics/revenue-movement.sql.js';
import { median } from './median.js';

const ACCOUNTS = Number(process.argv[2] ?? 100_000);
const WORKSPACE = '00000000-0000-0000-0000-000000000001';
const RUNS = 15;

/**
 * Periods that tile time, as the kernel stores them: accounts begin within the first 33 months, and turn 2 to 9 times
 * in three years, in what they pay or in what they are.
 */
const FILL = `
  INSERT INTO workspace VALUES ('${WORKSPACE}', 'Bench', 'USD', 'UTC', false, 0, '2023-01-01');
  INSERT INTO account SELECT '${WORKSPACE}', md5(i::text)::uuid, i::text, i::text, i::text, NULL, NULL, NULL, '{}', 1, 0,
      '2023-01-01', '2023-01-01' FROM generate_series(1, ${ACCOUNTS}) i;
  WITH turn AS (
    SELECT md5(i::text)::uuid AS account_id, k,
           CASE WHEN k = 0 THEN '-infinity'::timestamptz
                ELSE timestamptz '2023-01-01' + make_interval(secs => floor(abs(hashint4(i)) % 86400000
                  + (k - 1) * (2592000 + abs(hashint4(i * 7)) % 7776000))) END AS from_at,
           CASE WHEN k = 0 OR (k % 5 = 4 AND i % 3 = 0) OR (k % 6 = 5 AND i % 4 = 1) THEN 0
                WHEN k % 3 = 2 THEN 4900 + (i % 40) * 100
                ELSE 4900 + (i % 40) * 100 + k / 3 * 1000 END AS mrr,
           CASE WHEN k % 6 = 5 AND i % 4 = 1 THEN 4900 ELSE 0 END AS paused
    FROM generate_series(1, ${ACCOUNTS}) i CROSS JOIN LATERAL generate_series(0, 2 + i % 8) k
  ), told AS (
    SELECT *, lead(from_at, 1, 'infinity') OVER w AS to_at, lag(mrr, 1, 0) OVER w AS mrr_before,
           lag(paused, 1, 0) OVER w AS paused_before,
           min(from_at) FILTER (WHERE k > 0) OVER w AS first_paid_at
    FROM turn WINDOW w AS (PARTITION BY account_id ORDER BY from_at)
  )
  INSERT INTO account_period
  SELECT '${WORKSPACE}', account_id, from_at, to_at,
         CASE WHEN k = 0 THEN 'PROSPECT' WHEN mrr + paused = 0 THEN 'FORMER_CUSTOMER' ELSE 'CUSTOMER' END, mrr, paused,
         NULL, 1, NULL, mrr_before, paused_before, first_paid_at
  FROM told ORDER BY account_id, from_at;
  VACUUM ANALYZE account_period`;

const PARTS = `
  sum(mrr_minor - mrr_before)::bigint AS change,
  sum(CASE WHEN mrr_before + paused_before = 0 AND first_paid_at = from_at THEN mrr_minor END)::bigint AS new,
  sum(CASE WHEN mrr_before + paused_before = 0 AND first_paid_at < from_at THEN mrr_minor END)::bigint AS reactivation,
  sum(CASE WHEN mrr_minor > mrr_before
    THEN least(mrr_minor - mrr_before, greatest(paused_before - paused_mrr_minor, 0)) END)::bigint AS resume,
  sum(CASE WHEN mrr_minor > mrr_before AND mrr_before + paused_before > 0 THEN mrr_minor - mrr_before
    - least(mrr_minor - mrr_before, greatest(paused_before - paused_mrr_minor, 0)) END)::bigint AS expansion,
  sum(CASE WHEN mrr_minor < mrr_before
    THEN least(mrr_before - mrr_minor, greatest(paused_mrr_minor - paused_before, 0)) END)::bigint AS pause,
  sum(CASE WHEN mrr_minor + paused_mrr_minor = 0 THEN mrr_before END)::bigint AS churn,
  sum(CASE WHEN mrr_minor < mrr_before AND mrr_minor + paused_mrr_minor > 0 THEN mrr_before - mrr_minor
    - least(mrr_before - mrr_minor, greatest(paused_mrr_minor - paused_before, 0)) END)::bigint AS contraction`;
const START = `SELECT sum(mrr_minor - mrr_before)::bigint AS start FROM account_period
  WHERE workspace_id = $1 AND from_at < $2 AND mrr_minor <> mrr_before`;

/** By hand for these months of UTC: grouped by month. */
const GROUPED = `
  SELECT start.start, month.* FROM (${START}) start CROSS JOIN (
    SELECT date_trunc('month', from_at) AS month, ${PARTS} FROM account_period
    WHERE workspace_id = $1 AND from_at >= $2 AND from_at < $3 AND mrr_minor <> mrr_before GROUP BY 1
  ) month ORDER BY month`;
/** By hand: month by month. */
const BY_MONTH = `
  SELECT start.start, month.month, moved.* FROM (${START}) start
  CROSS JOIN generate_series($2::timestamptz, $3::timestamptz - interval '1 month', interval '1 month') AS month (month)
  CROSS JOIN LATERAL (
    SELECT ${PARTS} FROM account_period
    WHERE workspace_id = $1 AND from_at >= month.month AND from_at < month.month + interval '1 month'
      AND mrr_minor <> mrr_before
  ) moved ORDER BY month`;

interface Contender {
  name: string;
  text: string;
  values: unknown[];
}

async function fill(url: string): Promise<void> {
  const dataSource = makeDataSource(url, 'operator');
  await dataSource.initialize();
  await migrate(dataSource);
  await dataSource.destroy();
  const client = new pg.Client(url);
  await client.connect();
  for (const statement of FILL.split(';')) await client.query(statement);
  await client.end();
}

async function race(client: pg.Client, contenders: Contender[]): Promise<void> {
  const times = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  for (let run = -2; run < RUNS; run++) {
    // In turns, and whoever was first is second the next time.
    for (const { name, text, values } of run % 2 ? contenders : contenders.toReversed()) {
      const begun = performance.now();
      await client.query({ name, text, values });
      if (run >= 0) times.get(name)!.push(performance.now() - begun);
    }
  }
  for (const { name, text, values } of contenders) {
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, BUFFERS) ${text}`, values);
    console.log(`\n${name}\n${rows.map((row) => row['QUERY PLAN']).join('\n')}`);
  }
  for (const { name } of contenders)
    console.log(`${name}: median of ${RUNS} runs ${median(times.get(name)!).toFixed(1)} ms`);
  const [api, ...byHand] = contenders.map(({ name }) => median(times.get(name)!));
  console.log(`API to the best by hand: ${(api! / Math.min(...byHand)).toFixed(2)}`);
}

/** Both say the same, or the race is about nothing. */
async function compare(client: pg.Client, api: Contender, byHand: Contender): Promise<void> {
  const { rows } = await client.query<MovementRow>(api.text, api.values);
  const ofHand = await client.query<Record<string, string | number>>(byHand.text, byHand.values);
  const shown = rows.map(({ start: _, ...sums }) => sums);
  const expected = ofHand.rows.map(({ start: _, month: __, ...sums }) => sums);
  if (!shown.every((row, i) => isDeepStrictEqual({ ...row }, { ...row, ...expected[i] }))) {
    throw new Error('Expected both statements to say the same; they do not.');
  }
  console.log(`${shown.length} months, equal.`);
}

const dataDirectory = mkdtempSync(join(tmpdir(), 'clientele-bench-'));
chmodSync(dataDirectory, 0o711);
const server = await startEmbeddedPostgres({ dataDirectory, settings: { fsync: 'off' } });
try {
  await fill(server.url);
  const client = new pg.Client({ connectionString: server.url, types: columnTypes, options: '-c timezone=UTC' });
  await client.connect();
  const count = await client.query<{ periods: number }>('SELECT count(*) AS periods FROM account_period');
  console.log(`${ACCOUNTS} accounts, ${count.rows[0]!.periods} periods.`);
  const bounds = intervalBounds('2023-01-01', '2025-12-01', 'MONTH', 'UTC').map((at) => new Date(at).toISOString());
  const contenders = [
    { name: 'API', text: sumMovements.text, values: [WORKSPACE, bounds] },
    { name: 'by hand, grouped', text: GROUPED, values: [WORKSPACE, bounds[0], bounds.at(-1)] },
    { name: 'by hand, by month', text: BY_MONTH, values: [WORKSPACE, bounds[0], bounds.at(-1)] },
  ];
  for (const byHand of contenders.slice(1)) await compare(client, contenders[0]!, byHand);
  await race(client, contenders);
  await client.end();
} finally {
  await server.release();
  rmSync(dataDirectory, { recursive: true, force: true });
}
