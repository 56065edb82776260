import { once } from 'node:events';
import { openSocket } from '../abuse/support.js';
import { startTestServer } from '../support/server.js';
import { waitUntil } from '../support/wait-until.js';

const BODY = JSON.stringify({ query: '{ __typename }' });
const REQUEST = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`;

/** Half of the time after which a connection without traffic is closed anyway. */
const CLOSED_WITHIN_MS = 30_000;

describe('a server that stops', () => {
  it.each([
    ['was never used', '', false],
    ['has sent half of the headers of its first request', REQUEST.slice(0, 40), false],
    ['has got a response', REQUEST, true],
    ['has sent half of the headers of its second request', REQUEST + REQUEST.slice(0, 40), true],
  ])('does not wait for a connection that %s', async (_, sent, isAnswered) => {
    const server = await startTestServer();
    const accepted = once(server.app.server, 'connection');
    const socket = await openSocket(server);
    await accepted;
    if (sent !== '') socket.write(sent);
    if (isAnswered) await once(socket, 'data');
    const closing = server.close();
    await waitUntil('the connection is closed', () => socket.destroyed, CLOSED_WITHIN_MS);
    await closing;
  });
});
