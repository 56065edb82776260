import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  method: string | undefined;
  headers: IncomingHttpHeaders;
  /** The body, parsed as JSON. */
  body: { query: string; variables?: Record<string, unknown> };
}

export type Play = (received: Received, response: ServerResponse) => void;

/** Starts a real HTTP server on the loopback interface that responds as the test specifies. */
export async function startStub(play: Play) {
  const requests: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const body = JSON.parse(text || '{}') as Received['body'];
      const received = { method: request.method, headers: request.headers, body };
      requests.push(received);
      play(received, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    requests,
    stop: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Sends a GraphQL response. */
export function answer(
  response: ServerResponse,
  body: unknown,
  { status = 200, requestId }: { status?: number; requestId?: string } = {},
): void {
  response
    .writeHead(status, {
      'content-type': 'application/graphql-response+json; charset=utf-8',
      ...(requestId !== undefined && { 'x-request-id': requestId }),
    })
    .end(JSON.stringify(body));
}

/** Returns the error that a promise is rejected with. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('Expected an error; got none.');
}
