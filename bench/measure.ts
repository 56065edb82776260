import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Base } from './base.js';
import { cpuSeconds, peakMemory, postgresCpuSeconds } from './processes.js';
import type { Query, Sample, ServerName } from './queries.js';
import type { Server } from './servers.js';

/** The results of one server under one load: times in milliseconds, CPU in seconds per 1,000 requests, memory in MB. */
export interface Measurement {
  query: string;
  server: ServerName;
  connections: number;
  rps: number;
  p50: number | null;
  p99: number | null;
  nodeCpu: number | null;
  postgresCpu: number | null;
  rss: number | null;
}

interface LoadResult {
  answered: number;
  seconds: number;
  /** The number of requests that returned no data, by reason. */
  failures: Record<string, number>;
  p50: number | null;
  p99: number | null;
}

export interface Load {
  connections: number;
  seconds: number;
  postmaster: number;
}

/** Returns the process id of PostgreSQL. */
export async function postmasterOf({ operator }: Base): Promise<number> {
  const [row] = await operator.query<{ text: string }[]>(`SELECT pg_read_file('postmaster.pid') AS text`);
  return parseInt(row!.text, 10);
}

/** Runs the load generator against one server, in a separate process. */
async function generate(
  server: Server,
  query: Query,
  samples: readonly Sample[],
  { connections, seconds }: Omit<Load, 'postmaster'>,
): Promise<LoadResult> {
  const { ask } = query.dialects[server.dialect]!;
  const bodies = samples.slice(0, query.samples).map((sample) => JSON.stringify(ask(sample)));
  const child = fork(join(import.meta.dirname, 'peers', 'load.js'), { execArgv: [] });
  child.send({
    ...{ url: server.url, headers: server.headers, bodies, connections },
    seconds: Math.max(seconds, query.minSeconds ?? 0),
    amount: query.isOnce ? bodies.length : undefined,
  });
  const [result] = (await once(child, 'message')) as [LoadResult];
  child.disconnect();
  if (Object.values(result.failures).some((count) => count > 0)) {
    throw new Error(
      `${query.name}: expected data in all ${result.answered} responses of ${server.name} at ${connections} connections; got failures ${JSON.stringify(result.failures)}.`,
    );
  }
  return result;
}

export const warmUp = (server: Server, query: Query, samples: readonly Sample[], seconds: number): Promise<unknown> =>
  query.isOnce ? Promise.resolve() : generate(server, query, samples, { connections: 8, seconds });

export async function measure(
  server: Server,
  query: Query,
  samples: readonly Sample[],
  load: Load,
): Promise<Measurement> {
  const nodeBefore = cpuSeconds(server.pid);
  const postgresBefore = postgresCpuSeconds(load.postmaster);
  const { answered, seconds, p50, p99 } = await generate(server, query, samples, load);
  const perThousand = (before: number | null, after: number | null): number | null =>
    before === null || after === null ? null : ((after - before) * 1_000) / answered;
  return {
    query: query.name,
    server: server.name,
    connections: load.connections,
    rps: answered / seconds,
    p50,
    p99,
    nodeCpu: perThousand(nodeBefore, cpuSeconds(server.pid)),
    postgresCpu: perThousand(postgresBefore, postgresCpuSeconds(load.postmaster)),
    rss: peakMemory(server.pid),
  };
}
