import { MIGRATIONS } from '../../src/composition/data-source.js';
import { enableRowLevelSecurity } from '../../src/database/row-level-security.js';
import { EncryptCursors1764000940000 } from '../../migrations/1764000940000-encrypt-cursors.js';
import { OrderAnnouncementsAndMembers1764000100000 } from '../../migrations/1764000100000-order-announcements-and-members.js';
import { IndexLists1764000300000 } from '../../migrations/1764000300000-index-lists.js';
import { account, member, phase, plan, record, subscription } from '../support/records.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

describe('migrations', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
  });
  afterAll(() => server.close());

  it('are each applied once, in the order of their names', async () => {
    const names = MIGRATIONS.map((migration) => new migration().name);
    expect(names.map((name) => /\d{13}$/.exec(name)?.[0])).toEqual(
      names.map((name) => /\d{13}$/.exec(name)![0]).toSorted(),
    );
    const applied = await server.database.dataSource.query<{ name: string }[]>(
      'SELECT name FROM migrations ORDER BY id',
    );
    expect(applied.map(({ name }) => name)).toEqual(names);
  });

  it('add a sort key to existing members, and continue the change sequence after existing changes', async () => {
    await record(workspace, {
      plans: [plan('basic', 1)],
      members: [member('z', { name: 'Zoë' }), member('a', { name: ' Ángel' }), member('b', { name: 'bob' })],
      accounts: [account('acme')],
      subscriptions: [subscription('s', 'acme', [phase('2025-01-01')])],
    });
    const migration = new OrderAnnouncementsAndMembers1764000100000();
    const runner = server.database.dataSource.createQueryRunner();
    await migration.down(runner);
    await migration.up(runner);
    await runner.release();
    await enableRowLevelSecurity(server.database.dataSource);

    const { data } = await workspace.ask('{ members { nodes { externalId } } }');
    expect(data).toEqual({ members: { nodes: ['a', 'b', 'z'].map((externalId) => ({ externalId })) } });
    await record(workspace, { subscriptions: [subscription('s', 'acme', [phase('2025-01-01', '2026-01-01')])] });
    const changes = await workspace.ask('{ relationshipChanges { nodes { type announcedAt } } }');
    expect(changes.data).toEqual({
      relationshipChanges: {
        nodes: [
          { type: 'FORMER_CUSTOMER', announcedAt: new Date(server.clock.now + 1).toISOString() },
          { type: 'CUSTOMER', announcedAt: new Date(server.clock.now).toISOString() },
        ],
      },
    });
  });

  it('add the columns for filters and orders to existing accounts', async () => {
    const workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1)],
      accounts: [account('a', { domain: 'Bücher.Example' }), account('b'), account('c', { domain: 'c.example' })],
      subscriptions: [subscription('s', 'a', [phase('2025-01-01')])],
    });
    const migration = new IndexLists1764000300000();
    const runner = server.database.dataSource.createQueryRunner();
    await migration.down(runner);
    await migration.up(runner);
    await runner.release();
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });

  it('give each workspace a secret of its own for its cursors, whether it exists or is created later', async () => {
    const existing = [await server.addWorkspace(), await server.addWorkspace()];
    const migration = new EncryptCursors1764000940000();
    const runner = server.database.dataSource.createQueryRunner();
    await migration.down(runner);
    await migration.up(runner);
    await runner.release();
    const all = [...existing, await server.addWorkspace(), await server.addWorkspace()];
    const secrets = await server.database.dataSource.query<{ secret: string }[]>(
      'SELECT cursor_secret AS secret FROM workspace WHERE id = ANY($1)',
      [all.map(({ id }) => id)],
    );
    expect(new Set(secrets.map(({ secret }) => secret)).size).toBe(all.length);
  });
});
