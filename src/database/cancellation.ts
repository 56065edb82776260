import { EventEmitter } from 'node:events';
import { connect as connectTo } from 'node:net';
import { DatabaseError, type Pool, type PoolClient } from 'pg';
import { WorkspaceConnection, DatabaseUnavailable } from './workspace-connection.js';

/** How long the database is waited for. */
export interface Timeouts {
  /** How long to wait for a connection while others hold all of them. */
  waitMs: number;
  /** How many may wait for one; more are refused at once. */
  waiting: number;
  /** How long a connection may be held: then what runs on it is cancelled. */
  holdMs: number;
  /** How long the database may take to end what was cancelled: then the connection is closed. */
  cancelMs: number;
}

export const REQUEST_TIMEOUTS: Readonly<Timeouts> = { waitMs: 1_500, waiting: 200, holdMs: 15_000, cancelMs: 5_000 };

/** Of a job in the background: each of its transactions may wait for those of requests. */
export const JOB_TIMEOUTS: Readonly<Timeouts> = { waitMs: 60_000, waiting: Infinity, holdMs: 60_000, cancelMs: 5_000 };

/**
 * Whoever waits for an answer, until they have it or go away. Every statement listens for that: to an emitter, since an
 * AbortSignal takes longer to make and to listen to than a statement takes here.
 */
export class Caller extends EventEmitter<{ leave: [] }> {
  private isGone = false;

  constructor() {
    super();
    this.setMaxListeners(0);
    this.once('leave', () => (this.isGone = true));
  }

  get hasLeft(): boolean {
    return this.isGone;
  }

  /** The same for whoever can only listen to a signal. */
  get signal(): AbortSignal {
    const controller = new AbortController();
    if (this.hasLeft) controller.abort();
    else this.once('leave', () => controller.abort());
    return controller.signal;
  }
}

/** Of PostgreSQL's protocol: what a CancelRequest begins with. */
const CANCEL_REQUEST = 80_877_102;

/** How long to wait before what still runs is cancelled again: twice as long each time. */
const CANCEL_AGAIN_MS = { first: 50, longest: 800 };

/** How long a request to cancel may take to be connected. */
const CANCEL_TIMEOUT_MS = 1_500;

/** The client disconnected before a statement was sent. */
class ClientDisconnected extends Error {
  constructor() {
    super('Expected the client to wait for its answer; it disconnected.');
  }
}

/** A statement that was cancelled: its time was up, or nobody waits for it any more. */
export const isCancelled = (error: unknown): boolean =>
  error instanceof ClientDisconnected || (error instanceof DatabaseError && error.code === '57014');

/** All connections to the database are taken, and stay so. */
export class NoFreeConnection extends Error {
  constructor() {
    super('Expected a free connection to the database; all are in use.');
  }
}

/** What of a connection tells the database which one to cancel. The key is in no type. */
interface Target {
  host: string;
  port: number;
  processID: number;
  secretKey: number;
}

/** Asks the database to cancel what runs on a connection; done once the database has seen to it. */
function cancel({ host, port, processID, secretKey }: Target): Promise<void> {
  const request = Buffer.alloc(16);
  [16, CANCEL_REQUEST, processID, secretKey].forEach((word, i) => request.writeInt32BE(word, i * 4));
  const socket = connectTo(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
  socket.end(request);
  socket.resume();
  return new Promise((resolve) => {
    // A database that cannot be reached ends the statement without our help. `close` follows.
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
    socket.setTimeout(CANCEL_TIMEOUT_MS, () => socket.destroy());
  });
}

/** A pool for one caller: it waits for a connection and holds it only so long, and no longer than the caller waits. */
export function poolFor(caller: Caller, pool: Pool, timeouts: Timeouts): Pool {
  const connect = async (): Promise<PoolClient> =>
    watched((await freeConnection(pool, caller, timeouts)) as PoolClient & WorkspaceConnection, caller, timeouts);
  const query = async (config: unknown): Promise<unknown> => {
    const client = await connect();
    let failure: Error | undefined;
    try {
      return await client.query(config as string);
    } catch (error) {
      failure = error as Error;
      throw WorkspaceConnection.explain(client, error);
    } finally {
      // What the database answered leaves the connection as good as it was.
      client.release(failure && !(failure instanceof DatabaseError));
    }
  };
  return Object.assign(Object.create(pool) as Pool, { connect, query });
}

function freeConnection(pool: Pool, caller: Caller, { waiting, waitMs }: Timeouts): Promise<PoolClient> {
  if (caller.hasLeft) throw new ClientDisconnected();
  if (pool.waitingCount >= waiting) throw new NoFreeConnection();
  // The pool hands it out at the end of this turn, and until then counts who gets it as waiting.
  const isFree = pool.idleCount > pool.waitingCount;
  const connecting = pool.connect().catch((error: unknown) => {
    throw new DatabaseUnavailable(error);
  });
  return isFree || pool.waitingCount === 0 ? connecting : waitFor(connecting, caller, waitMs);
}

async function waitFor(connecting: Promise<PoolClient>, caller: Caller, waitMs: number): Promise<PoolClient> {
  let givenUp = false;
  let timer: NodeJS.Timeout | undefined;
  let giveUp: () => void;
  const patience = new Promise<never>((_, reject) => {
    giveUp = () => reject(new NoFreeConnection());
    timer = setTimeout(giveUp, waitMs);
    caller.once('leave', giveUp);
  });
  try {
    return await Promise.race([connecting, patience]);
  } catch (error) {
    givenUp = true;
    throw error;
  } finally {
    clearTimeout(timer);
    caller.off('leave', giveUp!);
    // What comes too late is for somebody else.
    if (givenUp) connecting.then((client) => client.release()).catch(() => undefined);
  }
}

/**
 * Cancels what runs on a connection once its time is up or nobody waits for it, and everything sent on it after that. A
 * connection that does not answer even then is closed: its network or its database is gone, and no later answer would be
 * waited for.
 */
function watched(
  client: PoolClient & WorkspaceConnection,
  caller: Caller,
  { holdMs, cancelMs }: Timeouts,
): PoolClient & WorkspaceConnection {
  let cancelling: Promise<void> | undefined;
  let again: NodeJS.Timeout | undefined;
  let abandoning: NodeJS.Timeout | undefined;
  let pauseMs = CANCEL_AGAIN_MS.first;
  let isAbandoned = false;
  const stop = (): void => {
    abandoning ??= setTimeout(() => {
      isAbandoned = true;
      clearTimeout(again);
      client.abandon();
    }, cancelMs);
    cancelling ??= cancel(client as unknown as Target).finally(() => {
      cancelling = undefined;
    });
    // Cancelling ends only the statement that is running; statements pipelined behind it still run, so cancel until all
    // have ended.
    clearTimeout(again);
    again = setTimeout(stop, pauseMs);
    pauseMs = Math.min(pauseMs * 2, CANCEL_AGAIN_MS.longest);
  };
  const overdue = setTimeout(stop, holdMs);
  caller.once('leave', stop);
  if (caller.hasLeft) stop();
  const release = client.release.bind(client);
  client.release = (destroy) => {
    clearTimeout(overdue);
    clearTimeout(again);
    clearTimeout(abandoning);
    caller.off('leave', stop);
    // The next caller to hold the connection must not be hit by a cancellation that is still on its way.
    if (cancelling && !isAbandoned) void cancelling.then(() => release(destroy));
    else release(destroy);
  };
  return client;
}
