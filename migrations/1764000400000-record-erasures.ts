import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Records that something was erased, without any of its data. Adds the time of the last change to interactions, as to all
 * other records that several people can edit.
 */
export class RecordErasures1764000400000 implements MigrationInterface {
  name = 'RecordErasures1764000400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE erasure (
        workspace_id  uuid NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
        id            uuid NOT NULL,
        kind          text NOT NULL CHECK (kind IN ('ACCOUNT')),
        erased_at     timestamptz NOT NULL,
        api_key_id    uuid,
        subscriptions integer NOT NULL,
        phases        integer NOT NULL,
        interactions  integer NOT NULL,
        changes       integer NOT NULL,
        PRIMARY KEY (workspace_id, id)
      );

      ALTER TABLE interaction ADD COLUMN updated_at timestamptz;
      UPDATE interaction SET updated_at = recorded_at;
      ALTER TABLE interaction ALTER COLUMN updated_at SET NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE interaction DROP COLUMN updated_at;
      DROP TABLE erasure;
    `);
  }
}
