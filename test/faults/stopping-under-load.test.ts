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

const UNDER_WAY = 200;
/** So many go on at once, or they would wait for connections to the database for too long, stopping or not. */
const AT_ONCE = 15;

const UPSERT = `mutation ($name: String!) {
  accountUpsert(input: { externalId: $name, name: $name }) { account { name } userErrors { message } }
}`;

/** A request whose head the server has read, and for whose body it waits. Sends the body, and reads the answer. */
type UnderWay = () => Promise<{ status: number | undefined; body: unknown }>;

async function begin({ url, shownKey }: RunningServer, name: string): Promise<UnderWay> {
  const body = JSON.stringify({ query: UPSERT, variables: { name } });
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    authorization: `Bearer ${shownKey}`,
    expect: '100-continue',
  };
  const begun = request(url, { method: 'POST', agent: false, headers });
  begun.flushHeaders();
  await once(begun, 'continue');
  return async () => {
    begun.end(body);
    const [response] = (await once(begun, 'response')) as [IncomingMessage];
    const { data } = JSON.parse(await text(response)) as { data: unknown };
    return { status: response.statusCode, body: data };
  };
}

describe('a server that is told to stop by SIGTERM while 200 requests are under way', () => {
  let database: TestDatabase;
  let recorded = 0;
  beforeAll(async () => {
    database = await makeTestDatabase();
  });
  afterAll(async () => {
    await endAll();
    await database.close();
  });

  it('lets nobody else in, answers all of them, and is gone in time', () =>
    inTrials(TRIALS, async (draw, noted) => {
      const server = await RunningServer.start({
        DATABASE_URL: database.url,
        CLIENTELE_RATE_LIMIT: 'off',
        CLIENTELE_API_KEY: 'clk_abcdefabcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
        CLIENTELE_DATA_DIR: newDataDirectory(),
      });
      const names = Array.from({ length: UNDER_WAY }, (_, i) => `Account ${recorded + i}`);
      const begun = await Promise.all(names.map(async (name) => ({ name, finish: await begin(server, name) })));
      // Some are in the middle of their work by then.
      const early = draw.number(0, AT_ONCE);
      noted({ early });
      const answers = begun.splice(0, early).map(({ finish }) => finish());

      // It ends with 1 where it is not done within 10 s.
      const stopping = server.stop('SIGTERM');
      await waitUntil('the server takes no connections', () => server.isClosed());
      while (begun.length > 0) {
        const some = begun.splice(0, AT_ONCE).map(({ finish }) => finish());
        await Promise.all(some);
        answers.push(...some);
      }
      expect(await Promise.all(answers)).toEqual(
        names.map((name) => ({ status: 200, body: { accountUpsert: { account: { name }, userErrors: [] } } })),
      );
      expect(await stopping).toBe(0);
      expect(server.process.stderr).toBe('');
      recorded += UNDER_WAY;
      const [stored] = await database.dataSource.query<{ count: number }[]>(
        'SELECT count(*)::int AS count FROM account',
      );
      expect(stored).toEqual({ count: recorded });
    }));
});
