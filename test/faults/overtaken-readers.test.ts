import { account, interaction, mutate, phase, plan, record, subscription } from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { inTrials, trialsOf, type Draw } from '../support/trials.js';

const TRIALS = trialsOf(2, 2);
jest.setTimeout(60_000 + TRIALS * 30_000);

const ACCOUNTS = Array.from({ length: 10 }, (_, i) => `a${i}`);
const DELETERS = 6;
const READERS = 4;
const DELETIONS = 3;

/** Follows each edge to a record that a deletion can remove after the record that refers to it was read. */
const ACCOUNT = 'account { externalId relationship { type } monthlyRecurringRevenue { amount } }';
const SUBSCRIPTION = `subscription { externalId status trialEndsAt plan { name } phases { from } ${ACCOUNT} }`;
const READS = [
  `{ renewals(from: "2026-03-01", to: "2026-12-31") { nodes { ${SUBSCRIPTION} ${ACCOUNT} } } }`,
  `{ accounts { nodes { nextRenewal { ${SUBSCRIPTION} ${ACCOUNT} } relationshipPeriods { type } } } }`,
  `{ accounts { nodes { subscriptions(first: 5) { nodes { status monthlyRecurringRevenue { amount } phases { from } } }
     relationship { summary evidence { interactions { kind ${ACCOUNT} } } policy { version } } } } }`,
  `{ interactions { nodes { kind ${ACCOUNT} } } relationshipChanges(first: 20) { nodes { type ${ACCOUNT} } } }`,
  `{ worklist { nodes { reason ${ACCOUNT} } } clientBase { accounts } }`,
  `{ account(by: { externalId: "a0" }) { relationship { type evidence { observed } } nextRenewal { ${SUBSCRIPTION} } }
     subscription(by: { externalId: "a1" }) { status currentTermEndsAt ${ACCOUNT} }
     interaction(by: { externalId: "a2" }) { kind ${ACCOUNT} } }`,
];

const recordsOf = (names: readonly string[]) => ({
  accounts: names.map((name) => account(name)),
  subscriptions: names.map((name) => subscription(name, name, [phase('2024-05-01', null, { termMonths: 3 })])),
  interactions: names.map((name) => interaction(name, name, '2026-02-01')),
});

describe('readers of records that are deleted and recorded again', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  async function remove(workspace: TestWorkspace, draw: Draw): Promise<void> {
    for (let i = 0; i < DELETIONS; i++) {
      const by = { externalId: draw.one(ACCOUNTS) };
      const kind = draw.one(['account', 'subscription', 'interaction'] as const);
      await mutate(workspace, `${kind}Delete`, { [kind]: by });
      await record(workspace, recordsOf([by.externalId]));
    }
  }

  /** OVERLOADED is the only error that they may get. */
  async function readUntil(isOver: () => boolean, { ask }: TestWorkspace, reads: readonly string[]): Promise<void> {
    for (let i = 0; !isOver(); i++) {
      const { errors = [] } = await ask(reads[i % reads.length]!);
      expect(errors.filter(({ extensions }) => extensions.code !== 'OVERLOADED')).toEqual([]);
    }
  }

  it('get no error from the deletions', async () => {
    await inTrials(TRIALS, async (draw, noted) => {
      noted({ deletions: DELETERS * DELETIONS });
      const workspace = await server.addWorkspace();
      await record(workspace, { plans: [plan('basic', 1)], ...recordsOf(ACCOUNTS) });
      let isOver = false;
      const removing = Promise.all(Array.from({ length: DELETERS }, () => remove(workspace, draw))).finally(
        () => (isOver = true),
      );
      const readers = Array.from({ length: READERS }, (_, i) =>
        readUntil(() => isOver, workspace, [...READS.slice(i), ...READS.slice(0, i)]),
      );
      await Promise.all([removing, ...readers]);
    });
  });
});
