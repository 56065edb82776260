import type { PoolClient } from 'pg';
import { poolOf } from '../../src/database/pool.js';
import { WORKSPACE_SETTING } from '../../src/database/row-level-security.js';
import { SERVER_ROLE } from '../../src/database/server-role.js';
import type { BoundStatement } from '../../src/database/statement.js';
import {
  selectInteractionPage,
  selectInteractionPages,
  type InteractionConditions,
  type InteractionPagePosition,
} from '../../src/interactions/interaction.sql.js';
import { account, member, record } from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

/** The rare values occur in 1 of 1,000 interactions. */
const COUNT = 20_000;
const EVERYTHING: InteractionConditions = {
  accountId: null,
  from: '-infinity',
  until: 'infinity',
  kinds: null,
  personalized: null,
  initiatives: null,
  sentiments: null,
  memberIds: null,
  hasMember: null,
};

const everything = (): boolean => true;

interface Plan {
  'Node Type': string;
  'Index Name'?: string;
  Plans?: Plan[];
}
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

describe('queries of interactions under row-level security', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  let client: PoolClient;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await record(workspace, {
      members: [member('common'), member('rare')],
      accounts: [account('common'), account('rare')],
    });
    client = await poolOf(server.database.dataSource).connect();
    for (const table of ['member', 'account']) {
      const { rows } = await client.query<{ id: string; external_id: string }>(`SELECT id, external_id FROM ${table}`);
      for (const { id, external_id } of rows) ids[`${table} ${external_id}`] = id;
    }
    const rareOr = (rare: string, common: string): string => `CASE WHEN i % 1000 = 0 THEN ${rare} ELSE ${common} END`;
    await client.query(`
      INSERT INTO interaction
      SELECT '${workspace.id}', md5(i::text)::uuid, ${rareOr(`'${ids['account rare']}'`, `'${ids['account common']}'`)}::uuid, NULL,
             ${rareOr("'ADVOCACY'", "'CALL'")}, i % 1000 = 0, ${rareOr("'US'", "'THEM'")}, ${rareOr('-100', 'i % 100')}, NULL,
             NULL, timestamptz '2026-03-15' - i * interval '1 hour', '2026-03-15',
             ${rareOr(`'${ids['member rare']}'`, `'${ids['member common']}'`)}::uuid, NULL, '2026-03-15'
      FROM generate_series(1, ${COUNT}) i`);
    await client.query(`
      ANALYZE interaction;
      SET ROLE ${SERVER_ROLE};
      SET ${WORKSPACE_SETTING} = '${workspace.id}';
    `);
  }, 60_000);
  afterAll(async () => {
    client.release(true);
    await server.close();
  });

  async function explain([{ text }, ...values]: BoundStatement<unknown>): Promise<Plan[]> {
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`EXPLAIN (FORMAT JSON) ${text}`, [
      workspace.id,
      ...values,
    ]);
    return nodesOf(rows[0]!['QUERY PLAN'][0].Plan);
  }

  it.each<[string, string, () => Partial<InteractionConditions>]>([
    ['interaction_by_occurrence', 'all interactions', () => ({})],
    [
      'interaction_by_occurrence',
      'recent interactions with a member',
      () => ({ from: '2026-03-14T00:00:00Z', hasMember: true }),
    ],
    ['interaction_by_kind', 'a kind', () => ({ kinds: ['ADVOCACY'] })],
    ['interaction_by_initiative', 'an initiative', () => ({ initiatives: ['US'] })],
    ['interaction_personalized', 'personalized interactions', () => ({ personalized: true })],
    ['interaction_by_sentiment', 'sentiments', () => ({ sentiments: [-100, -99] })],
    ['interaction_by_member', 'a member', () => ({ memberIds: [ids['member rare']!] })],
    ['interaction_by_account', 'an account', () => ({ accountId: ids['account rare']! })],
  ])('use the index %s for %s', async (index, _, conditions) => {
    for (const isBackward of [false, true]) {
      const position = { after: null, isBackward, rows: 51 };
      const nodes = await explain(selectInteractionPage({ ...EVERYTHING, ...conditions() }, position, everything));
      expect(nodes.map((node) => node['Node Type'])).not.toContain('Seq Scan');
      expect(nodes.map((node) => node['Index Name'])).toContain(index);
    }
  });

  it('use an index after a cursor, and for the interactions of several accounts', async () => {
    const deep: InteractionPagePosition = {
      after: ['2026-01-01T00:00:00Z', ids['account rare']!],
      isBackward: false,
      rows: 51,
    };
    const ofAll = await explain(selectInteractionPage(EVERYTHING, deep, everything));
    expect(ofAll.map((node) => node['Index Name'])).toContain('interaction_by_occurrence');
    const accountIds = [ids['account rare']!, ids['account common']!];
    const nodes = await explain(selectInteractionPages(accountIds, EVERYTHING, deep, everything));
    expect(nodes.map((node) => node['Index Name'])).toContain('interaction_by_account');
    expect(nodes.map((node) => node['Node Type'])).not.toContain('Seq Scan');
  });
});
