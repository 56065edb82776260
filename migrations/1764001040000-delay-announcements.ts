import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds when the type of an account may be announced, if not yet, and which types follow a recorded cancellation and may
 * be announced at once. Servers of the previous version write rows without the new columns. `announce_at` is apart from
 * `valid_until`, which they overwrite, so that no announcement that a newer server has put off is lost.
 */
export class DelayAnnouncements1764001040000 implements MigrationInterface {
  name = 'DelayAnnouncements1764001040000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE account_now ADD COLUMN announce_at timestamptz;
      CREATE INDEX account_now_by_announce_at ON account_now (workspace_id, announce_at)
        WHERE announce_at IS NOT NULL;
      ALTER TABLE account_period ADD COLUMN is_after_cancellation boolean NOT NULL DEFAULT false;
    `);
    await replaceFinder(
      runner,
      'OR EXISTS (SELECT FROM account_now n WHERE n.workspace_id = w.id AND n.announce_at <= at)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await replaceFinder(runner, '');
    await runner.query(`
      ALTER TABLE account_now DROP COLUMN announce_at;
      ALTER TABLE account_period DROP COLUMN is_after_cancellation;
    `);
  }
}

/** Replaces only the body of the function, so that its grants stay. */
async function replaceFinder(runner: QueryRunner, orWhere: string): Promise<void> {
  const [{ schema }] = (await runner.query('SELECT quote_ident(current_schema()) AS schema')) as [{ schema: string }];
  await runner.query(`
    CREATE OR REPLACE FUNCTION find_workspaces_with_due_accounts(at timestamptz) RETURNS SETOF uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
    BEGIN
      PERFORM set_config('clientele.operator', 'on', true);
      RETURN QUERY SELECT w.id FROM workspace w
                   WHERE EXISTS (SELECT FROM account_now n
                                 WHERE n.workspace_id = w.id AND n.valid_until <= at AND n.valid_until < 'infinity')
                     OR EXISTS (SELECT FROM account_now n
                                WHERE n.workspace_id = w.id AND n.evidence_until <= at AND n.evidence_until < 'infinity')
                     ${orWhere};
    END $$;
  `);
}
