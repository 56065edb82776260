import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Stores with the result of a mutation the record that it changed, so that a repeated request gets the same record even if
 * it has been deleted since. Null in the rows of servers of earlier versions.
 */
export class KeepChangedRecords1764000910000 implements MigrationInterface {
  name = 'KeepChangedRecords1764000910000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE kept_answer ADD COLUMN record text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE kept_answer DROP COLUMN record');
  }
}
