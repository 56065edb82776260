import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds indexes to list the interactions of all accounts, latest first, by their properties, and changes by instant. */
export class IndexInteractions1764000310000 implements MigrationInterface {
  name = 'IndexInteractions1764000310000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX interaction_by_occurrence ON interaction (workspace_id, occurred_at, id);
      CREATE INDEX interaction_by_kind ON interaction (workspace_id, kind, occurred_at, id);
      CREATE INDEX interaction_by_initiative ON interaction (workspace_id, initiative, occurred_at, id);
      CREATE INDEX interaction_personalized ON interaction (workspace_id, occurred_at, id) WHERE personalized;
      CREATE INDEX interaction_by_sentiment ON interaction (workspace_id, sentiment_hundredths)
        WHERE sentiment_hundredths IS NOT NULL;
      CREATE INDEX relationship_change_by_instant ON relationship_change (workspace_id, at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX interaction_by_occurrence, interaction_by_kind, interaction_by_initiative, interaction_personalized,
        interaction_by_sentiment, relationship_change_by_instant;
    `);
  }
}
