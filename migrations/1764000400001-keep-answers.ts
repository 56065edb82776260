import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Stores the results of mutations with an `idempotencyKey` for a day. They can be decrypted only with that key, which is
 * not stored, so that the records do not reveal whose data they contain.
 */
export class KeepAnswers1764000400001 implements MigrationInterface {
  name = 'KeepAnswers1764000400001';

  async up(runner: QueryRunner): Promise<void> {
    const [{ schema }] = (await runner.query('SELECT quote_ident(current_schema()) AS schema')) as [{ schema: string }];
    await runner.query(`
      CREATE TABLE kept_answer (
        workspace_id uuid NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
        key_hash     text COLLATE "C" NOT NULL,
        request_hash text NOT NULL,
        answer       text,
        created_at   timestamptz NOT NULL,
        PRIMARY KEY (workspace_id, key_hash)
      );
      CREATE INDEX kept_answer_by_age ON kept_answer (workspace_id, created_at);

      CREATE FUNCTION find_workspaces_with_old_answers(until timestamptz) RETURNS SETOF uuid
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
      BEGIN
        PERFORM set_config('clientele.operator', 'on', true);
        RETURN QUERY SELECT w.id FROM workspace w
                     WHERE EXISTS (SELECT FROM kept_answer k WHERE k.workspace_id = w.id AND k.created_at <= until);
      END $$;
      REVOKE EXECUTE ON FUNCTION find_workspaces_with_old_answers FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION find_workspaces_with_old_answers TO clientele_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION find_workspaces_with_old_answers; DROP TABLE kept_answer');
  }
}
