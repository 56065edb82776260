import type { ServerResponse } from 'node:http';
import { BadResponseError, Clientele, NetworkError, TimeoutError, type ClienteleError } from '../../sdk/src/index.js';
import { waitUntil } from '../support/wait-until.js';
import { answer, errorOf, startStub, type Play } from './stub-server.js';

/* A server that misbehaves. Whatever it does, the caller soon gets an error of the SDK, and no secret is revealed. */
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

describe('a response of a misbehaving server', () => {
  it.each<[string, Play]>([
    ['is an HTML page', body('<html><body>Welcome</body></html>', 'text/html')],
    ['is an HTML page with the content type JSON', body('<html><body>Welcome</body></html>')],
    ['is truncated JSON', body('{"data":{"viewer":{"ro')],
    ['is garbage', body(Buffer.from([0xff, 0xfe, 0x00, 0x7b, 0x80]))],
    ['is an image', body(Buffer.from([0x89, 0x50, 0x4e, 0x47]), 'image/png')],
    ['is null', body('null')],
    ['is a number', body('7')],
    ['is empty', body('')],
    ['has other data than requested', body('{"data":{"plans":[]}}')],
  ])('that %s throws a BadResponseError and is not retried', async (_, how) => {
    play = how;
    const error = await errorOf(client.viewer());
    expect(error).toBeInstanceOf(BadResponseError);
    expect((error as ClienteleError).message).toMatch(/check the url/i);
    expect(stub.requests).toHaveLength(1);
  });

  it('is read as JSON regardless of its content type', async () => {
    play = body('{"data":{"viewer":{"role":"READER"}}}', 'text/plain');
    expect(await client.viewer()).toEqual({ role: 'READER' });
  });

  it.each<[string, unknown]>([
    ['no payload', { accountUpsert: 5 }],
    ['no userErrors', { accountUpsert: { account: { id: 'acct_1' } } }],
    ['null', { accountUpsert: null }],
  ])('to a mutation with %s throws a BadResponseError', async (_, data) => {
    play = (__, response) => answer(response, { data });
    expect(await errorOf(client.accountUpsert({ name: 'Acme' }))).toBeInstanceOf(BadResponseError);
  });

  it.each<[string, unknown]>([
    ['no list', 5],
    ['no pageInfo', { nodes: [] }],
    ['no nodes', { pageInfo: { hasNextPage: false, endCursor: null } }],
    ['null', null],
  ])('to a list with %s throws a BadResponseError', async (_, accounts) => {
    play = (__, response) => answer(response, { data: { accounts } });
    expect(await errorOf(client.accounts().byPage().next())).toBeInstanceOf(BadResponseError);
  });

  it('that never ends is cut off at 64 MiB', async () => {
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

describe('a connection to a misbehaving server', () => {
  it.each<[string, Play]>([
    ['is dropped immediately', (_, response) => response.destroy()],
    [
      'is dropped in the middle of a response',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"data":', () => response.destroy());
      },
    ],
    [
      'is dropped in the middle of a response of unknown length',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"data":', () => response.destroy());
      },
    ],
  ])('that %s throws a NetworkError after a retry', async (_, how) => {
    play = how;
    expect(await errorOf(client.viewer())).toBeInstanceOf(NetworkError);
    expect(stub.requests).toHaveLength(2);
  });

  it.each<[string, Play]>([
    ['never responds', () => undefined],
    [
      'responds byte by byte',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const drip = setInterval(() => response.write(' '), 5);
        response.once('close', () => clearInterval(drip));
      },
    ],
  ])('that %s times out', async (_, how) => {
    let isOpen = true;
    play = (received, response) => {
      response.once('close', () => (isOpen = false));
      how(received, response);
    };
    expect(await errorOf(client.viewer({ timeoutMs: 100 }))).toBeInstanceOf(TimeoutError);
    await waitUntil('the server has seen the connection close', () => !isOpen);
  });
});

describe('a list of a misbehaving server', () => {
  it('without an end is read only as far as the caller reads', async () => {
    let page = 0;
    play = (_, response) =>
      answer(response, {
        data: { accounts: { nodes: [{ name: 'A' }], pageInfo: { endCursor: `c${page++}`, hasNextPage: true } } },
      });
    let count = 0;
    for await (const _ of client.accounts()) if (++count === 120) break;
    expect(stub.requests).toHaveLength(120);
  });

  it('of empty pages with the same cursor throws an error instead of looping', async () => {
    play = (_, response) =>
      answer(response, { data: { accounts: { nodes: [], pageInfo: { endCursor: 'c', hasNextPage: true } } } });
    const read = async () => {
      for await (const _ of client.accounts());
    };
    expect(await errorOf(read())).toMatchObject({ code: 'REPEATED_CURSOR' });
    expect(stub.requests).toHaveLength(2);
  });
});

/** Writes without end, as fast as the response is read. */
function pour(response: ServerResponse, chunk: Buffer): void {
  while (!response.destroyed && response.write(chunk));
  if (!response.destroyed) response.once('drain', () => pour(response, chunk));
}
