/** What callers ask of a server in its daily life, a tenth of it hostile. */
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { makeKey } from '../../src/auth/api-key-form.service.js';
import type { Draw } from '../support/trials.js';

/** Accounts and interactions that are recorded again and again, so that pages stay as long as they are. */
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
  /** Cut off after so many bytes of the body, or when the first byte of the answer comes. */
  /** How often; once unless given. */
  times?: number;
  leave?: 'within the body' | 'before the answer';
  /** What it is answered, of those that are well meant. */
  status?: number;
}

export class MixedRequests {
  readonly #keepAlive = new Agent({ keepAlive: true, maxSockets: 16 });
  #asked = 0;

  constructor(
    private readonly url: URL,
    private readonly key: string,
    private readonly draw: Draw,
  ) {}

  /** Asks so many times, some at once; fails where who means well is not answered. */
  async ask(times: number): Promise<void> {
    const last = this.#asked + times;
    const asking = Array.from({ length: 16 }, async () => {
      while (this.#asked < last) {
        const number = this.#asked++;
        const call = number % 10 === 9 ? this.#hostile(number) : this.#wellMeant(number);
        let status: number | undefined;
        for (let i = 0; i < (call.times ?? 1); i++) status = await this.#send(call, number);
        if (call.status !== undefined && status !== call.status) {
          throw new Error(`Expected ${call.status} for ${JSON.stringify(call).slice(0, 500)}; got ${status}.`);
        }
      }
    });
    await Promise.all(asking);
  }

  /** Lets go of the connections that are kept. */
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

  #wellMeant(number: number): Call {
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
      // No two are alike: as by programs that write values into their texts.
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
      () => ({ ...this.#graphql(PAGE, { first: 20 }), leave: 'before the answer' }),
      () => ({
        ...this.#graphql(UPSERT, { input: { externalId: 'account-1', name: 'Left' } }),
        leave: 'before the answer',
      }),
      () => ({ ...this.#graphql(PAGE, { first: 20 }), leave: 'within the body' }),
      () => this.#graphql(COMMON[0]!, {}, makeKey()),
      () => this.#graphql(COMMON[0]!, {}, `clk_${number}`),
      () => this.#graphql(COMMON[0]!, {}, `eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4${number}In0.`),
      () => this.#graphql(PAGE, { first: 5, after: Buffer.from(`["v1",${number}]`).toString('base64url') }),
      () => this.#graphql(`{ node(id: "acct_${number}") { id } }`),
      () => this.#graphql(`{ ${'a '.repeat(10_001)}${number} }`),
      () => this.#graphql(`${'{ a '.repeat(70)}${number}`),
      // What comes again is compiled.
      () => ({ ...this.#graphql(largeDocument(number)), times: 2 }),
      () => this.#graphql(`{ nothing${number} }`),
      () => this.#graphql(`{ viewer { role ${number}`),
      () => this.#graphql(`{ ${Array.from({ length: 20 }, (_, i) => `a${number}x${i}: __typename`).join(' ')} }`),
      () => this.#graphql(PAGE, { first: 'x'.repeat(number % 5_000) }),
      () => this.#graphql(UPSERT, { input: { name: 'x'.repeat(70_000), idempotencyKey: `key-${number}` } }),
      () =>
        this.#graphql(UPSERT, {
          input: { externalId: 'account-1', name: 'Other', idempotencyKey: 'one and the same' },
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

  /** Every eighth on a connection of its own. */
  #send(call: Call, number: number): Promise<number | undefined> {
    if (call.leave === 'within the body') return this.#sendHalf(call);
    return new Promise((resolve, reject) => {
      const { method = 'GET', path = '/graphql', headers = {}, body = '' } = call;
      const agent = number % 8 === 0 ? new Agent() : this.#keepAlive;
      const asked = request(new URL(path, this.url), { method, headers, agent });
      asked.on('error', (error) => (call.status === undefined ? resolve(undefined) : reject(error)));
      asked.on('response', (response: IncomingMessage) => {
        response.resume().on('close', () => resolve(response.statusCode));
      });
      asked.end(body, () => {
        if (call.leave) setTimeout(() => asked.destroy(), number % 7);
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
