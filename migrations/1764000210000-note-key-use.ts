import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stores when an API key was last used, so that unused keys can be revoked. */
export class NoteKeyUse1764000210000 implements MigrationInterface {
  name = 'NoteKeyUse1764000210000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_key ADD COLUMN last_used_at timestamptz');
    await replaceLookup(runner, ['last_used_at timestamptz']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await replaceLookup(runner, []);
    await runner.query('ALTER TABLE api_key DROP COLUMN last_used_at');
  }
}

async function replaceLookup(runner: QueryRunner, added: string[]): Promise<void> {
  const [{ schema }] = (await runner.query('SELECT quote_ident(current_schema()) AS schema')) as [{ schema: string }];
  const columns = [
    ...['workspace_id uuid', 'id uuid', 'name text', 'role text', 'secret_hash text'],
    ...['expires_at timestamptz', 'revoked_at timestamptz', ...added],
  ];
  await runner.query(`
    DROP FUNCTION find_api_key;
    CREATE FUNCTION find_api_key(asked text) RETURNS TABLE (${columns.join(', ')})
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
    BEGIN
      PERFORM set_config('clientele.operator', 'on', true);
      RETURN QUERY SELECT ${columns.map((column) => `k.${column.split(' ')[0]!}`).join(', ')}
                   FROM api_key k WHERE k.public_id = asked;
    END $$;
    REVOKE EXECUTE ON FUNCTION find_api_key FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION find_api_key TO clientele_server;
  `);
}
