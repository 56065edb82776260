import { readdirSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { endAll } from '../support/processes.js';
import { NOW, startTestServer, type TestServer } from '../support/server.js';
import { DAY } from '../support/stripe-objects.js';
import { addCatalog, addCustomer, StripeImport } from '../support/stripe-import.js';
import { StripeServer } from '../support/stripe-server.js';
import { inTrials, isLongRun, trialsOf } from '../support/trials.js';

const TRIALS = trialsOf(1);
jest.setTimeout(120_000 + TRIALS * 60_000);

/** In long runs enough for several calls of the API, so that some imports are killed when a part has been recorded. */
const CUSTOMERS = isLongRun ? 700 : 60;

/** All that an import records, and what is derived from it, without ids and times of this run. */
const idOf = (kind: string): string =>
  `(SELECT external_id FROM record_identity WHERE workspace_id = $1 AND ${kind}_id = ${kind}.id)`;
const RECORDED = [
  `SELECT ${idOf('account')} AS id, account.name, to_jsonb(period) - ARRAY['workspace_id', 'account_id'] AS period
   FROM account JOIN account_period period ON period.workspace_id = $1 AND period.account_id = account.id
   WHERE account.workspace_id = $1 ORDER BY 1, period.from_at`,
  `SELECT ${idOf('subscription')} AS id, phase.from_at, phase.to_at, phase.status, ${idOf('plan')} AS plan
   FROM subscription
   JOIN subscription_phase phase ON phase.workspace_id = $1 AND phase.subscription_id = subscription.id
   JOIN plan ON plan.workspace_id = $1 AND plan.id = phase.plan_id
   WHERE subscription.workspace_id = $1 ORDER BY 1, phase.from_at`,
  `SELECT ${idOf('interaction')} AS id, kind, amount_minor, occurred_at FROM interaction
   WHERE workspace_id = $1 ORDER BY 1`,
];

const recordedIn = (database: DataSource, workspaceId: string): Promise<unknown[][]> =>
  Promise.all(RECORDED.map((statement) => database.query<unknown[]>(statement, [workspaceId])));

const countAccounts = async (database: DataSource, workspaceId: string): Promise<number> => {
  const [{ count }] = await database.query<[{ count: number }]>(
    'SELECT count(*)::int AS count FROM account WHERE workspace_id = $1',
    [workspaceId],
  );
  return count;
};

describe('an import from Stripe that is killed', () => {
  let server: TestServer;
  let stripe: StripeServer;
  beforeAll(async () => {
    server = await startTestServer();
    stripe = await StripeServer.start();
    addCatalog(stripe);
    for (let index = 0; index < CUSTOMERS; index++) addCustomer(stripe, index, NOW / 1000 - (index % 50) * DAY);
    // Small pages and slow responses, so that there is something to kill at.
    stripe.largestPage = 25;
    stripe.fault = () => ({ delayMs: 5 });
  });
  afterAll(async () => {
    await endAll();
    await stripe.close();
    await server.close();
  });

  it('ends the same when it is run again, and leaves no files', async () => {
    const reference = await server.addWorkspace();
    const undisturbed = new StripeImport(stripe, server, reference);
    let lastRequestAt = 0;
    stripe.fault = () => ((lastRequestAt = performance.now()), { delayMs: 5 });
    expect(await undisturbed.run()).toMatchObject({ ending: 0 });
    const sendingMs = Math.ceil(performance.now() - lastRequestAt);
    const pages = stripe.requests.length;
    undisturbed.remove();
    const expected = await recordedIn(server.database.dataSource, reference.id);
    expect(await countAccounts(server.database.dataSource, reference.id)).toBe(CUSTOMERS);

    const killedWith: number[] = [];
    await inTrials(TRIALS, async (draw, noted) => {
      // At any page, or as often while the records are sent.
      const plan = { page: Math.min(pages, draw.number(1, 2 * pages)), afterMs: draw.number(0, sendingMs) };
      noted(plan);
      const workspace = await server.addWorkspace();
      const command = new StripeImport(stripe, server, workspace);
      stripe.requests.length = 0;
      const killed = command.start();
      stripe.fault = (_, request) => {
        if (request === plan.page) setTimeout(() => killed.send('SIGKILL'), plan.page < pages ? 0 : plan.afterMs);
        return { delayMs: 5 };
      };
      await killed.ending;
      stripe.fault = () => ({ delayMs: 5 });
      killedWith.push(await countAccounts(server.database.dataSource, workspace.id));
      expect(await command.run()).toMatchObject({ ending: 0 });
      expect(await recordedIn(server.database.dataSource, workspace.id)).toEqual(expected);
      expect(readdirSync(command.folder)).toEqual(['stripe-report.csv']);
      command.remove();
    });
    // Some were killed before the first record, and some between two calls.
    if (TRIALS > 20) expect(new Set(killedWith).size).toBeGreaterThan(2);
  });
});
