import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Folds text for comparison in lists: without accents, in lower case. */
const fold = (text: string): string => text.trim().normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase();

/** The number of rows whose folded domain is set per statement. */
const BATCH_SIZE = 1_000;

/**
 * Puts everything by which accounts are filtered and sorted into account_now, with an index each. `paying_since` is infinity
 * if nothing is paid, so that every account has a position in that order. `policy_version` is the policy whose criteria the
 * bits of `criteria_met` refer to.
 */
export class IndexLists1764000300000 implements MigrationInterface {
  name = 'IndexLists1764000300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE account_now
        ADD COLUMN external_id text COLLATE "C",
        ADD COLUMN domain_folded text COLLATE "C",
        ADD COLUMN policy_version integer;
      UPDATE account_now n SET
        external_id = a.external_id,
        paying_since = coalesce(n.paying_since, 'infinity'),
        policy_version = (
          SELECT p.policy_version FROM account_period p
          WHERE p.workspace_id = n.workspace_id AND p.account_id = n.account_id AND p.from_at <= n.computed_at
          ORDER BY p.from_at DESC LIMIT 1)
      FROM account a WHERE a.workspace_id = n.workspace_id AND a.id = n.account_id;
      ALTER TABLE account_now
        ALTER COLUMN policy_version SET NOT NULL,
        ALTER COLUMN paying_since SET NOT NULL;
    `);
    await this.foldDomains(runner);
    await runner.query(`
      CREATE INDEX account_now_by_paying_since ON account_now (workspace_id, paying_since, account_id);
      CREATE INDEX account_now_by_type_paying_since ON account_now (workspace_id, type, paying_since, account_id);
      CREATE INDEX account_now_by_next_type ON account_now (workspace_id, next_type_at, account_id);
      CREATE INDEX account_now_by_type_next_type ON account_now (workspace_id, type, next_type_at, account_id);
      CREATE INDEX account_now_by_plan ON account_now (workspace_id, plan_id);
      CREATE INDEX account_now_by_last_interaction ON account_now (workspace_id, last_interaction_at);
      CREATE INDEX account_now_by_domain ON account_now (workspace_id, domain_folded);
      CREATE INDEX account_now_by_external_id ON account_now (workspace_id, external_id);
      CREATE INDEX account_now_by_criteria ON account_now (workspace_id, policy_version, criteria_met);
      CREATE INDEX account_now_borderline ON account_now (workspace_id, account_id) WHERE is_borderline;
      DROP INDEX account_now_by_manager;
      CREATE INDEX account_now_by_manager ON account_now (workspace_id, success_manager_id, type) INCLUDE (mrr_minor);
    `);
  }

  private async foldDomains(runner: QueryRunner): Promise<void> {
    const accounts = (await runner.query(
      'SELECT workspace_id, id, domain FROM account WHERE domain IS NOT NULL',
    )) as Record<'workspace_id' | 'id' | 'domain', string>[];
    for (let start = 0; start < accounts.length; start += BATCH_SIZE) {
      const batch = accounts.slice(start, start + BATCH_SIZE);
      await runner.query(
        `UPDATE account_now n SET domain_folded = f.domain
         FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS f (workspace_id, id, domain)
         WHERE n.workspace_id = f.workspace_id AND n.account_id = f.id`,
        [
          batch.map(({ workspace_id }) => workspace_id),
          batch.map(({ id }) => id),
          batch.map(({ domain }) => fold(domain)),
        ],
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX account_now_by_manager;
      CREATE INDEX account_now_by_manager ON account_now (workspace_id, success_manager_id, type)
        INCLUDE (mrr_minor) WHERE success_manager_id IS NOT NULL;
      DROP INDEX account_now_by_paying_since, account_now_by_type_paying_since, account_now_by_next_type,
        account_now_by_type_next_type, account_now_by_plan, account_now_by_last_interaction, account_now_by_domain,
        account_now_by_external_id, account_now_by_criteria, account_now_borderline;
      ALTER TABLE account_now ALTER COLUMN paying_since DROP NOT NULL;
      UPDATE account_now SET paying_since = NULL WHERE paying_since = 'infinity';
      ALTER TABLE account_now DROP COLUMN external_id, DROP COLUMN domain_folded, DROP COLUMN policy_version;
    `);
  }
}
