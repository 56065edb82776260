import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Stores the ends of terms with when each is renewed or lapses. Servers of the previous version do not write them: those of
 * an account are complete once this version has derived it.
 */
export class StoreRenewals1764000990000 implements MigrationInterface {
  name = 'StoreRenewals1764000990000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE account_renewal (
        workspace_id    uuid NOT NULL,
        account_id      uuid NOT NULL,
        subscription_id uuid NOT NULL,
        decided_from    timestamptz NOT NULL,
        at              timestamptz NOT NULL,
        term_months     integer NOT NULL,
        amount_minor    bigint NOT NULL,
        mrr_minor       bigint NOT NULL,
        is_canceled     boolean NOT NULL,
        renewed_at      timestamptz NOT NULL,
        lapsed_at       timestamptz NOT NULL,
        PRIMARY KEY (workspace_id, account_id, subscription_id, decided_from),
        FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
      );
      CREATE INDEX account_renewal_by_end ON account_renewal (workspace_id, at, subscription_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE account_renewal');
  }
}
