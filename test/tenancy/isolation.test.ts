/**
 * Tests both mechanisms that isolate a workspace, statement by statement: the workspace condition in the statement, and
 * row-level security. Each mechanism is removed in turn, and the other one must suffice. Two workspaces get the same
 * records. The statements that the server sends for one workspace are sent again for the other: with the ids of the
 * first and the workspace id of the second.
 *
 * @jest-environment node
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { columnTypes } from '../../src/database/instants.js';
import { planForMany } from '../../src/database/planning.js';
import type * as statements from '../../src/database/statement.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { performRepertoire } from './repertoire.js';

jest.mock('../../src/database/statement.js', () => {
  const actual = jest.requireActual<typeof statements>('../../src/database/statement.js');
  const statementTexts = new Map<string, string>();
  return {
    ...actual,
    statementTexts,
    statement: (name: string, text: string) => {
      statementTexts.set(name, text);
      return actual.statement(name, text);
    },
    statementOverAll: (name: string, text: string) => {
      const one = actual.statementOverAll(name, text);
      statementTexts.set(one.text, one.text);
      return one;
    },
    shapedStatement: (text: string) => {
      statementTexts.set(text, text);
      return { name: '', text };
    },
  };
});
/**
 * Every statement by its name, or by its text if it has none: those that modules create when they are loaded, and those
 * created later.
 */
const { statementTexts } = jest.requireMock<{ statementTexts: Map<string, string> }>('../../src/database/statement.js');

const SOURCE = join(__dirname, '../../src');
const sqlFiles = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.sql.ts'));

/** Statements that a worker thread sends, or that the repertoire never sends, with their values from `$2` on. */
const FIRST = '00000000-0000-0000-0000-000000000000';
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** An instant at which everything recorded has started. */
const AT = new Date(NOW + 86_400_000).toISOString();
const EARLIEST = '-infinity';
const additionalCalls = (accountIds: string[]): Record<string, unknown[]> => ({
  // One more than the accounts of a workspace.
  selectPartEnd: [FIRST, accountIds.length],
  copyRelationships: [FIRST, LAST, AT],
  copyRelationshipsAndLater: [FIRST, LAST, AT, AT],
  copyPhases: [FIRST, LAST, AT],
  copyPurchases: [FIRST, LAST, AT, EARLIEST],
  copyContacts: [accountIds, AT, EARLIEST],
  copyLastTypes: [accountIds, AT],
  replacePeriods: ['[]', accountIds],
  replaceRenewals: ['[]', accountIds],
  selectAppliedRates: [['EUR']],
});

/**
 * Statements that only insert data of the workspace and so have no condition. The last test distinguishes what holds.
 */
const WITHOUT_CONDITION =
  /^(insert(Accounts|ApiKey|Identities|Interactions|Members|Plans|Policies|Subscriptions|Phases|RelationshipChanges)|upsertAccountNow|upsertExchangeRates|enqueueRollout|claimIdempotencyKey)$/;

const INSUFFICIENT_PRIVILEGE = '42501';
const UNIQUE_VIOLATION = '23505';

interface Sent {
  name: string;
  text: string;
  values: unknown[];
}

/** Changes of the other workspace after which every statement that was sent for it would change something. */
const DISTURBANCES = [
  `UPDATE plan SET rank = rank + 1`,
  `UPDATE member SET email = 'changed'`,
  `UPDATE account SET rules_revision = 0`,
  `UPDATE subscription SET churn_reason = 'changed'`,
  `UPDATE interaction SET note = 'changed'`,
  `UPDATE rollout SET finished_at = NULL`,
  `UPDATE api_key SET revoked_at = NULL, last_used_at = NULL`,
  `UPDATE kept_answer SET answer = 'changed', created_at = '2020-01-01'`,
  `UPDATE account_period
   SET from_at = from_at + interval '1 millisecond', first_paid_at = first_paid_at + interval '1 millisecond'`,
  `UPDATE account_now SET valid_until = '2020-01-01', is_borderline = true, computed_at = '2020-01-01',
     evidence_until = '2027-01-01', criteria_met = CASE external_id WHEN 'acme' THEN 12345 ELSE criteria_met END,
     currency_code = 'EUR', native_mrr_minor = 1, rates_revision = 0`,
  `INSERT INTO exchange_rate SELECT workspace_id, 'GBP', from_day, rate, updated_at FROM exchange_rate`,
  `INSERT INTO applied_rate
   SELECT workspace_id, 'GBP', first_rate, rate, revision, rules_revision, next_at FROM applied_rate`,
];

