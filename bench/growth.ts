/**
 * Measures how the time of queries, and of operations over all accounts, grows with the number of accounts. The results of
 * each size are stored in .bench/growth.json, so that an interrupted run continues with the next size. `--again` starts
 * over.
 */
import 'reflect-metadata';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { FOLDER, openCopy } from './base.js';
import { installPeers } from './install.js';
import { measure, postmasterOf, warmUp, type Measurement } from './measure.js';
import { QUERIES } from './queries.js';
import { chooseSamples } from './samples.js';
import { startClientele } from './servers.js';
import { measureRebuild, measureWhatIf } from './whole-base.js';

const FILE = join(FOLDER, 'growth.json');
const SECONDS = 8;
const SCALED = ['B1', 'B2'];

interface Size {
  accounts: number;
  /** From the start of the process until it is ready, on a running database. */
  readyMs: number;
  measured: Measurement[];
}

const program = new Command()
  .description('Measures queries, and operations over all accounts, at several sizes of the base.')
  .option('--again', 'discard earlier results')
  .argument('[accounts...]', 'sizes', (value: string, sizes: number[]) => [...sizes, Number(value)], [])
  .parse();
if (program.opts<{ again?: boolean }>().again) rmSync(FILE, { force: true });
const wanted = program.processedArgs[0] as number[];
const sizes = wanted.length > 0 ? wanted : [10_000, 100_000, 1_000_000];

async function measureSize(accounts: number): Promise<Size> {
  const base = await openCopy(accounts);
  try {
    const measured: Measurement[] = [];
    measured.push(...(await measureWhatIf(base, 3)).filter(({ server }) => server === 'clientele'));
    measured.push(await measureRebuild(base));
    const start = performance.now();
    const server = await startClientele(base.url, base.key);
    const readyMs = performance.now() - start;
    try {
      const postmaster = await postmasterOf(base);
      const samples = await chooseSamples(base, undefined);
      for (const query of QUERIES) {
        await warmUp(server, query, samples, SECONDS / 2);
        measured.push(await measure(server, query, samples, { connections: 16, seconds: SECONDS, postmaster }));
      }
    } finally {
      await server.stop();
    }
    return { accounts, readyMs, measured };
  } finally {
    await base.close();
  }
}

installPeers();
mkdirSync(FOLDER, { recursive: true });
const done = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Size[]) : [];
for (const accounts of sizes) {
  if (done.some((size) => size.accounts === accounts)) continue;
  console.log(`Measuring ${accounts} accounts…`);
  done.push(await measureSize(accounts));
  writeFileSync(FILE, JSON.stringify(done, null, 2));
}

const shown = done.filter(({ accounts }) => sizes.includes(accounts)).sort((a, b) => a.accounts - b.accounts);
const [smallest] = shown;
for (const { accounts, readyMs, measured } of shown) {
  const peak = Math.max(...measured.map(({ rss }) => rss ?? 0));
  console.log(`\n${accounts} accounts: ready after ${readyMs.toFixed(0)} ms; ${peak} MB peak memory`);
  for (const { query, rps, p50 } of measured) {
    const before = smallest!.measured.find((one) => one.query === query)!;
    // Operations over all accounts may take time proportional to the number of accounts.
    const fair = SCALED.includes(query) ? accounts / smallest!.accounts : 1;
    const times = before.rps / rps / fair;
    const scaling = SCALED.includes(query) ? ', scaled linearly' : '';
    console.log(
      `  ${query.padEnd(4)} ${p50?.toFixed(2).padStart(10)} ms  ${times.toFixed(2)} times the time at ${smallest!.accounts}${scaling}`,
    );
  }
}
