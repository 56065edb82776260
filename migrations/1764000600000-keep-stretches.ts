import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds to account_now since when an account has its type and what its next type is, so that a page of relationships reads
 * one row per account. Existing rows are filled from their periods.
 */
export class KeepStretches1764000600000 implements MigrationInterface {
  name = 'KeepStretches1764000600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE account_now
        ADD COLUMN type_since timestamptz NOT NULL DEFAULT '-infinity',
        ADD COLUMN next_type text,
        ADD COLUMN next_type_to timestamptz,
        ADD COLUMN next_policy_version int;
      ALTER TABLE account_now ALTER COLUMN type_since DROP DEFAULT;
      WITH turn AS (
        SELECT p.workspace_id, p.account_id, p.from_at, p.type, p.policy_version,
               lead(p.from_at, 1, 'infinity') OVER (PARTITION BY p.workspace_id, p.account_id ORDER BY p.from_at) AS to_at
        FROM account_period p WHERE p.type_before IS DISTINCT FROM p.type
      )
      UPDATE account_now n
      SET type_since = this.from_at, next_type = next.type, next_type_to = next.to_at,
          next_policy_version = next.policy_version
      FROM turn this
      LEFT JOIN turn next ON next.workspace_id = this.workspace_id AND next.account_id = this.account_id
        AND next.from_at = this.to_at
      WHERE this.workspace_id = n.workspace_id AND this.account_id = n.account_id
        AND this.from_at <= n.computed_at AND n.computed_at < this.to_at;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE account_now
        DROP COLUMN type_since, DROP COLUMN next_type, DROP COLUMN next_type_to, DROP COLUMN next_policy_version;
    `);
  }
}
