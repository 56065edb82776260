import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Marks relationship changes that an account's first import announced although they had taken place before. `cause` keeps
 * its value, because servers of the previous version know no other; `shown_cause` is the one that the API shows.
 */
export class MarkFirstSightings1764000930000 implements MigrationInterface {
  name = 'MarkFirstSightings1764000930000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE relationship_change ADD COLUMN is_first_seen boolean NOT NULL DEFAULT false;
      WITH change AS (
        SELECT c.workspace_id, c.id,
               bool_and(c.cause = 'RECORD' AND c.at < a.created_at AND c.announced_at < a.created_at + interval '168 hours') OVER (
                 PARTITION BY c.workspace_id, c.account_id ORDER BY c.announced_at, c.id
               ) AS is_first_seen
        FROM relationship_change c JOIN account a ON a.workspace_id = c.workspace_id AND a.id = c.account_id
      )
      UPDATE relationship_change c SET is_first_seen = true FROM change
      WHERE change.workspace_id = c.workspace_id AND change.id = c.id AND change.is_first_seen;
      ALTER TABLE relationship_change ADD COLUMN shown_cause text NOT NULL
        GENERATED ALWAYS AS (CASE WHEN is_first_seen THEN 'FIRST_SEEN' ELSE cause END) STORED;
      CREATE INDEX relationship_change_by_shown_cause
        ON relationship_change (workspace_id, shown_cause, announced_at, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE relationship_change DROP COLUMN shown_cause, DROP COLUMN is_first_seen');
  }
}
