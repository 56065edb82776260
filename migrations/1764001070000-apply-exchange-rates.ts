import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Stores which exchange rate of each currency the amounts in account_now were converted with, so that a rate that takes
 * effect, or is recorded, is applied to all accounts of its currency in one statement. A row that a concurrent transaction
 * converted with an older rate has a lower `rates_revision`, and is found by it.
 */
export class ApplyExchangeRates1764001070000 implements MigrationInterface {
  name = 'ApplyExchangeRates1764001070000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE applied_rate (
        workspace_id   uuid NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
        currency_code  text NOT NULL,
        first_rate     numeric NOT NULL CHECK (first_rate > 0),
        rate           numeric NOT NULL CHECK (rate > 0),
        revision       integer NOT NULL,
        rules_revision integer NOT NULL,
        next_at        timestamptz NOT NULL,
        PRIMARY KEY (workspace_id, currency_code)
      );
      ALTER TABLE account_now ADD COLUMN rates_revision integer;
      DROP INDEX account_now_to_convert;
      CREATE INDEX account_now_to_convert ON account_now (workspace_id, currency_code, rates_revision)
        WHERE currency_code IS NOT NULL;
    `);
    await replaceFinder(
      runner,
      `OR EXISTS (SELECT FROM applied_rate r
                  WHERE r.workspace_id = w.id
                    AND (r.next_at <= at OR r.rules_revision <> w.revision
                      OR EXISTS (SELECT FROM account_now n
                                 WHERE n.workspace_id = w.id AND n.currency_code = r.currency_code
                                   AND n.rates_revision < r.revision)))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await replaceFinder(runner, '');
    await runner.query(`
      ALTER TABLE account_now DROP COLUMN rates_revision;
      CREATE INDEX account_now_to_convert ON account_now (workspace_id, currency_code) WHERE currency_code IS NOT NULL;
      DROP TABLE applied_rate;
    `);
  }
}

/** Replaces only the body of the function, so that its grants stay. */
async function replaceFinder(runner: QueryRunner, orWhere: string): Promise<void> {
  const [{ schema }] = (await runner.query('SELECT quote_ident(current_schema()) AS schema')) as [{ schema: string }];
  await runner.query(`
    CREATE OR REPLACE FUNCTION find_workspaces_with_due_accounts(at timestamptz) RETURNS SETOF uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
    BEGIN
      PERFORM set_config('clientele.operator', 'on', true);
      RETURN QUERY SELECT w.id FROM workspace w
                   WHERE EXISTS (SELECT FROM account_now n
                                 WHERE n.workspace_id = w.id AND n.valid_until <= at AND n.valid_until < 'infinity')
                     OR EXISTS (SELECT FROM account_now n
                                WHERE n.workspace_id = w.id AND n.evidence_until <= at AND n.evidence_until < 'infinity')
                     OR EXISTS (SELECT FROM account_now n WHERE n.workspace_id = w.id AND n.announce_at <= at)
                     ${orWhere};
    END $$;
  `);
}
