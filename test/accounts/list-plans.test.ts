import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import {
  selectAccountPage,
  selectCriteriaSets,
  type AccountCondition,
  type AccountField,
  type AccountSelection,
} from '../../src/accounts/account-page.sql.js';
import { RELATIONSHIP_NOW_COLUMNS } from '../../src/derivation/account-now.sql.js';
import type { Operator } from '../../src/database/condition.js';
import { poolOf } from '../../src/database/pool.js';
import { WORKSPACE_SETTING } from '../../src/database/row-level-security.js';
import { SERVER_ROLE } from '../../src/database/server-role.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

/** Of two workspaces; what is looked for is 1 account in 1,000 or fewer. */
const COUNT = 20_000;
const AT = '2026-03-15T12:00:00.000Z';
const RARE_UUID = '00000000-0000-7000-8000-000000000001';
const ORDERS: AccountField[] = ['name', 'createdAt', 'score', 'mrrMinor', 'payingSince', 'nextTypeAt'];

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  Plans?: Plan[];
}

const fill = (workspaceId: string, memberId: string): string => `
  INSERT INTO member VALUES ('${workspaceId}', '${memberId}', 'm', 'Mia', NULL, '${AT}', '${AT}', 'mia');
  INSERT INTO account
  SELECT '${workspaceId}', md5(i || '${workspaceId}')::uuid, 'a' || i, 'Account ' || i, 'account ' || i, 'd' || i || '.example',
         CASE WHEN i % 1000 > 0 THEN '${memberId}'::uuid END, NULL, '{}', 1, 1, timestamptz '${AT}' - i * interval '1 minute', '${AT}'
  FROM generate_series(1, ${COUNT}) i;
  INSERT INTO account_now
  SELECT '${workspaceId}', md5(i || '${workspaceId}')::uuid, 'account ' || i, timestamptz '${AT}' - i * interval '1 minute',
         CASE WHEN i % 1000 > 0 THEN '${memberId}'::uuid END,
         CASE WHEN i % 1000 = 0 THEN 'TRIAL' WHEN i % 3 = 0 THEN 'CLIENT' ELSE 'CUSTOMER' END,
         i / ${COUNT}::float8, i % 128, i % 1000 = 0, i * 100,
         CASE WHEN i % 10 = 0 THEN 'infinity' ELSE timestamptz '${AT}' - i * interval '1 hour' END,
         CASE WHEN i % 1000 = 0 THEN '${RARE_UUID}' ELSE '${memberId}' END::uuid,
         timestamptz '${AT}' - i * interval '1 minute',
         CASE WHEN i % 10 = 0 THEN 'infinity' ELSE timestamptz '${AT}' + i * interval '1 hour' END,
         '${AT}', 'infinity', 'a' || i, 'd' || i || '.example', CASE WHEN i % 1000 = 0 THEN 2 ELSE 1 END, 'infinity', '-infinity', NULL, NULL, NULL, '[]', 'infinity'
  FROM generate_series(1, ${COUNT}) i;
  INSERT INTO account_period
  SELECT '${workspaceId}', md5(i || '${workspaceId}')::uuid, p.from_at, p.to_at, p.type, i * 100, 0, NULL, 1, NULL, 0, 0, NULL
  FROM generate_series(1, ${COUNT}) i CROSS JOIN LATERAL (VALUES
    ('-infinity'::timestamptz, timestamptz '${AT}' - i * interval '1 hour', 'PROSPECT'),
    (timestamptz '${AT}' - i * interval '1 hour', timestamptz '${AT}' + i * interval '1 hour', CASE WHEN i % 1000 = 0 THEN 'TRIAL' ELSE 'CUSTOMER' END),
    (timestamptz '${AT}' + i * interval '1 hour', 'infinity', 'CLIENT')) AS p (from_at, to_at, type);`;

