import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Allows phases that end at the instant at which they start, as same-day subscriptions do in exports, also where another
 * phase of the subscription starts at that instant.
 */
export class AllowEmptyPhases1764000920000 implements MigrationInterface {
  name = 'AllowEmptyPhases1764000920000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE subscription_phase
        DROP CONSTRAINT subscription_phase_check,
        ADD CHECK (from_at <= to_at),
        DROP CONSTRAINT subscription_phase_pkey,
        ADD PRIMARY KEY (workspace_id, subscription_id, from_at, to_at);
    `);
  }

  /** Removes empty phases, which servers of the previous version cannot store. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM subscription_phase WHERE from_at = to_at;
      ALTER TABLE subscription_phase
        DROP CONSTRAINT subscription_phase_check,
        ADD CHECK (from_at < to_at),
        DROP CONSTRAINT subscription_phase_pkey,
        ADD PRIMARY KEY (workspace_id, subscription_id, from_at);
    `);
  }
}