/** The statements that delete by id, with their tables. */
const DELETED = {
  deleteInteraction: 'interaction',
  deleteMember: 'member',
  deletePlan: 'plan',
  deleteSubscription: 'subscription',
  eraseAccount: 'account',
  removeAccount: 'account',
};

/** Records of the account $2, as if the repertoire had not merged it into another one. */
const RECORDS_OF_MERGED = [
  ...['subscription', 'interaction', 'usage_record'].map(
    (table) => `INSERT INTO ${table} SELECT (jsonb_populate_record(t, jsonb_build_object(
      'id', gen_random_uuid(), 'external_id', 'merged', 'account_id', $2::uuid))).*
      FROM ${table} t WHERE workspace_id = $1 LIMIT 1`,
  ),
  `INSERT INTO record_identity (workspace_id, kind, source, external_id, account_id)
   VALUES ($1, 'ACCOUNT', 'merged', 'merged', $2::uuid)`,
];

interface ServersClient {
  connectionParameters: { options?: string };
}

const isWrite = (text: string): boolean => /\b(INSERT|UPDATE|DELETE|enqueue_rollout)\b/.test(text);
/** Returns a statement as if its author had forgotten the workspace condition. */
const withoutCondition = (text: string): string =>
  text
    .replace(/(?:\w+\.)?workspace_id = \$1/g, () => '($1::uuid IS NOT NULL)')
    .replace(
      /((?:FROM|UPDATE) workspace\b[^)]*?WHERE )id = \$1/g,
      (_, start: string) => `${start}($1::uuid IS NOT NULL)`,
    );

/** The result of a statement, and a digest of the other workspace after it. */
interface Outcome {
  rows: string[] | null;
  error: string | null;
  theirs: string | null;
}

