/** Runs `clientele start`, and reports its resources on request. Needs --expose-gc and an IPC channel. */
import pg from 'pg';

const pools: pg.Pool[] = [];
pg.Pool = class extends pg.Pool {
  constructor(config?: pg.PoolConfig) {
    super(config);
    pools.push(this);
  }
};

/** The resources of an idle server. */
export interface Holdings {
  heapUsed: number;
  rss: number;
  /** The number of resources that keep the process alive, by kind. */
  resources: Record<string, number>;
  /** Of all pools: connections, idle connections, and requests that wait for a connection. */
  connections: number;
  idle: number;
  waiting: number;
  /** The largest number of prepared statements on one connection. */
  statements: number;
}

interface PoolInsides {
  _clients: { connection: { parsedStatements: object } }[];
}

function countResources(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

async function measure(): Promise<Holdings> {
  // One collection runs finalizers; the next one frees what they released.
  for (let i = 0; i < 3; i++) {
    gc!();
    await new Promise(setImmediate);
  }
  const sum = (of: (pool: pg.Pool) => number): number => pools.reduce((total, pool) => total + of(pool), 0);
  const clients = pools.flatMap((pool) => (pool as unknown as PoolInsides)._clients);
  const { heapUsed, rss } = process.memoryUsage();
  return {
    heapUsed,
    rss,
    resources: countResources(),
    connections: sum(({ totalCount }) => totalCount),
    idle: sum(({ idleCount }) => idleCount),
    waiting: sum(({ waitingCount }) => waitingCount),
    statements: Math.max(0, ...clients.map(({ connection }) => Object.keys(connection.parsedStatements).length)),
  };
}

process.on('message', () => void measure().then((holdings) => process.send!(holdings)));
await import('../../src/cli/clientele.js');
