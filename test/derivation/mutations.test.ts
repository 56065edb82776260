import fc from 'fast-check';
import { checkWorkspace } from '../../src/derivation/rebuild.service.js';
import { refreshWorkspace } from '../../src/derivation/due-accounts.service.js';
import { rollOut } from '../../src/derivation/rollout.service.js';
import { account, member, plan, record, usd, type Given } from '../support/records.js';
import { DAY, inOrderOf, orders, reportTallies, tally, TEST_RUNS } from '../support/histories.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { ACCOUNTS, MEMBERS, Writer, writers } from './operations.js';

const RECORDED = {
  plans: `SELECT external_id AS "externalId", name, rank, CASE WHEN isfinite(offered_from) THEN offered_from END AS "offeredFrom",
      CASE WHEN isfinite(offered_until) THEN offered_until END AS "offeredUntil"
    FROM plan WHERE workspace_id = $1`,
  members: `SELECT external_id AS "externalId", name FROM member WHERE workspace_id = $1`,
  accounts: `SELECT a.external_id AS "externalId", a.name, m.external_id AS "successManagerExternalId"
    FROM account a LEFT JOIN member m ON m.workspace_id = $1 AND m.id = a.success_manager_id WHERE a.workspace_id = $1`,
  phases: `SELECT s.external_id AS "subscription", a.external_id AS "account", f.from_at AS "from",
      CASE WHEN isfinite(f.to_at) THEN f.to_at END AS "to", p.external_id AS "planExternalId", f.status, f.quantity,
      f.unit_price_minor AS "minor", f.interval_months AS "months", f.term_months AS "termMonths", f.tailored,
      f.cancellation IS NOT NULL AS "isCanceled"
    FROM subscription_phase f
    JOIN subscription s ON s.workspace_id = $1 AND s.id = f.subscription_id
    JOIN account a ON a.workspace_id = $1 AND a.id = f.account_id
    JOIN plan p ON p.workspace_id = $1 AND p.id = f.plan_id
    WHERE f.workspace_id = $1 AND NOT f.is_withdrawn ORDER BY s.external_id, f.from_at, f.to_at`,
  interactions: `SELECT i.external_id AS "externalId", a.external_id AS "accountExternalId", i.kind,
      i.occurred_at AS "occurredAt", i.personalized, i.initiative, i.sentiment_hundredths / 100.0::float8 AS sentiment
    FROM interaction i JOIN account a ON a.workspace_id = $1 AND a.id = i.account_id WHERE i.workspace_id = $1`,
};
/** The derived rows without what differs between workspaces: ids, and the instant at which a row was computed. */
const DERIVED = [
  `SELECT a.external_id, p.* FROM account_period p JOIN account a ON a.workspace_id = $1 AND a.id = p.account_id
   WHERE p.workspace_id = $1 ORDER BY a.external_id, p.from_at`,
  `SELECT a.external_id, m.external_id AS manager, p.rank AS plan_rank, n.*
   FROM account_now n JOIN account a ON a.workspace_id = $1 AND a.id = n.account_id
   LEFT JOIN member m ON m.workspace_id = $1 AND m.id = n.success_manager_id
   LEFT JOIN plan p ON p.workspace_id = $1 AND p.id = n.plan_id
   WHERE n.workspace_id = $1 ORDER BY a.external_id`,
];
const OWN_COLUMNS = [
  'workspace_id',
  'account_id',
  'success_manager_id',
  'plan_id',
  'created_at',
  'computed_at',
  // An import records only the last cancellation of a subscription.
  'is_after_cancellation',
  'continuous_at',
];
const INTERVALS: Record<number, string> = { 1: 'MONTH', 3: 'QUARTER', 12: 'YEAR' };

/** A row with its instants as text. */
const asInput = (row: Given): Given =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) =>
      typeof value === 'number' && /^(from|to|cancelAt|occurredAt|offeredFrom|offeredUntil)$/.test(key)
        ? [key, new Date(value).toISOString()]
        : [key, value],
    ),
  );

