/** Records the contents and responses of a workspace before a backup, and compares them after the restore. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { drainJobQueue } from '../../src/database/job-queue.js';
import { makeTasks } from '../../src/composition/jobs.js';
import { FULL_RECORDS } from '../support/full-records.js';
import { QueryGenerator } from '../support/generated-queries.js';
import { account, phase, record, subscription } from '../support/records.js';
import { documentsOfSdk, SCHEMA } from '../support/sdk-documents.js';
import type { TestDatabase } from '../support/database.js';
import { lasting, NOW, startTestServer, type TestServer } from '../support/server.js';
import { queryInNoWorkspace } from '../support/no-workspace.js';

const ROUNDS = 3;
const PUBLISH = 'mutation ($input: PolicyPublishInput!) { policyPublish(input: $input) { policy { version } } }';
const POLICY = {
  name: 'Half a year',
  clientScore: 1,
  criteria: [{ fact: 'TENURE_MONTHS', comparison: 'AT_LEAST', threshold: 6, weight: 1 }],
};
/** The documented query to poll for changes. */
const CHANGES = `query ($before: String) {
  relationshipChanges(last: 100, before: $before) { nodes { account { externalId } type } pageInfo { startCursor } }
}`;
const ROLLOUTS = '{ policies { nodes { version rollout { finishedAt } } } }';

interface RecordedResponse {
  text: string;
  variables: Record<string, unknown>;
  answer: unknown;
}

/** Sends a query with a key; fails on errors. */
type Get = (query: string, variables?: Record<string, unknown>) => Promise<any>; // eslint-disable-line @typescript-eslint/no-explicit-any

const getWith =
  ({ ask }: TestServer, key: string): Get =>
  async (query, variables) => {
    const { data, errors } = await ask(query, variables, { authorization: `Bearer ${key}` });
    expect(errors).toBeUndefined();
    return data;
  };

/** Two workspaces with records of every kind, a policy not rolled out yet, and the responses to all SDK queries. */
export class RecordedBase {
  private constructor(
    private readonly keys: readonly [key: string, other: string],
    private readonly responses: readonly RecordedResponse[],
    private readonly lastCursor: string,
  ) {}

  static async record(database: TestDatabase): Promise<RecordedBase> {
    const server = await startTestServer({ database });
    const [workspace, other] = [await server.addWorkspace(), await server.addWorkspace()];
    for (const each of [workspace, other]) await record(each, FULL_RECORDS);
    const get = getWith(server, workspace.key);
    await get(PUBLISH, { input: { policy: POLICY, expectedVersion: 1 } });
    const { accounts, plans } = await get(
      '{ accounts { nodes { id subscriptions { nodes { id } } interactions { nodes { id } } } } plans { id } }',
    );
    const [acme] = accounts.nodes;
    const ids = [acme, acme.subscriptions.nodes[0], acme.interactions.nodes[0], plans[0]].map(({ id }) => id);
    const random = xoroshiro128plus(7);
    const generator = new QueryGenerator(
      SCHEMA,
      {
        ids,
        texts: ['acme', 'acme-1', 'i1', 'basic', 'mia'],
        instants: ['2025-06-01T00:00:00Z', '2026-03-15T12:00:00Z'],
      },
      (limit) => uniformInt(random, 0, limit - 1),
    );
    const responses: RecordedResponse[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (const { text, variables: makeVariables } of documentsOfSdk()) {
        const variables = makeVariables((type) => generator.valueFor(type));
        responses.push({ text, variables, answer: lasting(await workspace.ask(text, variables)) });
      }
    }
    const { relationshipChanges } = await get(CHANGES);
    await server.app.close();
    return new RecordedBase([workspace.key, other.key], responses, relationshipChanges.pageInfo.startCursor);
  }

  /** Fails unless the database equals the recorded one in every respect, and closes the database. */
  async expectRestored(database: TestDatabase): Promise<void> {
    const server = await startTestServer({ database });
    const [key, otherKey] = this.keys;
    const get = getWith(server, key);
    for (const { text, variables, answer } of this.responses) {
      const again = lasting(await server.ask(text, variables, { authorization: `Bearer ${key}` }));
      expect({ text, variables, answer: again }).toEqual({ text, variables, answer });
    }
    expect((await server.ask('{ viewer { role } }', {}, { authorization: `Bearer ${key.slice(0, -1)}_` })).status).toBe(
      401,
    );
    await this.expectRowLevelSecurity(database);

    const rollout = async (): Promise<unknown> =>
      (await get(ROLLOUTS)).policies.nodes.find(({ version }: { version: number }) => version === 2).rollout;
    expect(await rollout()).toEqual({ finishedAt: null });
    await drainJobQueue(
      database.url,
      makeTasks(database.served, () => NOW),
    );
    expect(await rollout()).toEqual({ finishedAt: new Date(NOW).toISOString() });

    const { relationshipChanges } = await get(CHANGES, { before: this.lastCursor });
    const before = relationshipChanges.pageInfo.startCursor ?? this.lastCursor;
    const imported = await get('mutation ($input: ImportInput!) { import(input: $input) { refused } }', {
      input: {
        accounts: [account('newcomer')],
        subscriptions: [subscription('newcomer-1', 'newcomer', [phase('2026-03-01')])],
      },
    });
    expect(imported.import.refused).toBe(0);
    expect((await get(CHANGES, { before })).relationshipChanges.nodes).toEqual([
      { account: { externalId: 'newcomer' }, type: 'CUSTOMER' },
    ]);
    expect((await getWith(server, otherKey)('{ accounts { totalCount } }')).accounts.totalCount).toBe(1);
    await server.close();
  }

  /** Checks that the role of the server sees only rows of the entered workspace, and none before it enters one. */
  private async expectRowLevelSecurity({ served, dataSource }: TestDatabase): Promise<void> {
    const tables = await dataSource.query<{ name: string; isProtected: boolean }[]>(
      `SELECT relname AS name, relrowsecurity AND relforcerowsecurity AS "isProtected" FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'migrations'`,
    );
    expect(tables.filter(({ isProtected }) => !isProtected)).toEqual([]);
    await expect(queryInNoWorkspace(served, 'SELECT FROM account')).rejects.toThrow(/clientele\.workspace|uuid/);
    const open = await dataSource.query(
      `SELECT proname FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS granted
       WHERE pronamespace = 'public'::regnamespace AND prosecdef AND granted.grantee = 0`,
    );
    expect(open).toEqual([]);
    const workspaces = await dataSource.query<{ id: string }[]>('SELECT id FROM workspace');
    for (const { id } of workspaces) {
      const seen = await served.transaction(async (manager) => {
        await manager.query(`SET LOCAL clientele.workspace = '${id}'`);
        return manager.query<{ id: string }[]>('SELECT DISTINCT workspace_id AS id FROM account');
      });
      expect(seen).toEqual([{ id }]);
    }
  }
}
