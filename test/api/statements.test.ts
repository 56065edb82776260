import pg from 'pg';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

/** What a frontend's list shows: subscriptions with their plan, the latest interactions, the relationship. */
const LIST = `query ($first: Int!) {
  accounts(first: $first) {
    nodes {
      name
      subscriptions { nodes { status plan { name } } }
      interactions(first: 5) { nodes { kind occurredAt } }
      relationship { type since nextChange { type from } }
    }
  }
}`;

/** The same with every edge there is. */
const EVERYTHING = `query ($first: Int!) {
  accounts(first: $first) {
    nodes {
      name
      successManager { name }
      subscriptions { nodes { status plan { name } unitPrice { amount } account { name } phases { plan { name } } } }
      interactions(first: 5) { nodes { kind occurredAt member { name } account { name } } }
      relationship {
        type since score summary borderline
        policy { version }
        evidence { summary met changesAt interactions { occurredAt } }
        nextChange { type from because { summary } }
        continued: nextChange(contactContinues: true) { type from }
        pathToClient { needsPaidSubscription criteria { summary } }
      }
      past: relationship(asOf: "2025-01-01T00:00:00Z") { type score }
      relationshipPeriods { type from to because { summary } }
      monthlyRecurringRevenue { amount }
    }
  }
}`;

/** Accounts with a manager, two subscriptions and seven interactions each. */
const accountRecords = (count: number) => {
  const numbers = Array.from({ length: count }, (_, i) => i);
  const phase = {
    from: '2024-01-01T00:00:00Z',
    status: 'ACTIVE',
    unitPrice: { amount: '10', currencyCode: 'USD' },
    billingInterval: 'MONTH',
  };
  return {
    plans: [
      { externalId: 'basic', name: 'Basic', rank: 1 },
      { externalId: 'top', name: 'Top', rank: 2 },
    ],
    members: [{ externalId: 'm', name: 'Mia' }],
    accounts: numbers.map((i) => ({ externalId: `a${i}`, name: `Account ${i}`, successManagerExternalId: 'm' })),
    subscriptions: numbers.flatMap((i) =>
      ['basic', 'top'].map((planExternalId) => ({
        externalId: `s${i}-${planExternalId}`,
        accountExternalId: `a${i}`,
        phases: [{ ...phase, planExternalId }],
      })),
    ),
    interactions: numbers.flatMap((i) =>
      Array.from({ length: 7 }, (_, k) => ({
        externalId: `i${i}-${k}`,
        accountExternalId: `a${i}`,
        kind: 'CALL',
        occurredAt: `2026-0${1 + (k % 2)}-1${k}T00:00:00Z`,
        personalized: k > 3,
        initiative: 'US',
        memberExternalId: 'm',
      })),
    ),
  };
};

describe('statements of a page of accounts', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    const { data } = await workspace.ask(
      `mutation ($input: ImportInput!) { import(input: $input) { refused created } }`,
      {
        input: accountRecords(60),
      },
    );
    expect(data).toEqual({ import: { refused: 0, created: 3 + 60 * 10 } });
  });
  afterAll(() => server.close());

  /** What was sent over which connection, and in which turn of the event loop. */
  interface Sent {
    client: pg.Client;
    text: string;
    turn: number;
  }

  async function sentFor(page: string, first: number): Promise<Sent[]> {
    const sent: Sent[] = [];
    let turn = 0;
    let ticking = setImmediate(function tick() {
      turn++;
      ticking = setImmediate(tick);
    });
    const prototype = pg.Client.prototype as { query: (...args: unknown[]) => unknown };
    const send = prototype.query;
    const query = jest.spyOn(prototype, 'query').mockImplementation(function (this: pg.Client, ...args) {
      const config = args[0] as string | { name?: string; text: string };
      sent.push({ client: this, text: typeof config === 'string' ? config : (config.name ?? config.text), turn });
      return send.apply(this, args);
    });
    try {
      await answeredPage(page, first);
      return sent;
    } finally {
      query.mockRestore();
      clearImmediate(ticking);
    }
  }

  async function answeredPage(page: string, first: number): Promise<void> {
    const { data, errors } = await workspace.ask(page, { first });
    expect(errors).toBeUndefined();
    expect(data.accounts.nodes).toHaveLength(first);
    expect(data.accounts.nodes[first - 1].interactions.nodes).toHaveLength(5);
    expect(data.accounts.nodes[first - 1].subscriptions.nodes).toHaveLength(2);
  }

  const isOfTransaction = ({ text }: Sent): boolean => /^(BEGIN; SET LOCAL clientele\.workspace = |COMMIT)/.test(text);

  async function statementsOf(page: string, first: number): Promise<string[]> {
    const sent = await sentFor(page, first);
    return sent
      .filter((one) => !isOfTransaction(one))
      .map(({ text }) => text)
      .sort();
  }

  it.each([
    ['what a list shows', LIST, 8],
    ['everything there is', EVERYTHING, 14],
  ])('are as many for 5 accounts as for 50, and each is asked once: %s', async (_, page, count) => {
    const ofFive = await statementsOf(page, 5);
    const ofFifty = await statementsOf(page, 50);
    expect(ofFifty).toEqual(ofFive);
    expect(ofFifty).toEqual([...new Set(ofFifty)]);
    expect(ofFifty).toHaveLength(count);
  });

  it('travel with the workspace that they enter and with the end of their transaction: nobody waits for those', async () => {
    const sent = await sentFor(LIST, 50);
    const byClient = new Map<pg.Client, Sent[]>();
    for (const one of sent) byClient.set(one.client, [...(byClient.get(one.client) ?? []), one]);
    let transactions = 0;
    for (const ofClient of byClient.values()) {
      while (ofClient.length > 0) {
        if (ofClient[0]!.text === 'selectApiKey') {
          ofClient.shift();
          continue;
        }
        const [entered, statement, ended] = ofClient.splice(0, 3);
        expect(entered!.text).toMatch(/^BEGIN; SET LOCAL clientele\.workspace = /);
        expect(statement!.text).toMatch(/^select/);
        expect(ended!.text).toBe('COMMIT');
        expect([statement!.turn, ended!.turn]).toEqual([entered!.turn, entered!.turn]);
        transactions++;
      }
    }
    expect(transactions).toBeGreaterThan(4);
  });
});
