/**
 * The two walls around a workspace, statement by statement: the condition on the workspace that the statement has, and
 * row-level security. Each is taken away in turn, and the other one alone must hold.
 *
 * Two workspaces are given the same records. What the server sends for one of them is sent again for the other: with
 * the ids of the first, under the name of the second.
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
  const made = new Map<string, string>();
  return {
    ...actual,
    made,
    statement: (name: string, text: string) => {
      made.set(name, text);
      return actual.statement(name, text);
    },
    statementOverAll: (name: string, text: string) => {
      const one = actual.statementOverAll(name, text);
      made.set(one.text, one.text);
      return one;
    },
    shapedStatement: (text: string) => {
      made.set(text, text);
      return { name: '', text };
    },
  };
});
/**
 * Every statement that was made, by its name, or by its text where it has none; those that a module makes when it is
 * read and those made later.
 */
const { made } = jest.requireMock<{ made: Map<string, string> }>('../../src/database/statement.js');

const SOURCE = join(__dirname, '../../src');
const sqlFiles = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.sql.ts'));

/** What another thread sends, and what the repertoire never does, from `$2` on. */
const FIRST = '00000000-0000-0000-0000-000000000000';
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** When what was recorded has begun. */
const AT = new Date(NOW + 86_400_000).toISOString();
const EVER = '-infinity';
const sentOtherwise = (accountIds: string[]): Record<string, unknown[]> => ({
  // One more than a workspace has.
  selectPartEnd: [FIRST, accountIds.length],
  copyRelationships: [FIRST, LAST, AT],
  copyRelationshipsAndLater: [FIRST, LAST, AT, AT],
  copyPhases: [FIRST, LAST, AT],
  copyPurchases: [FIRST, LAST, AT, EVER],
  copyContacts: [accountIds, AT, EVER],
  copyLastTypes: [accountIds, AT],
  replacePeriods: ['[]', accountIds],
});

/** What is sent is data of the workspace, and there is no condition to forget: what holds is told apart below. */
const WITHOUT_CONDITION =
  /^(insert(Accounts|ApiKey|Interactions|Members|Plans|Policies|Subscriptions|Phases|RelationshipChanges)|upsertAccountNow|enqueueRollout|claimIdempotencyKey)$/;

const INSUFFICIENT_PRIVILEGE = '42501';
const UNIQUE_VIOLATION = '23505';

interface Sent {
  name: string;
  text: string;
  values: unknown[];
}