describe('any sequence of mutations by two concurrent writers', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(async () => {
    await server.close();
    reportTallies();
  });

  const query = <Row>(text: string, { id }: TestWorkspace): Promise<Row[]> =>
    server.database.dataSource.query<Row[]>(text, [id]);

  async function newWorkspace(
    plans: Given[] = [plan('basic', 1), plan('top', 2), plan('summit', 0)],
    members: Given[] = MEMBERS.map((name) => member(name)),
    accounts: Given[] = ACCOUNTS.map((name) => account(name)),
  ): Promise<TestWorkspace> {
    const workspace = await server.addWorkspace();
    await record(workspace, { plans, members, accounts });
    return workspace;
  }

  /** Refreshes all derived rows. */
  async function settle(workspace: TestWorkspace): Promise<void> {
    await rollOut(workspace.scope());
    // As the job does every minute. Stored evidence may have expired, while no row that lists read has.
    await refreshWorkspace(workspace.scope());
    expect((await workspace.ask('{ accounts { totalCount } }')).errors).toBeUndefined();
  }

  /** Checks that the announcements of each account lead step by step from PROSPECT to its current type. */
  async function expectAnnouncementsToChain(workspace: TestWorkspace): Promise<void> {
    const { data, errors } = await workspace.ask(
      `{ relationshipChanges(last: 100) { totalCount nodes { account { externalId } previousType type announcedAt } }
         accounts { nodes { externalId relationship { type } } } }`,
    );
    expect(errors).toBeUndefined();
    const { relationshipChanges, accounts } = data as {
      relationshipChanges: {
        totalCount: number;
        nodes: { account: { externalId: string }; previousType: string; type: string; announcedAt: string }[];
      };
      accounts: { nodes: { externalId: string; relationship: { type: string } }[] };
    };
    const announced = relationshipChanges.nodes.toReversed();
    expect(announced).toHaveLength(relationshipChanges.totalCount);
    expect(announced.map(({ announcedAt }) => announcedAt)).toEqual(
      announced.map(({ announcedAt }) => announcedAt).sort(),
    );
    const last = new Map(accounts.nodes.map(({ externalId }) => [externalId, 'PROSPECT']));
    for (const { account, previousType, type } of announced) {
      expect(previousType).toBe(last.get(account.externalId));
      expect(type).not.toBe(previousType);
      last.set(account.externalId, type);
    }
    expect(
      Object.fromEntries(accounts.nodes.map(({ externalId, relationship }) => [externalId, relationship.type])),
    ).toEqual(Object.fromEntries(last));
    tally('announcements', announced.length);
  }

  async function derivedOf(workspace: TestWorkspace): Promise<Given[][]> {
    const tables = await Promise.all(DERIVED.map((text) => query<Given>(text, workspace)));
    return tables.map((rows) =>
      rows.map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => !OWN_COLUMNS.includes(column)))),
    );
  }

  /** Records the same facts in a workspace of their own, in another order, and one by one. */
  async function recordAnew(workspace: TestWorkspace, order: readonly number[]): Promise<TestWorkspace> {
    const plans = await query<Given>(RECORDED.plans, workspace);
    const members = await query<Given>(RECORDED.members, workspace);
    const accounts = await query<Given>(RECORDED.accounts, workspace);
    const phases = await query<
      Record<'minor' | 'months', number> &
        Record<'subscription' | 'account', string> &
        Record<'isCanceled', boolean> & { to: number | null }
    >(RECORDED.phases, workspace);
    const interactions = await query<Given>(RECORDED.interactions, workspace);
    const names = [...new Set(phases.map(({ subscription }) => subscription))];
    const subscriptions = names.map((name) => {
      const ofSubscription = phases.filter(({ subscription }) => subscription === name);
      const last = ofSubscription.at(-1)!;
      return {
        externalId: name,
        accountExternalId: last.account,
        ...(last.isCanceled ? asInput({ cancelAt: last.to }) : {}),
        phases: ofSubscription.map(({ subscription: _, account: __, isCanceled: ___, minor, months, ...phase }) => ({
          ...asInput(phase),
          unitPrice: usd((minor / 100).toFixed(2)),
          billingInterval: INTERVALS[months],
        })),
      };
    });
    const other = await newWorkspace(
      plans.map(({ externalId }, rank) => plan(externalId as string, rank)),
      members,
      accounts.map(({ externalId }) => account(externalId as string)),
    );
    const pieces = inOrderOf(
      [
        ...subscriptions.map((one) => ({ subscriptions: [one] })),
        ...interactions.map((one) => ({ interactions: [asInput(one)] })),
        ...accounts.map((one) => ({ accounts: [one] })),
        { plans: plans.map(asInput) },
      ],
      order,
    );
    for (const piece of pieces) await record(other, piece);
    return other;
  }

  const property = fc.asyncProperty(writers, orders, async ([first, second], order) => {
    server.clock.now = NOW;
    const workspace = await newWorkspace();
    await Promise.all([first, second].map((operations) => new Writer(server, workspace).run(operations)));
    await settle(workspace);

    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
    expect((await checkWorkspace(workspace.scope(), () => undefined)).differences).toEqual([]);
    // A former customer is announced when a day has passed.
    server.clock.now += 2 * DAY;
    await settle(workspace);
    await expectAnnouncementsToChain(workspace);

    const other = await recordAnew(workspace, order);
    await settle(other);
    expect(await derivedOf(other)).toEqual(await derivedOf(workspace));
    tally('sequences');
    tally('operations', first.length + second.length);
  });

  test(
    'leaves the same rows as a rebuild and a gapless chain of changes, whatever the order of the records',
    () => fc.assert(property, { numRuns: Math.ceil(TEST_RUNS * 0.6) }),
    Math.max(120_000, TEST_RUNS * 2_000),
  );
});
