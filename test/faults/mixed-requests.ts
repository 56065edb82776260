/** Sends the mix of requests that a server gets in production, a tenth of them hostile. */
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { makeKey } from '../../src/auth/api-key-form.service.js';
import type { Draw } from '../support/trials.js';

/** The number of accounts that are upserted repeatedly, so that pages do not grow. */
const ACCOUNTS = 200;

const PAGE = `query ($first: Int, $after: String) {
  accounts(first: $first, after: $after) {
    nodes { id name type relationship { summary since score } }
    pageInfo { endCursor hasNextPage }
  }
}`;
const COMMON = [
  '{ viewer { role workspace { name } } }',
  '{ clientBase { accounts customers counts { type accounts } } }',
  '{ accounts(first: 3, filter: { type: { eq: PROSPECT } }) { totalCount nodes { name domain } } }',
];
const UPSERT = `mutation ($input: AccountUpsertInput!) {
  accountUpsert(input: $input) { account { id updatedAt } userErrors { message code } }
}`;
const RECORD = `mutation ($input: InteractionRecordInput!) {
  interactionRecord(input: $input) { interaction { id } userErrors { message code } }
}`;

const largeDocument = (number: number): string => {
  const fields = Array.from({ length: 90 }, (_, i) => `a${i}x${number}: relationship { summary evidence { met } }`);
  return `{ accounts(first: 1) { nodes { ${fields.join(' ')} } } }`;
};

interface Call {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** How often to send the request. Default: once. */
  times?: number;
  /** When the client disconnects: halfway through the body, or before the response. */
  disconnect?: 'within the body' | 'before the response';
  /** The expected status; set for valid requests only. */
  status?: number;
}

export class MixedRequests {
  readonly #keepAlive = new Agent({ keepAlive: true, maxSockets: 16 });
  #requestCount = 0;

  constructor(
    private readonly url: URL,
    private readonly key: string,
    private readonly draw: Draw,
  ) {}

  /** Sends the given number of requests, 16 at a time; fails if a valid request does not get its expected status. */
  async send(times: number): Promise<void> {
    const last = this.#requestCount + times;
    const senders = Array.from({ length: 16 }, async () => {
      while (this.#requestCount < last) {
        const number = this.#requestCount++;
        const call = number % 10 === 9 ? this.#hostile(number) : this.#valid(number);
        let status: number | undefined;
        for (let i = 0; i < (call.times ?? 1); i++) status = await this.#send(call, number);
        if (call.status !== undefined && status !== call.status) {
          throw new Error(`Expected ${call.status} for ${JSON.stringify(call).slice(0, 500)}; got ${status}.`);
        }
      }
    });
    await Promise.all(senders);
  }

  /** Closes the keep-alive connections. */
  close(): void {
    this.#keepAlive.destroy();
  }

