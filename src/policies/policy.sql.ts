import { statement } from '../database/statement.js';
import { Table, type RowOf } from '../database/table.js';
import { PolicyEntity } from './policy.entity.js';

export const POLICIES = new Table(PolicyEntity);

export type PolicyRow = Omit<RowOf<PolicyEntity>, 'workspaceId'>;

export const selectPolicies = statement<PolicyRow>(
  'selectPolicies',
  `SELECT ${POLICIES.select('p', ['workspaceId'])} FROM policy p WHERE p.workspace_id = $1 ORDER BY p.version`,
);

export const insertPolicies = statement('insertPolicies', POLICIES.insertRecords({}));
