import type { Pool, PoolClient } from 'pg';
import type { Caller, Timeouts } from './cancellation.js';
import { FairQueue } from './fair-queue.js';
import { outageOf } from './pool.js';
import { DatabaseUnavailable } from './workspace-connection.js';

/**
 * Connections of the pool that are left for authentication, health checks and jobs, so that each request is identified soon,
 * however busy the workspaces are.
 */
const RESERVED = 4;

/** How many connections a workspace and a key may hold at once. */
const SHARES = [12, 10];

/** The client disconnected before a statement was sent. */
export class ClientDisconnected extends Error {
  constructor() {
    super('Expected the client to wait for the response; it disconnected.');
  }
}

/** The request's time was over before a statement was sent. */
export class TimeIsOver extends Error {
  constructor() {
    super('Expected time to be left for the request; it is over.');
  }
}

/** All connections to the database, or all that the caller may have, stayed in use for the whole wait. */
export class NoFreeConnection extends Error {
  constructor() {
    super('Expected a free connection to the database; all are in use.');
  }
}

const queues = new WeakMap<Pool, FairQueue>();

function queueOf(pool: Pool): FairQueue {
  const queue = queues.get(pool) ?? new FairQueue({ total: pool.options.max - RESERVED, shares: SHARES });
  queues.set(pool, queue);
  return queue;
}

/** Takes a connection out of the pool within the share of the caller. Its share is free again once it is released. */
export async function freeConnection(pool: Pool, caller: Caller, timeouts: Timeouts): Promise<PoolClient> {
  if (caller.hasDisconnected) throw new ClientDisconnected();
  const timeLeft = caller.timeLeft(timeouts.holdMs);
  if (timeLeft <= 0) throw new TimeIsOver();
  if (caller.parties.length === 0) return connectionOf(pool, caller, timeouts);
  const queue = queueOf(pool);
  if (queue.waitingOf(caller.parties[0]!) >= timeouts.maxWaiting) throw new NoFreeConnection();
  // A caller that waits for its own requests takes nothing from others, so it may wait for as long as the request lasts.
  const waitMs = queue.isShareUsed(caller.parties) ? timeLeft : Math.min(timeLeft, timeouts.waitMs);
  const leave = await queue.turnOf(caller.parties, caller, waitMs);
  if (!leave) throw new NoFreeConnection();
  try {
    const client = await connectionOf(pool, caller, timeouts);
    const release = client.release.bind(client);
    client.release = (destroy) => {
      release(destroy);
      leave();
    };
    return client;
  } catch (error) {
    leave();
    throw error;
  }
}

function connectionOf(pool: Pool, caller: Caller, { maxWaiting, waitMs }: Timeouts): Promise<PoolClient> {
  if (pool.waitingCount >= maxWaiting) throw new NoFreeConnection();
  // The pool hands out an idle connection at the end of this turn of the event loop, and counts its receiver as waiting
  // until then.
  const isFree = pool.idleCount > pool.waitingCount;
  const connecting = pool.connect().catch((error: unknown) => {
    throw new DatabaseUnavailable(outageOf(pool) ?? error);
  });
  return isFree || pool.waitingCount === 0 ? connecting : waitFor(connecting, caller, waitMs);
}

async function waitFor(connecting: Promise<PoolClient>, caller: Caller, waitMs: number): Promise<PoolClient> {
  let givenUp = false;
  let timer: NodeJS.Timeout | undefined;
  let giveUp: () => void;
  const timeout = new Promise<never>((_, reject) => {
    giveUp = () => reject(new NoFreeConnection());
    timer = setTimeout(giveUp, waitMs);
    caller.once('disconnect', giveUp);
  });
  try {
    return await Promise.race([connecting, timeout]);
  } catch (error) {
    givenUp = true;
    throw error;
  } finally {
    clearTimeout(timer);
    caller.off('disconnect', giveUp!);
    // A connection that arrives too late goes back to the pool.
    if (givenUp) connecting.then((client) => client.release()).catch(() => undefined);
  }
}
