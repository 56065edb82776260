import { randomBytes } from 'node:crypto';
import { dropDatabases, newDatabase, queryOn } from '../support/databases.js';
import { endAll, newDataDirectory } from '../support/processes.js';
import { RunningServer } from '../support/servers.js';

jest.setTimeout(120_000);

const newKey = (): string => `clk_${randomBytes(6).toString('hex')}_${randomBytes(32).toString('base64url')}`;
const secretOf = (key: string): string => key.slice(17);

afterAll(async () => {
  await endAll();
  await dropDatabases();
});

describe('An API key', () => {
  it('appears in no log line and no response, wherever a caller put it by mistake', async () => {
    const database = await newDatabase();
    const key = newKey();
    const token = `eyJhbGciOiJIUzI1NiJ9.${randomBytes(12).toString('base64url')}.${randomBytes(32).toString('base64url')}`;
    const server = await RunningServer.start({
      DATABASE_URL: database,
      CLIENTELE_DATA_DIR: newDataDirectory(),
      CLIENTELE_API_KEY: key,
      NODE_ENV: 'production',
      LOG_LEVEL: 'trace',
    });
    const answers: string[] = [];
    const send = async (path: string, init: RequestInit): Promise<number> => {
      const response = await fetch(`${server.url}${path}`, init);
      answers.push(JSON.stringify([...response.headers]), await response.text());
      return response.status;
    };
    const post = (body: unknown, headers: Record<string, string> = {}): Promise<number> =>
      send('', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
    const right = { authorization: `Bearer ${key}` };

    expect(await post({ query: '{ viewer { role } }' }, right)).toBe(200);
    for (const secret of [key, newKey(), token]) {
      for (const authorization of [`Bearer ${secret}`, `Basic ${secret}`, secret, `Bearer ${secret} more`]) {
        await post({ query: '{ viewer { role } }' }, { authorization });
      }
      await post({ query: '{ viewer { role } }' }, { 'x-api-key': secret, cookie: `key=${secret}` });
      await post({ query: `{ ${secret} }` }, right);
      await post({ query: `{ ${secret.replaceAll('-', '_')} }` }, right);
      await post({ query: `{ account(by: { id: "${secret}" }) { id } node(id: "${secret}") { id } }` }, right);
      await post(
        { query: `{ accounts(after: "${secret}") { totalCount } clientBase(asOf: "${secret}") { accounts } }` },
        right,
      );
      await post({ query: 'query ($n: Int) { accounts(first: $n) { totalCount } }', variables: { n: secret } }, right);
      const input = { externalId: 'x', name: 'x', expectedUpdatedAt: secret, successManager: { externalId: secret } };
      const upsert = 'mutation ($i: AccountUpsertInput!) { accountUpsert(input: $i) { userErrors { message } } }';
      await post({ query: upsert, variables: { i: input } }, right);
      await post(`{"query": ${secret}`, right);
      await send(`?query=${encodeURIComponent('{ viewer { role } }')}&access_token=${secret}`, {});
      await send(`/${secret}`, { headers: right });
      await send('', { method: secret.slice(0, 3) === 'clk' ? 'PUT' : 'DELETE', headers: right });
    }
    // A fault of ours, with a stack.
    await queryOn(database, 'ALTER TABLE account RENAME TO hidden');
    await post({ query: `{ account(by: { externalId: "${key}" }) { id } }` }, right);
    await queryOn(database, 'ALTER TABLE hidden RENAME TO account');
    expect(await server.stop('SIGTERM')).toBe(0);

    const { stdout, stderr } = server.process;
    const lines = stdout.split('\n');
    // Only whom the greeting greets is shown one, and that was given by hand.
    const logged = lines.filter((line) => line.startsWith('{')).join('\n');
    expect(logged).toMatch(/A request failed/);
    expect(logged).toMatch(/"path":"\/graphql"/);
    for (const secret of [secretOf(key), token.split('.')[2]!]) {
      expect(logged).not.toContain(secret);
      expect(stderr).not.toContain(secret);
      expect(answers.filter((answer) => answer.includes(secret))).toEqual([]);
    }
    expect(logged + answers.join('\n')).not.toMatch(/clk_[0-9a-zA-Z]{12}_\w/);
  });
});
