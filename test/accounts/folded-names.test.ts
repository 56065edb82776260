import { FoldNamesAgain1764000950000 } from '../../migrations/1764000950000-fold-names-again.js';
import { DIFFERENT_NAMES, EQUAL_NAMES } from '../support/names.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { account, member, record } from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

const NAMES = [...new Set([...EQUAL_NAMES.map(([, name]) => name), ...DIFFERENT_NAMES.flatMap(([, ...two]) => two)])];

/** How earlier versions folded names. */
const foldedBefore = (name: string): string =>
  name.trim().normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase();

describe('Accounts and members with names of many scripts', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await record(workspace, {
      accounts: NAMES.map((name, i) => account(`a${i}`, { name, domain: `${name}.example` })),
      members: NAMES.map((name, i) => member(`m${i}`, { name })),
    });
  });
  afterAll(() => server.close());

  async function namesFoundBy(typed: string): Promise<string[][]> {
    const { data } = await workspace.ask(
      `query ($typed: String!, $prefix: String!, $domain: String!) {
         name: accounts(filter: { name: { eq: $typed } }) { nodes { name } }
         prefix: accounts(filter: { name: { startsWith: $prefix } }) { nodes { name } }
         domain: accounts(filter: { domain: { in: [$domain] } }) { nodes { name } }
         members(filter: { name: { eq: $typed } }) { nodes { name } }
       }`,
      { typed, prefix: typed.trim(), domain: `${typed.trim()}.example` },
    );
    return Object.values<{ nodes: { name: string }[] }>(data).map(({ nodes }) => nodes.map(({ name }) => name));
  }

  it.each(EQUAL_NAMES)('are found by all spellings of %s', async (_, name, ...typed) => {
    for (const spelling of [name, ...typed]) {
      expect([spelling, ...(await namesFoundBy(spelling))]).toEqual([
        spelling,
        ...Array.from({ length: 4 }, () => expect.arrayContaining([name])),
      ]);
    }
  });

  it.each(DIFFERENT_NAMES)('are told apart by %s', async (_, name, other) => {
    expect((await namesFoundBy(name)).map((found) => found.includes(other))).toEqual(Array(4).fill(false));
  });

  it('are found by the letters of a Hangul syllable that is being typed', async () => {
    expect((await namesFoundBy('하'))[1]).toEqual(['한국']);
  });

  it('are folded again by the migration, in all workspaces', async () => {
    const { dataSource } = server.database;
    const second = await server.addWorkspace();
    await record(second, { accounts: [account('lodz', { name: 'Łódź' }), account('acme')] });
    const folds = (): Promise<object[]> =>
      dataSource.query(
        `SELECT a.id, a.name_folded AS account, n.name_folded AS now, n.domain_folded AS domain, m.name_folded AS member,
                a.name
         FROM account a JOIN account_now n ON n.workspace_id = a.workspace_id AND n.account_id = a.id
         LEFT JOIN member m ON m.workspace_id = a.workspace_id AND m.name = a.name ORDER BY a.id`,
      );
    const expected = await folds();
    for (const name of [...NAMES, 'acme']) {
      const values = [name, foldedBefore(name), foldedBefore(`${name}.example`)];
      await dataSource.query('UPDATE account SET name_folded = $2 WHERE name = $1', values.slice(0, 2));
      await dataSource.query('UPDATE member SET name_folded = $2 WHERE name = $1', values.slice(0, 2));
      await dataSource.query(
        `UPDATE account_now n SET name_folded = $2, domain_folded = CASE WHEN a.domain IS NOT NULL THEN $3 END
         FROM account a WHERE a.workspace_id = n.workspace_id AND a.id = n.account_id AND a.name = $1`,
        values,
      );
    }
    expect(await folds()).not.toEqual(expected);
    const countWrites = async (): Promise<number> => {
      const runner = dataSource.createQueryRunner();
      await runner.startTransaction();
      await new FoldNamesAgain1764000950000().up(runner);
      const [{ count }] = (await runner.query(
        'SELECT count(*) FROM account WHERE xmin = pg_current_xact_id()::xid',
      )) as [{ count: number }];
      await runner.commitTransaction();
      await runner.release();
      return count;
    };
    expect(await countWrites()).toBeGreaterThan(10);
    expect(await folds()).toEqual(expected);
    expect(await countWrites()).toBe(0);
  });

  it('have their sort key repaired by their next derivation, if a server of the previous version wrote it', async () => {
    const { dataSource } = server.database;
    const values = [workspace.id, 'Łódź', foldedBefore('Łódź')];
    for (const table of ['account', 'account_now']) {
      const named = 'SELECT id FROM account WHERE workspace_id = $1 AND name = $2';
      await dataSource.query(
        `UPDATE ${table} SET name_folded = $3
         WHERE workspace_id = $1 AND ${table === 'account' ? 'id' : 'account_id'} = (${named})`,
        values,
      );
    }
    expect((await namesFoundBy('lodz'))[0]).toEqual([]);
    await record(workspace, { accounts: [account('a0', { name: 'Łódź', desiredOutcome: 'Fewer calls' })] });
    expect((await namesFoundBy('lodz'))[0]).toEqual(['Łódź']);
    await expectDerivedTablesToEqualRebuild(dataSource, workspace.id);
  });
});
