import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Stores which fields were set at the start of a phase, the cancellation that ends a phase, and withdrawals. Servers of the
 * previous version write null: the usual fields, and no cancellation. Until now a churn reason was the only trace of a
 * cancellation, so an end with a churn reason becomes one.
 */
export class RecordCancellations1764000970000 implements MigrationInterface {
  name = 'RecordCancellations1764000970000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE subscription ADD COLUMN withdrawn_at timestamptz;
      ALTER TABLE subscription_phase
        ADD COLUMN set_fields jsonb,
        ADD COLUMN cancellation jsonb,
        ADD COLUMN is_withdrawn boolean NOT NULL DEFAULT false;
      UPDATE subscription_phase f SET cancellation = jsonb_build_object('reason', s.churn_reason)
      FROM subscription s
      WHERE s.workspace_id = f.workspace_id AND s.id = f.subscription_id AND s.churn_reason IS NOT NULL
        AND f.from_at < f.to_at AND f.to_at < 'infinity' AND NOT EXISTS (
          SELECT FROM subscription_phase later
          WHERE later.workspace_id = f.workspace_id AND later.subscription_id = f.subscription_id
            AND later.from_at >= f.to_at AND later.from_at < later.to_at
        );
    `);
  }

  /** Loses what cancellations set aside, and puts withdrawn subscriptions in force. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE subscription DROP COLUMN withdrawn_at;
      ALTER TABLE subscription_phase DROP COLUMN set_fields, DROP COLUMN cancellation, DROP COLUMN is_withdrawn;
    `);
  }
}
