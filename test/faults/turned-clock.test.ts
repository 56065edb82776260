import { setTimeout as sleep } from 'node:timers/promises';
import { isGoneWithin } from '../../src/database/embedded/processes.js';
import { Budgets } from '../../src/graphql/cost/budget.js';
import { mutate, mutated, record, account } from '../support/records.js';
import { expectEachTurnAnnouncedOnce } from '../support/announced.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { NOW, startTestServer, type TestServer } from '../support/server.js';
import { inTrials, trialsOf, type Draw } from '../support/trials.js';
import { waitUntil } from '../support/wait-until.js';
import { Poller } from './poller.js';
import { Writers } from './writers.js';

const TRIALS = trialsOf(2, 0.3);
jest.setTimeout(60_000 + TRIALS * 60_000);

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const ROUNDS = 3;
const TURNS = 4;
const WRITERS = 6;
const CHANGES = 4;
/** What keys may ask for: little, and it comes back quickly. */
const ALLOWANCE = { limit: 1_000, restoredPerSecond: 1_000_000 };

describe('a server whose clock is set back and forward', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ budgets: { keys: new Budgets(ALLOWANCE), addresses: new Budgets(ALLOWANCE) } });
  });
  beforeEach(() => {
    server.clock.now = NOW;
  });
  afterAll(() => server.close());

  /** Does what is done by the clock. */
  async function runByTheClock(): Promise<void> {
    await server.database.dataSource.query(
      `SELECT graphile_worker.add_job('refreshDue'), graphile_worker.add_job('deleteExpiredRecords')`,
    );
    await server.runJobs();
  }

  const drawTurn = (draw: Draw) => ({
    afterMs: draw.number(0, 150),
    byMs: draw.one([-DAY_MS, -HOUR_MS, -1, MINUTE_MS, HOUR_MS, DAY_MS, 2 * DAY_MS]),
  });

  it('loses nothing, announces each turn once, and shows it to everybody who follows', () =>
    inTrials(TRIALS, async (draw, noted) => {
      const seed = draw.number(1, 1_000_000);
      const rounds = Array.from({ length: ROUNDS }, () => Array.from({ length: TURNS }, () => drawTurn(draw)));
      noted({ seed, rounds });
      server.clock.now = NOW;
      let latest = NOW;
      const { dataSource } = server.database;
      const workspace = await server.addWorkspace();
      const poller = new Poller(workspace);
      const writers = await Writers.prepare(
        seed,
        () => workspace.ask,
        () => server.clock.now,
      );
      for (const [round, turns] of rounds.entries()) {
        const turning = async (): Promise<void> => {
          for (const { afterMs, byMs } of turns) {
            await sleep(afterMs);
            server.clock.now += byMs;
            latest = Math.max(latest, server.clock.now);
            await Promise.all([runByTheClock(), poller.poll()]);
          }
        };
        await Promise.all([writers.run(WRITERS, CHANGES, round), turning()]);
      }
      // Once it is later than it ever was, all that was foretold has come true.
      server.clock.now = latest + 3 * DAY_MS;
      await runByTheClock();
      await poller.poll();
      await writers.expectAllThereOnce(dataSource, workspace.id);
      await expectDerivedTablesToEqualRebuild(dataSource, workspace.id);
      await expectEachTurnAnnouncedOnce(dataSource, workspace.id);
      await poller.expectToHaveSeenAll(dataSource);
    }));

  it('carries a mutation out once for its idempotencyKey', async () => {
    const workspace = await server.addWorkspace();
    await record(workspace, { accounts: [account('acme')] });
    const call = {
      account: { externalId: 'acme' },
      kind: 'CALL',
      occurredAt: '2026-03-01T00:00:00Z',
      idempotencyKey: 'once',
    };
    const { id } = await mutated(workspace, 'interactionRecord', call);
    for (const byMs of [-DAY_MS, -HOUR_MS, 0, HOUR_MS, DAY_MS - 1]) {
      server.clock.now = NOW + byMs;
      await runByTheClock();
      expect((await mutated(workspace, 'interactionRecord', call)).id).toBe(id);
    }
    const { data } = await workspace.ask('{ interactions { totalCount } }');
    expect(data).toEqual({ interactions: { totalCount: 1 } });
  });

  it('opens nothing by a key that was revoked, and by one with an end until that', async () => {
    const workspace = await server.addWorkspace();
    const create = async (expiresAt: string | null) => {
      const { data } = await workspace.ask(
        'mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { apiKey { id } secret } }',
        { input: { name: 'Key', role: 'READER', expiresAt } },
      );
      return (data as { apiKeyCreate: { apiKey: { id: string }; secret: string } }).apiKeyCreate;
    };
    const ending = await create(new Date(NOW + HOUR_MS).toISOString());
    const revoked = await create(null);
    await workspace.ask('mutation ($id: ID!) { apiKeyRevoke(input: { id: $id }) { userErrors { message } } }', {
      id: revoked.apiKey.id,
    });
    const opens = async (secret: string): Promise<boolean> =>
      (await server.ask('{ viewer { role } }', {}, { authorization: `Bearer ${secret}` })).status === 200;
    for (const byMs of [DAY_MS, -DAY_MS, HOUR_MS, HOUR_MS - 1, -HOUR_MS]) {
      server.clock.now = NOW + byMs;
      expect([byMs, await opens(ending.secret), await opens(revoked.secret)]).toEqual([byMs, byMs < HOUR_MS, false]);
    }
  });

  it('lets no change pass for the one before it', async () => {
    const workspace = await server.addWorkspace();
    await record(workspace, { accounts: [account('acme')] });
    const changes = [0, -DAY_MS, 0, HOUR_MS, -HOUR_MS, HOUR_MS];
    const seen: unknown[] = [];
    for (const [i, byMs] of changes.entries()) {
      server.clock.now = NOW + byMs;
      const { updatedAt } = await mutated(workspace, 'accountUpsert', { externalId: 'acme', name: `Name ${i}` });
      seen.push(updatedAt);
    }
    expect(seen).toEqual([...new Set(seen)].sort());
    for (const expectedUpdatedAt of seen.slice(0, -1)) {
      const { userErrors } = await mutate(workspace, 'accountUpsert', {
        externalId: 'acme',
        name: 'X',
        expectedUpdatedAt,
      });
      expect(userErrors).toMatchObject([{ code: 'CONFLICT' }]);
    }
  });

  it('waits for a process that stays no longer than it would', async () => {
    const { now } = Date;
    const clock = jest
      .spyOn(Date, 'now')
      .mockImplementationOnce(now)
      .mockImplementation(() => now() - HOUR_MS);
    try {
      expect(await isGoneWithin(process.pid, 50)).toBe(false);
    } finally {
      clock.mockRestore();
    }
  });

  it('gives back what a key used up', async () => {
    const slow = await startTestServer({
      budgets: {
        // Less than a busy machine asks for.
        keys: new Budgets({ limit: 5, restoredPerSecond: 2 }),
        addresses: new Budgets(ALLOWANCE),
      },
    });
    try {
      const workspace = await slow.addWorkspace();
      const statusOf = async (): Promise<number> => (await workspace.ask('{ viewer { role } }')).status;
      for (const byMs of [-DAY_MS, DAY_MS]) {
        await waitUntil('the key has used up its budget', async () => (await statusOf()) === 429);
        slow.clock.now = NOW + byMs;
        await waitUntil('the budget is restored', async () => (await statusOf()) !== 429);
      }
    } finally {
      await slow.close();
    }
  });
});
