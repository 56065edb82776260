import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The kinds of records that have identities, with their tables. In the order in which an import locks the tables. */
const KINDS = ['plan', 'member', 'account', 'subscription', 'interaction'];

/**
 * Stores the ids that other systems have for records. Each row belongs to one record: the column of its kind is set and the
 * others are null. Foreign keys delete the rows together with the record, so servers of the previous version do so too.
 */
export class RecordIdentities1764001090000 implements MigrationInterface {
  name = 'RecordIdentities1764001090000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE record_identity (
        workspace_id uuid NOT NULL,
        kind         text COLLATE "C" NOT NULL,
        source       text COLLATE "C" NOT NULL,
        external_id  text COLLATE "C" NOT NULL,
        ${KINDS.map((kind) => `${kind}_id uuid,`).join('\n        ')}
        PRIMARY KEY (workspace_id, kind, source, external_id),
        ${KINDS.map(
          (kind) => `FOREIGN KEY (workspace_id, ${kind}_id) REFERENCES ${kind} (workspace_id, id) ON DELETE CASCADE,`,
        ).join('\n        ')}
        CHECK (num_nonnulls(${KINDS.map((kind) => `${kind}_id`).join(', ')}) = 1),
        CHECK (CASE kind ${KINDS.map((kind) => `WHEN '${kind.toUpperCase()}' THEN ${kind}_id`).join(' ')} END IS NOT NULL)
      );
      ${KINDS.map(
        (kind) => `
      CREATE INDEX record_identity_by_${kind} ON record_identity (workspace_id, ${kind}_id) WHERE ${kind}_id IS NOT NULL;`,
      ).join('')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE record_identity');
  }
}
