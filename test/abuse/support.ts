/** What every refusal at the door has in common. */
import { createConnection, type Socket } from 'node:net';
import { once } from 'node:events';
import type { TestServer } from '../support/server.js';

/** How the server is built: a stack, a statement, a path of a file. */
const INSIDES =
  /\.[cm]?[jt]s:\d+|node_modules|file:\/\/|\/(?:src|dist|tmp|home|root)\/|\b(?:SELECT|INSERT|UPDATE|DELETE) |pg_|postgres|typeorm|fastify|FST_ERR/i;

export interface Refused {
  status: number;
  headers: Headers;
  text: string;
  errors: { message: string; extensions: Record<string, unknown> }[];
}

export const JSON_TYPE = { 'content-type': 'application/json' };

/**
 * Sends a request that must be refused. Fails unless the response is a 4xx or contains GraphQL errors, reveals no internals,
 * takes less than two seconds of CPU, and the server answers the next request.
 */
export async function refusalOf(server: TestServer, init: RequestInit, path = ''): Promise<Refused> {
  const before = process.cpuUsage();
  const response = await fetch(`${server.url}${path}`, init);
  const text = await response.text();
  const { user, system } = process.cpuUsage(before);
  // Work rather than time: the machine may have others to serve.
  expect((user + system) / 1_000).toBeLessThan(2_000);
  const { status, headers } = response;
  expect(text).not.toMatch(INSIDES);
  const { errors = [] } = JSON.parse(text) as { errors?: Refused['errors'] };
  expect(errors).not.toHaveLength(0);
  for (const { message, extensions } of errors) {
    expect([status, message, extensions.code]).not.toEqual([status, message, 'INTERNAL_SERVER_ERROR']);
    expect(extensions.requestId).toBe(headers.get('x-request-id'));
  }
  expect(status === 200 || (status >= 400 && status < 500)).toBe(true);
  await expectAnswers(server);
  return { status, headers, text, errors };
}

/** Fails unless the server answers the next request. */
export async function expectAnswers(server: TestServer): Promise<void> {
  const next = await server.ask('{ __typename }');
  expect(next).toEqual({ status: 200, data: { __typename: 'Query' } });
}

export const posted = (query: string, variables?: object, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { ...JSON_TYPE, ...headers },
  body: JSON.stringify({ query, variables }),
});

/** A connection that says what it likes, when it likes. */
export async function openSocket(server: TestServer): Promise<Socket> {
  const { hostname, port } = new URL(server.url);
  const socket = createConnection({ host: hostname, port: Number(port) });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}
