import { setTimeout as sleep } from 'node:timers/promises';
import { Client, escapeLiteral } from 'pg';
import { KillablePostgres } from '../support/killable-postgres.js';
import { DEADLINE_MS, endAll, newDataDirectory } from '../support/processes.js';
import { RunningServer } from '../support/servers.js';
import { isLongRun } from '../support/trials.js';
import { waitUntil } from '../support/wait-until.js';

jest.setTimeout(300_000);

/** When the next minute starts in a new server process: late enough that its database is failing by then. */
const NEXT_MINUTE_AFTER_MS = 20_000;

/** Shifts the clock of a process back by less than a minute, so that the queue's crontab is due at a known time. */
const SHIFTED_CLOCK = `--import=data:text/javascript,${encodeURIComponent(`
  const Real = Date;
  const behindMs = (Real.now() + ${NEXT_MINUTE_AFTER_MS}) % 60000;
  globalThis.Date = class extends Real {
    constructor(...given) { given.length > 0 ? super(...given) : super(Real.now() - behindMs); }
    static now() { return Real.now() - behindMs; }
  };
`)}`;

const API_KEY = 'clk_abcdefabcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

const NOTICE_TIMEOUT_MS = 45_000;
const RECOVERY_TIMEOUT_MS = 60_000;

interface Failure {
  what: string;
  /** The reason that /readyz reports. */
  reason: RegExp;
  /** Exit code of a server that gets SIGTERM during the failure. Default: 0. */
  ending?: number;
  isSlow?: boolean;
  /** Starts the failure; returns a function that ends it. */
  start: () => Promise<() => unknown>;
}

describe('a server recovers by itself after its PostgreSQL', () => {
  let postgres: KillablePostgres;
  let admin: Client;

  beforeAll(async () => {
    postgres = await KillablePostgres.start(newDataDirectory(), { max_connections: '40' });
    await connectAdmin();
  });
  afterAll(async () => {
    await admin.end();
    await endAll();
    await postgres.kill();
  });

  async function connectAdmin(): Promise<void> {
    admin = new Client({ connectionString: postgres.url, application_name: 'test' });
    admin.on('error', () => undefined);
    await admin.connect();
  }

  const endConnections = (): Promise<unknown> =>
    admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND application_name <> 'test'`,
    );

  /** Repeats the work every 100 ms; returns a function that stops the repetition. */
  function repeatedly(work: () => Promise<unknown>): () => Promise<void> {
    const over = new AbortController();
    const working = (async () => {
      while (!over.signal.aborted) {
        await work();
        await sleep(100);
      }
    })();
    return async () => {
      over.abort();
      await working;
    };
  }

  function takeAllConnections(): Promise<() => Promise<void>> {
    const clients: Client[] = [];
    const end = repeatedly(async () => {
      await endConnections();
      for (;;) {
        const client = new Client({ connectionString: postgres.url, application_name: 'test' });
        client.on('error', () => undefined);
        try {
          await client.connect();
          clients.push(client);
        } catch {
          return;
        }
      }
    });
    return Promise.resolve(async () => {
      await end();
      await Promise.all(clients.map((client) => client.end()));
    });
  }

  async function rotatePassword(): Promise<() => Promise<unknown>> {
    const { username, password } = new URL(postgres.url);
    const rotateTo = (next: string) => admin.query(`ALTER ROLE ${username} PASSWORD ${escapeLiteral(next)}`);
    await rotateTo('rotated');
    await endConnections();
    return () => rotateTo(password);
  }

  async function refuseWrites(): Promise<() => Promise<void>> {
    const setTo = async (mode: string): Promise<void> => {
      await admin.query(`ALTER DATABASE clientele SET default_transaction_read_only = ${mode}`);
      await admin.query('SET default_transaction_read_only = off');
      await endConnections();
    };
    await setTo('on');
    return () => setTo('off');
  }

  async function renameTable(): Promise<() => Promise<unknown>> {
    await admin.query('ALTER TABLE graphile_worker._private_jobs RENAME TO elsewhere');
    return () => admin.query('ALTER TABLE graphile_worker.elsewhere RENAME TO _private_jobs');
  }

  async function kill(): Promise<() => Promise<void>> {
    await postgres.kill();
    return async () => {
      await postgres.start();
      await connectAdmin();
    };
  }

  const FAILURES: Failure[] = [
    { what: 'had no connection left', reason: /\(53300\)/, start: takeAllConnections },
    { what: 'refused the password', reason: /\(28P01\)/, start: rotatePassword },
    { what: 'refused writes', reason: /\(25006\)/, isSlow: true, start: refuseWrites },
    { what: 'had lost a table of the queue', reason: /\(42P01\)/, isSlow: true, start: renameTable },
    { what: 'was down', reason: /\(ECONNREFUSED\)/, isSlow: true, start: kill },
    {
      what: 'repeatedly ended every connection',
      reason: /\(57P01\)|\(no response\)|does not respond/,
      isSlow: true,
      start: () => Promise.resolve(repeatedly(endConnections)),
    },
    {
      what: 'was frozen for a minute',
      reason: /\(no response\)|does not respond/,
      isSlow: true,
      // The server waits for responses that do not arrive before its shutdown timeout.
      ending: 1,
      start: () => Promise.resolve(postgres.freeze()),
    },
  ];

  const startServer = (): Promise<RunningServer> =>
    RunningServer.start({
      DATABASE_URL: postgres.url,
      CLIENTELE_RATE_LIMIT: 'off',
      CLIENTELE_API_KEY: API_KEY,
      CLIENTELE_DATA_DIR: newDataDirectory(),
      NODE_OPTIONS: SHIFTED_CLOCK,
    });

  const get = async (path: string, { url }: RunningServer): Promise<{ status: number; body: string }> => {
    const response = await fetch(new URL(path, url), { signal: AbortSignal.timeout(DEADLINE_MS) });
    return { status: response.status, body: await response.text() };
  };

  it.each(FAILURES.filter(({ isSlow }) => isLongRun || !isSlow))('$what', async ({ reason, ending = 0, start }) => {
    const startedAt = performance.now();
    const [server, stopped] = await Promise.all([startServer(), startServer()]);
    const end = await start();
    try {
      await waitUntil(
        `/readyz gives a reason like ${reason}`,
        async () => {
          const { status, body } = await get('/readyz', server);
          return status === 503 && reason.test(body);
        },
        NOTICE_TIMEOUT_MS,
      );
      expect({ ending: await stopped.stop('SIGTERM'), said: stopped.process.stderr }).toEqual({ ending, said: '' });
      const minuteMs = ending === 0 ? NEXT_MINUTE_AFTER_MS + 3_000 : 75_000;
      await sleep(Math.max(0, startedAt + minuteMs - performance.now()));
      expect((await get('/livez', server)).status).toBe(200);
    } finally {
      await end();
    }
    await waitUntil(
      'the server is ready',
      async () => (await get('/readyz', server)).status === 200,
      RECOVERY_TIMEOUT_MS,
    );
    await admin.query(`SELECT graphile_worker.add_job('deleteExpiredRecords')`);
    await waitUntil(
      'jobs are processed',
      async () => {
        const { rows } = await admin.query('SELECT FROM graphile_worker.jobs');
        return rows.length === 0;
      },
      RECOVERY_TIMEOUT_MS,
    );
    await server.record(`Recorded after ${String(reason)}`, API_KEY);
    expect(await server.stop('SIGTERM')).toBe(0);
    expect(server.process.stderr).toBe('');
  });
});
