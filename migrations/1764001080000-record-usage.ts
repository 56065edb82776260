import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stores amounts charged for usage. They are never part of recurring revenue, so nothing derives from them. */
export class RecordUsage1764001080000 implements MigrationInterface {
  name = 'RecordUsage1764001080000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE usage_record (
        workspace_id  uuid NOT NULL,
        id            uuid NOT NULL,
        external_id   text COLLATE "C" NOT NULL,
        account_id    uuid NOT NULL,
        used_at       timestamptz NOT NULL,
        amount_minor  bigint NOT NULL CHECK (amount_minor >= 0),
        currency_code text,
        updated_at    timestamptz NOT NULL,
        PRIMARY KEY (workspace_id, id),
        UNIQUE (workspace_id, external_id),
        FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
      );
      CREATE INDEX usage_record_by_account ON usage_record (workspace_id, account_id, used_at)
        INCLUDE (amount_minor, currency_code);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE usage_record');
  }
}
