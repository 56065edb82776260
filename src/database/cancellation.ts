import { EventEmitter } from 'node:events';
import { connect as connectTo } from 'node:net';
import { DatabaseError, type Pool, type PoolClient } from 'pg';
import { ClientDisconnected, freeConnection, TimeIsOver } from './free-connection.js';
import { WorkspaceConnection } from './workspace-connection.js';

/** Limits on waiting for the database. */
export interface Timeouts {
  /** How long to wait for a connection while all are in use. */
  waitMs: number;
  /** How many callers of one workspace may wait for a connection; more are refused immediately. */
  maxWaiting: number;
  /** How long a request may take from its arrival, or a job hold a connection, before its statements are cancelled. */
  holdMs: number;
  /** How long the database may take to cancel statements before the connection is closed. */
  cancelMs: number;
}

export const REQUEST_TIMEOUTS: Readonly<Timeouts> = { waitMs: 1_500, maxWaiting: 200, holdMs: 15_000, cancelMs: 5_000 };

/** For background jobs, each of whose transactions may wait for those of requests. */
export const JOB_TIMEOUTS: Readonly<Timeouts> = {
  waitMs: 60_000,
  maxWaiting: Infinity,
  holdMs: 60_000,
  cancelMs: 5_000,
};

/**
 * The client that waits for a response. It emits `close` once it has the response or has disconnected. Every statement
 * listens for its disconnection, through an emitter because creating and listening to an AbortSignal takes longer than a
 * statement takes here.
 */
export class Caller extends EventEmitter<{ disconnect: []; close: [] }> {
  private isGone = false;

  /**
   * The workspace and the key, among which capacity is shared. Empty for authentication, health checks and jobs, which do
   * not wait for the share of a workspace.
   */
  parties: readonly string[] = [];

  private extraMs = 0;

  /** `arrivedAtMs` is when the request arrived, by `performance.now()`; null for a job, whose work has no deadline. */
  constructor(private readonly arrivedAtMs: number | null = null) {
    super();
    this.setMaxListeners(0);
    this.once('disconnect', () => (this.isGone = true));
  }

  get hasDisconnected(): boolean {
    return this.isGone;
  }

  /** Returns what is left of a limit that started when the request arrived. */
  timeLeft(limitMs: number): number {
    return this.arrivedAtMs === null ? limitMs : this.arrivedAtMs + this.extraMs + limitMs - performance.now();
  }

  /** Extends the request's limits by the time that its work may take elsewhere, for example on a thread. */
  extend(byMs: number): void {
    this.extraMs = Math.max(this.extraMs, byMs);
  }

  /** A signal that aborts when the client disconnects, for APIs that take only a signal. */
  get signal(): AbortSignal {
    const controller = new AbortController();
    if (this.hasDisconnected) controller.abort();
    else this.once('disconnect', () => controller.abort());
    return controller.signal;
  }
}

/** The code of a CancelRequest in PostgreSQL's protocol. */
const CANCEL_REQUEST = 80_877_102;

/** The pause before a statement that still runs is cancelled again. It doubles each time. */
const CANCEL_AGAIN_MS = { first: 50, longest: 800 };

/** How long connecting to send a CancelRequest may take. */
const CANCEL_TIMEOUT_MS = 1_500;

/** Tells whether a statement was cancelled, because it took too long or its client disconnected. */
export const isCancelled = (error: unknown): boolean =>
  error instanceof ClientDisconnected ||
  error instanceof TimeIsOver ||
  (error instanceof DatabaseError && error.code === '57014');

/** The properties of a connection that a CancelRequest needs. They are missing from the types of pg. */
interface Target {
  host: string;
  port: number;
  processID: number;
  secretKey: number;
}

/**
 * Asks the database to cancel the statement running on a connection. Resolves once the database has handled the
 * request.
 */
function cancel({ host, port, processID, secretKey }: Target): Promise<void> {
  const request = Buffer.alloc(16);
  [16, CANCEL_REQUEST, processID, secretKey].forEach((word, i) => request.writeInt32BE(word, i * 4));
  const socket = connectTo(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
  socket.end(request);
  socket.resume();
  return new Promise((resolve) => {
    // An unreachable database ends the statement by itself. `close` follows.
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
    socket.setTimeout(CANCEL_TIMEOUT_MS, () => socket.destroy());
  });
}

/**
 * Returns a view of the pool for one caller. It applies the timeouts, and stops waiting and cancels when the caller
 * disconnects.
 */
export function poolFor(caller: Caller, pool: Pool, timeouts: Timeouts): Pool {
  const connect = async (): Promise<PoolClient> =>
    withCancellation(
      (await freeConnection(pool, caller, timeouts)) as PoolClient & WorkspaceConnection,
      caller,
      timeouts,
    );
  const query = async (config: unknown): Promise<unknown> => {
    const client = await connect();
    let failure: Error | undefined;
    try {
      return await client.query(config as string);
    } catch (error) {
      failure = error as Error;
      throw WorkspaceConnection.explain(client, error);
    } finally {
      // After an error reported by the database, the connection is still usable.
      client.release(failure && !(failure instanceof DatabaseError));
    }
  };
  return Object.assign(Object.create(pool) as Pool, { connect, query });
}

/**
 * Cancels the statements on a connection, and all that are sent on it later, once the caller's `holdMs` have passed or the
 * caller has disconnected. A connection that is still held `cancelMs` later is closed: its network or its database is gone.
 */
function withCancellation(
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
    if (!abandoning) {
      abandoning = setTimeout(() => {
        isAbandoned = true;
        clearTimeout(again);
        client.abandon();
      }, cancelMs);
      client.onReady(stopNext);
    }
    cancelling ??= cancel(client as unknown as Target).finally(() => {
      cancelling = undefined;
    });
    // Cancelling ends only the statement that is running; statements pipelined behind it still run, so cancel until all
    // have ended.
    clearTimeout(again);
    again = setTimeout(stop, pauseMs);
    pauseMs = Math.min(pauseMs * 2, CANCEL_AGAIN_MS.longest);
  };
  const stopNext = (): void => {
    pauseMs = CANCEL_AGAIN_MS.first;
    clearTimeout(again);
    again = setTimeout(stop);
  };
  const overdue = setTimeout(stop, Math.max(0, caller.timeLeft(holdMs)));
  caller.once('disconnect', stop);
  if (caller.hasDisconnected) stop();
  const release = client.release.bind(client);
  client.release = (destroy) => {
    clearTimeout(overdue);
    clearTimeout(again);
    clearTimeout(abandoning);
    client.offReady(stopNext);
    caller.off('disconnect', stop);
    // A cancellation that is still on its way must not hit the statements of the next caller.
    if (cancelling && !isAbandoned) void cancelling.then(() => release(destroy));
    else release(destroy);
  };
  return client;
}
