import pg from 'pg';
import { isKnown } from '../support/statement-names.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { PAGES } from '../support/likely-pages.js';

const PUBLISH = `mutation ($version: Int!) {
  policyPublish(input: {
    expectedVersion: $version
    policy: { name: "P", clientScore: 0.5, criteria: [{ fact: SEATS, comparison: AT_LEAST, threshold: 1, weight: 1 }] }
  }) { userErrors { message } }
}`;

/**
 * Records of accounts with a manager, two subscriptions and seven interactions each; the first account has 60
 * interactions.
 */
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
    members: numbers.map((i) => ({ externalId: `m${i}`, name: `Member ${i}` })),
    accounts: numbers.map((i) => ({
      externalId: `a${i}`,
      name: `Account ${i}`,
      domain: `a${i}.example`,
      successManagerExternalId: `m${i}`,
    })),
    subscriptions: numbers.flatMap((i) =>
      ['basic', 'top'].map((planExternalId) => ({
        externalId: `s${i}-${planExternalId}`,
        accountExternalId: `a${i}`,
        phases: [{ ...phase, planExternalId }],
      })),
    ),
    interactions: numbers.flatMap((i) =>
      Array.from({ length: i === 0 ? 60 : 7 }, (_, k) => ({
        externalId: `i${i}-${k}`,
        accountExternalId: `a${i}`,
        kind: 'CALL',
        occurredAt: `2026-0${1 + (k % 2)}-1${k % 10}T00:00:00Z`,
        personalized: k > 3,
        initiative: 'US',
        memberExternalId: `m${k}`,
      })),
    ),
  };
};

describe('the SQL statements of a page', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    const imported = await workspace.ask(
      `mutation ($input: ImportInput!) { import(input: $input) { refused created } }`,
      { input: accountRecords(60) },
    );
    expect(imported.data).toEqual({ import: { refused: 0, created: 2 + 60 + 60 * 10 + 53 } });
    for (let version = 1; version < 50; version += 1) {
      const published = await workspace.ask(PUBLISH, { version });
      expect(published.data).toEqual({ policyPublish: { userErrors: [] } });
    }
    await server.runJobs();
    // The server reads a published policy once, because it never changes.
    const warm = await workspace.ask('{ accounts(first: 1) { nodes { relationship { clientScore } } } }');
    expect(warm.errors).toBeUndefined();
  });
  afterAll(() => server.close());

  /** A statement, the connection it was sent on, and the iteration of the event loop. */
  interface Sent {
    client: pg.Client;
    text: string;
    turn: number;
  }

  /** Returns the name of a statement, or its text without the limit if the caller determines the shape of the text. */
  const nameOf = ({ name = '', text }: { name?: string; text: string }): string =>
    name === '' || name.startsWith('shape') ? text.replace(/LIMIT \d+/g, 'LIMIT') : name;

  async function sentFor(page: string, rows: number): Promise<Sent[]> {
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
      sent.push({ client: this, text: typeof config === 'string' ? config : nameOf(config), turn });
      return send.apply(this, args);
    });
    try {
      const { text, variables, rowsOf } = PAGES[page]!;
      const given = variables ? variables(rows) : { first: rows };
      const { data, errors } = await workspace.ask(typeof text === 'function' ? text(rows) : text, given);
      expect(errors).toBeUndefined();
      expect(rowsOf(data)).toHaveLength(rows);
      return sent;
    } finally {
      query.mockRestore();
      clearImmediate(ticking);
    }
  }

  const setsWorkspace = ({ text }: Sent): boolean => text.startsWith('SET SESSION clientele.workspace = ');
  /** The checks of a connection that the pool opened during the request, as it does on a busy machine. */
  const checksConnection = ({ text }: Sent): boolean =>
    /^\s*SELECT (current_user|set_config\('clientele\.workspace')/.test(text);

  async function statementsOf(page: string, rows: number): Promise<string[]> {
    const sent = await sentFor(page, rows);
    return sent
      .filter((one) => !setsWorkspace(one) && !checksConnection(one) && !isKnown(one.text))
      .map(({ text }) => text)
      .sort();
  }

  it.each(Object.entries(PAGES).map(([page, { statements, most = 50 }]) => [page, statements, most] as const))(
    'are the same for 5 rows as for a full page: %s',
    async (page, count, most) => {
      const ofFive = await statementsOf(page, 5);
      const ofMost = await statementsOf(page, most);
      expect(ofMost).toEqual(ofFive);
      expect(ofMost).toHaveLength(count);
    },
  );

  it('are pipelined with the statement that sets the workspace, and with each other', async () => {
    const sent = await sentFor(Object.keys(PAGES)[0]!, 50);
    const ofPage = sent.filter(({ text }) => !isKnown(text));
    for (const { client, turn } of ofPage.filter(setsWorkspace)) {
      expect(ofPage.some((one) => one.client === client && one.turn === turn && !setsWorkspace(one))).toBe(true);
    }
    for (const { text } of ofPage.filter((one) => !setsWorkspace(one))) expect(text).toMatch(/^select/i);
    const waits = new Set(ofPage.map(({ turn }) => turn)).size;
    expect(waits).toBeLessThan(ofPage.filter((one) => !setsWorkspace(one)).length);
  });

  it('set the workspace of a connection once, however many requests the connection serves', async () => {
    await sentFor(Object.keys(PAGES)[0]!, 5);
    expect((await sentFor(Object.keys(PAGES)[0]!, 5)).filter(setsWorkspace)).toEqual([]);
  });
});
