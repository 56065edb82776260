import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds to account_now until when an account is a client if contact continues. Existing clients become due, so that the
 * next read derives them again.
 */
export class ForeseeLostClients1764000500001 implements MigrationInterface {
  name = 'ForeseeLostClients1764000500001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE account_now ADD COLUMN client_until timestamptz NOT NULL DEFAULT 'infinity';
      ALTER TABLE account_now ALTER COLUMN client_until DROP DEFAULT;
      UPDATE account_now SET valid_until = computed_at WHERE type = 'CLIENT';
      CREATE INDEX account_now_by_client_until ON account_now (workspace_id, client_until)
        WHERE client_until < 'infinity';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE account_now DROP COLUMN client_until');
  }
}