describe('the isolation of a workspace', () => {
  let server: TestServer;
  let theirs: TestWorkspace;
  let ours: TestWorkspace;
  let client: pg.Client;
  let tables: string[];
  const sent = new Map<string, Sent[]>();
  /** Other statements that the server sent. */
  const others = new Set<string>();

  beforeAll(async () => {
    for (const path of sqlFiles) await import(join(SOURCE, path));
    // This statement reads no table of a workspace.
    statementTexts.delete(planForMany.name);
    server = await startTestServer();
    theirs = await server.addWorkspace();
    ours = await server.addWorkspace();
    await performRepertoire(server, ours);
    const query = jest.spyOn(pg.Client.prototype, 'query');
    await performRepertoire(server, theirs);
    query.mock.contexts.forEach((by, i) => {
      if (!/role=clientele_server/.test((by as unknown as ServersClient).connectionParameters.options ?? '')) return;
      const [config] = query.mock.calls[i] as unknown as [Partial<Sent> | string];
      const text = typeof config === 'string' ? config : config.text!;
      if (![...statementTexts.values()].includes(text)) others.add(text.replace(/'[0-9a-f-]{36}'/, '…'));
    });
    for (const [config] of query.mock.calls as unknown as [Partial<Sent> | string][]) {
      if (typeof config === 'string' || config.name === undefined || config.values?.[0] !== theirs.id) continue;
      if (config.text === planForMany.text) continue;
      const name = config.name || config.text!;
      sent.set(name, [...(sent.get(name) ?? []), { ...config, name } as Sent]);
    }
    query.mockRestore();
    client = new pg.Client({ connectionString: server.database.url, types: columnTypes, options: '-c timezone=UTC' });
    await client.connect();
    tables = (
      await client.query<{ name: string }>(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`)
    ).rows
      .map(({ name }) => name)
      .filter((name) => name !== 'migrations');
    const { rows } = await client.query<{ id: string }>('SELECT id FROM account WHERE workspace_id = $1', [theirs.id]);
    const additional = additionalCalls(rows.map(({ id }) => id));
    for (const [name, values] of Object.entries(additional)) {
      const one = { name, text: statementTexts.get(name)!, values: [theirs.id, ...values] };
      sent.set(name, [...(sent.get(name) ?? []), one]);
    }
  }, 120_000);
  beforeAll(async () => {
    for (const change of DISTURBANCES) await client.query(`${change} WHERE workspace_id = $1`, [theirs.id]);
    // Restore the deleted records and the references to them.
    for (const [name, table] of Object.entries(DELETED)) {
      await client.query(
        `INSERT INTO ${table} SELECT (jsonb_populate_record(t, jsonb_build_object('id', $2::uuid, 'external_id', NULL))).*
         FROM ${table} t WHERE workspace_id = $1 LIMIT 1`,
        [theirs.id, idDeletedBy(name)],
      );
    }
    for (const insert of RECORDS_OF_MERGED) await client.query(insert, [theirs.id, idDeletedBy('removeAccount')]);
    await client.query(
      `INSERT INTO account_now
       SELECT (jsonb_populate_record(t, jsonb_build_object('account_id', $2::uuid, 'success_manager_id', $3::uuid))).*
       FROM account_now t WHERE workspace_id = $1 LIMIT 1`,
      [theirs.id, idDeletedBy('eraseAccount'), idDeletedBy('deleteMember')],
    );
    for (const reference of [
      `account SET success_manager_id = $2 WHERE external_id = 'other'`,
      `account_now SET success_manager_id = $2 WHERE external_id = 'other'`,
      `interaction SET member_id = $2 WHERE external_id IS NULL`,
    ]) {
      await client.query(`UPDATE ${reference} AND workspace_id = $1`, [theirs.id, idDeletedBy('deleteMember')]);
    }
  });
  afterAll(async () => {
    await client.end();
    await server.close();
  });

  const idDeletedBy = (name: string): unknown => sent.get(name)![0]!.values[1];

  const digest = async (): Promise<string> => {
    const parts = tables.map(
      (table) =>
        `SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS part FROM ${table} t WHERE ${table === 'workspace' ? 'id' : 'workspace_id'} = '${theirs.id}'`,
    );
    const { rows } = await client.query<{ part: string }>(parts.join(' UNION ALL '));
    return rows.map(({ part }) => part).join(' ');
  };

  /** Runs a statement as the server or the operator, in a transaction that is rolled back. */
  async function outcomeOf(actor: 'server' | 'operator', text: string, values: unknown[]): Promise<Outcome> {
    await client.query(`BEGIN; SET LOCAL clientele.workspace = '${ours.id}'`);
    if (actor === 'server') await client.query('SET LOCAL ROLE clientele_server');
    try {
      const { rows } = await client.query<object>({ text, values });
      await client.query('SET CONSTRAINTS ALL IMMEDIATE');
      await client.query('SET LOCAL ROLE NONE');
      return {
        rows: rows.map((row) => JSON.stringify(row)).sort(),
        error: null,
        theirs: isWrite(text) ? await digest() : null,
      };
    } catch (error) {
      return { rows: null, error: (error as { code?: string }).code ?? String(error), theirs: null };
    } finally {
      await client.query('ROLLBACK');
    }
  }

  const named = (workspaceId: string, { values }: Sent): unknown[] => [workspaceId, ...values.slice(1)];
  /** Returns a few calls of a statement that differ in their values. */
  const someOf = (name: string): Sent[] => {
    const all = sent.get(name) ?? [];
    const different = new Map(all.map((one) => [JSON.stringify(one.values).length, one]));
    return [...different.values()].slice(-4);
  };

  it('is tested with every statement', () => {
    expect(statementTexts.size).toBeGreaterThan(100);
    const untried = [...statementTexts.keys()].filter((name) => !sent.has(name));
    // A new statement needs an operation in the repertoire that sends it.
    expect(untried).toEqual([]);
  });

  it('applies to everything the server sends, except functions that bypass row-level security', () => {
    const ofTransactions = /^(BEGIN[A-Za-z_=; ]*; SET LOCAL clientele\.workspace = …|COMMIT|ROLLBACK)$/;
    const ofConnections = /^SET SESSION clientele\.workspace = …$/;
    const ofNewConnections = /pg_is_in_recovery\(\)|row_security_active\(/;
    const rest = [...others].filter(
      (text) =>
        !ofTransactions.test(text) &&
        !ofConnections.test(text) &&
        !ofNewConnections.test(text) &&
        text !== planForMany.text,
    );
    expect(rest.map((text) => / FROM (find_\w+)\((?:\$1[^)]*)?\)/.exec(text)?.[1] ?? text).toSorted()).toEqual([
      'find_api_key',
      'find_workspaces_to_derive_again',
      'find_workspaces_with_due_accounts',
      'find_workspaces_with_old_answers',
    ]);
  });

  const eachStatement = async (trial: (one: Sent) => Promise<void>): Promise<void> => {
    for (const name of sent.keys()) for (const one of someOf(name)) await trial(one);
  };

  it('holds by row-level security if a statement forgets the workspace condition', async () => {
    const before = await digest();
    await eachStatement(async (one) => {
      const { name, text } = one;
      const intended = await outcomeOf('server', text, named(ours.id, one));
      const forgotten = await outcomeOf('server', withoutCondition(text), named(ours.id, one));
      expect({ name, ...forgotten }).toEqual({ name, ...intended });
      expect([name, forgotten.theirs ?? before]).toEqual([name, before]);
    });
  }, 120_000);

  it('holds by row-level security if a statement has the wrong workspace id', async () => {
    const nobody = '01a202ca-0000-7000-8000-000000000000';
    const before = await digest();
    await eachStatement(async (one) => {
      const { name, text } = one;
      const wrong = await outcomeOf('server', text, named(theirs.id, one));
      expect([name, wrong.theirs ?? before]).toEqual([name, before]);
      if (wrong.error === null) {
        const ofNobody = await outcomeOf('operator', text, named(nobody, one));
        expect({ name, rows: wrong.rows }).toEqual({ name, rows: ofNobody.rows });
      } else expect([name, wrong.error]).toEqual([name, INSUFFICIENT_PRIVILEGE]);
    });
  }, 120_000);

  it('holds by the condition of each statement if row-level security is off', async () => {
    const before = await digest();
    await eachStatement(async (one) => {
      const { name, text } = one;
      const bypassed = await outcomeOf('operator', text, named(ours.id, one));
      const intended = await outcomeOf('server', text, named(ours.id, one));
      expect({ name, ...bypassed }).toEqual({ name, ...intended });
      expect([name, bypassed.theirs ?? before]).toEqual([name, before]);
    });
  }, 120_000);

  it('is broken by each statement if both mechanisms are off, so the other tests prove something', async () => {
    const before = await digest();
    const harmless: string[] = [];
    for (const name of sent.keys()) {
      let reaches = false;
      for (const one of someOf(name)) {
        const intended = await outcomeOf('server', one.text, named(ours.id, one));
        const open = WITHOUT_CONDITION.test(name)
          ? await outcomeOf('operator', one.text, named(theirs.id, one))
          : await outcomeOf('operator', withoutCondition(one.text), named(ours.id, one));
        // A row that already exists was reached, too.
        reaches ||= open.error === UNIQUE_VIOLATION;
        reaches ||= JSON.stringify(open.rows) !== JSON.stringify(intended.rows) || (open.theirs ?? before) !== before;
      }
      if (!reaches) harmless.push(name);
    }
    expect(harmless).toEqual([]);
  }, 120_000);
});
