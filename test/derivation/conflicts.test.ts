import { poolOf } from '../../src/database/pool.js';
import {
  account,
  interaction,
  mutate,
  phase,
  plan,
  record,
  subscription,
  usd,
  member,
  type Given,
  type MutationName,
} from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { waitUntil } from '../support/wait-until.js';

const ACME = { externalId: 'acme' };
const SPARE = { externalId: 'spare' };
const ZOE = { externalId: 'zoe' };
const START = { account: ACME, plan: SPARE, unitPrice: usd('49.00'), billingInterval: 'MONTH' };
const CALL = { account: ACME, kind: 'CALL', occurredAt: '2026-03-01T00:00:00Z' };

/** Mutations that refer to a plan or a member, whose foreign keys PostgreSQL checks only at COMMIT. */
const REFERRING: [MutationName, Given, 'plan' | 'member'][] = [
  ['subscriptionStart', START, 'plan'],
  ['subscriptionStart', { ...START, idempotencyKey: 'k' }, 'plan'],
  ['subscriptionChange', { subscription: { externalId: 's' }, plan: SPARE }, 'plan'],
  ['interactionRecord', { ...CALL, member: ZOE }, 'member'],
  ['accountUpsert', { ...ACME, successManager: ZOE }, 'member'],
  ['accountUpsert', { name: 'New', successManager: ZOE, idempotencyKey: 'k' }, 'member'],
  ['successManagerAssign', { account: ACME, member: ZOE }, 'member'],
];

describe('a deferred foreign key that is violated at COMMIT', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1), plan('spare', 0)],
      members: [member('zoe')],
      accounts: [account('acme')],
      subscriptions: [subscription('s', 'acme', [phase('2023-01-01')])],
    });
  });

  /** Commits the deletion of a record while `write` waits for it in order to check its foreign key. */
  async function whileDeleting<Result>(kind: 'plan' | 'member', write: () => Promise<Result>): Promise<Result> {
    const deleter = await poolOf(server.database.dataSource).connect();
    try {
      await deleter.query('BEGIN');
      await deleter.query(`DELETE FROM ${kind} WHERE workspace_id = $1 AND external_id = ANY ('{spare,zoe}')`, [
        workspace.id,
      ]);
      const result = write();
      await waitUntil('the mutation waits at COMMIT', async () => {
        // On another connection: within a transaction, pg_stat_activity shows what it showed first.
        const rows = await server.database.dataSource.query<{ pid: number }[]>(
          `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query = 'COMMIT'`,
        );
        return rows.length > 0;
      });
      await deleter.query('COMMIT');
      return await result;
    } finally {
      await deleter.query('ROLLBACK');
      deleter.release();
    }
  }

  it.each(REFERRING)('because of a concurrent deletion makes %s %j return NOT_FOUND', async (name, input, kind) => {
    const { thing, userErrors } = await whileDeleting(kind, () => mutate(workspace, name, input));
    expect({ thing, userErrors }).toMatchObject({
      thing: null,
      userErrors: [{ field: [expect.any(String)], code: 'NOT_FOUND' }],
    });
  });

  it('because of a concurrent deletion makes an import refuse the records that refer to what was deleted', async () => {
    const input = {
      accounts: [account('good')],
      subscriptions: [subscription('new', 'acme', [phase('2024-01-01', null, { planExternalId: 'spare' })])],
      interactions: [interaction('good', 'acme', '2026-01-01')],
    };
    const answer = await whileDeleting('plan', () =>
      workspace.ask(
        'mutation ($input: ImportInput!) { import(input: $input) { created refused userErrors { field code } } }',
        { input },
      ),
    );
    expect(answer).toMatchObject({ data: { import: { created: 2, refused: 1 } } });
  });
});

/** A trigger fails the first commits as a violated foreign key would. A sequence counts them, since it is not rolled back. */
describe('a transaction that conflicts', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    await server.database.dataSource.query(`
      CREATE SEQUENCE commits;
      GRANT USAGE ON SEQUENCE commits TO PUBLIC;
      CREATE TABLE conflict (code text, times int);
      GRANT SELECT ON conflict TO PUBLIC;
      CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE wanted conflict;
      BEGIN
        SELECT * INTO wanted FROM conflict;
        IF nextval('commits') <= wanted.times THEN RAISE EXCEPTION 'A conflict' USING ERRCODE = wanted.code; END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER conflict AFTER INSERT OR UPDATE ON member DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION conflict();
    `);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    workspace = await server.addWorkspace();
  });

  const failFirst = (times: number, code: string): Promise<unknown> =>
    server.database.dataSource.query(
      `TRUNCATE conflict; INSERT INTO conflict VALUES ('${code}', ${times}); ALTER SEQUENCE commits RESTART;`,
    );
  const UPSERT =
    'mutation { memberUpsert(input: { externalId: "m", name: "M", idempotencyKey: "k" }) { member { name } } }';

  it.each(['23503', '23505', '40001', '40P01'])('with SQLSTATE %s at COMMIT is repeated', async (code) => {
    for (const times of [1, 5]) {
      await failFirst(times, code);
      const { data, errors } = await workspace.ask(UPSERT.replace('"k"', `"${times}"`));
      expect({ data, errors }).toEqual({ data: { memberUpsert: { member: { name: 'M' } } }, errors: undefined });
    }
  });

  it.each(['23503', '23505', '40001', '40P01'])(
    'with SQLSTATE %s at every COMMIT asks the caller to try again, records nothing and is logged',
    async (code) => {
      const log = jest.spyOn(server.app.log, 'error');
      await failFirst(1_000, code);
      const answer = await workspace.ask(UPSERT);
      expect(answer).toMatchObject({ status: 503, errors: [{ extensions: { code: 'OVERLOADED' } }] });
      expect(log).toHaveBeenCalledTimes(1);
      log.mockRestore();
      await failFirst(0, code);
      expect((await workspace.ask('{ members { totalCount } }')).data).toEqual({ members: { totalCount: 0 } });
      expect((await workspace.ask(UPSERT)).errors).toBeUndefined();
    },
  );
});
