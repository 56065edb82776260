import { rollOutPlans } from '../support/rollouts.js';
import { expectEachTurnAnnouncedOnce } from '../support/announced.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { inTrials, trialsOf } from '../support/trials.js';
import { Writers } from './writers.js';

const TRIALS = trialsOf(1, 0.2);
jest.setTimeout(60_000 + TRIALS * 60_000);

const WRITERS = 50;
const CHANGES = 4;

/** Reads everything about accounts with several statements. */
const EVERYTHING = `{
  accounts(first: 20) { totalCount nodes {
    externalId monthlyRecurringRevenue { amount } successManager { name }
    relationship { type since score summary nextChange { type from } evidence { observed } }
    relationshipPeriods { type from to }
    subscriptions(first: 5) { nodes { status plan { name } account { externalId } phases { plan { name } } } }
    interactions(first: 5) { nodes { kind member { name } account { externalId } } }
    nextRenewal { at subscription { plan { name } trialEndsAt } }
  } }
  relationshipChanges(first: 20) { nodes { type account { externalId } policy { version } } }
  renewals(from: "2026-01-01", to: "2026-12-31", first: 20) { nodes { account { externalId } subscription { id } } }
  worklist(first: 20) { nodes { kind reason account { externalId } } }
  clientBase { counts { type accounts } }
}`;

describe('fifty writers on ten accounts', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  /** Sends queries while others write. OVERLOADED is the only error that they may get. */
  async function readUntil(isOver: () => boolean, { ask }: TestWorkspace): Promise<void> {
    while (!isOver()) {
      const { errors = [] } = await ask(EVERYTHING);
      expect(errors.filter(({ extensions }) => extensions.code !== 'OVERLOADED')).toEqual([]);
    }
  }

  it('get no error from the contention; each acknowledged record exists once, with derived rows as after a rebuild', async () => {
    const { dataSource } = server.database;
    await inTrials(TRIALS, async (draw, noted) => {
      const seed = draw.number(1, 1_000_000);
      noted({ seed });
      const workspace = await server.addWorkspace();
      const writers = await Writers.prepare(
        seed,
        () => workspace.ask,
        () => server.clock.now,
      );
      let isOver = false;
      const writing = writers.run(WRITERS, CHANGES).finally(() => (isOver = true));
      await Promise.all([writing, readUntil(() => isOver, workspace)]);
      await rollOutPlans(workspace);
      await writers.expectAllThereOnce(dataSource, workspace.id);
      await expectDerivedTablesToEqualRebuild(dataSource, workspace.id);
      await expectEachTurnAnnouncedOnce(dataSource, workspace.id);
    });
    const [statistics] = await dataSource.query<[{ deadlocks: number }]>(
      'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
    );
    // Accounts are locked in one order; otherwise writers would wait a second until PostgreSQL cancels one of them.
    // Interactions of a deleted member are not locked in order, so rare deadlocks remain.
    expect(statistics.deadlocks).toBeLessThanOrEqual(TRIALS);
  });
});
