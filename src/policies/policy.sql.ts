import { statement } from '../database/statement.js';
import { Table, type RowOf } from '../database/table.js';
import { EXCHANGE_RATES_OF_POLICY } from '../derivation/rules.sql.js';
import { PolicyEntity } from './policy.entity.js';

export const POLICIES = new Table(PolicyEntity);

export type PolicyRow = Omit<RowOf<PolicyEntity>, 'workspaceId'>;

export const selectPolicies = statement<PolicyRow>(
  'selectPolicies',
  `SELECT ${POLICIES.select('p', ['workspaceId', 'exchangeRates'])}, ${EXCHANGE_RATES_OF_POLICY}
   FROM policy p WHERE p.workspace_id = $1 ORDER BY p.version`,
);

export const insertPolicies = statement('insertPolicies', POLICIES.insertRecords({}));

/** Gives every policy the rates $2 of the currencies for which it has none. */
export const updateMissingRates = statement(
  'updateMissingRates',
  `UPDATE policy SET exchange_rates = $2::jsonb || exchange_rates WHERE workspace_id = $1`,
);
