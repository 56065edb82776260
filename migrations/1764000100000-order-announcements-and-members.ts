import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Folds a name for sorting in lists: lower case, without accents. */
const fold = (name: string): string => name.trim().normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/**
 * Gives announcements instants in commit order, so that clients can poll them. Adds indexes for listing members by name
 * and for summing their accounts and the time that they spent.
 */
export class OrderAnnouncementsAndMembers1764000100000 implements MigrationInterface {
  name = 'OrderAnnouncementsAndMembers1764000100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE announcement_clock (
        workspace_id uuid PRIMARY KEY REFERENCES workspace (id) ON DELETE CASCADE,
        announced_at timestamptz NOT NULL
      );
      INSERT INTO announcement_clock
        SELECT workspace_id, max(announced_at) FROM relationship_change GROUP BY workspace_id;
      CREATE INDEX relationship_change_by_announcement ON relationship_change (workspace_id, announced_at, id);
      CREATE INDEX relationship_change_by_type ON relationship_change (workspace_id, type, announced_at, id);
      CREATE INDEX relationship_change_by_previous_type
        ON relationship_change (workspace_id, previous_type, announced_at, id);
      CREATE INDEX relationship_change_by_cause ON relationship_change (workspace_id, cause, announced_at, id);

      CREATE INDEX account_now_by_manager ON account_now (workspace_id, success_manager_id, type)
        INCLUDE (mrr_minor) WHERE success_manager_id IS NOT NULL;
      DROP INDEX interaction_by_member;
      CREATE INDEX interaction_by_member ON interaction (workspace_id, member_id, occurred_at)
        INCLUDE (effort_minutes) WHERE member_id IS NOT NULL;

      ALTER TABLE member ADD COLUMN name_folded text COLLATE "C";
    `);
    const members = (await runner.query('SELECT workspace_id, id, name FROM member')) as Record<string, string>[];
    for (const { workspace_id, id, name } of members) {
      await runner.query('UPDATE member SET name_folded = $3 WHERE workspace_id = $1 AND id = $2', [
        workspace_id,
        id,
        fold(name!),
      ]);
    }
    await runner.query(`
      ALTER TABLE member ALTER COLUMN name_folded SET NOT NULL;
      CREATE INDEX member_by_name ON member (workspace_id, name_folded, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX member_by_name;
      ALTER TABLE member DROP COLUMN name_folded;
      DROP INDEX interaction_by_member;
      CREATE INDEX interaction_by_member ON interaction (workspace_id, member_id) WHERE member_id IS NOT NULL;
      DROP INDEX account_now_by_manager;
      DROP INDEX relationship_change_by_announcement, relationship_change_by_type,
        relationship_change_by_previous_type, relationship_change_by_cause;
      DROP TABLE announcement_clock;
    `);
  }
}
