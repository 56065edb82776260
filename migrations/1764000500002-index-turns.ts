import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Extends the index for metrics by the periods at which the type changed. The revenue of the accounts of one type changes
 * with their revenue and when accounts gain or lose the type; metrics read both from one index.
 */
export class IndexTurns1764000500002 implements MigrationInterface {
  name = 'IndexTurns1764000500002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX account_period_turned ON account_period (workspace_id, from_at)
        INCLUDE (account_id, type, type_before, mrr_minor, mrr_before, paused_mrr_minor, paused_before, first_paid_at)
        WHERE type <> type_before OR mrr_minor <> mrr_before OR paused_mrr_minor <> paused_before
          OR from_at = first_paid_at;
      DROP INDEX account_period_moved;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX account_period_moved ON account_period (workspace_id, from_at)
        INCLUDE (account_id, mrr_minor, mrr_before, paused_mrr_minor, paused_before, first_paid_at)
        WHERE mrr_minor <> mrr_before OR paused_mrr_minor <> paused_before OR from_at = first_paid_at;
      DROP INDEX account_period_turned;
    `);
  }
}
