/** Compares the speed of Clientele with other servers that return the same data from the same base. */
import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { Command, Option } from 'commander';
import { NOW, openCopy, type Base } from './base.js';
import { installPeers } from './install.js';
import { measure, postmasterOf, warmUp, type Measurement } from './measure.js';
import { makePeerSchema, OPEN, SECURED } from './peers.sql.js';
import { QUERIES, type Query, type Sample, type ServerName } from './queries.js';
import { toLines, toTable } from './report.js';
import { chooseSamples } from './samples.js';
import { ask, PEERS, startClientele, startPeer, type Server } from './servers.js';
import { measureRebuild, measureWhatIf } from './whole-base.js';

const ACCOUNTS = 100_000;
const FULL = { accounts: ACCOUNTS, connections: [1, 16, 64], rounds: 2, seconds: 8, warmUpSeconds: 4 };
const QUICK = { accounts: ACCOUNTS / 10, connections: [16], rounds: 2, seconds: 2, warmUpSeconds: 2 };
/** The number of samples per query for which the responses are compared. */
const COMPARED = 40;

const { quick, json, only } = new Command()
  .description('Measures Clientele beside PostGraphile, Mercurius and SQL by hand.')
  .option('--quick', 'short runs at 16 connections and a tenth of the data')
  .option('--json <file>', 'write what was measured to a file as well')
  .addOption(new Option('--only <queries...>', 'for example Q1 W1. Default: all.'))
  .parse()
  .opts<{ quick?: boolean; json?: string; only?: string[] }>();
const plan = quick ? QUICK : FULL;
const isWanted = (name: string): boolean => !only || only.includes(name);

/** Checks, before anything is measured, that no server is faster because it returns less data. */
async function checkEqual(servers: readonly Server[], query: Query, samples: readonly Sample[]): Promise<void> {
  for (const sample of samples.slice(0, Math.min(COMPARED, query.samples))) {
    let expected: { by: ServerName; answer: unknown } | undefined;
    for (const server of servers) {
      const dialect = query.dialects[server.dialect];
      if (!dialect?.read) continue;
      const answer = dialect.read(await ask(server, dialect.ask(sample)));
      expected ??= { by: server.name, answer };
      if (!isDeepStrictEqual(answer, expected.answer)) {
        throw new Error(
          `${query.name}: expected ${server.name} to return the same as ${expected.by}, ${JSON.stringify(expected.answer)}; got ${JSON.stringify(answer)}.`,
        );
      }
    }
  }
}

async function measureServers(base: Base, servers: readonly Server[], measured: Measurement[]): Promise<void> {
  const postmaster = await postmasterOf(base);
  const samples = await chooseSamples(
    base,
    servers.find(({ name }) => name === 'postgraphile'),
  );
  for (const query of QUERIES) {
    if (!isWanted(query.name)) continue;
    console.log(`${query.name}: ${query.about}`);
    const supporting = servers.filter(({ dialect }) => query.dialects[dialect]);
    if (!query.isWrite) await checkEqual(supporting, query, samples);
    for (const server of supporting) await warmUp(server, query, samples, plan.warmUpSeconds);
    const most = query.mostConnections ?? Infinity;
    for (const connections of plan.connections.filter((count) => count <= most)) {
      for (let round = 0; round < plan.rounds; round++) {
        for (const server of supporting) {
          measured.push(await measure(server, query, samples, { connections, seconds: plan.seconds, postmaster }));
        }
      }
    }
  }
}

// Exit on a signal, so that the exit handlers stop the servers.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
installPeers();
console.log(`Opening a base of ${plan.accounts} accounts…`);
const base = await openCopy(plan.accounts);
const servers: Server[] = [];
const measured: Measurement[] = [];
try {
  const { workspaceId } = base.scope;
  for (const schema of [SECURED, OPEN]) {
    await base.operator.query(makePeerSchema(schema, workspaceId, new Date(NOW).toISOString()));
  }
  if (isWanted('B1')) measured.push(...(await measureWhatIf(base, plan.rounds + 1)));
  if (isWanted('B2')) measured.push(await measureRebuild(base));
  servers.push(await startClientele(base.url, base.key));
  for (const peer of PEERS) servers.push(await startPeer(peer, base));
  await measureServers(base, servers, measured);
} finally {
  // Report what was measured even after a failure: the measurements take long.
  const lines = toLines(measured);
  console.log(`\n${toTable(lines)}`);
  if (json) writeFileSync(json, `${JSON.stringify(lines, null, 2)}\n`);
  for (const server of servers) await server.stop();
  await base.close();
}
