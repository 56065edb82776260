import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds a covering index for metrics, in order of time, over the periods at which revenue changed or an account first paid: a
 * fraction of all periods.
 */
export class IndexMovements1764000500000 implements MigrationInterface {
  name = 'IndexMovements1764000500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX account_period_moved ON account_period (workspace_id, from_at)
        INCLUDE (account_id, mrr_minor, mrr_before, paused_mrr_minor, paused_before, first_paid_at)
        WHERE mrr_minor <> mrr_before OR paused_mrr_minor <> paused_before OR from_at = first_paid_at;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX account_period_moved');
  }
}
