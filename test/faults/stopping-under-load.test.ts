import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { makeTestDatabase, type TestDatabase } from '../support/database.js';
import { endAll, newDataDirectory } from '../support/processes.js';
import { RunningServer } from '../support/servers.js';
import { inTrials, trialsOf } from '../support/trials.js';
import { waitUntil } from '../support/wait-until.js';

const TRIALS = trialsOf(1, 0.1);
jest.setTimeout(60_000 + TRIALS * 60_000);

const IN_PROGRESS = 200;
/** More concurrent requests would time out while they wait for database connections, stopping or not. */
const CONCURRENCY = 15;

const UPSERT = `mutation ($name: String!) {
  accountUpsert(input: { externalId: $name, name: $name }) { account { name } userErrors { message } }
}`;

/** Sends the body of a request whose head the server has read, and reads the response. */
type FinishRequest = () => Promise<{ status: number | undefined; body: unknown }>;

async function startRequest({ url, shownKey }: RunningServer, name: string): Promise<FinishRequest> {
  const body = JSON.stringify({ query: UPSERT, variables: { name } });
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    authorization: `Bearer ${shownKey}`,
    expect: '100-continue',
  };
  const started = request(url, { method: 'POST', agent: false, headers });
  started.flushHeaders();
  await once(started, 'continue');
  return async () => {
    started.end(body);
    const [response] = (await once(started, 'response')) as [IncomingMessage];
    const { data } = JSON.parse(await text(response)) as { data: unknown };
    return { status: response.statusCode, body: data };
  };
}

describe('a server that gets SIGTERM while 200 requests are in progress', () => {
  let database: TestDatabase;
  let recorded = 0;
  beforeAll(async () => {
    database = await makeTestDatabase();
  });
  afterAll(async () => {
    await endAll();
    await database.close();
  });

  it('accepts no new connections, completes all requests, and exits in time', () =>
    inTrials(TRIALS, async (draw, noted) => {
      const server = await RunningServer.start({
        DATABASE_URL: database.url,
        CLIENTELE_RATE_LIMIT: 'off',
        CLIENTELE_API_KEY: 'clk_abcdefabcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
        CLIENTELE_DATA_DIR: newDataDirectory(),
      });
      const names = Array.from({ length: IN_PROGRESS }, (_, i) => `Account ${recorded + i}`);
      const started = await Promise.all(
        names.map(async (name) => ({ name, finish: await startRequest(server, name) })),
      );
      // Some requests are being processed when the signal arrives.
      const early = draw.number(0, CONCURRENCY);
      noted({ early });
      const answers = started.splice(0, early).map(({ finish }) => finish());

      // The server exits with 1 if it has not finished within 10 s.
      const stopping = server.stop('SIGTERM');
      await waitUntil('the server takes no connections', () => server.isClosed());
      while (started.length > 0) {
        const some = started.splice(0, CONCURRENCY).map(({ finish }) => finish());
        await Promise.all(some);
        answers.push(...some);
      }
      expect(await Promise.all(answers)).toEqual(
        names.map((name) => ({ status: 200, body: { accountUpsert: { account: { name }, userErrors: [] } } })),
      );
      expect(await stopping).toBe(0);
      expect(server.process.stderr).toBe('');
      recorded += IN_PROGRESS;
      const [stored] = await database.dataSource.query<{ count: number }[]>(
        'SELECT count(*)::int AS count FROM account',
      );
      expect(stored).toEqual({ count: recorded });
    }));
});
