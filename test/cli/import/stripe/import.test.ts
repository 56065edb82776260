import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StripeOptions } from '../../../../src/cli/import/stripe/command.js';
import { openStripe } from '../../../../src/cli/import/stripe/source.js';
import type { ImportContext } from '../../../../src/cli/import/source.js';
import { DEADLINE_MS, endAll } from '../../../support/processes.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../../../support/server.js';
import { DAY, event, invoiceItem } from '../../../support/stripe-objects.js';
import { addClientBase, addCustomer, sell, StripeImport } from '../../../support/stripe-import.js';
import type { ArrayList } from '../../../support/stripe/object-list.js';
import { STRIPE_KEY, StripeServer } from '../../../support/stripe-server.js';
import { waitUntil } from '../../../support/wait-until.js';

jest.setTimeout(240_000);

const NOW_S = NOW / 1000;

interface Recorded {
  identities: { externalId: string }[];
}

const id = (externalId: string) => ({ identities: [{ externalId }] });

describe('clientele import stripe', () => {
  let server: TestServer;
  let stripe: StripeServer;
  let workspace: TestWorkspace;
  let command: StripeImport;

  beforeAll(async () => {
    server = await startTestServer();
  });
  beforeEach(async () => {
    stripe = await StripeServer.start();
    workspace = await server.addWorkspace();
    command = new StripeImport(stripe, server, workspace);
  });
  afterEach(async () => {
    await stripe.close();
    const files = JSON.stringify(command.files);
    command.remove();
    // Whatever a test does, the key appears nowhere.
    for (const text of [command.output, files]) expect(text).not.toContain(STRIPE_KEY.slice(0, 20));
  });
  afterAll(async () => {
    await endAll();
    await server.close();
  });

  /** All that imports record, in an order of its own. */
  async function recorded(of = workspace): Promise<Recorded[]> {
    const { data, errors } = await of.ask(
      `{ accounts(first: 12, orderBy: { field: NAME, direction: ASC }) { nodes {
           identities { source externalId } name domain relationship { type since }
           subscriptions(first: 2) { nodes { identities { externalId } phases { from to status items { quantity plan { name } } } } }
           interactions(first: 2) { nodes { identities { externalId } kind amount { amount currencyCode } } } } } }`,
    );
    if (errors) throw new Error(JSON.stringify(errors));
    return data.accounts.nodes as Recorded[];
  }

  it('records customers with their history, and changes nothing when it is repeated, from exported files as well', async () => {
    addClientBase(stripe, 12);
    const { ending, stdout, stderr } = await command.run();
    expect({ ending, lines: stdout.split('\n').slice(0, 5) }).toEqual({
      ending: 0,
      lines: [
        '29 created, 0 updated, 0 unchanged.',
        '',
        '12 exact, 0 approximate, 0 refused.',
        '',
        'All of them, with reasons: stripe-report.csv',
      ],
    });
    expect(stdout).toContain("Monthly recurring revenue: 700.00 USD, by Stripe's own formula as well.");
    expect(stderr).toMatch(/Ranks of the products:\n +Team +2 +prod_team\n +Starter +1 +prod_starter\n/);
    expect(command.files['stripe-report.csv']).toContain('sub_7,EXACT,');
    const first = await recorded();
    expect(first).toHaveLength(12);
    expect(first[0]).toMatchObject({
      identities: [{ source: 'stripe', externalId: 'cus_0' }],
      relationship: { type: 'CUSTOMER', since: '2025-01-01T00:00:00.000Z' },
      subscriptions: {
        nodes: [{ ...id('sub_0'), phases: [{ items: [{ plan: { name: 'Team' } }] }] }],
      },
      interactions: { nodes: [{ kind: 'PURCHASE', amount: { amount: '50.00', currencyCode: 'USD' } }] },
    });
    const again = await command.run();
    expect(again.stdout).toMatch(/^Nothing changed: 29 records had been recorded already\.\n/);
    expect(readdirSync(command.folder)).toEqual(['stripe-report.csv']);

    mkdirSync(join(command.folder, 'export'));
    for (const [name, list] of Object.entries(stripe.lists)) {
      const all = (list as ArrayList).select(new URLSearchParams('status=all'), name);
      const lines = Array.from({ length: all.length }, (_, index) => JSON.stringify(all.at(index)));
      writeFileSync(join(command.folder, 'export', `${name}.jsonl`), lines.join('\n'));
    }
    stripe.requests.length = 0;
    const fromFiles = await command.run(['--from', 'export'], { STRIPE_API_KEY: undefined });
    expect(fromFiles.stderr).toContain('Read 11 files: 12 customers, 12 subscriptions, ');
    expect(fromFiles.stdout).toMatch(/^Nothing changed: 29 records/);
    expect(stripe.requests).toEqual([]);
    expect(await recorded()).toEqual(first);
  });

  it('ends the same when Stripe refuses, delays and breaks off requests', async () => {
    addClientBase(stripe, 15);
    const faults = [
      { status: 429, headers: { 'retry-after': '1' } },
      { breaks: 'within' },
      { status: 503 },
      { delayMs: 300 },
    ] as const;
    stripe.fault = (_, request) => (request % 7 === 0 ? faults[(request / 7) % faults.length] : undefined);
    expect(await command.run()).toMatchObject({
      ending: 0,
      stdout: expect.stringContaining('15 exact, 0 approximate, 0 refused.'),
    });
  });

  it('sends nothing in a dry run, and writes the records as JSON lines', async () => {
    addClientBase(stripe, 3);
    const { ending, stdout, stderr } = await command.run(['--dry-run']);
    expect({ ending, stderr }).toMatchObject({ ending: 0 });
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text) as object);
    const kinds = records.map((record) => Object.keys(record)[0]);
    expect(kinds.slice(0, 4)).toEqual(['plan', 'plan', 'account', 'subscription']);
    expect(kinds.sort().join(' ')).toBe(
      'account account account interaction plan plan subscription subscription subscription',
    );
    expect(stderr).toContain('Nothing was sent.');
    expect(await recorded()).toEqual([]);
    expect(readdirSync(command.folder)).toEqual(['stripe-report.csv']);
  });

  it('reads only customers that changed since a date, and says what it left out', async () => {
    addClientBase(stripe, 10);
    // A change of quantity creates no object; only an event tells it.
    stripe.put('events', event('evt_1', 'customer.subscription.updated', NOW_S - 3 * DAY, sell(stripe, 1, 9)));
    stripe.put('invoiceitems', invoiceItem('ii_new', 'cus_3', 700, { date: NOW_S - 2 * DAY }));
    addCustomer(stripe, 77, NOW_S - DAY);
    const { stdout } = await command.run(['--since', '2026-03-12']);
    expect((await recorded()).map(({ identities }) => identities[0]!.externalId)).toEqual(['cus_1', 'cus_3', 'cus_77']);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'Left out are all other customers, and changes that are older than 30 days',
    );
  });

  describe('with --follow', () => {
    it('imports what changes, goes on after a restart without losing events, and ends on SIGTERM', async () => {
      addClientBase(stripe, 3);
      const first = command.start(['--follow']);
      await first.says(/Explore all accounts/);
      stripe.put('events', event('evt_1', 'customer.subscription.updated', NOW_S + 5, sell(stripe, 1, 7)));
      await first.says(/Z {2}1 event, 1 customer: 0 created, 1 updated, \d unchanged\./, DEADLINE_MS);
      first.send('SIGTERM');
      expect(await first.endWithin(DEADLINE_MS)).toBe(0);

      // While it does not run: a change, and an event that Stripe lists twice and late.
      stripe.put('events', event('evt_2', 'customer.created', NOW_S + 60, addCustomer(stripe, 8)));
      stripe.put('events', event('evt_3', 'customer.subscription.created', NOW_S + 1, sell(stripe, 8)));
      stripe.requests.length = 0;
      const second = command.start(['--follow']);
      await second.says(/Z {2}2 events, 1 customer: 2 created, 0 updated, \d unchanged\./);
      second.send('SIGINT');
      expect(await second.endWithin(DEADLINE_MS)).toBe(0);
      expect(second.stderr).toContain('Going on with the events since 2026-03-15T');
      expect(stripe.requests.some((path) => path.startsWith('customers?limit=100'))).toBe(false);
      expect(await recorded()).toHaveLength(4);
      command.output += first.stdout + first.stderr + second.stdout + second.stderr;
    });
  });

  describe('refuses before anything is sent', () => {
    const refusal = async (args: string[], settings = {}): Promise<string> => {
      const { ending, stdout, stderr } = await command.run(args, settings);
      expect({ ending, stdout }).toEqual({ ending: 1, stdout: '' });
      expect(await recorded()).toEqual([]);
      return stderr;
    };

    it('a key that lacks permissions, and names them', async () => {
      stripe.keys.get(STRIPE_KEY)!.add('rak_subscription_read').add('rak_event_read');
      expect(await refusal([])).toMatch(
        /^clientele: The Stripe key may not read Subscriptions \(rak_subscription_read\), Events \(rak_event_read\)\. .+\n$/,
      );
    });

    it('a key that Stripe does not know', async () => {
      expect(await refusal([], { STRIPE_API_KEY: 'rk_live_unknown' })).toMatch(
        /^clientele: Stripe does not know the key.+\n$/,
      );
    });
  });

  it('removes what it has read when it is interrupted, and exits with code 130', async () => {
    addClientBase(stripe, 60);
    stripe.largestPage = 10;
    stripe.fault = (path) => (path.includes('starting_after') ? { delayMs: 100 } : undefined);
    const running = command.start();
    await waitUntil('pages are being read', () => stripe.requests.some((path) => path.includes('starting_after')));
    running.send('SIGINT');
    expect({ ending: await running.endWithin(DEADLINE_MS), stdout: running.stdout }).toEqual({
      ending: 130,
      stdout: '',
    });
    expect(readdirSync(command.folder)).toEqual([]);
  });

  it('refuses options that contradict each other, a missing key, and a date that is none', async () => {
    const notInteractive = { isInteractive: false, note: () => undefined };
    const refusal = (
      options: StripeOptions,
      isDryRun = false,
      key: string | undefined = STRIPE_KEY,
    ): Promise<string> => {
      const signal = new AbortController().signal;
      const context = {
        workspaceId: 'wrk_1',
        workspace: { timeZone: 'UTC' },
        isDryRun,
        signal,
        terminal: notInteractive,
      };
      const opening = openStripe({ key, url: stripe.url })(options)(context as unknown as ImportContext);
      return opening.then(
        () => 'nothing was refused',
        (error: unknown) => (error as Error).message,
      );
    };
    expect(await refusal({ from: 'x', follow: true })).toBe('Expected either --from or --follow: files do not change.');
    expect(await refusal({ from: 'x', since: '2026-01-01' })).toMatch(/^Expected either --from or --since/);
    expect(await refusal({ follow: true, since: '2026-01-01' })).toMatch(/^Expected either --follow or --since/);
    expect(await refusal({ follow: true }, true)).toMatch(/^Expected either --follow or --dry-run/);
    expect(await refusal({}, false, '')).toMatch(/^Expected a restricted key of Stripe in STRIPE_API_KEY/);
    expect(await refusal({ key: 'pk_test_1' })).toMatch(/^Expected a restricted key .+ publishable key/);
    for (const since of ['yesterday', '2999-01-01', '2026-02-30']) {
      expect(await refusal({ since, yes: true })).toMatch(/^--since: expected a date/);
    }
  });

  it('hides the key when an answer of Stripe repeats it', async () => {
    addClientBase(stripe, 2);
    const message = `Bad key ${STRIPE_KEY}`;
    stripe.fault = (path) =>
      path.startsWith('invoices?') && path.includes('limit=100')
        ? { status: 400, body: JSON.stringify({ error: { message } }) }
        : undefined;
    const { ending, stderr } = await command.run(['--key', STRIPE_KEY], { LOG_LEVEL: 'trace', DEBUG: '*' });
    expect({ ending, stderr }).toMatchObject({ ending: 1, stderr: expect.stringContaining('Bad key rk_…') });
    expect(readdirSync(command.folder)).toEqual([]);
  });
});
