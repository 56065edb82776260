import { DEADLINE_MS, Running, type Settings } from './processes.js';

/** How long a server may take to stop. It gives running requests 10 s. */
const STOP_DEADLINE_MS = 30_000;

/** The fields that these tests select, each of them some. */
interface Data {
  viewer: { role: string; workspace: Data['workspace'] };
  workspace: { id: string; name: string };
  clientBase: { accounts: number; counts: { type: string; accounts: number }[] };
  accounts: { nodes: { name: string }[] };
  account: { name: string; createdAt: string } | null;
  accountUpsert: { account: { name: string } | null; userErrors: { message: string }[] };
}

export interface Answer {
  status: number;
  data: Data | null;
  errors: { message: string; extensions: { code: string } }[];
}

const READY = /Clientele is ready\.\n\n {2}(.+?) {2,}(http:\/\/\S+)\n {2}API key +(.+)\n {2}Stop +(.+)\n/;

/** A server in a separate process, at the URL and with the key that it prints. */
export class RunningServer {
  /** The label of the URL in its output. */
  readonly label: string;
  readonly url: string;
  /** The API key in its output. */
  readonly shownKey: string;
  readonly howToStop: string;
  /** What it wrote to stderr until it was ready. `process.stderr` has only what came later. */
  readonly greeting: string;

  private constructor(
    readonly process: Running,
    [, label, url, shownKey, howToStop]: RegExpMatchArray,
  ) {
    this.label = label!;
    this.url = url!;
    this.shownKey = shownKey!;
    this.howToStop = howToStop!;
    this.greeting = process.stderr;
    process.stderr = '';
  }

  static async start(settings: Settings): Promise<RunningServer> {
    const running = new Running(['start'], settings);
    return new RunningServer(running, await running.says(READY));
  }

  stop(signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    this.process.send(signal);
    return this.process.endWithin(STOP_DEADLINE_MS);
  }

  /** Sends a request. Default: with the printed key. Null: without a key. */
  async ask(
    query: string,
    variables: Record<string, unknown> = {},
    key: string | null = this.shownKey,
  ): Promise<Answer> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const { data = null, errors = [] } = (await response.json()) as Partial<Answer>;
    return { status: response.status, data, errors };
  }

  /** Sends a request that must succeed without an error. */
  async get(query: string, variables: Record<string, unknown> = {}, key?: string): Promise<Data> {
    const { data, errors } = await this.ask(query, variables, key);
    expect(errors).toEqual([]);
    return data!;
  }

  /** Fetches the endpoint like a browser. */
  async open(): Promise<Response> {
    return fetch(this.url, { headers: { accept: 'text/html' }, signal: AbortSignal.timeout(DEADLINE_MS) });
  }

  /** Whether the server refuses new connections. */
  async isClosed(): Promise<boolean> {
    return this.open().then(
      () => false,
      () => true,
    );
  }

  /** Records an account. Resolves once the server has acknowledged it. */
  async record(name: string, key?: string): Promise<void> {
    const { accountUpsert } = await this.get(
      'mutation ($name: String!) { accountUpsert(input: { externalId: $name, name: $name }) { account { name } userErrors { message } } }',
      { name },
      key,
    );
    expect(accountUpsert).toEqual({ account: { name }, userErrors: [] });
  }

  /** Returns the names of the first 100 accounts in order. */
  async accounts(key?: string): Promise<string[]> {
    const { accounts } = await this.get('{ accounts(first: 100) { nodes { name } } }', {}, key);
    return accounts.nodes.map(({ name }) => name);
  }
}