describe('Query plans of account lists under row-level security', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  let client: PoolClient;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    const other = await server.addWorkspace();
    const pool: Pool = poolOf(server.database.dataSource);
    client = await pool.connect();
    for (const { id } of [workspace, other]) await client.query(fill(id, randomUUID()));
    await client.query('ANALYZE account, account_now, account_period');
    await client.query(`SET ROLE ${SERVER_ROLE}; SET ${WORKSPACE_SETTING} = '${workspace.id}'`);
  }, 120_000);
  afterAll(async () => {
    client.release(true);
    await server.close();
  });

  const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

  async function explain(
    selection: AccountSelection,
    field: AccountField,
    isDescending = false,
    beyond: readonly [unknown, string] | null = null,
  ): Promise<Plan[]> {
    const [{ text }, ...values] = selectAccountPage(
      selection,
      { field, isDescending },
      beyond,
      51,
      () => true,
      RELATIONSHIP_NOW_COLUMNS,
    );
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`EXPLAIN (FORMAT JSON) ${text}`, [
      workspace.id,
      ...values,
    ]);
    return nodesOf(rows[0]!['QUERY PLAN'][0].Plan);
  }
  const nowOf = (...all: AccountCondition[]): AccountSelection => ({ condition: { all }, asOf: null });
  const leaf = (field: AccountField, is: Operator, value: unknown): AccountCondition => ({ field, is, value });
  /** The conditions by which an index of account_now was searched, besides the workspace. */
  const searchedBy = (nodes: readonly Plan[]): string =>
    nodes
      .filter((node) => node['Index Name']?.startsWith('account_now_'))
      .map((node) => node['Index Cond'] ?? '')
      .join(' ');
  const scanned = (nodes: readonly Plan[]): string[] =>
    nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name']!);

  it('read only their own workspace', async () => {
    const { rows } = await client.query('SELECT count(*)::int AS count FROM account_now');
    expect(rows).toEqual([{ count: COUNT }]);
  });

  const SELECTIVE: [string, AccountCondition, string][] = [
    ['a type', leaf('type', 'eq', 'TRIAL'), 'type'],
    ['types', leaf('type', 'in', ['TRIAL', 'PROSPECT']), 'type'],
    ['a score', leaf('score', 'gte', 0.9995), 'score'],
    [
      'a policy and the criteria met',
      { all: [leaf('policyVersion', 'eq', 2), leaf('criteriaMet', 'in', [104, 80])] },
      'criteria_met',
    ],
    [
      'the date of the next change',
      { all: [leaf('nextTypeAt', 'gte', AT), leaf('nextTypeAt', 'lt', '2026-03-16T00:00:00.000Z')] },
      'next_type_at',
    ],
    ['a plan', leaf('plan', 'eq', RARE_UUID), 'plan_id'],
    ['plans', leaf('plan', 'in', [RARE_UUID, randomUUID()]), 'plan_id'],
    ['revenue', leaf('mrrMinor', 'gt', (COUNT - 10) * 100), 'mrr_minor'],
    ['tenure', leaf('payingSince', 'lt', '2023-12-03T00:00:00.000Z'), 'paying_since'],
    ['a success manager', leaf('successManager', 'eq', RARE_UUID), 'success_manager_id'],
    ['no success manager', leaf('successManager', 'isNull', true), 'success_manager_id'],
    ['a name', leaf('name', 'eq', 'account 77'), 'name_folded'],
    [
      'the beginning of a name',
      { all: [leaf('name', 'gte', 'account 77'), leaf('name', 'lt', 'account 77\u{10FFFF}')] },
      'name_folded',
    ],
    ['a domain', leaf('domain', 'eq', 'd77.example'), 'domain_folded'],
    ['no domain', leaf('domain', 'isNull', true), 'domain_folded'],
    ['an externalId', leaf('externalId', 'eq', 'a77'), 'external_id'],
    ['externalIds', leaf('externalId', 'in', ['a77', 'a78', 'a79']), 'external_id'],
    ['the creation date', leaf('createdAt', 'gte', '2026-03-15T11:00:00.000Z'), 'created_at'],
    [
      'the date of the last interaction',
      leaf('lastInteractionAt', 'gte', '2026-03-15T11:00:00.000Z'),
      'last_interaction_at',
    ],
  ];

  it.each(SELECTIVE)('find accounts by %s through an index, in every order', async (_, condition, column) => {
    for (const field of ORDERS) {
      const nodes = await explain(nowOf(condition), field);
      expect({ field, scanned: scanned(nodes), by: searchedBy(nodes) }).toEqual({
        field,
        scanned: [],
        by: expect.stringContaining(column) as string,
      });
    }
  });

  it('find borderline accounts through a partial index', async () => {
    for (const field of ORDERS) {
      const nodes = await explain(nowOf(leaf('isBorderline', 'eq', true)), field);
      expect(scanned(nodes)).toEqual([]);
      expect(nodes.map((node) => node['Index Name'])).toContain('account_now_borderline');
    }
  });

  it('combine the indexes of both sides of an "or"', async () => {
    const condition = {
      any: [
        leaf('domain', 'eq', 'd77.example'),
        leaf('externalId', 'eq', 'a78'),
        leaf('mrrMinor', 'gt', (COUNT - 5) * 100),
      ],
    };
    const nodes = await explain(nowOf(condition), 'name');
    expect(scanned(nodes)).toEqual([]);
    for (const column of ['domain_folded', 'external_id', 'mrr_minor']) expect(searchedBy(nodes)).toContain(column);
  });

  it.each(ORDERS)(
    'read the order of %s from an index without sorting, for all accounts and for one type',
    async (field) => {
      for (const isDescending of [false, true]) {
        for (const selection of [nowOf(), nowOf(leaf('type', 'eq', 'CUSTOMER'))]) {
          const nodes = await explain(selection, field, isDescending);
          expect(scanned(nodes)).toEqual([]);
          // The page itself is put in order again after its accounts were joined; that is 51 rows.
          const sorts = nodes.filter(
            (node) => /Sort/.test(node['Node Type']) && nodesOf(node).every((n) => n['Node Type'] !== 'Limit'),
          );
          expect(sorts).toEqual([]);
        }
      }
    },
  );

  it('continue after a cursor through an index, in every order', async () => {
    for (const field of ORDERS) {
      const place = field === 'name' ? 'account 5' : ['score', 'mrrMinor'].includes(field) ? 0.5 : AT;
      const beyond = [field === 'mrrMinor' ? 500 : place, RARE_UUID] as const;
      const nodes = await explain(nowOf(leaf('type', 'eq', 'CUSTOMER')), field, false, beyond);
      expect(scanned(nodes)).toEqual([]);
      expect(searchedBy(nodes)).toMatch(/type = .*ROW\(/);
    }
  });

  it('scan no table even for a condition that most accounts meet', async () => {
    const common = [
      leaf('type', 'in', ['CUSTOMER', 'CLIENT']),
      leaf('isBorderline', 'eq', false),
      leaf('score', 'gte', 0.1),
      leaf('domain', 'isNull', false),
      leaf('successManager', 'isNull', false),
      { all: [leaf('policyVersion', 'eq', 1), leaf('criteriaMet', 'in', [...Array(64).keys()])] },
    ];
    for (const condition of common) {
      for (const field of ORDERS) expect(scanned(await explain(nowOf(condition), field))).toEqual([]);
    }
  });

  it('find each set of met criteria with one index probe', async () => {
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `EXPLAIN (FORMAT JSON) ${selectCriteriaSets.text}`,
      [workspace.id],
    );
    const nodes = nodesOf(rows[0]!['QUERY PLAN'][0].Plan);
    expect(scanned(nodes)).toEqual([]);
    expect(searchedBy(nodes)).toContain('ROW(policy_version, criteria_met)');
    const { rows: sets } = await client.query({ text: selectCriteriaSets.text, values: [workspace.id] });
    expect(sets).toHaveLength(128 + 16);
  });

  it('use an index for a type and for the order of names as of another instant', async () => {
    const asOf = '2026-04-01T00:00:00.000Z';
    const ofType = await explain({ asOf, condition: leaf('type', 'eq', 'TRIAL') }, 'name');
    expect(scanned(ofType)).toEqual([]);
    expect(ofType.map((node) => node['Index Name'])).toContain('account_period_by_type');
    const all = await explain({ asOf, condition: { all: [] } }, 'name');
    expect(scanned(all)).toEqual([]);
    expect(all.map((node) => node['Index Name'])).toContain('account_now_by_name');
  });
});
