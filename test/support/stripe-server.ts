import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ArrayList, type ObjectList, type StripeObject } from './stripe/object-list.js';
import { expandObject, readExpansions } from './stripe/expansions.js';

/** The key that the server knows, with all permissions. */
export const STRIPE_KEY = 'rk_test_51SecretSecretSecretSecret9x7q';

/** What the server does instead of answering a request. */
export interface Fault {
  status?: number;
  headers?: Record<string, string>;
  /** Sent instead of Stripe's JSON. */
  body?: string;
  /** Waits first. */
  delayMs?: number;
  /** Closes the connection without a response, or in the middle of it. */
  breaks?: 'before' | 'within';
}

/** The permission that each list needs, as Stripe's errors name it. */
const PERMISSIONS: Record<string, string> = {
  customers: 'rak_customer_read',
  subscriptions: 'rak_subscription_read',
  subscription_items: 'rak_subscription_read',
  subscription_schedules: 'rak_subscription_read',
  invoices: 'rak_invoice_read',
  invoiceitems: 'rak_invoice_read',
  credit_notes: 'rak_credit_note_read',
  products: 'rak_product_read',
  prices: 'rak_plan_read',
  coupons: 'rak_coupon_read',
  events: 'rak_event_read',
};

type Lists = Record<string, ObjectList>;

class RequestError extends Error {
  constructor(
    readonly status: number,
    readonly details: Record<string, unknown>,
  ) {
    super(String(details.message));
  }
}

/**
 * Speaks the part of Stripe's API that imports use, over HTTP: lists with `limit`, `starting_after`, `created`, `customer`,
 * `status`, `types` and `expand`, and single customers. Stored objects are fully expanded; responses contain ids unless they
 * are expanded, and the first 10 lines of an invoice.
 */
export class StripeServer {
  /** Paths with query of all requests, in order. */
  readonly requests: string[] = [];
  /** Keys and the permissions that each lacks. */
  readonly keys = new Map<string, Set<string>>([[STRIPE_KEY, new Set()]]);
  /** The time that responses tell, in milliseconds. Default: that of this machine. */
  now: number | undefined;
  /** The most objects of a page, whatever `limit` asks for. */
  largestPage = 100;
  /** Decides on the fault of a request. */
  fault: (path: string, request: number) => Fault | undefined = () => undefined;
  readonly #http: Server;
  #url = '';

  private constructor(readonly lists: Lists) {
    this.#http = createServer((request, response) => {
      void this.#answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  static async start(lists: Lists = {}): Promise<StripeServer> {
    const empty = Object.fromEntries(Object.keys(PERMISSIONS).map((name) => [name, new ArrayList()]));
    const server = new StripeServer({ ...empty, ...lists });
    server.#http.listen(0, '127.0.0.1');
    await once(server.#http, 'listening');
    server.#url = `http://127.0.0.1:${(server.#http.address() as AddressInfo).port}`;
    return server;
  }

  get url(): string {
    return this.#url;
  }

  /** Adds objects, or replaces those with the same id. */
  put(list: string, ...objects: object[]): void {
    for (const object of objects) (this.lists[list] as ArrayList).put(object as StripeObject);
  }

  remove(list: string, id: string): void {
    (this.lists[list] as ArrayList).remove(id);
  }

  async close(): Promise<void> {
    this.#http.close();
    this.#http.closeAllConnections();
    await once(this.#http, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, this.#url);
    const path = `${url.pathname.slice('/v1/'.length)}${url.search}`;
    this.requests.push(path);
    const { status, headers, body, delayMs = 0, breaks } = this.fault(path, this.requests.length) ?? {};
    if (delayMs > 0) await sleep(delayMs);
    if (breaks === 'before') {
      request.socket.destroy();
      return;
    }
    const send = (code: number, text: string): void => {
      response.writeHead(code, {
        'content-type': 'application/json',
        'request-id': `req_${this.requests.length}`,
        ...(this.now !== undefined && { date: new Date(this.now).toUTCString() }),
        ...headers,
      });
      if (breaks === 'within') response.write(text.slice(0, text.length / 2), () => request.socket.destroy());
      else response.end(text);
    };
    if (status !== undefined) {
      const message = status === 429 ? 'Request rate limit exceeded.' : 'An unknown error occurred';
      send(status, body ?? JSON.stringify({ error: { type: 'api_error', message } }));
      return;
    }
    try {
      this.#authorize(request.headers.authorization ?? '', url.pathname.split('/')[2]!);
      send(200, body ?? JSON.stringify(this.#read(url)));
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      send(error.status, JSON.stringify({ error: { type: 'invalid_request_error', ...error.details } }));
    }
  }

  #authorize(authorization: string, list: string): void {
    const key = authorization.replace(/^Bearer /, '');
    const masked = `${key.slice(0, 8)}${'*'.repeat(20)}${key.slice(-4)}`;
    const lacking = this.keys.get(key);
    if (!lacking) throw new RequestError(401, { message: `Invalid API Key provided: ${masked}` });
    const permission = PERMISSIONS[list]!;
    if (!lacking.has(permission)) return;
    throw new RequestError(403, {
      message: `The provided key '${masked}' does not have the required permissions for this endpoint on account 'acct_1MoRdlLgUG5tbmjc'. Having the '${permission}' permission would allow this request to continue.`,
    });
  }

  #read(url: URL): unknown {
    const [, , name = '', id, sub] = url.pathname.split('/');
    const list = this.lists[name];
    const expand = readExpansions(url.searchParams);
    if (!list) throw new RequestError(404, { message: `Unrecognized request URL (GET: ${url.pathname}).` });
    if (id === undefined) return page(list, name, url, expand.nested('data'), this.largestPage);
    const object = list.find(id);
    if (!object) {
      throw new RequestError(404, {
        code: 'resource_missing',
        param: 'id',
        message: `No such ${name.slice(0, -1)}: '${id}'`,
      });
    }
    if (sub !== 'lines') return expandObject(object, expand);
    const lines = new ArrayList((object.lines as { data: StripeObject[] }).data, false);
    return page(lines, `${name}/${id}/lines`, url, expand.nested('data'), this.largestPage);
  }
}

function page(
  list: ObjectList,
  name: string,
  url: URL,
  expand: ReturnType<typeof readExpansions>,
  largest: number,
): unknown {
  const query = url.searchParams;
  const limit = Number(query.get('limit') ?? 10);
  if (!(limit >= 1 && limit <= 100)) {
    throw new RequestError(400, { param: 'limit', message: `Invalid integer: ${limit}; expected 1 to 100` });
  }
  const selected = list.select(query, name);
  const after = query.get('starting_after');
  let start = 0;
  if (after !== null) {
    const index = selected.indexOf(after);
    if (index < 0) {
      const message = `No such ${name.slice(0, -1)}: '${after}'`;
      throw new RequestError(400, { code: 'resource_missing', param: 'starting_after', message });
    }
    start = index + 1;
  }
  const data = Array.from({ length: Math.min(limit, largest, Math.max(0, selected.length - start)) }, (_, index) =>
    expandObject(selected.at(start + index), expand),
  );
  return { object: 'list', url: `/v1/${name}`, has_more: start + data.length < selected.length, data };
}
