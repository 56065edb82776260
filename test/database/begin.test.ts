import { account, everyRow, interaction, record } from '../support/records.js';
import { statement } from '../../src/database/statement.js';
import { CANCELLED, type Message } from '../support/database-proxy.js';
import { makeProxiedDatabase } from '../support/proxied-database.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

/** A server whose transactions can be made to fail at their first statement. */
describe('a failed transaction', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  let cancelled = 0;
  let isCancelling = false;

  const answer = ({ type, body }: Message): Buffer | null => {
    if (!isCancelling) return null;
    if (type === 'Q' && body.toString().startsWith('BEGIN')) {
      cancelled++;
      return CANCELLED;
    }
    return null;
  };

  beforeAll(async () => {
    server = await startTestServer({ database: await makeProxiedDatabase({ answer }) });
    workspace = await server.addWorkspace();
    await record(workspace, {
      accounts: [account('acme')],
      interactions: [interaction('call', 'acme', '2026-01-01')],
    });
  });
  afterAll(() => server.close());

  /** Reads all facts, derived rows and idempotency records. */
  const rows = async (): Promise<unknown[]> => [
    ...(await everyRow(server, workspace)),
    ...(await server.database.dataSource.query<unknown[]>('SELECT * FROM kept_answer')),
  ];

  const MUTATIONS = {
    accountUpsert: '{ externalId: "acme", name: "Changed" }',
    interactionRecord:
      '{ account: { externalId: "acme" }, externalId: "new", kind: CALL, occurredAt: "2026-02-01T00:00:00Z" }',
    interactionDelete: '{ interaction: { externalId: "call" } }',
    memberUpsert: '{ externalId: "jo", name: "Jo", email: "jo@example.com" }',
    planUpsert: '{ externalId: "top", name: "Top", rank: 9 }',
    accountDelete: '{ account: { externalId: "acme" } }',
  };

  it.each(Object.entries(MUTATIONS))(
    'of %s, whose BEGIN is cancelled, stores nothing and returns an error',
    async (name, input) => {
      const before = await rows();
      for (const idempotencyKey of ['', `, idempotencyKey: "${name}"`]) {
        // The connection that the mutation gets has entered this workspace before, so its statements would succeed on
        // their own.
        await workspace.ask('{ accounts { nodes { name } } }');
        [cancelled, isCancelling] = [0, true];
        const mutation = `mutation { ${name}(input: ${input.replace(/ }$/, `${idempotencyKey} }`)}) { userErrors { message } } }`;
        const { errors, status } = await workspace.ask(mutation);
        isCancelling = false;
        expect(await rows()).toEqual(before);
        expect({ status, codes: errors?.map(({ extensions }) => extensions.code) }).toEqual({
          status: 503,
          codes: ['OPERATION_TIMEOUT'],
        });
        expect(cancelled).toBe(1);
      }
    },
  );

  it('that left an idempotency key without a response lets the same mutation run again', async () => {
    const mutation =
      'mutation { accountUpsert(input: { externalId: "acme", name: "Once", idempotencyKey: "left" }) { account { name } userErrors { message } } }';
    const once = { accountUpsert: { account: { name: 'Once' }, userErrors: [] } };
    expect((await workspace.ask(mutation)).data).toEqual(once);
    await server.database.dataSource.query('UPDATE kept_answer SET answer = NULL');
    expect((await workspace.ask(mutation)).data).toEqual(once);
    expect((await workspace.ask(mutation)).data).toEqual(once);
  });

  it('throws its first error, even if that of a statement sent behind it arrives at the caller earlier', async () => {
    const failing = statement('failing', 'SELECT 1 / 0 FROM account WHERE workspace_id = $1');
    const reading = statement('reading', 'SELECT id FROM account WHERE workspace_id = $1');
    const written = workspace
      .scope()
      .write((sql) => Promise.all([Promise.all([Promise.all([sql.run(failing)])]), sql.run(reading)]));
    await expect(written).rejects.toThrow('division by zero');
  });

  it('is not reported as committed if the error of its statement is ignored', async () => {
    const failing = statement('failing', 'SELECT 1 / 0 FROM account WHERE workspace_id = $1');
    const ignored = workspace.scope().write((sql) => sql.run(failing).catch(() => undefined));
    await expect(ignored).rejects.toThrow('Expected the transaction to commit; PostgreSQL returned ROLLBACK.');
  });
});