/** Changes of the other workspace after which nothing that was sent for it would leave it as it is. */
const RESTLESS = [
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
     evidence_until = '2027-01-01', criteria_met = CASE external_id WHEN 'acme' THEN 12345 ELSE criteria_met END`,
];

/** By which statement rows of which table are deleted by their id. */
const DELETED = {
  deleteInteraction: 'interaction',
  deleteMember: 'member',
  deletePlan: 'plan',
  deleteSubscription: 'subscription',
  eraseAccount: 'account',
};

interface ServersClient {
  connectionParameters: { options?: string };
}

const isWrite = (text: string): boolean => /\b(INSERT|UPDATE|DELETE|enqueue_rollout)\b/.test(text);
/** As if whoever wrote the statement had forgotten the workspace. */
const forgetful = (text: string): string =>
  text
    .replace(/(?:\w+\.)?workspace_id = \$1/g, () => '($1::uuid IS NOT NULL)')
    .replace(
      /((?:FROM|UPDATE) workspace\b[^)]*?WHERE )id = \$1/g,
      (_, start: string) => `${start}($1::uuid IS NOT NULL)`,
    );

/** What a statement answered and what it left of the other workspace. */
interface Outcome {
  rows: string[] | null;
  error: string | null;
  theirs: string | null;
}

describe('the walls around a workspace', () => {
  let server: TestServer;
  let theirs: TestWorkspace;
  let ours: TestWorkspace;
  let client: pg.Client;
  let tables: string[];
  const sent = new Map<string, Sent[]>();
  /** What else the server sent. */
  const others = new Set<string>();

  beforeAll(async () => {
    for (const path of sqlFiles) await import(join(SOURCE, path));
    // It reads no table of a workspace.
    made.delete(planForMany.name);
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
      if (![...made.values()].includes(text)) others.add(text.replace(/'[0-9a-f-]{36}'/, '…'));
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
    const otherwise = sentOtherwise(rows.map(({ id }) => id));
    for (const [name, values] of Object.entries(otherwise)) {
      const one = { name, text: made.get(name)!, values: [theirs.id, ...values] };
      sent.set(name, [...(sent.get(name) ?? []), one]);
    }
  }, 120_000);
  beforeAll(async () => {
    for (const change of RESTLESS) await client.query(`${change} WHERE workspace_id = $1`, [theirs.id]);
    // What was deleted is there again, and what referred to it.
    for (const [name, table] of Object.entries(DELETED)) {
      await client.query(
        `INSERT INTO ${table} SELECT (jsonb_populate_record(t, jsonb_build_object('id', $2::uuid, 'external_id', NULL))).*
         FROM ${table} t WHERE workspace_id = $1 LIMIT 1`,
        [theirs.id, idDeletedBy(name)],
      );
    }
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

  /** Runs a statement as somebody, in a transaction that is undone. */
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
  /** Some that differ in what they send, rather than all of them. */
  const someOf = (name: string): Sent[] => {
    const all = sent.get(name) ?? [];
    const different = new Map(all.map((one) => [JSON.stringify(one.values).length, one]));
    return [...different.values()].slice(-4);
  };

  it('are tried with every statement that there is', () => {
    expect(made.size).toBeGreaterThan(100);
    const untried = [...made.keys()].filter((name) => !sent.has(name));
    // Whoever adds a statement adds to the repertoire what sends it.
    expect(untried).toEqual([]);
  });

  it('are met by whatever the server sends, but for the functions that look past them', () => {
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
    expect(rest.map((text) => / FROM (find_\w+)\(\$1[^)]*\)/.exec(text)?.[1] ?? text).toSorted()).toEqual([
      'find_api_key',
      'find_workspaces_with_due_accounts',
      'find_workspaces_with_old_answers',
    ]);
  });

  const eachStatement = async (trial: (one: Sent) => Promise<void>): Promise<void> => {
    for (const name of sent.keys()) for (const one of someOf(name)) await trial(one);
  };

  it('hold by row-level security alone, where a statement forgets the workspace', async () => {
    const before = await digest();
    await eachStatement(async (one) => {
      const { name, text } = one;
      const asMeant = await outcomeOf('server', text, named(ours.id, one));
      const forgotten = await outcomeOf('server', forgetful(text), named(ours.id, one));
      expect({ name, ...forgotten }).toEqual({ name, ...asMeant });
      expect([name, forgotten.theirs ?? before]).toEqual([name, before]);
    });
  }, 120_000);

  it('hold by row-level security alone, where a statement is given the wrong workspace', async () => {
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

  it('hold by the condition of each statement alone, where row-level security does not', async () => {
    const before = await digest();
    await eachStatement(async (one) => {
      const { name, text } = one;
      const unwalled = await outcomeOf('operator', text, named(ours.id, one));
      const asMeant = await outcomeOf('server', text, named(ours.id, one));
      expect({ name, ...unwalled }).toEqual({ name, ...asMeant });
      expect([name, unwalled.theirs ?? before]).toEqual([name, before]);
    });
  }, 120_000);

  it('are both needed for these trials: without either each statement reaches the other workspace', async () => {
    const before = await digest();
    const harmless: string[] = [];
    for (const name of sent.keys()) {
      let reaches = false;
      for (const one of someOf(name)) {
        const asMeant = await outcomeOf('server', one.text, named(ours.id, one));
        const open = WITHOUT_CONDITION.test(name)
          ? await outcomeOf('operator', one.text, named(theirs.id, one))
          : await outcomeOf('operator', forgetful(one.text), named(ours.id, one));
        // A row that is there already was reached, too.
        reaches ||= open.error === UNIQUE_VIOLATION;
        reaches ||= JSON.stringify(open.rows) !== JSON.stringify(asMeant.rows) || (open.theirs ?? before) !== before;
      }
      if (!reaches) harmless.push(name);
    }
    expect(harmless).toEqual([]);
  }, 120_000);
});
