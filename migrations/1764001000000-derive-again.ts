import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Lets servers tell which accounts were derived with the rules of continuity. All existing rows were not; a job derives them
 * again in the background. The function runs as the owner, like those of 1764000200000-look-past-workspaces.ts.
 */
export class DeriveAgain1764001000000 implements MigrationInterface {
  name = 'DeriveAgain1764001000000';

  async up(runner: QueryRunner): Promise<void> {
    const [{ schema }] = (await runner.query('SELECT quote_ident(current_schema()) AS schema')) as [{ schema: string }];
    await runner.query(`
      ALTER TABLE account_now ADD COLUMN continuous_at timestamptz;
      CREATE INDEX account_now_to_derive_again ON account_now (workspace_id, account_id)
        WHERE continuous_at IS DISTINCT FROM computed_at;
      CREATE FUNCTION find_workspaces_to_derive_again() RETURNS SETOF uuid
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
      BEGIN
        PERFORM set_config('clientele.operator', 'on', true);
        RETURN QUERY SELECT w.id FROM workspace w
                     WHERE EXISTS (SELECT FROM account_now n
                                   WHERE n.workspace_id = w.id AND n.continuous_at IS DISTINCT FROM n.computed_at);
      END $$;
      REVOKE EXECUTE ON FUNCTION find_workspaces_to_derive_again FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION find_workspaces_to_derive_again TO clientele_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION find_workspaces_to_derive_again;
      ALTER TABLE account_now DROP COLUMN continuous_at;
    `);
  }
}
