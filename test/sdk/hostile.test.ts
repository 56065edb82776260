import type { ServerResponse } from 'node:http';
import { BadResponseError, Clientele, NetworkError, TimeoutError, type ClienteleError } from '../../sdk/src/index.js';
import { waitUntil } from '../support/wait-until.js';
import { answer, errorOf, startStub, type Play } from './stub-server.js';

/* A server that does all it should not. Whatever it does, the caller gets an error of ours, soon, and nothing leaks. */
let play: Play;
let stub: Awaited<ReturnType<typeof startStub>>;
let client: Clientele;
beforeAll(async () => {
  stub = await startStub((received, response) => play(received, response));
  client = new Clientele({ url: stub.url, apiKey: 'clk_secret', maxRetries: 1 });
});
beforeEach(() => stub.requests.splice(0));
afterAll(() => stub.stop());

const body =
  (text: string | Buffer, contentType = 'application/json', status = 200): Play =>
  (_, response) =>
    response.writeHead(status, { 'content-type': contentType }).end(text);

describe('an answer', () => {
  it.each<[string, Play]>([
    ['is a page', body('<html><body>Welcome</body></html>', 'text/html')],
    ['is a page that says it is JSON', body('<html><body>Welcome</body></html>')],
    ['is half of JSON', body('{"data":{"viewer":{"ro')],
    ['is garbage', body(Buffer.from([0xff, 0xfe, 0x00, 0x7b, 0x80]))],
    ['is a picture', body(Buffer.from([0x89, 0x50, 0x4e, 0x47]), 'image/png')],
    ['is null', body('null')],
    ['is a number', body('7')],
    ['is empty', body('')],
    ['is something else than was asked for', body('{"data":{"plans":[]}}')],
  ])('that %s is a BadResponseError, and not asked for again', async (_, how) => {
    play = how;
    const error = await errorOf(client.viewer());
    expect(error).toBeInstanceOf(BadResponseError);
    expect((error as ClienteleError).message).toMatch(/check the url/i);
    expect(stub.requests).toHaveLength(1);
  });

  it('is read whatever its type is said to be, where it is one', async () => {
    play = body('{"data":{"viewer":{"role":"READER"}}}', 'text/plain');
    expect(await client.viewer()).toEqual({ role: 'READER' });
  });

  it.each<[string, unknown]>([
    ['no payload', { accountUpsert: 5 }],
    ['no userErrors', { accountUpsert: { account: { id: 'acct_1' } } }],
    ['nothing at all', { accountUpsert: null }],
  ])('to a mutation with %s is a BadResponseError', async (_, data) => {
    play = (__, response) => answer(response, { data });
    expect(await errorOf(client.accountUpsert({ name: 'Acme' }))).toBeInstanceOf(BadResponseError);
  });

  it.each<[string, unknown]>([
    ['no list', 5],
    ['no pageInfo', { nodes: [] }],
    ['no nodes', { pageInfo: { hasNextPage: false, endCursor: null } }],
    ['nothing', null],
  ])('to a list with %s is a BadResponseError', async (_, accounts) => {
    play = (__, response) => answer(response, { data: { accounts } });
    expect(await errorOf(client.accounts().byPage().next())).toBeInstanceOf(BadResponseError);
  });

  it('larger than any is cut off', async () => {
    let isOpen = true;
    play = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.once('close', () => (isOpen = false));
      pour(response, Buffer.alloc(1024 * 1024, ' '));
    };
    const error = await errorOf(client.viewer());
    expect(error).toBeInstanceOf(BadResponseError);
    expect(String(error)).toContain('larger than 64 MiB');
    await waitUntil('the server has seen the connection close', () => !isOpen);
  });
});

describe('a connection', () => {
  it.each<[string, Play]>([
    ['is dropped at once', (_, response) => response.destroy()],
    [
      'is dropped in the middle of an answer',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"data":', () => response.destroy());
      },
    ],
    [
      'is dropped in the middle of an answer of unknown length',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"data":', () => response.destroy());
      },
    ],
  ])('that %s is a NetworkError, after it was tried again', async (_, how) => {
    play = how;
    expect(await errorOf(client.viewer())).toBeInstanceOf(NetworkError);
    expect(stub.requests).toHaveLength(2);
  });

  it.each<[string, Play]>([
    ['never answers', () => undefined],
    [
      'answers by the drop',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const drip = setInterval(() => response.write(' '), 5);
        response.once('close', () => clearInterval(drip));
      },
    ],
  ])('that %s is given up in time', async (_, how) => {
    let isOpen = true;
    play = (received, response) => {
      response.once('close', () => (isOpen = false));
      how(received, response);
    };
    expect(await errorOf(client.viewer({ timeoutMs: 100 }))).toBeInstanceOf(TimeoutError);
    await waitUntil('the server has seen the connection close', () => !isOpen);
  });
});

describe('a list', () => {
  it('without an end is read as far as the reader likes', async () => {
    let page = 0;
    play = (_, response) =>
      answer(response, {
        data: { accounts: { nodes: [{ name: 'A' }], pageInfo: { endCursor: `c${page++}`, hasNextPage: true } } },
      });
    let count = 0;
    for await (const _ of client.accounts()) if (++count === 120) break;
    expect(stub.requests).toHaveLength(120);
  });

  it('of empty pages under one cursor is an error, not a loop', async () => {
    play = (_, response) =>
      answer(response, { data: { accounts: { nodes: [], pageInfo: { endCursor: 'c', hasNextPage: true } } } });
    const read = async () => {
      for await (const _ of client.accounts());
    };
    expect(await errorOf(read())).toMatchObject({ code: 'REPEATED_CURSOR' });
    expect(stub.requests).toHaveLength(2);
  });
});

/** Writes without end, as fast as it is read. */
function pour(response: ServerResponse, chunk: Buffer): void {
  while (!response.destroyed && response.write(chunk));
  if (!response.destroyed) response.once('drain', () => pour(response, chunk));
}