  #graphql(query: string, variables: object = {}, key = this.key): Call {
    return {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
    };
  }

  #valid(number: number): Call {
    const one = number % ACCOUNTS;
    const account = { externalId: `account-${one}` };
    const idempotencyKey = `key-${number}`;
    const calls: (() => Call)[] = [
      () => this.#graphql(this.draw.one(COMMON)),
      () => this.#graphql(PAGE, { first: this.draw.number(1, 20) }),
      () => this.#graphql(UPSERT, { input: { ...account, name: `Account ${number}`, idempotencyKey } }),
      () => this.#graphql(UPSERT, { input: { ...account, name: `Account ${one}` } }),
      () =>
        this.#graphql(RECORD, {
          input: {
            account,
            externalId: `interaction-${one}`,
            occurredAt: '2026-01-05T10:00:00Z',
            kind: this.draw.one(['SUPPORT', 'MEETING']),
            note: `Note ${number}`,
            idempotencyKey,
          },
        }),
      // Every document is different, as from clients that inline values.
      () => this.#graphql(`{ account(by: { externalId: "account-${number}" }) { id name } }`),
      () =>
        this.#graphql(
          `query Q${number} { accounts(first: ${this.draw.number(1, 9)}) { a${number}: nodes { id name } } }`,
        ),
      () => ({ path: '/readyz' }),
    ];
    return { status: 200, ...this.draw.one(calls)() };
  }

  #hostile(number: number): Call {
    const calls: (() => Call)[] = [
      () => ({ ...this.#graphql(PAGE, { first: 20 }), disconnect: 'before the response' }),
      () => ({
        ...this.#graphql(UPSERT, { input: { externalId: 'account-1', name: 'Disconnected' } }),
        disconnect: 'before the response',
      }),
      () => ({ ...this.#graphql(PAGE, { first: 20 }), disconnect: 'within the body' }),
      () => this.#graphql(COMMON[0]!, {}, makeKey()),
      () => this.#graphql(COMMON[0]!, {}, `clk_${number}`),
      () => this.#graphql(COMMON[0]!, {}, `eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4${number}In0.`),
      () => this.#graphql(PAGE, { first: 5, after: Buffer.from(`["v1",${number}]`).toString('base64url') }),
      () => this.#graphql(`{ node(id: "acct_${number}") { id } }`),
      () => this.#graphql(`{ ${'a '.repeat(10_001)}${number} }`),
      () => this.#graphql(`${'{ a '.repeat(70)}${number}`),
      // The second request for a document compiles it.
      () => ({ ...this.#graphql(largeDocument(number)), times: 2 }),
      () => this.#graphql(`{ nothing${number} }`),
      () => this.#graphql(`{ viewer { role ${number}`),
      () => this.#graphql(`{ ${Array.from({ length: 20 }, (_, i) => `a${number}x${i}: __typename`).join(' ')} }`),
      () => this.#graphql(PAGE, { first: 'x'.repeat(number % 5_000) }),
      () => this.#graphql(UPSERT, { input: { name: 'x'.repeat(70_000), idempotencyKey: `key-${number}` } }),
      () =>
        this.#graphql(UPSERT, {
          input: { externalId: 'account-1', name: 'Other', idempotencyKey: 'shared key' },
        }),
      () => ({ ...this.#graphql(''), body: `{"query":${number}` }),
      () => ({ ...this.#graphql(''), body: Buffer.from([0x7b, 0x80, number % 256]) }),
      () => ({ ...this.#graphql(''), headers: { 'content-type': 'text/plain', [`x-${number}`]: 'x' } }),
      () => ({ path: `/${number}` }),
      () => ({ method: 'PUT', path: `/graphql?${number}` }),
      () => ({
        path: `/graphql?query=${encodeURIComponent(`mutation M${number} { policyPublish { userErrors { code } } }`)}`,
      }),
    ];
    return this.draw.one(calls)();
  }

  /** Sends every eighth request on a new connection. */
  #send(call: Call, number: number): Promise<number | undefined> {
    if (call.disconnect === 'within the body') return this.#sendHalf(call);
    return new Promise((resolve, reject) => {
      const { method = 'GET', path = '/graphql', headers = {}, body = '' } = call;
      const agent = number % 8 === 0 ? new Agent() : this.#keepAlive;
      const clientRequest = request(new URL(path, this.url), { method, headers, agent });
      clientRequest.on('error', (error) => (call.status === undefined ? resolve(undefined) : reject(error)));
      clientRequest.on('response', (response: IncomingMessage) => {
        response.resume().on('close', () => resolve(response.statusCode));
      });
      clientRequest.end(body, () => {
        if (call.disconnect) setTimeout(() => clientRequest.destroy(), number % 7);
      });
    });
  }

  async #sendHalf({ headers = {}, body = '' }: Call): Promise<undefined> {
    const socket = connect({ host: this.url.hostname, port: Number(this.url.port) });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const lines = Object.entries({ host: this.url.host, 'content-length': String(body.length), ...headers });
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    socket.write(`POST /graphql HTTP/1.1\r\n${head}\r\n${String(body).slice(0, body.length / 2)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    socket.destroy();
    return undefined;
  }
}
