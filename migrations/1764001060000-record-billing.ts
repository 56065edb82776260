import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Stores what is sold in a phase beyond one plan at a whole quantity, a price in minor units and an interval of 1, 3 or 12
 * months: `items` (null: the columns say everything), the currency (null: the workspace's), discounts, notice and automatic
 * renewal. The old columns keep the nearest values that servers of the previous version can read; such an account is derived
 * again if one of them derives it (`billed_at` differs from `computed_at`). Derived amounts are in the currency of the account,
 * except in account_now, whose `mrr_minor` is converted so that lists can compare it.
 *
 * Servers of the previous version change a subscription by deleting its phases and inserting them with the columns that they
 * know, so nothing new may be recorded until all servers are upgraded (see the upgrade note of the README).
 *
 * Purchases may be refunds now. A purchase of nothing no longer makes a customer, so those accounts are derived again.
 */
export class RecordBilling1764001060000 implements MigrationInterface {
  name = 'RecordBilling1764001060000';

  async up(runner: QueryRunner): Promise<void> {
    const [{ schema }] = (await runner.query('SELECT quote_ident(current_schema()) AS schema')) as [{ schema: string }];
    await runner.query(`
      ALTER TABLE subscription ADD COLUMN discounts jsonb;
      ALTER TABLE subscription_phase
        ADD COLUMN items jsonb,
        ADD COLUMN currency_code text,
        ADD COLUMN discounts jsonb,
        ADD COLUMN notice_days smallint CHECK (notice_days >= 0),
        ADD COLUMN auto_renews boolean NOT NULL DEFAULT true,
        ADD COLUMN ends_at timestamptz,
        DROP CONSTRAINT subscription_phase_quantity_check,
        ADD CHECK (quantity >= 0);
      CREATE INDEX subscription_phase_in_other_currency ON subscription_phase (workspace_id, account_id)
        WHERE currency_code IS NOT NULL;
      ALTER TABLE interaction DROP CONSTRAINT interaction_amount_minor_check;

      CREATE TABLE exchange_rate (
        workspace_id  uuid NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
        currency_code text NOT NULL,
        from_day      date NOT NULL,
        rate          numeric NOT NULL CHECK (rate > 0),
        updated_at    timestamptz NOT NULL,
        PRIMARY KEY (workspace_id, currency_code, from_day)
      );
      ALTER TABLE policy ADD COLUMN exchange_rates jsonb NOT NULL DEFAULT '{}';

      ALTER TABLE account_period ADD COLUMN currency_code text, ADD COLUMN currency_before text;
      CREATE INDEX account_period_moving ON account_period (workspace_id, from_at)
        INCLUDE (account_id, type, type_before, mrr_minor, mrr_before, paused_mrr_minor, paused_before, first_paid_at,
                 paying_since, paying_before, currency_code, currency_before)
        WHERE type <> type_before OR mrr_minor <> mrr_before OR paused_mrr_minor <> paused_before
          OR from_at = first_paid_at OR paying_before <> (paying_since IS NOT NULL)
          OR currency_code IS DISTINCT FROM currency_before;
      DROP INDEX account_period_changed;
      CREATE INDEX account_period_exchanged ON account_period (workspace_id, from_at)
        WHERE currency_code IS DISTINCT FROM currency_before
          AND (currency_code IS NOT NULL OR mrr_minor + paused_mrr_minor > 0)
          AND (currency_before IS NOT NULL OR mrr_before + paused_before > 0);
      ALTER TABLE account_renewal ADD COLUMN currency_code text, ADD COLUMN notice_by timestamptz;

      ALTER TABLE account_now
        ADD COLUMN currency_code text,
        ADD COLUMN native_mrr_minor bigint,
        ADD COLUMN billed_at timestamptz;
      CREATE INDEX account_now_to_convert ON account_now (workspace_id, currency_code) WHERE currency_code IS NOT NULL;
      CREATE INDEX account_now_outdated ON account_now (workspace_id, account_id)
        WHERE continuous_at IS DISTINCT FROM computed_at OR billed_at <> computed_at;
      DROP INDEX account_now_to_derive_again;
      UPDATE account_now n SET continuous_at = NULL
      FROM interaction i
      WHERE i.workspace_id = n.workspace_id AND i.account_id = n.account_id
        AND i.kind = 'PURCHASE' AND i.amount_minor = 0;
      CREATE OR REPLACE FUNCTION find_workspaces_to_derive_again() RETURNS SETOF uuid
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
      BEGIN
        PERFORM set_config('clientele.operator', 'on', true);
        RETURN QUERY SELECT w.id FROM workspace w
                     WHERE EXISTS (SELECT FROM account_now n
                                   WHERE n.workspace_id = w.id
                                     AND (n.continuous_at IS DISTINCT FROM n.computed_at OR n.billed_at <> n.computed_at));
      END $$;
    `);
  }

  /** Loses what servers of the previous version cannot store: items, discounts and currencies. Refunds are deleted. */
  async down(runner: QueryRunner): Promise<void> {
    const [{ schema }] = (await runner.query('SELECT quote_ident(current_schema()) AS schema')) as [{ schema: string }];
    await runner.query(`
      CREATE OR REPLACE FUNCTION find_workspaces_to_derive_again() RETURNS SETOF uuid
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
      BEGIN
        PERFORM set_config('clientele.operator', 'on', true);
        RETURN QUERY SELECT w.id FROM workspace w
                     WHERE EXISTS (SELECT FROM account_now n
                                   WHERE n.workspace_id = w.id AND n.continuous_at IS DISTINCT FROM n.computed_at);
      END $$;
      UPDATE account_now SET continuous_at = NULL WHERE billed_at IS NOT NULL;
      CREATE INDEX account_now_to_derive_again ON account_now (workspace_id, account_id)
        WHERE continuous_at IS DISTINCT FROM computed_at;
      ALTER TABLE account_now DROP COLUMN currency_code, DROP COLUMN native_mrr_minor, DROP COLUMN billed_at;
      ALTER TABLE account_renewal DROP COLUMN currency_code, DROP COLUMN notice_by;
      CREATE INDEX account_period_changed ON account_period (workspace_id, from_at)
        INCLUDE (account_id, type, type_before, mrr_minor, mrr_before, paused_mrr_minor, paused_before, first_paid_at,
                 paying_since, paying_before)
        WHERE type <> type_before OR mrr_minor <> mrr_before OR paused_mrr_minor <> paused_before
          OR from_at = first_paid_at OR paying_before <> (paying_since IS NOT NULL);
      ALTER TABLE account_period DROP COLUMN currency_code, DROP COLUMN currency_before;
      ALTER TABLE policy DROP COLUMN exchange_rates;
      DROP TABLE exchange_rate;
      DELETE FROM interaction WHERE amount_minor < 0;
      ALTER TABLE interaction ADD CHECK (amount_minor >= 0);
      UPDATE subscription_phase SET quantity = 1, unit_price_minor = 0 WHERE quantity = 0;
      ALTER TABLE subscription_phase
        DROP COLUMN items, DROP COLUMN currency_code, DROP COLUMN discounts, DROP COLUMN notice_days,
        DROP COLUMN auto_renews, DROP COLUMN ends_at,
        DROP CONSTRAINT subscription_phase_quantity_check,
        ADD CHECK (quantity >= 1);
      ALTER TABLE subscription DROP COLUMN discounts;
    `);
  }
}
