import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Stores with each workspace when the clocks of its time zone change, so that months and days count the same on servers
 * with different time zone tables. Null if a server of an earlier version created the workspace; the next start fills it.
 */
export class StoreClockChanges1764000960000 implements MigrationInterface {
  name = 'StoreClockChanges1764000960000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE workspace ADD COLUMN clock_changes jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE workspace DROP COLUMN clock_changes');
  }
}
