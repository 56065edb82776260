import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Creates functions for what the server does before it knows the workspace. They run as the owner of the tables and are the
 * only code of the server that bypasses row-level security. The role that may call them is created before migrations run.
 */
export class LookPastWorkspaces1764000200000 implements MigrationInterface {
  name = 'LookPastWorkspaces1764000200000';

  async up(runner: QueryRunner): Promise<void> {
    const [{ schema }] = (await runner.query('SELECT quote_ident(current_schema()) AS schema')) as [{ schema: string }];
    // A fixed search path, with temporary tables last, so that the caller cannot substitute other tables.
    const asOwner = `LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp`;
    // The setting has an effect only for the owner, and ends with the transaction.
    const lookPast = `PERFORM set_config('clientele.operator', 'on', true)`;
    await runner.query(`
      CREATE FUNCTION find_api_key(asked text)
      RETURNS TABLE (workspace_id uuid, id uuid, name text, role text, secret_hash text, expires_at timestamptz,
                     revoked_at timestamptz)
      ${asOwner} AS $$
      BEGIN
        ${lookPast};
        RETURN QUERY SELECT k.workspace_id, k.id, k.name, k.role, k.secret_hash, k.expires_at, k.revoked_at
                     FROM api_key k WHERE k.public_id = asked;
      END $$;

      CREATE FUNCTION find_workspaces_with_due_accounts(at timestamptz) RETURNS SETOF uuid
      ${asOwner} AS $$
      BEGIN
        ${lookPast};
        RETURN QUERY SELECT w.id FROM workspace w
                     WHERE EXISTS (
                       SELECT FROM account_now n
                       WHERE n.workspace_id = w.id AND n.valid_until <= at AND n.valid_until < 'infinity');
      END $$;

      CREATE FUNCTION enqueue_rollout(workspace uuid) RETURNS void
      ${asOwner} AS $$
      BEGIN
        IF workspace::text IS DISTINCT FROM current_setting('clientele.workspace') THEN
          RAISE insufficient_privilege USING MESSAGE = 'Expected the workspace that was entered; got ' || workspace;
        END IF;
        PERFORM graphile_worker.add_job(
          'rollOut', json_build_object('workspaceId', workspace), job_key => 'rollOut:' || workspace,
          max_attempts => 25);
      END $$;

      REVOKE EXECUTE ON FUNCTION find_api_key, find_workspaces_with_due_accounts, enqueue_rollout FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION find_api_key, find_workspaces_with_due_accounts, enqueue_rollout TO clientele_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION find_api_key, find_workspaces_with_due_accounts, enqueue_rollout`);
  }
}
