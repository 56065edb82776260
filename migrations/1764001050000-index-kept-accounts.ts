import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds to each period whether a paid phase was in force just before, and extends the index for metrics by it, so that
 * metrics read from single rows when accounts start and stop being kept. The column is null in rows of servers of the
 * previous version, for which revenue tells the same, except for revenue that rounds to zero.
 */
export class IndexKeptAccounts1764001050000 implements MigrationInterface {
  name = 'IndexKeptAccounts1764001050000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE account_period ADD COLUMN paying_before boolean;
      CREATE INDEX account_period_changed ON account_period (workspace_id, from_at)
        INCLUDE (account_id, type, type_before, mrr_minor, mrr_before, paused_mrr_minor, paused_before, first_paid_at,
                 paying_since, paying_before)
        WHERE type <> type_before OR mrr_minor <> mrr_before OR paused_mrr_minor <> paused_before
          OR from_at = first_paid_at OR paying_before <> (paying_since IS NOT NULL);
      DROP INDEX account_period_turned;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX account_period_turned ON account_period (workspace_id, from_at)
        INCLUDE (account_id, type, type_before, mrr_minor, mrr_before, paused_mrr_minor, paused_before, first_paid_at)
        WHERE type <> type_before OR mrr_minor <> mrr_before OR paused_mrr_minor <> paused_before
          OR from_at = first_paid_at;
      DROP INDEX account_period_changed;
      ALTER TABLE account_period DROP COLUMN paying_before;
    `);
  }
}
