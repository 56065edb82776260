import { once } from 'node:events';
import type { Socket } from 'node:net';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { waitUntil } from '../support/wait-until.js';
import { expectAnswers, openSocket } from './support.js';

const IDLE = 1_000;
/** How often Node.js looks for requests that take too long is an option of its own, and half a minute by default. */
const HASTE = {
  requestTimeout: 300,
  connectionTimeout: 600,
  http: { headersTimeout: 200, connectionsCheckingInterval: 50 },
};

describe('A slow client', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    server = await startTestServer({ limits: { connections: HASTE } });
    workspace = await server.addWorkspace();
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await server.close();
  });

  async function open(): Promise<Socket> {
    const socket = await openSocket(server);
    sockets.push(socket);
    return socket;
  }

  /** All that a connection is told until it is cut off. */
  async function toldUntilTheEnd(socket: Socket): Promise<string> {
    let told = '';
    socket.on('data', (bytes: Buffer) => (told += String(bytes)));
    await new Promise((resolve) => socket.once('close', resolve));
    return told;
  }

  const BODY = JSON.stringify({ query: '{ __typename }' });
  const head = (length: number): string =>
    `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: Bearer ${workspace.key}\r\ncontent-length: ${length}\r\n\r\n`;

  it.each([
    ['sends only half of its headers', () => head(BODY.length).slice(0, 40)],
    ['sends only half of its body', () => head(BODY.length) + BODY.slice(0, 5)],
  ])('is disconnected if it %s', async (_, half) => {
    const socket = await open();
    socket.write(half());
    expect(await toldUntilTheEnd(socket)).toMatch(/^HTTP\/1\.1 408 /);
    await expectAnswers(server);
  });

  it('is disconnected if it sends one byte at a time', async () => {
    const socket = await open();
    const end = toldUntilTheEnd(socket);
    const text = head(BODY.length) + BODY;
    let sent = 0;
    const timer = setInterval(() => socket.write(text[sent++] ?? ''), 20);
    expect(await end).toMatch(/^HTTP\/1\.1 408 /);
    clearInterval(timer);
    expect(sent).toBeLessThan(text.length);
  });

  it('is disconnected if it reads no responses, and its buffered responses are freed', async () => {
    const accepted = once(server.app.server, 'connection') as Promise<[Socket]>;
    const socket = await open();
    const [theirs] = await accepted;
    socket.pause();
    // More than lies between two sockets, so that the server has to keep what is left.
    const query = `{ ${Array.from({ length: 20 }, (_, i) => `a${i}: __type(name: "Query") { fields { name description args { name description } } }`).join(' ')} }`;
    const body = JSON.stringify({ query });
    const request = head(body.length) + body;
    const closed = new Promise((resolve) => theirs.once('close', resolve));
    socket.write(request);
    await waitUntil('the first response has begun', () => theirs.bytesWritten > 0);
    socket.write(request.repeat(50));
    await closed;
    await expectAnswers(server);
  });

  it(`delays no other client, even with ${IDLE} connections that send nothing`, async () => {
    const patient = await startTestServer();
    const idle = await Promise.all(Array.from({ length: IDLE }, () => openSocket(patient)));
    try {
      for (const path of ['/livez', '/readyz']) expect((await fetch(new URL(path, patient.url))).status).toBe(200);
      await expectAnswers(patient);
    } finally {
      for (const socket of idle) socket.destroy();
      await patient.close();
    }
  });
});
