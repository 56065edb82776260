import { DEADLINE_MS, Running, type Settings } from './processes.js';

/** How long a server that is told to stop may take: it gives requests under way 10 s. */
const STOP_DEADLINE_MS = 30_000;

/** What these tests ask for; each of them for some of it. */
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

/** A server in a process of its own, reached as its first lines say. */
export class RunningServer {
  /** What precedes the address that it prints. */
  readonly label: string;
  readonly url: string;
  /** What it prints as its API key. */
  readonly shownKey: string;
  readonly howToStop: string;

  private constructor(
    readonly process: Running,
    [, label, url, shownKey, howToStop]: RegExpMatchArray,
  ) {
    this.label = label!;
    this.url = url!;
    this.shownKey = shownKey!;
    this.howToStop = howToStop!;
  }

  static async start(settings: Settings): Promise<RunningServer> {
    const running = new Running(['start'], settings);
    return new RunningServer(running, await running.says(READY));
  }

  stop(signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    this.process.send(signal);
    return this.process.endWithin(STOP_DEADLINE_MS);
  }

  /** Asks with the key that it prints, unless with another one, or with none: null. */
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

  /** Asks for what must be answered, without an error. */
  async get(query: string, variables: Record<string, unknown> = {}, key?: string): Promise<Data> {
    const { data, errors } = await this.ask(query, variables, key);
    expect(errors).toEqual([]);
    return data!;
  }

  /** What a browser gets that opens the endpoint. */
  async open(): Promise<Response> {
    return fetch(this.url, { headers: { accept: 'text/html' }, signal: AbortSignal.timeout(DEADLINE_MS) });
  }

  /** Whether nobody is let in any more. */
  async isClosed(): Promise<boolean> {
    return this.open().then(
      () => false,
      () => true,
    );
  }

  /** Records an account; answers once that is acknowledged. */
  async record(name: string, key?: string): Promise<void> {
    const { accountUpsert } = await this.get(
      'mutation ($name: String!) { accountUpsert(input: { externalId: $name, name: $name }) { account { name } userErrors { message } } }',
      { name },
      key,
    );
    expect(accountUpsert).toEqual({ account: { name }, userErrors: [] });
  }

  /** The names of all accounts, in their order; up to 100. */
  async accounts(key?: string): Promise<string[]> {
    const { accounts } = await this.get('{ accounts(first: 100) { nodes { name } } }', {}, key);
    return accounts.nodes.map(({ name }) => name);
  }
}
