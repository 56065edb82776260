import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ISO_DIGITS, possibleDigitsOf, runtimeDigitsOf, sqlToStateDigits } from '../src/money/currency-digits.js';

interface WorkspaceWithoutDigits {
  id: string;
  name: string;
  code: string;
  hasAmounts: boolean;
}

/**
 * Stores with each workspace how many digits the minor unit of its currency has. Earlier versions took the number from the
 * locale tables of the runtime, so amounts in some currencies may have been recorded with a different number than that of
 * ISO 4217, and the data do not show which. Such workspaces stop the migration until an operator has stated their digits;
 * all others get the digits of ISO 4217.
 *
 * The column is nullable because servers of earlier versions still create workspaces without it. An operator may have
 * added it already. The lock of ALTER TABLE prevents new amounts from being recorded while the migration looks for them.
 */
export class StoreCurrencyDigits1764000800000 implements MigrationInterface {
  name = 'StoreCurrencyDigits1764000800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE workspace
        ADD COLUMN IF NOT EXISTS currency_digits integer,
        ADD CONSTRAINT workspace_currency_digits_range CHECK (currency_digits BETWEEN 0 AND 4);
    `);
    const workspaces = (await runner.query(`
      SELECT w.id, w.name, w.currency_code AS code,
             EXISTS (SELECT FROM subscription_phase p WHERE p.workspace_id = w.id AND p.unit_price_minor <> 0)
               OR EXISTS (SELECT FROM interaction i WHERE i.workspace_id = w.id AND i.amount_minor <> 0) AS "hasAmounts"
      FROM workspace w WHERE w.currency_digits IS NULL ORDER BY w.created_at, w.id
    `)) as WorkspaceWithoutDigits[];
    const uncertain = workspaces.filter(({ code, hasAmounts }) => hasAmounts && possibleDigitsOf(code).length > 1);
    if (uncertain.length > 0) throw new Error(refusalOf(uncertain));
    for (const code of new Set(workspaces.map((workspace) => workspace.code))) {
      await runner.query(
        'UPDATE workspace SET currency_digits = $2 WHERE currency_code = $1 AND currency_digits IS NULL',
        [code, ISO_DIGITS.get(code) ?? runtimeDigitsOf(code)],
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE workspace DROP COLUMN currency_digits');
  }
}

const refusalOf = (workspaces: WorkspaceWithoutDigits[]): string =>
  `Expected amounts with the digits that ISO 4217 gives to their currency. Earlier versions took the digits from Node.js, \
whose releases differ, so that amounts of these workspaces may have been recorded with others:

${workspaces.map(describe).join('\n')}

Nothing was changed. State the digits that the amounts were recorded with, as the user that owns the tables, and start \
again:

SET clientele.operator = on;
ALTER TABLE workspace ADD COLUMN IF NOT EXISTS currency_digits integer;
${workspaces.map(({ id, code }) => sqlToStateDigits(id, code)).join('\n')}

To find out, compare a price that you know with subscription_phase.unit_price_minor: a price of 990 is 990 with 0 digits, \
99000 with 2 and 990000 with 3. Where amounts of one workspace were recorded with both, first multiply those with fewer \
digits. The README tells under "Running it" how to reach the embedded database.`;

const describe = ({ id, name, code }: WorkspaceWithoutDigits): string =>
  `  ${id} ${JSON.stringify(name)}: ${code} has ${ISO_DIGITS.get(code)} digits in ISO 4217, ${runtimeDigitsOf(code)} in ` +
  `Node.js ${process.versions.node}; recorded with ${possibleDigitsOf(code).join(' or ')}`;
