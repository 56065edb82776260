import { MarkFirstSightings1764000930000 } from '../../migrations/1764000930000-mark-first-sightings.js';
import { enableRowLevelSecurity } from '../../src/database/row-level-security.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import {
  account,
  instant,
  interaction,
  mutated,
  phase,
  plan,
  record,
  subscription,
  usd,
  type Given,
  type ImportRecords,
} from '../support/records.js';

const OLD = [phase('2016-01-01', '2018-01-01')];
const KEPT = [phase('2016-01-01', null, { planExternalId: 'top' })];
const of = (phases: Given[]): ImportRecords => ({ subscriptions: [subscription('s', 'acme', phases)] });
const ACME: ImportRecords = { accounts: [account('acme')] };
const DAY_MS = 86_400_000;

/** What is recorded, one call a day, and the type and cause of each change announced, oldest first. */
const CASES: [title: string, calls: ImportRecords[], changes: [type: string, cause: string][]][] = [
  ['a customer of years ago', [{ ...ACME, ...of(OLD) }], [['FORMER_CUSTOMER', 'FIRST_SEEN']]],
  ['a client since years ago', [{ ...ACME, ...of(KEPT) }], [['CLIENT', 'FIRST_SEEN']]],
  ['an account whose history follows later', [ACME, of(KEPT)], [['CLIENT', 'FIRST_SEEN']]],
  [
    'an account whose history comes in several calls',
    [ACME, of([phase('2025-10-01')]), { interactions: [interaction('i', 'acme', '2026-01-01')] }, of(KEPT)],
    [
      ['CUSTOMER', 'FIRST_SEEN'],
      ['CLIENT', 'FIRST_SEEN'],
    ],
  ],
  [
    'a subscription that starts with the account',
    [{ ...ACME, ...of([phase(new Date(NOW).toISOString())]) }],
    [['CUSTOMER', 'RECORD']],
  ],
  ['a subscription that starts after the account', [ACME, of([phase('2026-03-16')])], [['CUSTOMER', 'RECORD']]],
  [
    'an account that returns after it was recorded',
    [{ ...ACME, ...of(OLD) }, of([...OLD, phase('2026-03-16')])],
    [
      ['FORMER_CUSTOMER', 'FIRST_SEEN'],
      ['CUSTOMER', 'RECORD'],
    ],
  ],
  [
    'history that becomes known after a change was announced',
    [ACME, of([phase('2026-03-16')]), of(KEPT)],
    [
      ['CUSTOMER', 'RECORD'],
      ['CLIENT', 'RECORD'],
    ],
  ],
];

describe('the first announcement of an account', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    server.clock.now = NOW;
    workspace = await server.addWorkspace();
    await record(workspace, { plans: [plan('basic', 1), plan('top', 2)] });
    server.clock.now = NOW;
  });

  const changes = async (filter: Given | null = null): Promise<string[][]> => {
    const text =
      'query ($f: RelationshipChangeFilter) { relationshipChanges(filter: $f) { totalCount nodes { type cause } } }';
    const { nodes, totalCount } = (await workspace.ask(text, { f: filter })).data.relationshipChanges as {
      nodes: Given[];
      totalCount: number;
    };
    expect(totalCount).toBe(nodes.length);
    return nodes.map(({ type, cause }) => [type as string, cause as string]).reverse();
  };

  it.each(CASES)('says whether the change is news or became known with the account: %s', async (_, calls, expected) => {
    for (const call of calls) {
      await record(workspace, call);
      server.clock.now += DAY_MS;
    }
    expect(await changes()).toEqual(expected);
    const causes = ['FIRST_SEEN', 'RECORD', 'TIME', 'POLICY'];
    for (const cause of causes) {
      expect(await changes({ cause: { eq: cause } })).toEqual(expected.filter(([, one]) => one === cause));
    }
    expect(await changes({ cause: { in: causes.slice(1) } })).toEqual(
      expected.filter(([, one]) => one !== 'FIRST_SEEN'),
    );
  });

  it('of a past that is corrected more than a week later is news', async () => {
    await record(workspace, { ...ACME, ...of(KEPT) });
    server.clock.now += 7 * DAY_MS;
    await record(workspace, of(OLD));
    expect(await changes()).toEqual([
      ['CLIENT', 'FIRST_SEEN'],
      ['FORMER_CUSTOMER', 'RECORD'],
    ]);
  });

  it('says so for single mutations, and the change that time brings later is no first sighting', async () => {
    await mutated(workspace, 'accountUpsert', { externalId: 'acme', name: 'Acme' });
    await mutated(workspace, 'subscriptionStart', {
      ...{ account: { externalId: 'acme' }, plan: { externalId: 'top' }, externalId: 's' },
      ...{ startsAt: instant('2024-04-01'), unitPrice: usd('9'), billingInterval: 'MONTH' },
    });
    server.clock.now = Date.parse(instant('2026-05-01'));
    expect(await changes()).toEqual([
      ['CUSTOMER', 'FIRST_SEEN'],
      ['CLIENT', 'TIME'],
    ]);
  });

  it('is marked by the migration as it would have been when it was recorded', async () => {
    for (const [, calls] of CASES.slice(0, 7)) {
      workspace = await server.addWorkspace();
      await record(workspace, { plans: [plan('basic', 1), plan('top', 2)] });
      for (const call of calls) await record(workspace, call);
    }
    const shown = () =>
      server.database.dataSource.query<Given[]>('SELECT id, shown_cause FROM relationship_change ORDER BY id');
    const before = await shown();
    expect(new Set(before.map(({ shown_cause }) => shown_cause))).toEqual(new Set(['FIRST_SEEN', 'RECORD', 'TIME']));
    const migration = new MarkFirstSightings1764000930000();
    const runner = server.database.dataSource.createQueryRunner();
    await migration.down(runner);
    await migration.up(runner);
    await runner.release();
    await enableRowLevelSecurity(server.database.dataSource);
    expect(await shown()).toEqual(before);
  });
});
