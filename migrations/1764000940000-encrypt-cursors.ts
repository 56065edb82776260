import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Gives each workspace a secret of 122 random bits, from which the keys that encrypt its cursors are derived. It is a
 * default, so that workspaces get a secret also from servers of the previous version, which do not know the column.
 */
export class EncryptCursors1764000940000 implements MigrationInterface {
  name = 'EncryptCursors1764000940000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE workspace ADD COLUMN cursor_secret uuid NOT NULL DEFAULT gen_random_uuid()');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE workspace DROP COLUMN cursor_secret');
  }
}
