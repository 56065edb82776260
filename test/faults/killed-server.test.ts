import { setTimeout as sleep } from 'node:timers/promises';
import { makeTestDatabase, type TestDatabase } from '../support/database.js';
import { DatabaseLink, type Moment } from '../support/database-link.js';
import { endAll, newDataDirectory } from '../support/processes.js';
import { RunningServer } from '../support/servers.js';
import { inTrials, trialsOf, type Draw } from '../support/trials.js';
import { LEAST_CALLS, Workload } from './workload.js';

const TRIALS = trialsOf(3);
jest.setTimeout(120_000 + TRIALS * 60_000);

/** When to kill the server: at the commit of a call, or some time after it, whatever the server does then. */
interface Plan {
  call: number;
  moment: Moment | 'whenever';
  afterMs: number;
}

const drawPlan = (draw: Draw): Plan => ({
  call: draw.number(1, LEAST_CALLS),
  moment: draw.one(['before commit', 'before reply', 'whenever']),
  afterMs: draw.number(0, 250),
});

/** A server that can be killed at one of its commits. */
class Node {
  plan: Plan | undefined;
  #calls = 0;

  private constructor(
    readonly server: RunningServer,
    readonly link: DatabaseLink,
  ) {}

  static async start(databaseUrl: string): Promise<Node> {
    let killsAt = (_: Moment): boolean => false;
    const link = await DatabaseLink.to(databaseUrl, 'storeIdempotentResult', (moment) => killsAt(moment));
    const settings = {
      DATABASE_URL: link.url,
      CLIENTELE_RATE_LIMIT: 'off',
      CLIENTELE_DATA_DIR: newDataDirectory(),
    };
    const node = new Node(await RunningServer.start(settings), link);
    killsAt = (moment) => node.killsAt(moment);
    return node;
  }

  private killsAt(moment: Moment): boolean {
    if (!this.plan) return false;
    if (moment === 'before commit') this.#calls++;
    if (this.#calls < this.plan.call) return false;
    if (this.plan.moment === 'whenever') {
      void sleep(this.plan.afterMs).then(() => this.kill());
      return false;
    }
    if (moment !== this.plan.moment) return false;
    this.kill();
    return true;
  }

  kill(): void {
    this.server.process.send('SIGKILL');
  }
}

describe('a server that is killed while callers record', () => {
  let database: TestDatabase;
  let workload: Workload | undefined;
  beforeAll(async () => {
    database = await makeTestDatabase();
  });
  afterAll(async () => {
    workload?.giveUp();
    await endAll();
    await database.close();
  });

  it('loses no acknowledged record and does nothing twice when callers retry with another server', async () => {
    let node = await Node.start(database.url);
    await inTrials(TRIALS, async (draw, noted) => {
      const plan = drawPlan(draw);
      noted(plan);
      const killed = node;
      const next = await Node.start(database.url);
      workload = await Workload.prepare(database.dataSource, () => node.server.url);
      void killed.server.process.ending.then(() => (node = next));
      killed.plan = plan;
      await workload.run();
      // If all callers finish within `afterMs`, the server is killed while it is idle.
      expect(await killed.server.process.endWithin(10_000)).toBe('SIGKILL');
      await killed.link.close();
      await workload.expectAllThereOnce();
    });
    expect(await node.server.stop('SIGTERM')).toBe(0);
    await node.link.close();
  });
});
