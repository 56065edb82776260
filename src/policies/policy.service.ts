import type { Policy } from '../classification/policy.js';
import type { Sql } from '../database/statement.js';
import { selectPolicies } from './policy.sql.js';

/** Every version published, oldest first. */
export const loadPolicies = (sql: Sql): Promise<Policy[]> => sql.run(selectPolicies);
