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
const SHIFTS = 4;
const WRITERS = 6;
const CHANGES = 4;
/** A small budget that is restored quickly. */
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

  const drawShift = (draw: Draw) => ({
    afterMs: draw.number(0, 150),
    byMs: draw.one([-DAY_MS, -HOUR_MS, -1, MINUTE_MS, HOUR_MS, DAY_MS, 2 * DAY_MS]),
  });

  it('loses no record, and reports each type change once and to every poller', () =>
    inTrials(TRIALS, async (draw, noted) => {
      const seed = draw.number(1, 1_000_000);
      const rounds = Array.from({ length: ROUNDS }, () => Array.from({ length: SHIFTS }, () => drawShift(draw)));
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
      for (const [round, shifts] of rounds.entries()) {
        const shiftClock = async (): Promise<void> => {
          for (const { afterMs, byMs } of shifts) {
            await sleep(afterMs);
            server.clock.now += byMs;
            latest = Math.max(latest, server.clock.now);
            await Promise.all([server.runScheduledJobs(), poller.poll()]);
          }
        };
        await Promise.all([writers.run(WRITERS, CHANGES, round), shiftClock()]);
      }
      // Once the clock is later than it ever was, all scheduled changes have taken effect.
      server.clock.now = latest + 3 * DAY_MS;
      await server.runScheduledJobs();
      await poller.poll();
      await writers.expectAllThereOnce(dataSource, workspace.id);
      await expectDerivedTablesToEqualRebuild(dataSource, workspace.id);
      await expectEachTurnAnnouncedOnce(dataSource, workspace.id);
      await poller.expectToHaveSeenAll(dataSource);
    }));

  it('executes a mutation only once per idempotencyKey', async () => {
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
      await server.runScheduledJobs();
      expect((await mutated(workspace, 'interactionRecord', call)).id).toBe(id);
    }
    const { data } = await workspace.ask('{ interactions { totalCount } }');
    expect(data).toEqual({ interactions: { totalCount: 1 } });
  });

  it('rejects a revoked key at any time, and a key with an expiry from the expiry on', async () => {
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
    const isAccepted = async (secret: string): Promise<boolean> =>
      (await server.ask('{ viewer { role } }', {}, { authorization: `Bearer ${secret}` })).status === 200;
    for (const byMs of [DAY_MS, -DAY_MS, HOUR_MS, HOUR_MS - 1, -HOUR_MS]) {
      server.clock.now = NOW + byMs;
      expect([byMs, await isAccepted(ending.secret), await isAccepted(revoked.secret)]).toEqual([
        byMs,
        byMs < HOUR_MS,
        false,
      ]);
    }
  });

  it('gives each change a later updatedAt, so that an older expectedUpdatedAt is refused', async () => {
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

  it('does not extend the timeout for a process that keeps running', async () => {
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

  it('restores the budget that a key has used up', async () => {
    const slow = await startTestServer({
      budgets: {
        // Smaller than what a busy machine uses.
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
