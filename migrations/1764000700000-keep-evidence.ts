import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds to account_now the findings for each criterion of its policy and until when they are valid, so that the current
 * evidence needs no history. A job fills existing rows. The columns have no default, so that a server of the previous
 * version cannot write a row without saying until when its evidence is valid.
 */
export class KeepEvidence1764000700000 implements MigrationInterface {
  name = 'KeepEvidence1764000700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE account_now ADD COLUMN evidence text, ADD COLUMN evidence_until timestamptz NOT NULL DEFAULT '-infinity';
      ALTER TABLE account_now ALTER COLUMN evidence_until DROP DEFAULT;
      CREATE INDEX account_now_by_evidence_until ON account_now (workspace_id, evidence_until)
        WHERE evidence_until < 'infinity';
    `);
    await replaceFinder(
      runner,
      `OR EXISTS (SELECT FROM account_now n
                  WHERE n.workspace_id = w.id AND n.evidence_until <= at AND n.evidence_until < 'infinity')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await replaceFinder(runner, '');
    await runner.query('ALTER TABLE account_now DROP COLUMN evidence, DROP COLUMN evidence_until');
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
                     ${orWhere};
    END $$;
  `);
}
