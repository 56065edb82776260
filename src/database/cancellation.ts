import { EventEmitter } from 'node:events';
import { connect as connectTo } from 'node:net';
import { DatabaseError, type Pool, type PoolClient } from 'pg';
import { Connection, DatabaseUnavailable } from './connection.js';

export const REQUEST_PATIENCE = {
  /** How long a request waits for a connection while others hold all of them. */
  waitMs: 1_500,
  /** How many may wait for one; more are refused at once. */
  waiting: 200,
  /** How long a request may hold a connection: then what runs on it is cancelled. */
  holdMs: 15_000,
};

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

const CANCEL_AGAIN_MS = 50;

/** A statement that was cancelled: its time was up, or nobody waits for it any more. */
export const isCancelled = (error: unknown): boolean => error instanceof DatabaseError && error.code === '57014';

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
    socket.setTimeout(REQUEST_PATIENCE.waitMs, () => socket.destroy());
  });
}

/** A pool for one request: it waits for a connection and holds it only so long, and not once nobody waits for the answer. */
export function poolFor(caller: Caller, pool: Pool): Pool {
  const connect = async (): Promise<PoolClient> => watched(await freeConnection(pool, caller), caller);
  const query = async (config: unknown): Promise<unknown> => {
    const client = await connect();
    let failure: Error | undefined;
    try {
      return await client.query(config as string);
    } catch (error) {
      failure = error as Error;
      throw Connection.explain(client, error);
    } finally {
      // What the database answered leaves the connection as good as it was.
      client.release(failure && !(failure instanceof DatabaseError));
    }
  };
  return Object.assign(Object.create(pool) as Pool, { connect, query });
}

function freeConnection(pool: Pool, caller: Caller): Promise<PoolClient> {
  if (caller.hasLeft) throw new Error('Expected somebody to wait for the answer; they went away.');
  if (pool.waitingCount >= REQUEST_PATIENCE.waiting) throw new NoFreeConnection();
  // The pool hands it out at the end of this turn, and until then counts who gets it as waiting.
  const isFree = pool.idleCount > pool.waitingCount;
  const connecting = pool.connect().catch((error: unknown) => {
    throw new DatabaseUnavailable(error);
  });
  return isFree || pool.waitingCount === 0 ? connecting : waitFor(connecting, caller);
}

async function waitFor(connecting: Promise<PoolClient>, caller: Caller): Promise<PoolClient> {
  let givenUp = false;
  let timer: NodeJS.Timeout | undefined;
  let giveUp: () => void;
  const patience = new Promise<never>((_, reject) => {
    giveUp = () => reject(new NoFreeConnection());
    timer = setTimeout(giveUp, REQUEST_PATIENCE.waitMs);
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

/** Cancels what runs on a connection once its time is up or nobody waits for it, and whatever is begun on it after that. */
function watched(client: PoolClient, caller: Caller): PoolClient {
  let cancelling: Promise<void> | undefined;
  let again: NodeJS.Timeout | undefined;
  const stop = (): void => {
    cancelling ??= cancel(client as unknown as Target).finally(() => {
      cancelling = undefined;
    });
    // It ends one statement; those that travelled with it come after.
    clearTimeout(again);
    again = setTimeout(stop, CANCEL_AGAIN_MS);
  };
  const overdue = setTimeout(stop, REQUEST_PATIENCE.holdMs);
  caller.once('leave', stop);
  if (caller.hasLeft) stop();
  const release = client.release.bind(client);
  client.release = (destroy) => {
    clearTimeout(overdue);
    clearTimeout(again);
    caller.off('leave', stop);
    // The next one to hold the connection must not be met by a cancellation that is still on its way.
    if (cancelling) void cancelling.then(() => release(destroy));
    else release(destroy);
  };
  return client;
}
